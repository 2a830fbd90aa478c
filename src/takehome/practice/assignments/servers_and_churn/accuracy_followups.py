"""A3: the hints, and what an interviewer asks on."""

from __future__ import annotations

from takehome.practice.assignments.servers_and_churn.accuracy_truth import AccuracyTruth
from takehome.practice.spec import Answers, FollowUp
from takehome.units import format_number

HINTS = (
    "How good is a model that has learned nothing and says of every customer that she stays?",
    "confusion_matrix(actual, predicted) has the actual classes as rows: [[tn, fp], [fn, tp]]. Fit on Split = train, "
    "count on Split = test.",
    "model.predict_proba(X_test)[:, 1] > 0.5 says who is foreseen to leave. tp + fn must be the number of test "
    "customers with Churn = 1; accuracy is (tp + tn) divided by all of them.",
)  # fmt: skip


def _recall(truth: AccuracyTruth, answers: Answers) -> tuple[str, str] | None:
    if "tp" not in answers or "fn" not in answers:
        return None
    return (
        f"You catch {answers['tp']} and miss {answers['fn']}. What do the misses cost, and what the false alarms?",
        f"Of the {truth.left + truth.stayed} test customers, {truth.plain.fn} misses at {truth.customer_value:g} $ are "
        f"{format_number(truth.plain.fn * truth.customer_value)} $; {truth.plain.fp} false alarms at "
        f"{truth.contact_cost:g} $ are {truth.plain.fp * truth.contact_cost:,.0f} $. Accuracy "
        f"counts them alike.",
    )


def _gain(truth: AccuracyTruth, answers: Answers) -> tuple[str, str] | None:
    if "accuracy" not in answers:
        return None
    gain = 100 * (truth.plain.accuracy() - truth.nobody())
    return (
        f"Your accuracy is {format_number(answers['accuracy'])}. How much of it did the model earn?",
        f"{format_number(gain)} percentage points: “nobody leaves” is right in "
        f"{format_number(100 * truth.nobody())} % already, catches 0 of {truth.left} leavers and costs "
        f"{format_number(truth.left * truth.customer_value)} $ on the test rows.",
    )


FOLLOWUPS = (FollowUp("price-of-both-errors", _recall), FollowUp("earned-accuracy", _gain))
