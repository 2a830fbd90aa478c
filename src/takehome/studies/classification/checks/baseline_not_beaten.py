"""CLA010: does the model earn more than a policy without one?

The best policy that needs the model is held against the better of acting on nobody and on everybody, by the paired
draws that the decision itself rests on. Verbeke et al. (2012), *European J. Operational Research* 218:211–229, on
models that are accurate and earn nothing. The page is ``baseline_not_beaten.md``.
"""

from __future__ import annotations

import numpy as np

from takehome.checks.verdict import between, joint_level, rows_to_settle, settle_sentence, tail
from takehome.protocol import Finding, Interval, Status
from takehome.studies.classification.candidates import NO_FEATURES
from takehome.studies.classification.checks.stage import decides, not_applicable
from takehome.studies.classification.checks.sure import sure_tail
from takehome.studies.classification.options import COMPLEXITY_SHARE, having_cost
from takehome.studies.classification.policies import FEWEST
from takehome.studies.classification.priced import Priced
from takehome.units import Quantity, format_number

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
        why = f"With fewer than {FEWEST} rows of a class nothing can be told of a model (CLA005)."
        return not_applicable(CODE, TITLE, GOOD, why, decides(made))
    if made.outcome.chosen.name == NO_FEATURES:
        return (_no_model(made),)
    if made.challenger is None:
        return not_applicable(CODE, TITLE, GOOD, "There are 0 policies that use a model.", decides(made))
    gains = made.values[made.challenger] - made.values[made.without_model]
    one_tail = tail(made.outcome.confidence_level, 1)
    low, high, sure = (float(end) for end in np.quantile(gains[1:], [one_tail, 1 - one_tail, 1 - sure_tail(1)]))
    gain, level = float(gains[0]), joint_level(made.outcome.confidence_level)
    interval = Interval(min(low, gain), max(high, gain), made.money(0.0).unit, level)
    return (_finding(made, gain, interval, max(sure, interval.high), having_cost(made.rows)),)


def _finding(made: Priced, gain: float, interval: Interval, sure_high: float, limit: float) -> Finding:
    status = Status.PASSED if interval.low >= limit else Status.FAILED if sure_high < limit else Status.CAUTION
    settle = None
    if status is Status.CAUTION:
        settle = rows_to_settle(made.rows.rows, gain, interval.low, sure_high, limit)
    assert made.challenger is not None
    action, free = made.name(made.challenger), made.name(made.without_model)
    seen = (
        f"'{action}' gains {made.money(gain)} over '{free}' ({interval.confidence_level:.0%} interval: "
        f"{between(interval)}); having a model must earn {made.money(limit)}."
    )
    remedy = {
        Status.PASSED: "Nothing to do.",
        Status.FAILED: f"Do not deploy the model: '{free}' does as well. Look for columns that are known before the "
        "event, and name them: features=[…].",
        Status.CAUTION: f"Deploy it on trial, beside '{free}'. {settle_sentence(settle)}".strip(),
    }[status]
    consequence = (
        f"Deploying the model is worth {made.money(gain)}."
        if status is Status.PASSED
        else f"The model may well be worth too little: {made.money(interval.low)} at the low end."
    )
    return Finding(
        CODE, TITLE, status, GOOD, seen, consequence, remedy, None, decides(made),
        {"gain": Quantity(gain, interval.unit)}, "gain", interval, Quantity(limit, interval.unit), settle,
    )  # fmt: skip


def _no_model(made: Priced) -> Finding:
    """Where the ladder stayed at the average, which is a model's own verdict."""
    ladder = made.outcome.ladder
    best = min((rung for rung in ladder if not rung.chosen), key=lambda rung: rung.log_loss)
    none = next(rung for rung in ladder if rung.chosen)
    return Finding(
        CODE, TITLE, Status.FAILED, GOOD,
        f"No model is shown to predict better than the average: the best, '{best.name}', has a log loss of "
        f"{format_number(best.log_loss, 4)} a row on rows not seen, the average {format_number(none.log_loss, 4)}.",
        f"There is nothing to deploy; its gain is {made.money(0.0)}.",
        f"Do not deploy a model; '{made.name(made.without_model)}' needs none. Look for columns that are known before "
        "the event and have to do with it (features=[…]).", None, decides(made),
        {"gain": Quantity(0.0, made.money(0.0).unit)}, "gain",
    )  # fmt: skip
