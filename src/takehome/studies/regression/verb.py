"""The public call: ``takehome.regress(table, target, …)``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from typing import Any

from takehome.checks import check_table
from takehome.errors import InputError
from takehome.studies.regression.fitting import Progress, silent
from takehome.studies.regression.study import Regression
from takehome.table import Role, Table, canonical_order, read, require_features, require_target, split

DEFAULTS = {"seed": 0, "confidence_level": 0.95}


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
    progress("reading the table")
    data = read(table, units=units, seed=seed)
    target = target or _declared_target(data)
    data = data.with_roles(_roles(target, order, groups, predictions, id, ignore))
    require_target(data, target)
    chosen = tuple(features) if features is not None else None
    require_features(data, target, chosen)
    data, train = split(data, _declared_split(data) if holdout is None else holdout, seed)
    rows = canonical_order(data)
    data, train = data.take(rows), train[rows]
    found = check_table(
        data, target, train=train, features=chosen, ranges=ranges, confidence_level=confidence_level
    )  # fmt: skip
    options = {"features": chosen, "units": units, "holdout": holdout, "order": order, "groups": groups,
               "predictions": predictions, "economics": economics, "ignore": tuple(ignore), "id": id, "ranges": ranges,
               "fast": fast}  # fmt: skip
    call = command or python_call(table, target, {**options, "seed": seed, "confidence_level": confidence_level})
    study = Regression(target, chosen, economics, confidence_level, seed, fast, call, progress)
    return study.fit(data, train, found)


def python_call(table: Any, target: str, options: Mapping[str, Any]) -> str:
    """The call that repeats a run made from Python; frames are named by their type, defaults are left out."""
    source = repr(str(table)) if isinstance(table, str | PathLike) else f"<{type(table).__name__}>"
    given = {
        name: value if isinstance(value, str | int | float | tuple | Mapping) else f"<{type(value).__name__}>"
        for name, value in options.items()
        if value is not None and value != () and value is not False and value != DEFAULTS.get(name)
    }
    return f"takehome.regress({', '.join([source, repr(target), *(f'{k}={v!r}' for k, v in given.items())])})"


def _declared_target(data: Table) -> str:
    """The column that the table itself declares as the target."""
    declared = data.with_role(Role.TARGET)
    if not declared:
        names = ", ".join(map(repr, data.names[:12]))
        raise InputError("no target", f"the column to explain, one of {names}", "target='…' or --target …")
    return declared[0].name


def _declared_split(data: Table) -> str | None:
    """The train/test column that a scenario's table carries."""
    declared = data.with_role(Role.SPLIT)
    return declared[0].name if declared else None


def _roles(
    target: str, order: str | None, groups: str | None, predictions: str | None, id: str | None, ignore: Sequence[str]
) -> dict[str, Role]:
    """Column name -> role; two roles for one column are an error, not a choice."""
    wanted = [(target, Role.TARGET), (order, Role.ORDER), (groups, Role.GROUP), (predictions, Role.PREDICTION)]
    wanted += [(id, Role.ID), *((name, Role.IGNORED) for name in ignore)]
    roles: dict[str, Role] = {}
    for name, role in wanted:
        if name is None:
            continue
        if name in roles:
            raise InputError(f"{name!r} as {roles[name]} and as {role}", "one role for a column", "drop one of them")
        roles[name] = role
    return roles
