"""A1: the hints, and what an interviewer asks on."""

from __future__ import annotations

from takehome.practice.assignments.servers_and_churn.line_truth import LineTruth
from takehome.practice.spec import Answers, FollowUp
from takehome.units import format_number

HINTS = (
    "Plot the residuals against each feature as well, not only against the prediction: which one bends?",
    "A funnel is a change of width around a mean that stays at zero; a bend is a mean that moves. Take the mean "
    "residual of young, middle-aged and old servers and compare.",
    "residual = actual − predicted on the test rows. old_bias is residual[age > 8].mean(); rmse is the root of the "
    "mean of residual²; what bends is the assumption of a straight line: linearity.",
)  # fmt: skip


def _what_it_costs(truth: LineTruth, answers: Answers) -> tuple[str, str] | None:
    if "old_bias" not in answers:
        return None
    return (
        f"You found {format_number(answers['old_bias'])} $/h on servers older than 8 years. What is that for our "
        f"{truth.fleet} servers in a month?",
        f"About {format_number(truth.old_bill)} $ a month: {format_number(truth.old_bias)} $/h on each of the "
        f"{truth.old_servers} old ones among {len(truth.residual)} test servers, scaled to the fleet.",
    )


def _weights(truth: LineTruth, answers: Answers) -> tuple[str, str] | None:
    if answers.get("assumption") not in ("linearity", "constant variance"):
        return None
    return (
        "A colleague calls it a funnel and wants to weight the dear servers down. What do you answer?",
        f"Measure the width around the bent mean: at the dear end it is {format_number(truth.spread_ratio)} times that "
        f"at the cheap end, so there is no funnel. Weights would keep the line straight and leave the old servers "
        f"{format_number(truth.old_bias)} $/h too cheap.",
    )


def _middle(truth: LineTruth, answers: Answers) -> tuple[str, str] | None:
    if "old_bias" not in answers:
        return None
    return (
        "If old servers are priced too low and the mean residual is nearly zero, who is priced too high?",
        f"Servers of middle age: between 4 and 6 years the mean residual is {format_number(truth.middle_bias)} $/h. "
        f"Over all test servers it is {format_number(truth.mean_bias)} $/h, because the line balances the two.",
    )


FOLLOWUPS = (
    FollowUp("what-it-costs", _what_it_costs),
    FollowUp("weights-against-a-bend", _weights),
    FollowUp("who-pays-too-much", _middle),
)
