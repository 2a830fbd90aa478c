"""The repair ladder: every contender under one score, the simplest good one chosen, and the table that shows it.

The score is the squared error on the target's own scale by models that had not seen the row, on the training rows
only: the hold-out is for looking, never for choosing. Among the eligible contenders within one paired standard
error of the best, the one that estimates the fewest numbers is chosen.
"""

from __future__ import annotations

import numpy as np

from takehome.studies.regression.contenders import Contender
from takehome.studies.regression.outcome import Rung
from takehome.studies.regression.prepare import Design
from takehome.studies.regression.scores import rmse
from takehome.studies.regression.search import simplest_within_one_error
from takehome.units import Quantity, format_number

NO_DIFFERENCE = 5e-4
"""Two errors closer than this share of each other are shown as equal."""


def choose(design: Design, contenders: list[Contender]) -> Contender:
    """The contender to recommend."""
    eligible = [c for c in contenders if c.eligible]
    squared = np.column_stack([c.errors[design.train] ** 2 for c in eligible])
    return eligible[simplest_within_one_error(squared, np.array([c.parameters for c in eligible]))]


def rungs(design: Design, contenders: list[Contender], chosen: Contender, ceiling: np.ndarray | None):
    """The ladder as a table, best first; `ceiling` are the errors of gradient boosting, when it was run."""
    baseline = contenders[0]
    table = [
        _rung(design, c.name, c.errors, c.parameters, c is chosen, _verdict(design, c, chosen, baseline))
        for c in contenders
    ]
    mean = design.y - design.y[design.train].mean()
    table.append(_rung(design, "mean only", mean, 1, False, "what knowing nothing costs"))
    if ceiling is not None:
        said = "no form assumed: about what these columns can explain at all"
        table.append(_rung(design, "gradient boosting (ceiling)", ceiling, 0, False, said))
    return tuple(sorted(table, key=lambda r: r.rmse_loo))


def rmse_standard_error(errors: np.ndarray) -> float:
    """Standard error of :func:`rmse` by the delta method."""
    value = rmse(errors)
    return float(np.std(errors**2) / np.sqrt(len(errors)) / (2 * value)) if value > 0 else 0.0


def _rung(design: Design, name: str, errors: np.ndarray, parameters: int, chosen: bool, verdict: str) -> Rung:
    train, test = errors[design.train], errors[~design.train]
    return Rung(
        name, rmse(train), rmse_standard_error(train), rmse(test) if len(test) else None, parameters, chosen, verdict
    )


def _verdict(design: Design, contender: Contender, chosen: Contender, baseline: Contender) -> str:
    """Why a contender was or was not chosen, with its numbers."""
    mine, best, first = (rmse(c.errors[design.train]) for c in (contender, chosen, baseline))
    unit = design.target_unit
    if contender is chosen:
        lead = f"chosen: {Quantity(best, unit)} on rows it had not seen"
        return lead if chosen is baseline else f"{lead}, the straight line {Quantity(first, unit)}"
    if abs(mine / best - 1) < NO_DIFFERENCE:
        return f"no better than the chosen model and no worse, with {contender.parameters} numbers to estimate"
    percent = format_number(100 * (mine / best - 1)).replace("−", "")
    side = "above" if mine > best else "below"
    worse = ", worse than the straight line" if mine > first else ""
    reason = f": {contender.remark}" if contender.remark else ""
    held = "; no failed check calls for it"
    if contender.eligible:
        held = f"; less than a standard error, for {contender.parameters} numbers to estimate"
    held = "" if mine > best else held
    return f"{percent} % {side} the chosen model{worse}{reason}{held}"
