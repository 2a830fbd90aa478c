"""The assignment of rows to segments as one SQL statement: exact by K weighted sums, or simple by rules.

Written for DuckDB and PostgreSQL, with all digits of every number. Missing and infinite values get the fill of the fit,
logarithms and presence are written out, micro-clusters are asked for first, and of equal scores the first segment wins,
as in the fit; tested equal row by row in DuckDB. A statement holds centres, cuts and levels, and no row of the data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from takehome.errors import InputError
from takehome.studies.segmentation.personas.linear import linear_scores
from takehome.studies.segmentation.personas.quoting import filled, is_level
from takehome.studies.segmentation.personas.rules import Rules
from takehome.studies.sql_text import identifier, literal, number

if TYPE_CHECKING:
    from takehome.studies.segmentation.scaling.transform import ColumnScale, Scaling

SEGMENT, PERSONA = "takehome_segment", "takehome_persona"
"""The columns that a statement adds."""


def filled_name(j: int) -> str:
    """The j-th number (from 0) with its fill, for micro conditions: ``"takehome_x1"``."""
    return identifier(f"takehome_x{j + 1}")


def term_name(j: int) -> str:
    """The j-th number after its logarithm or presence, for micro conditions: ``"takehome_t1"``."""
    return identifier(f"takehome_t{j + 1}")


def segment_sql(
    ids: Sequence[str],
    names: Mapping[str, str],
    fills: Sequence[float],
    scaling: Scaling,
    centres: np.ndarray,
    micro_conditions: Sequence[tuple[str, str]] = (),
    table_name: str = "rows",
    id_column: str | None = None,
) -> str:
    """A SELECT that gives every row of a table its segment, exactly as the fit does.

    Parameters
    ----------
    ids : the K segments, in the order of the centres. names : persona by id, of segments and micro-clusters.
    fills : one per number of the scaling. centres : (K, q) in the scaled space.
    micro_conditions : (id, condition) asked first, in this order; a condition may name columns of the table,
        ``filled_name(j)`` and ``term_name(j)``.
    id_column : the column to keep beside the answer; None keeps all.

    Raises
    ------
    InputError
        If two columns differ in capitals only, which databases take for one.
    """
    _require_distinct([*(c.name for c in scaling.columns), *(c.name for c in scaling.categories)])
    coef, offset = linear_scores(scaling, centres)
    own = [
        (filled(c.name, fill), filled_name(j)) for j, (c, fill) in enumerate(zip(scaling.columns, fills, strict=True))
    ]
    made = [(_term(c, filled_name(j)), term_name(j)) for j, c in enumerate(scaling.columns)]
    weighed = [*(name for _, name in made), *_indicators(scaling)]
    sums = [
        (_sum(row, weighed, least), _score_name(k))
        for k, (row, least) in enumerate(zip(coef.tolist(), offset.tolist(), strict=True))
    ]
    whens = [*micro_conditions, *((group, _is_largest(k, len(ids))) for k, group in enumerate(ids[:-1]))]
    stages = [own, made, sums, [(_case(whens, ids[-1]), identifier(SEGMENT))]]
    return _staged(stages, names, table_name, id_column)


def rules_sql(rules: Rules, names: Mapping[str, str], table_name: str = "rows", id_column: str | None = None) -> str:
    """A SELECT that gives every row the segment that the rules say.

    Raises
    ------
    InputError
        If two columns differ in capitals only, which databases take for one.
    """
    used = sorted({j for rule in rules.rules for j, _, _ in rule.bounds})
    _require_distinct([rules.columns[j] for j in used])
    own = [(filled(rules.columns[j], rules.fills[j]), filled_name(j)) for j in used]
    whens = [(rule.group, _inside(rule.bounds)) for rule in rules.rules]
    return _staged([own, [(_case(whens[:-1], whens[-1][0]), identifier(SEGMENT))]], names, table_name, id_column)


def _staged(
    stages: Sequence[Sequence[tuple[str, str]]], names: Mapping[str, str], table_name: str, id_column: str | None
) -> str:
    """Each stage adds (expression, name) columns to the one before; the last column is the segment."""
    source, parts = identifier(table_name), []
    for number_of, stage in enumerate(filter(None, stages), 1):
        added = ",\n    ".join(f"{expression} AS {name}" for expression, name in stage)
        parts.append(f"takehome_{number_of} AS (SELECT q.*,\n    {added}\n  FROM {source} AS q)")
        source = f"takehome_{number_of}"
    kept = "q.*" if id_column is None else f"q.{identifier(id_column)}, q.{identifier(SEGMENT)}"
    cases = " ".join(f"WHEN {literal(group)} THEN {literal(name)}" for group, name in names.items())
    persona = f"CASE q.{identifier(SEGMENT)} {cases} END AS {identifier(PERSONA)}" if cases else f"NULL AS {PERSONA}"
    return "WITH " + ",\n".join(parts) + f"\nSELECT {kept}, {persona}\nFROM {source} AS q"


def _require_distinct(columns: Sequence[str]) -> None:
    """Names that differ in capitals only are one name to DuckDB and others."""
    seen: dict[str, str] = {}
    for name in columns:
        other = seen.setdefault(name.casefold(), name)
        if other != name:
            raise InputError(
                f"the columns {other!r} and {name!r}, which many databases take for one",
                "names that differ in more than capitals",
                "rename one of them and fit again",
            )


def _term(column: ColumnScale, x: str) -> str:
    if column.kind == "log":
        return f"LN(1.0e0 + GREATEST({x}, 0.0e0) / {number(column.reference)})"
    return f"CASE WHEN {x} > 0.0e0 THEN 1.0e0 ELSE 0.0e0 END" if column.kind == "presence" else x


def _indicators(scaling: Scaling) -> list[str]:
    return [
        f"CASE WHEN {is_level(category.name, level)} THEN 1.0e0 ELSE 0.0e0 END"
        for category in scaling.categories
        for level in category.levels
    ]


def _sum(coefs: Sequence[float], weighed: Sequence[str], offset: float) -> str:
    """Added from left to right, as ``linear.scores`` adds."""
    return " + ".join(f"({number(c)}) * {name}" for c, name in zip(coefs, weighed, strict=True)) + (
        f" - ({number(offset)})"
    )


def _score_name(k: int) -> str:
    return identifier(f"takehome_s{k + 1}")


def _is_largest(k: int, count: int) -> str:
    """No later score is larger; that no earlier one is as large, the WHENs before have said."""
    return " AND ".join(f"{_score_name(k)} >= {_score_name(other)}" for other in range(k + 1, count))


def _case(whens: Sequence[tuple[str, str]], otherwise: str) -> str:
    if not whens:
        return literal(otherwise)
    cases = "\n      ".join(f"WHEN {condition} THEN {literal(group)}" for group, condition in whens)
    return f"CASE\n      {cases}\n      ELSE {literal(otherwise)} END"


def _inside(bounds: Sequence[tuple[int, float, float]]) -> str:
    """low < x ≤ high, for every column of a rule."""
    parts = []
    for j, low, high in bounds:
        parts += [f"{filled_name(j)} > {number(low)}"] if np.isfinite(low) else []
        parts += [f"{filled_name(j)} <= {number(high)}"] if np.isfinite(high) else []
    return " AND ".join(parts) or "TRUE"
