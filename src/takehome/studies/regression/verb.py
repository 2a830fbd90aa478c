"""The public call: ``takehome.regress(table, target, …)``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from takehome.checks import check_table
from takehome.studies.calling import declared_roles, declared_split, declared_target, python_call, require_level
from takehome.studies.regression.fitting import Progress, silent
from takehome.studies.regression.study import Regression
from takehome.table import Role, canonical_order, read, require_features, require_target, split


def regress(
    table: Any,
    target: str | None = None,
    *,
    features: Sequence[str] | None = None,
    units: Mapping[str, str] | None = None,
    holdout: Any = None,
    order: str | None = None,
    groups: str | None = None,
    predictions: str | None = None,
    economics: Any = None,
    ignore: Sequence[str] = (),
    id: str | None = None,
    ranges: Mapping[str, tuple[float, float]] | None = None,
    confidence_level: float = 0.95,
    seed: int = 0,
    fast: bool = False,
    command: str = "",
    progress: Progress = silent,
) -> Regression:
    """Find what drives a number; check, explain and price the answer.

    Parameters
    ----------
    table : a path (CSV, Parquet, JSON lines) or a pandas, polars, Arrow or DuckDB frame.
    target : the column to explain; needed unless the table declares one.
    features : columns to explain it with; all that have no other role, when None.
    units : column name -> unit, for instance ``{"Cost": "$/h"}``.
    holdout : a fraction, the name of a train/test column, or a second table; None judges by leaving one out.
    order, groups : the column that orders the rows in time, or that groups them.
    predictions : a column of predictions made by somebody else, to be judged.
    economics : a TOML file, a mapping, or None (then wrong budgets are priced).
    ignore, id : columns to leave out; the column that identifies a row.
    ranges : column name -> (lowest, highest) possible value.
    fast : no bootstrap and a shorter ladder.

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
            (target, Role.TARGET),
            (order, Role.ORDER),
            (groups, Role.GROUP),
            (predictions, Role.PREDICTION),
            (id, Role.ID),
            ignore=ignore,
        )
    )
    require_target(data, target)
    chosen = tuple(features) if features is not None else None
    require_features(data, target, chosen)
    data, train = split(data, declared_split(data) if holdout is None else holdout, seed)
    rows = canonical_order(data)
    data, train = data.take(rows), train[rows]
    found = check_table(
        data, target, train=train, features=chosen, ranges=ranges, confidence_level=confidence_level
    )  # fmt: skip
    options = {"features": chosen, "units": units, "holdout": holdout, "order": order, "groups": groups,
               "predictions": predictions, "economics": economics, "ignore": tuple(ignore), "id": id, "ranges": ranges,
               "fast": fast}  # fmt: skip
    call = command or python_call(
        "regress", table, target, {**options, "seed": seed, "confidence_level": confidence_level}
    )
    study = Regression(target, chosen, economics, confidence_level, seed, fast, call, progress)
    return study.fit(data, train, found)
