"""What is said of rows as columns: new rows, and the table's own rows with their labels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from takehome.errors import InputError
from takehome.studies.scores import Scores
from takehome.studies.segmentation.frozen import NOISE, Judged
from takehome.studies.segmentation.outcome import Outcome
from takehome.studies.segmentation.partition.assigners import Centres
from takehome.studies.segmentation.personas.sql import rules_sql, segment_sql
from takehome.studies.segmentation.scaling.design import codes_of
from takehome.table import Column, Kind, Role, Table
from takehome.table.encoding import finite
from takehome.table.levels import level_of

NOT_STRANGE = "none"
SCATTERED = "scattered noise"


def score_rows(outcome: Outcome, rows: Table) -> Scores:
    """Judge new rows.

    Raises
    ------
    InputError
        When a column that the segments were made of is absent, or holds no numbers.
    """
    values, codes, unknown = inputs(outcome, rows)
    judged = outcome.frozen.judge(values, codes)
    columns = {**_columns(outcome, judged, judged.labels), "outside_range": tuple(_outside(outcome, values, unknown))}
    strange = int((judged.labels < 0).sum())
    outside = sum(bool(text) for text in columns["outside_range"])
    notes = [f"{strange:,} of {rows.rows:,} rows are strangers"] if strange else []
    notes += [f"{outside:,} of {rows.rows:,} rows lie outside what the study has seen"] if outside else []
    return Scores(columns, tuple(notes))


def labelled(outcome: Outcome, order: np.ndarray | None) -> Scores:
    """The table's rows with their ids and labels, in the order in which they came."""
    place = np.arange(len(outcome.labels))
    if order is not None:
        place = np.empty(len(order), int)
        place[order] = np.arange(len(order))
    judged = outcome.judged
    own = Judged(
        outcome.labels[place], judged.segment[place], judged.margin[place], judged.p_value[place]
    )  # fmt: skip
    ids = outcome.table.with_role(Role.ID)
    named = {column.name: tuple(_plain(column, place)) for column in ids} or {"row": tuple(range(1, len(place) + 1))}
    return Scores({**named, **_columns(outcome, own, own.labels)})


def _plain(column: Column, place: np.ndarray) -> list[object]:
    values = column.values[place]
    if column.kind is Kind.NUMBER:
        return [int(v) if float(v).is_integer() else float(v) for v in values.tolist()]
    return [None if v is None else str(v) for v in values.tolist()]


def _columns(outcome: Outcome, judged: Judged, labels: np.ndarray) -> dict[str, tuple[object, ...]]:
    ids = outcome.ids_of(labels)
    names = {**outcome.names, "noise": SCATTERED}
    return {
        "segment": tuple(ids.tolist()),
        "persona": tuple(names[one] for one in ids),
        "stranger": tuple(_verdict(outcome, int(label)) for label in labels),
        "nearest_segment": tuple(outcome.ids_of(judged.segment).tolist()),
        "margin": tuple(judged.margin.tolist()),
        "p_value": tuple(judged.p_value.tolist()),
        "unknown": tuple((labels == NOISE).tolist()),
    }


def _verdict(outcome: Outcome, label: int) -> str:
    if label >= 0:
        return NOT_STRANGE
    return SCATTERED if label == NOISE else f"micro-cluster {outcome.micro_ids[-2 - label]}"


def inputs(outcome: Outcome, rows: Table) -> tuple[np.ndarray, tuple[np.ndarray, ...], list[list[str]]]:
    """Filled numbers (m, p), codes of the categories, and per row the categories whose level was never seen."""
    design = outcome.design
    for name in design.inputs:
        if name not in rows:
            raise InputError(
                f"rows without the column {name!r}, which the segments of this study are made of",
                "every column that it was fitted on",
                f"add {name!r}",
            )
    values = np.empty((rows.rows, len(design.names)))
    for j, name in enumerate(design.names):
        values[:, j] = _numbers(rows[name], design.fills[j])
    unknown: list[list[str]] = [[] for _ in range(rows.rows)]
    codes = []
    for category in design.categories:
        column = _as_text(rows[category.name], category.levels)
        codes.append(codes_of(column, category.levels))
        for i in np.flatnonzero((codes[-1] < 0) & ~column.missing):
            unknown[i].append(category.name)
    return values, tuple(codes), unknown


def _numbers(column: Column, fill: float) -> np.ndarray:
    if column.kind is not Kind.NUMBER:
        if column.missing.all():
            return np.full(len(column.values), fill)
        saw = f"{column.name!r} holds {column.kind} values"
        raise InputError(saw, "numbers, as in training", "mend the column")
    values = finite(column.values)
    return np.where(np.isnan(values), fill, values)


def _as_text(column: Column, levels: tuple[str, ...]) -> Column:
    shown = [
        None if gone else level_of(v, levels) for v, gone in zip(column.values.tolist(), column.missing, strict=True)
    ]
    return replace(column, kind=Kind.CATEGORY, values=np.array(shown, dtype=object))


def _outside(outcome: Outcome, values: np.ndarray, unknown: list[list[str]]) -> list[str]:
    """Per row the columns beyond the range of the training rows."""
    seen = outcome.design.values
    if not len(values) or not values.shape[1]:
        return ["; ".join(names) for names in unknown]
    beyond = (values < seen.min(axis=0)) | (values > seen.max(axis=0))
    names = np.array(outcome.design.names, dtype=object)
    return ["; ".join([*names[beyond[i]], *unknown[i]]) for i in range(len(values))]


def statement(outcome: Outcome, table_name: str) -> str:
    """The nearest segment as one SQL statement.

    Raises
    ------
    InputError
        If the segments are not those of K-means.
    """
    rule = outcome.frozen.assigner
    if not isinstance(rule, Centres):
        raise InputError(
            f"segments of the family {rule.family!r}, which are no weighted sums",
            "segments of K-means",
            "leave out --sql and give ROWS, or use the rules of the report",
        )
    names = {one: outcome.names[one] for one in outcome.segment_ids}
    return segment_sql(
        outcome.segment_ids, names, outcome.design.fills, outcome.frozen.scaling, rule.centres, table_name=table_name
    )  # fmt: skip


def rules_statement(outcome: Outcome, table_name: str) -> str:
    """The rules in original units as one SQL statement.

    Raises
    ------
    InputError
        If there are no rules: one segment, or no numbers in the distance.
    """
    if outcome.rules is None:
        raise InputError("a study without rules", "two segments or more, made of numbers", "use score instead")
    names = {one: outcome.names[one] for one in outcome.segment_ids}
    return rules_sql(outcome.rules, names, table_name)
