"""The public call: ``takehome.regress(table, target, …)``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from takehome.errors import InputError
from takehome.studies.regression.fitting import Progress, silent
from takehome.studies.regression.study import Regression
from takehome.table import Role, Table, canonical, read, require_target, split


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
    if not 0.5 <= confidence_level < 1:
        raise InputError(f"confidence_level={confidence_level}", "a number from 0.5 to below 1", "0.95")
    data = read(table, units=units, seed=seed)
    target = target or _declared_target(data)
    roles = _roles(target, order, groups, predictions, id, ignore)
    data = data.with_roles(roles)
    require_target(data, target)
    data, train = split(data, holdout, seed)
    data_findings = _data_findings(data, target, train, ranges)
    study = Regression(
        target, tuple(features) if features is not None else None, economics, confidence_level, seed, fast,
        command, progress,
    )  # fmt: skip
    return study.fit(data, train, data_findings)
