"""A4: the hints, and what an interviewer asks on."""

from __future__ import annotations

import numpy as np

from takehome.practice.assignments.servers_and_churn.closeness import close
from takehome.practice.assignments.servers_and_churn.threshold_truth import HALF, ThresholdTruth
from takehome.practice.spec import Answers, FollowUp
from takehome.units import format_number

HINTS = (
    "Write down what each of the two errors costs. At which probability is a contact just worth its price?",
    "A contact is worth it where p · customer_value > (1 − p) · contact_cost. Solve for p, or count the cost for many "
    "thresholds on training rows that the model has not seen.",
    "threshold = contact_cost / (contact_cost + customer_value). cost = ((scores > t) & (left == 0)).sum() · "
    "contact_cost + ((scores <= t) & (left == 1)).sum() · customer_value, on the test rows.",
)  # fmt: skip


def _kept_half(truth: ThresholdTruth, answers: Answers) -> tuple[str, str] | None:
    if not close(answers.get("threshold"), HALF, 0.0, 0.001):
        return None
    half, best = truth.cost(truth.plain > HALF), truth.cost(truth.plain > truth.break_even)
    return (
        "Your threshold is 0.5. What does it cost compared with the break-even of the two prices?",
        f"On the test rows {format_number(half)} $ at 0.5 against {format_number(best)} $ at "
        f"{format_number(truth.break_even)}, with a plain logistic regression: {format_number(half - best)} $.",
    )


def _chosen_on_test(truth: ThresholdTruth, answers: Answers) -> tuple[str, str] | None:
    scores = np.asarray(answers.get("scores", ()), float)
    told = answers.get("cost_chosen")
    if scores.shape != truth.left.shape or told is None:
        return None
    if told > truth.cheapest_counted(scores):
        return None
    by_prices = truth.cost(truth.plain > truth.break_even)
    return (
        f"No threshold is cheaper on the test rows than yours ({format_number(told)} $). Was it chosen there, and what "
        f"does that do to the number?",
        f"Chosen on the rows that judge it, a cost is too good. The threshold from the prices alone, "
        f"{format_number(truth.break_even)}, needs no rows and costs {format_number(by_prices)} $ here.",
    )


def _contacted_leavers(truth: ThresholdTruth, answers: Answers) -> tuple[str, str] | None:
    if "threshold" not in answers:
        return None
    moved = truth.contact_cost / truth.customer_value
    return (
        "The formula pays nothing for contacting a customer who does want to leave. What if every contact costs?",
        f"Then a contact is worth it above contact_cost / customer_value = {format_number(moved)} instead of "
        f"{format_number(truth.break_even)}: the threshold hardly moves.",
    )


def _half_helps(truth: ThresholdTruth, answers: Answers) -> tuple[str, str] | None:
    if "threshold" not in answers:
        return None
    moved = truth.contact_cost / (truth.contact_cost + truth.customer_value / 2)
    return (
        "What if a contact keeps only half of those who want to leave?",
        f"Then a contacted leaver is worth {format_number(truth.customer_value / 2)} $ instead of "
        f"{truth.customer_value:g} $, and the threshold rises to {format_number(moved)}. Who is kept by a "
        f"contact is a question for an experiment; these data cannot say it.",
    )


FOLLOWUPS = (
    FollowUp("kept-half", _kept_half),
    FollowUp("chosen-on-the-test-rows", _chosen_on_test),
    FollowUp("every-contact-costs", _contacted_leavers),
    FollowUp("half-of-them-stay", _half_helps),
)
