"""A5: the hints, and what an interviewer asks on."""

from __future__ import annotations

from takehome.practice.assignments.servers_and_churn.drivers_truth import NOISE, DriversTruth
from takehome.practice.spec import Answers, FollowUp
from takehome.units import format_number

HINTS = (
    "feature_importances_ is never negative: what else can you do with a fitted forest to see which way it moves?",
    "Set one feature to a low and then to a high value in every row, leave the rest alone, and compare the mean "
    "predicted probability (partial dependence). Shuffle a column of test rows to see whether it matters at all.",
    "Survey_Code has a value of its own in nearly every row, so a deep forest splits on it: its partial dependence is "
    "flat, its direction “none”. With a plan in the table, look within each plan.",
)  # fmt: skip


def _noise_before(truth: DriversTruth, answers: Answers) -> tuple[str, str] | None:
    given = answers.get("importances", {})
    if NOISE not in given:
        return None
    below = [name for name in truth.features if name != NOISE and given.get(name, 0.0) < given[NOISE]]
    if not below:
        return None
    return (
        f"Your forest gives {NOISE} an importance of {format_number(given[NOISE])}, more than {', '.join(below)}. Do "
        f"you believe it?",
        f"No. {NOISE} is noise; it has {truth.code_values:,} different values, so a deep tree finds splits in it that "
        f"hold on training rows only. Shuffled on test rows it costs nothing.",
    )


def _campaign(truth: DriversTruth, answers: Answers) -> tuple[str, str] | None:
    top = answers.get("top")
    if top is None:
        return None
    return (
        f"You say that {top} matters most. What would you do about it, and how would you know that it worked?",
        f"Try it on some customers drawn at random and compare. {truth.top} goes with "
        f"{format_number(abs(truth.effect_points))} percentage points of churn between "
        f"{format_number(truth.low)} and {format_number(truth.high)}, all else equal, but these data show who leaves, "
        f"not what a change would do.",
    )


def _one_customer(truth: DriversTruth, answers: Answers) -> tuple[str, str] | None:
    if not answers.get("directions"):
        return None
    return (
        "The CEO asks why one certain customer is on the list. What can importances tell her?",
        f"Nothing about one customer: they are averages. Show how her probability changes when her {truth.top} is set "
        f"to a usual value (or SHAP values of her row).",
    )


FOLLOWUPS = (
    FollowUp("noise-before-a-driver", _noise_before),
    FollowUp("would-a-campaign-work", _campaign),
    FollowUp("one-customer", _one_customer),
)
