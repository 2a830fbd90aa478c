"""The public call: ``takehome.classify(table, target, …)``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from takehome.checks import check_table
from takehome.errors import InputError
from takehome.studies.calling import declared_roles, declared_split, declared_target, python_call, require_level
from takehome.studies.classification.costs import cost_columns, row_costs
from takehome.studies.classification.economics import CELLS, combined
from takehome.studies.classification.fitting import Progress, silent
from takehome.studies.classification.labels import labels
from takehome.studies.classification.study import Classification
from takehome.table import Column, Kind, Note, Role, Table, canonical_order, read, require_features, split


def classify(
    table: Any,
    target: str | None = None,
    *,
    positive: Any = None,
    features: Sequence[str] | None = None,
    units: Mapping[str, str] | None = None,
    holdout: Any = None,
    order: str | None = None,
    groups: str | None = None,
    scores: str | None = None,
    threshold: float | Sequence[float] | None = None,
    costs: Any = None,
    capacity: float | None = None,
    budget: float | None = None,
    economics: Any = None,
    prevalence: float | None = None,
    ignore: Sequence[str] = (),
    id: str | None = None,
    ranges: Mapping[str, tuple[float, float]] | None = None,
    confidence_level: float = 0.95,
    seed: int = 0,
    fast: bool = False,
    command: str = "",
    progress: Progress = silent,
) -> Classification:
    """Find whom to act on, at what threshold, for what profit; check, explain and price the answer.

    Parameters
    ----------
    table : a path (CSV, Parquet, JSON lines) or a pandas, polars, Arrow or DuckDB frame.
    target : the column of two classes; needed unless the table declares one.
    positive : the value that is acted on; found by a rule that the report says, when None. With more than two values
        it stands against the rest.
    features : columns to predict it with; all that have no other role, when None.
    units : column name -> unit, for instance ``{"Bill": "$"}``.
    holdout : a fraction, the name of a train/test column, or a second table; None judges out of fold.
    order, groups : the column that orders the rows in time, or that groups them.
    scores : a column of probabilities made by somebody else's model, to be judged.
    threshold : cuts on the probability in use or under discussion, priced beside the others.
    costs : a ``CostMatrix``, a ``Campaign``, a mapping with fp, fn, tp, tn, or ``[[tn, fp], [fn, tp]]``; each cost a
        number, a column, arithmetic on columns, or one number a row.
    capacity, budget : at most so many rows, or so much money, of the population.
    economics : a TOML file or a mapping with these and more; None leaves the decision a function of the costs.
    prevalence : the share of positives where the decision is for, when the rows were drawn by class.
    ignore, id : columns to leave out; the column that identifies a row.
    ranges : column name -> (lowest, highest) possible value.
    fast : no forests, no second repeat of the folds.

    Raises
    ------
    InputError
        When the input cannot be used; the message names the column and what to try.
    """
    require_level(confidence_level)
    progress("reading the table")
    data = read(table, units=units, seed=seed)
    target = target or declared_target(data)
    data = data.with_roles(
        declared_roles(
            (target, Role.TARGET), (order, Role.ORDER), (groups, Role.GROUP), (scores, Role.PREDICTION), (id, Role.ID),
            ignore=ignore,
        )
    )  # fmt: skip
    labels(data, target, positive)
    costs, data = _costs_as_columns(costs, data)
    priced = combined(economics, costs, capacity, budget, () if threshold is None else threshold)
    chosen = tuple(features) if features is not None else None
    data = _without_cost_columns(data, priced.matrix if priced else None, chosen)
    if scores is None:
        require_features(data, target, chosen)
    data, train = split(data, declared_split(data) if holdout is None else holdout, seed)
    rows = canonical_order(data)
    data, train = data.take(rows), train[rows]
    if priced is not None and priced.matrix is not None:
        row_costs(priced.matrix, data)
    found = check_table(
        data, target, train=train, features=chosen, ranges=ranges, confidence_level=confidence_level
    )  # fmt: skip
    options = {"positive": positive, "features": chosen, "units": units, "holdout": holdout, "order": order,
               "groups": groups, "scores": scores, "threshold": threshold, "costs": costs, "capacity": capacity,
               "budget": budget, "economics": economics, "prevalence": prevalence, "ignore": tuple(ignore), "id": id,
               "ranges": ranges, "fast": fast}  # fmt: skip
    call = command or python_call(
        "classify", table, target, {**options, "seed": seed, "confidence_level": confidence_level}
    )
    study = Classification(target, positive, chosen, priced, prevalence, confidence_level, seed, fast, call, progress)
    return study.fit(data, train, found)


def _costs_as_columns(costs: Any, table: Table) -> tuple[Any, Table]:
    """Costs given as one number a row become columns, so that they follow their rows."""
    if not isinstance(costs, Mapping):
        return costs, table
    columns, named = list(table.columns), dict(costs)
    for cell in CELLS:
        value = costs.get(cell)
        if value is None or isinstance(value, str) or np.ndim(value) == 0:
            continue
        values = np.asarray(value, float)
        if values.shape != (table.rows,):
            saw = f"costs: {cell} has {values.size:,} values for {table.rows:,} rows"
            raise InputError(saw, "one number, or one for each row", f"{cell}='COLUMN' names a column instead")
        named[cell] = f"cost {cell}"
        columns.append(Column(named[cell], Kind.NUMBER, values))
    return named, Table(tuple(columns), table.roles, table.notes, table.source, table.rows_in_source)


def _without_cost_columns(table: Table, matrix: Any, features: tuple[str, ...] | None) -> Table:
    """Columns that are a cost are no features, unless they are named as such."""
    found = [name for name in cost_columns(matrix, table) if features is None and table.role(name) is Role.FEATURE]
    notes = tuple(Note(name, f"{name} is a cost, so it is no feature (features=… would make it one)") for name in found)
    made = table.with_roles(dict.fromkeys(found, Role.IGNORED))
    return Table(made.columns, made.roles, (*made.notes, *notes), made.source, made.rows_in_source)
