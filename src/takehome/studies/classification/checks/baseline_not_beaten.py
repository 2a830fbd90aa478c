"""CLA010: does the model earn more than a policy without one?

The page is ``baseline_not_beaten.md``.
"""

from __future__ import annotations

import numpy as np

from takehome.checks.verdict import between, joint_level, rows_to_settle, settle_sentence, tail
from takehome.protocol import Finding, Interval, Status
from takehome.studies.classification.checks.stage import decides, not_applicable
from takehome.studies.classification.decision import Priced
from takehome.studies.classification.options import COMPLEXITY_SHARE, having_cost
from takehome.units import Quantity

CODE = "CLA010"
TITLE = "The model beats every policy without one"
DEFAULT_SHARE = 100 * COMPLEXITY_SHARE
"""Per cent of the cost of the best policy without a model that having one must earn, where nothing else is given."""
GOOD = (
    "The best policy that uses the model earns more than acting on nobody or on everybody, by more than a model costs."
)


def check(made: Priced) -> tuple[Finding, ...]:
    """One finding: the gain over the better of nobody and everybody against what having a model costs."""
    if not made.options.enough:
        why = "With fewer than 20 rows of a class nothing can be told of a model (CLA005)."
        return not_applicable(CODE, TITLE, GOOD, why, decides(made))
    if made.challenger is None:
        return (_no_model(made),)
    values = made.values
    gains = values[made.challenger] - values[made.without_model]
    one_tail = tail(made.outcome.confidence_level, 1)
    low, high = np.quantile(gains[1:], [one_tail, 1 - one_tail])
    unit = f"{made.rows.currency} per {made.rows.per}"
    interval = Interval(
        float(min(low, gains[0])), float(max(high, gains[0])), unit, joint_level(made.outcome.confidence_level)
    )
    return (_finding(made, float(gains[0]), interval, having_cost(made.rows)),)


def _finding(made: Priced, gain: float, interval: Interval, limit: float) -> Finding:
    status = Status.PASSED if interval.low >= limit else Status.FAILED if interval.high < limit else Status.CAUTION
    settle = None
    if status is Status.CAUTION:
        settle = rows_to_settle(made.rows.rows, gain, interval.low, interval.high, limit)
    assert made.challenger is not None
    action, free = made.name(made.challenger), made.name(made.without_model)
    seen = (
        f"'{action}' gains {made.money(gain)} over '{free}' ({interval.confidence_level:.0%} interval: "
        f"{between(interval)}); having a model must earn {made.money(limit)}."
    )
    remedy = {
        Status.PASSED: "Nothing to do.",
        Status.FAILED: f"Do not deploy the model: '{free}' does as well. Look for columns that are known before the "
        f"event.",
        Status.CAUTION: ("Deploy it on trial, beside the policy without a model. " + settle_sentence(settle)).strip(),
    }[status]
    consequence = (
        f"Deploying the model is worth {made.money(gain)}."
        if status is Status.PASSED
        else f"The model may well be worth nothing: {made.money(interval.low)} at the low end."
    )
    return Finding(
        CODE, TITLE, status, GOOD, seen, consequence, remedy, None, decides(made),
        {"gain": Quantity(gain, interval.unit)}, "gain", interval, Quantity(limit, interval.unit), settle,
    )  # fmt: skip


def _no_model(made: Priced) -> Finding:
    best = min((rung for rung in made.outcome.ladder if not rung.chosen), key=lambda rung: rung.log_loss)
    none = next(rung for rung in made.outcome.ladder if rung.chosen)
    return Finding(
        CODE, TITLE, Status.FAILED, GOOD,
        f"No model predicts better than the average: the best, '{best.name}', has a log loss of {best.log_loss:.4g} a "
        f"row "
        f"on rows not seen, the average {none.log_loss:.4g}.",
        f"There is nothing to deploy; its gain is {made.money(0.0)}.",
        "Do not deploy a model. Look for columns that are known before the event and have to do with it.", None,
        decides(made), {"gain": Quantity(0.0, f"{made.rows.currency} per {made.rows.per}")}, "gain",
    )  # fmt: skip
