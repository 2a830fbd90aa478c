"""The known wrong answers of A4, each with its price."""

from __future__ import annotations

import numpy as np

from takehome.practice.assignments.servers_and_churn.closeness import close
from takehome.practice.assignments.servers_and_churn.threshold_truth import (
    HALF,
    LOW,
    ThresholdTruth,
    ranking,
    read_the_leak,
)
from takehome.practice.spec import Answers, Trap
from takehome.units import format_number

NEAR_BEST_F1 = 0.03
NEAR_BEST_ACCURACY = 0.004
"""A threshold whose F1 or accuracy is this near the best on these scores was chosen for it."""
TRAINING_SHARE = 0.2
"""Costs of the candidate's own fit on the training rows are this near those of a plain logistic regression."""
REVERSED = 0.4
"""Scores that put the leaver above the stayer in fewer pairs than this are those of staying."""
LEAK_LIMIT = 0.38
"""As in the criterion."""


def _given(truth: ThresholdTruth, answers: Answers) -> np.ndarray | None:
    given = np.asarray(answers.get("scores", ()), float)
    return given if given.shape == truth.left.shape else None


def _probabilities(truth: ThresholdTruth, scores: np.ndarray) -> bool:
    """Whether the scores can be probabilities of leaving: other mistakes are looked for only then."""
    return not np.isin(scores, (0, 1)).all() and ranking(truth.left, scores) > REVERSED


def _too_dear(truth: ThresholdTruth, scores: np.ndarray, threshold: float) -> float:
    """Expected $ for all customers by which a threshold is dearer than the break-even of the prices."""
    return (truth.expected_cost(scores > threshold) - truth.cheapest(scores)) * truth.scale


def _hard_labels(truth: ThresholdTruth, answers: Answers) -> str | None:
    given = _given(truth, answers)
    if given is None or not np.isin(given, (0, 1)).all():
        return None
    stuck = truth.cost(given > HALF) - truth.cost(truth.plain > truth.break_even)
    return (
        f"Your scores are only 0 and 1: these are decisions taken at 0.5 (predict instead of predict_proba), so every "
        f"threshold gives the same list. Probabilities with a threshold of {format_number(truth.break_even)} would "
        f"cost {format_number(stuck)} $ less on the test rows."
    )


def _first_column(truth: ThresholdTruth, answers: Answers) -> str | None:
    given = _given(truth, answers)
    if given is None or ranking(truth.left, given) > REVERSED:
        return None
    return (
        f"Your scores are probabilities of staying (the first column of predict_proba): a leaver has the lower score "
        f"in {format_number(100 * (1 - ranking(truth.left, given)))} % of pairs. Contacting above 0.5 would cost "
        f"{format_number(truth.cost(given > HALF))} $ on the test rows, contacting nobody "
        f"{format_number(truth.cost(np.zeros(len(given), bool)))} $."
    )


def _stays_at_half(truth: ThresholdTruth, answers: Answers) -> str | None:
    given = _given(truth, answers)
    if given is None or not close(answers.get("threshold"), HALF, 0.0, 0.001):
        return None
    return (
        f"0.5 is right where both errors cost the same. Here a miss costs {truth.customer_value:g} $ and "
        f"a needless contact {truth.contact_cost:g} $, so the line is at "
        f"{format_number(truth.break_even)}; staying at 0.5 costs {format_number(_too_dear(truth, given, HALF))} $ "
        f"more for {truth.customers:,} customers."
    )


def _swapped_costs(truth: ThresholdTruth, answers: Answers) -> str | None:
    given = _given(truth, answers)
    if given is None:
        return None
    turned = 1 - truth.break_even
    wrong = []
    for key, cut in (("cost_half", HALF), ("cost_low", LOW)):
        contacted = given > cut
        needless, missed = np.sum(contacted & (truth.left == 0)), np.sum(~contacted & (truth.left == 1))
        swapped = float(needless * truth.customer_value + missed * truth.contact_cost)
        if close(answers.get(key), swapped, 0.0, 0.5) and swapped != truth.cost(contacted):
            wrong.append(key)
    if not wrong and not close(answers.get("threshold"), turned, 0.0, 0.02):
        return None
    return (
        f"The two prices are exchanged: a leaver who was not contacted costs {truth.customer_value:g} $, "
        f"a needless contact {truth.contact_cost:g} $. Exchanged, they call for a threshold of "
        f"{format_number(turned)} instead of {format_number(truth.break_even)}, which costs "
        f"{format_number(_too_dear(truth, given, turned))} $ more for {truth.customers:,} customers."
    )


def _maximises(truth: ThresholdTruth, answers: Answers) -> str | None:
    given, chosen = _given(truth, answers), answers.get("threshold")
    if given is None or chosen is None or close(chosen, HALF, 0.0, 0.001) or not _probabilities(truth, given):
        return None
    left, cuts = truth.left == 1, np.linspace(0.01, 0.99, 99)
    best = {"F1": max(_f1(left, given > cut) for cut in cuts), "accuracy": max(_right(left, given > c) for c in cuts)}
    found = {"F1": _f1(left, given > chosen), "accuracy": _right(left, given > chosen)}
    limits = {"F1": NEAR_BEST_F1, "accuracy": NEAR_BEST_ACCURACY}
    named = [name for name in best if found[name] >= best[name] - limits[name]]
    if not named:
        return None
    return (
        f"{format_number(chosen)} is where {' and '.join(named)} on your scores is largest. Neither knows that a miss "
        f"costs {truth.customer_value:g} $ and a contact {truth.contact_cost:g} $; in money "
        f"it is {format_number(_too_dear(truth, given, chosen))} $ dearer for {truth.customers:,} customers."
    )


def _f1(left: np.ndarray, says: np.ndarray) -> float:
    both = float(np.sum(left & says))
    return 2 * both / max(float(left.sum() + says.sum()), 1.0)


def _right(left: np.ndarray, says: np.ndarray) -> float:
    return float(np.mean(left == says))


def _training_costs(truth: ThresholdTruth, answers: Answers) -> str | None:
    given, told = _given(truth, answers), answers.get("cost_half")
    if given is None or told is None or close(told, truth.cost(given > HALF), 0.0, truth.contact_cost / 2):
        return None
    on_train = truth.cost(truth.plain_train > HALF, truth.train_left)
    if not close(told, on_train, TRAINING_SHARE):
        return None
    return (
        f"{told:,.0f} $ is what 0.5 costs on the {len(truth.train_left):,} training rows; on the "
        f"{len(truth.left):,} test customers your scores cost {truth.cost(given > HALF):,.0f} $."
    )


def _leaking(truth: ThresholdTruth, answers: Answers) -> str | None:
    given = _given(truth, answers)
    if given is None or not _probabilities(truth, given) or read_the_leak(truth, given) <= LEAK_LIMIT:
        return None
    promised, real = truth.cost(given > truth.break_even), truth.cost(truth.plain > truth.break_even)
    return (
        f"Your scores have read Retention_Calls, which is filled in after a customer has given notice. On the test "
        f"rows they promise a cost of {format_number(promised)} $; in use, where the calls are not known yet, a plain "
        f"model costs {format_number(real)} $: {format_number((real - promised) * truth.scale)} $ more than promised "
        f"for {truth.customers:,} customers."
    )


TRAPS = (
    Trap("stays-at-half", "The threshold stayed at 0.5 although the errors cost differently.", _stays_at_half),
    Trap("swapped-costs", "The prices of the two errors are exchanged.", _swapped_costs),
    Trap("maximises-f1-or-accuracy", "The threshold was chosen for F1 or accuracy, not for money.", _maximises),
    Trap("costs-of-the-training-rows", "The costs were counted on the training rows.", _training_costs),
    Trap("hard-labels", "The scores are decisions, not probabilities.", _hard_labels),
    Trap("probability-of-staying", "The scores are those of the other class.", _first_column),
    Trap("leaking-column", "The scores have read a column that is known only afterwards.", _leaking),
)
