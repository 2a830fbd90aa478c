"""CLA002: are the probabilities right, and what does it cost where they are not?

The page is ``calibrated.md``. Cox (1958), *Biometrika* 45:562–565: logit of the truth = a + b × logit of the forecast.
"""

from __future__ import annotations

import numpy as np
from scipy.special import expit

from takehome.checks.verdict import between, joint_level, rows_to_settle, settle_sentence, tail, verdict
from takehome.protocol import Finding, Interval, Status
from takehome.stats.normal_draws import normal_draws
from takehome.studies.classification.calibration import log_odds, logistic_line_with_covariance
from takehome.studies.classification.checks.stage import BASELINE, decides, not_applicable
from takehome.studies.classification.decision import Priced
from takehome.studies.classification.options import total_cost
from takehome.studies.classification.policies import FEWEST
from takehome.studies.classification.predicted import Predicted
from takehome.units import Quantity, format_number

CODE = "CLA002"
TITLE = "Probabilities are right on average and in their spread"
ERROR_LIMIT = 20.0
"""Mean error of the probabilities, in per cent of the share of positives, this project's own limit: a forecast of 10 %
then stands for 8 to 12 %, and a break-even moves by no more than a fifth."""
DRAWS = 1_000
GOOD = "Of the rows with a probability of 10 %, one in ten is positive: slope 1, intercept 0."


def check(made: Priced) -> tuple[Finding, ...]:
    """One finding on the model that decides, and one on the plain model where it is another."""
    outcome = made.outcome
    found = [_of(made, outcome.chosen, decides(made))]
    if outcome.given is None and outcome.baseline is not outcome.chosen:
        found.insert(0, _of(made, outcome.baseline, BASELINE))
    return tuple(found)


def _of(made: Priced, model: Predicted, stage: str) -> Finding:
    rows, level = made.rows, made.outcome.confidence_level
    p = model.unseen[:, made.outcome.judged].mean(axis=0)
    x = log_odds(p)
    if min(rows.positives, rows.rows - rows.positives) < FEWEST or not np.ptp(x) > 1e-9:
        why = f"{rows.positives:,} positives of {rows.rows:,} rows, or one probability for all, show no calibration."
        return not_applicable(CODE, TITLE, GOOD, why, stage)[0]
    coef, covariance = logistic_line_with_covariance(x, rows.y.astype(float), rows.weights)
    share = float(np.average(rows.y, weights=rows.weights))

    def error(a: float, b: float) -> float:
        return 100 * float(np.average(np.abs(expit(a + b * x) - p), weights=rows.weights)) / share

    draws = normal_draws(np.random.default_rng([made.outcome.seed, 31]), coef, covariance, DRAWS)
    errors = np.array([error(a, b) for a, b in draws])
    estimate, one_tail = error(*coef), tail(level, 1)
    low, high = np.quantile(errors, [one_tail, 1 - one_tail])
    interval = Interval(float(min(low, estimate)), float(max(high, estimate)), "%", joint_level(level))
    return _finding(made, stage, model, (coef, covariance), estimate, interval, expit(coef[0] + coef[1] * x), p)


def _finding(
    made: Priced, stage: str, model: Predicted, line: tuple[np.ndarray, np.ndarray], estimate: float,
    interval: Interval, right: np.ndarray, p: np.ndarray,
) -> Finding:  # fmt: skip
    rows, (coef, covariance) = made.rows, line
    status = verdict(interval.low, interval.high, ERROR_LIMIT)
    settle = None
    if status is Status.CAUTION:
        settle = rows_to_settle(rows.rows, estimate, interval.low, interval.high, ERROR_LIMIT)
    half = 1.96 * np.sqrt(np.diag(covariance))
    mean = float(np.average(p, weights=rows.weights))
    share = float(np.average(rows.y, weights=rows.weights))
    seen = (
        f"'{model.name}' says {mean:.2%} on average where {share:.2%} are positive; the calibration line has slope "
        f"{format_number(coef[1])} (95%: {format_number(coef[1] - half[1])} to {format_number(coef[1] + half[1])}) and "
        f"intercept {format_number(coef[0])} ({format_number(coef[0] - half[0])} to "
        f"{format_number(coef[0] + half[0])}). "
        f"Its probabilities are off by {format_number(estimate)} % of the share of positives "
        f"({interval.confidence_level:.0%} interval: {between(interval)}), against a limit of {ERROR_LIMIT:g} %."
    )
    lost = total_cost(rows, rows.costs.gain(p)[None, :] > 0) - total_cost(rows, rows.costs.gain(right)[None, :] > 0)
    measured = {
        "error": Quantity(estimate, "%"), "slope": Quantity(float(coef[1])), "intercept": Quantity(float(coef[0])),
        "lost": Quantity(lost, f"{rows.currency} per {rows.per}"),
    }  # fmt: skip
    consequence = (
        f"Acting by these probabilities costs {made.money(lost)} more than by the line through them."
        if lost > 0
        else f"Acting by the line through them would save nothing (0 {rows.currency})."
    )
    remedy = "Nothing to do."
    if status is not Status.PASSED:
        remedy = (
            "Calibrate: the ladder tries a logistic and an isotonic curve for every model (metrics.ladder); for scores "
            "that were given, th.classify(…, scores=…) prices them calibrated. " + settle_sentence(settle)
        )
    return Finding(
        CODE, TITLE, status, GOOD, seen, consequence, remedy, None, stage, measured, "error", interval,
        Quantity(ERROR_LIMIT, "%"), settle,
    )  # fmt: skip
