"""The public call: ``takehome.segment(table, …)``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

from takehome.checks import check_table
from takehome.errors import InputError
from takehome.studies.calling import declared_roles, python_call, require_level
from takehome.studies.saved import read as read_saved
from takehome.studies.saved import restore
from takehome.studies.segmentation.economics import parse_economics
from takehome.studies.segmentation.fitting import Progress, silent
from takehome.studies.segmentation.outcome import Outcome
from takehome.studies.segmentation.strangers.micro_clusters import FEWEST_ROWS
from takehome.studies.segmentation.study import Segmentation
from takehome.table import Role, canonical_order, read, require_rows

AUTO = "auto"


def segment(
    table: Any,
    *,
    features: Sequence[str] | None = None,
    id: str | None = None,
    k: int | str = AUTO,
    labels: str | None = None,
    units: Mapping[str, str] | None = None,
    economics: Any = None,
    rename: Mapping[str, str] | None = None,
    previous: Any = None,
    ignore: Sequence[str] = (),
    ranges: Mapping[str, tuple[float, float]] | None = None,
    confidence_level: float = 0.95,
    seed: int = 0,
    fast: bool = False,
    command: str = "",
    progress: Progress = silent,
) -> Segmentation:
    """Find who is in the table and who should not be there; check, explain and price the answer.

    Parameters
    ----------
    table : a path (CSV, Parquet, JSON lines) or a pandas, polars, Arrow or DuckDB frame.
    features : columns that make the segments; all numbers that have no other role, when None. Other columns describe
        the segments. A category takes part only if it is named here.
    id : the column that identifies a row.
    k : how many segments, strangers apart; ``"auto"`` lets the data say, and they may say that there are none.
    labels : a column of segments that somebody else made, to be judged.
    units : column name -> unit, for instance ``{"Cart_Value": "$"}``.
    economics : a TOML file or a mapping: what a row is worth, what can be done, what strangers cost; None: no prices.
    rename : names of your own for segments, by id or by computed name.
    previous : an older study (or the folder of a saved one) of the same columns; segments that are mostly the same rows
        keep their ids and names.
    ignore : columns to leave out.
    ranges : column name -> (lowest, highest) possible value.
    fast : fewer bootstrap draws.

    Raises
    ------
    InputError
        When the input cannot be used; the message names the column and what to try.
    """
    require_level(confidence_level)
    number = _number_of_segments(k)
    priced = parse_economics(economics)
    older = _older(previous)
    progress("reading the table")
    data = read(table, units=units, seed=seed)
    data = data.with_roles(declared_roles((id, Role.ID), (labels, Role.PREDICTION), ignore=ignore))
    require_rows(data, FEWEST_ROWS)
    chosen = tuple(features) if features is not None else None
    for name in chosen or ():
        if data.role(name) is not Role.FEATURE:
            raise InputError(f"the feature {name!r} has the role {data.role(name)}", "a feature", "drop one of the two")
    if number is not None and number > data.rows // 2:
        raise InputError(f"k = {number} for {data.rows:,} rows", f"at most {data.rows // 2}", "k='auto'")
    order = canonical_order(data)
    data = data.take(order)
    found = check_table(data, None, features=chosen, ranges=ranges, confidence_level=confidence_level)
    options = {"features": chosen, "id": id, "k": number, "labels": labels, "units": units, "economics": economics,
               "rename": rename, "previous": previous, "ignore": tuple(ignore), "ranges": ranges, "fast": fast,
               "seed": seed, "confidence_level": confidence_level}  # fmt: skip
    call = command or python_call("segment", table, None, options)
    study = Segmentation(
        chosen, number, priced, dict(rename or {}), older, confidence_level, seed, fast, call, progress, None, order
    )
    return study.fit(data, found)


def _older(previous: Any) -> Outcome | None:
    """The outcome of an older study, or of the folder of a saved one."""
    if previous is None or isinstance(previous, Segmentation):
        return None if previous is None else previous.outcome
    if isinstance(previous, str | PathLike):
        held = read_saved(Path(previous))
        if held.study == Segmentation.name:
            return restore(Segmentation, held).outcome
    saw = f"previous = {previous!r}"[:200]
    raise InputError(saw, "a segmentation, or the folder of a saved one", "leave it out for new ids")


def _number_of_segments(k: int | str) -> int | None:
    """None for ``"auto"``."""
    if isinstance(k, str):
        if k == AUTO:
            return None
        k = int(k) if k.isdigit() else 0
    if isinstance(k, bool) or k < 2:
        raise InputError(f"k = {k!r}", "a whole number from 2 up, or 'auto'", "k='auto'")
    return int(k)
