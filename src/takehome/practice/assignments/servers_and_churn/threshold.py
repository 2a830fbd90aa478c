"""A4: scores, the threshold that the two prices call for, and what it is worth.

Any scores that rank leavers about as well as a plain logistic regression are accepted, forests and balanced fits too:
the threshold is judged on the candidate's own scores, and the counted costs by the test customers who really left.
"""

from __future__ import annotations

import numpy as np

from takehome.practice.assignments.servers_and_churn.closeness import close
from takehome.practice.assignments.servers_and_churn.rubrics.threshold import RUBRIC
from takehome.practice.assignments.servers_and_churn.threshold_followups import FOLLOWUPS, HINTS
from takehome.practice.assignments.servers_and_churn.threshold_traps import TRAPS
from takehome.practice.assignments.servers_and_churn.threshold_truth import (
    HALF,
    LOW,
    ThresholdTruth,
    ranking,
    read_the_leak,
    truth,
)
from takehome.practice.spec import Answers, Criterion, Facts, Field, Kind, Section
from takehome.units import format_number

RANKING_BELOW = 0.06
"""A forest ranks a little worse than the logistic model that the data come from: by up to 0.05 in 99 %."""
LEAK_LIMIT = 0.38
"""Correlation with what the leaking column adds to the features: up to 0.3 for honest scores, from 0.4 for others."""
REGRET_LIMIT = 0.31
"""Share by which the expected cost may exceed the cheapest threshold's: one searched out of fold is off by up to 0.30
(40 tables of level 3); a threshold for F1 is within it in 4 % of 280 tables, and so must not be let in further."""

FIELDS = (
    Field("scores", Kind.NUMBERS, "probability of leaving of every test customer, in the order of the table", "0–1"),
    Field("cost_half", Kind.NUMBER, "cost on the test rows of contacting everybody above 0.5", "$"),
    Field("cost_low", Kind.NUMBER, "cost on the test rows of contacting everybody above 0.2", "$"),
    Field("threshold", Kind.NUMBER, "the threshold that you recommend", "0–1"),
    Field("cost_chosen", Kind.NUMBER, "cost on the test rows at your threshold", "$"),
)


def _given(truth: ThresholdTruth, answers: Answers) -> np.ndarray | None:
    """The scores, where there is one for each test customer."""
    given = np.asarray(answers.get("scores", ()), float)
    return given if given.shape == truth.left.shape else None


def _scores(truth: ThresholdTruth, answers: Answers) -> str | None:
    given = _given(truth, answers)
    if given is None:
        return f"scores has {len(answers['scores']):,} numbers; there are {len(truth.left):,} test customers."
    if given.min() < 0 or given.max() > 1:
        return f"A probability lies between 0 and 1; yours go from {given.min():g} to {given.max():g}."
    own, plain = ranking(truth.left, given), ranking(truth.left, truth.plain)
    if own < plain - RANKING_BELOW:
        return (
            f"Your scores put a leaver above a stayer in {format_number(100 * own)} % of pairs; a plain logistic "
            f"regression does in {format_number(100 * plain)} %, and {format_number(100 * (plain - RANKING_BELOW))} % "
            f"would be accepted."
        )
    if read_the_leak(truth, given) > LEAK_LIMIT:
        return "Your scores follow Retention_Calls, which nobody knows before a customer has given notice."
    return None


def _cost_at(truth: ThresholdTruth, answers: Answers, key: str, threshold: float) -> str | None:
    given = _given(truth, answers)
    if given is None:
        return f"{key} cannot be checked: the scores do not fit the test customers."
    costs = [truth.cost(given > threshold), truth.cost(given >= threshold)]
    if any(close(answers[key], cost, 0.0, truth.contact_cost / 2) for cost in costs):
        return None
    return (
        f"{key} is {answers[key]:,.0f} $; with your scores, contacting everybody above "
        f"{format_number(threshold)} costs {costs[0]:,.0f} $ on the test rows."
    )


def _cost_half(truth: ThresholdTruth, answers: Answers) -> str | None:
    return _cost_at(truth, answers, "cost_half", HALF)


def _cost_low(truth: ThresholdTruth, answers: Answers) -> str | None:
    return _cost_at(truth, answers, "cost_low", LOW)


def _cost_chosen(truth: ThresholdTruth, answers: Answers) -> str | None:
    return _cost_at(truth, answers, "cost_chosen", answers["threshold"])


def _threshold(truth: ThresholdTruth, answers: Answers) -> str | None:
    given, chosen = _given(truth, answers), answers["threshold"]
    if given is None:
        return "threshold cannot be checked: the scores do not fit the test customers."
    expected = truth.expected_cost(given > chosen)
    cheapest = truth.cheapest(given)
    chosen_on_test = truth.cost(given > chosen) <= truth.cheapest_counted(given)
    if expected <= (1 + REGRET_LIMIT) * cheapest or chosen_on_test:
        return None
    return (
        f"A threshold of {format_number(chosen)} is expected to cost {format_number(expected)} $ for "
        f"{len(truth.left):,} customers like those of the test rows, where the cheapest on your scores costs "
        f"{format_number(cheapest)} $: {format_number((expected - cheapest) * truth.scale)} $ more for "
        f"{truth.customers:,} customers."
    )


def _facts(truth: ThresholdTruth, answers: Answers) -> Facts:
    given = truth.plain if _given(truth, answers) is None else np.asarray(answers["scores"], float)
    threshold = float(answers.get("threshold", truth.break_even))
    everybody = np.ones(len(truth.left), bool)
    return {
        "cost_half": float(answers.get("cost_half", truth.cost(given > HALF))),
        "cost_low": float(answers.get("cost_low", truth.cost(given > LOW))),
        "cost_chosen": float(answers.get("cost_chosen", truth.cost(given > threshold))),
        "threshold": threshold,
        "cost_everybody": truth.cost(everybody),
        "cost_nobody": truth.cost(~everybody),
        "contact_cost": truth.contact_cost,
        "customer_value": truth.customer_value,
    }


SECTION = Section(
    number=4,
    title="The threshold that the prices call for",
    fields=FIELDS,
    truth=truth,
    criteria=(
        Criterion(
            "scores",
            f"between 0 and 1, ranking leavers at most {RANKING_BELOW} worse than a plain logistic regression",
            _scores,
        ),
        Criterion("cost_half", "false alarms × contact_cost + misses × customer_value at 0.5, exact", _cost_half),
        Criterion("cost_low", "the same at 0.2, exact", _cost_low),
        Criterion(
            "threshold",
            f"expected to cost at most {100 * REGRET_LIMIT:.0f} % more than the cheapest threshold on your scores, or "
            "the cheapest on the test rows",
            _threshold,
        ),
        Criterion("cost_chosen", "the cost at your threshold, exact", _cost_chosen),
    ),
    traps=TRAPS,
    rubric=RUBRIC,
    facts=_facts,
    followups=FOLLOWUPS,
    hints=HINTS,
)
