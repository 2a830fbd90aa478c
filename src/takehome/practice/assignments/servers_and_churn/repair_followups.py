"""A2: the hints, and what an interviewer asks on."""

from __future__ import annotations

from takehome.practice.assignments.servers_and_churn.closeness import root_mean_square
from takehome.practice.assignments.servers_and_churn.repair_truth import RepairTruth
from takehome.practice.spec import Answers, FollowUp
from takehome.units import format_number

STIFF = 0.15
"""A ninth year that is this share too cheap comes from a model that bends too little, such as Age²."""

HINTS = (
    "Only age bends. Which single term, put in the place of Age, would leave residuals without a pattern?",
    "Try Age² and Age³, a spline of Age, or e^(b·Age) with b searched on the training rows; keep CPU and Memory "
    "straight. Ask of a logarithm of the cost what it does to the price of memory.",
    "memory_per_gb is the coefficient of Memory (or the mean change of the prediction when Memory grows by 1). For "
    "year_8_to_9 predict the same servers at ages 9 and 8 and subtract. rmse_repaired comes from the predictions that "
    "you hand in.",
)  # fmt: skip


def _renew(truth: RepairTruth, answers: Answers) -> tuple[str, str] | None:
    year = answers.get("year_8_to_9")
    if year is None:
        return None
    month = truth.ninth_year * truth.fleet_hours / truth.fleet
    return (
        f"Your ninth year costs {format_number(year)} $/h. When would you renew a server?",
        f"When renewing costs less than what ageing adds. The ninth year alone adds {format_number(truth.ninth_year)} "
        f"$/h, about {format_number(month)} $ a month for one server that runs all the time, and each further year "
        f"adds more.",
    )


def _too_stiff(truth: RepairTruth, answers: Answers) -> tuple[str, str] | None:
    year = answers.get("year_8_to_9")
    if year is None or year > (1 - STIFF) * truth.ninth_year:
        return None
    return (
        f"Your model charges {format_number(year)} $/h for the ninth year. Do its residuals still bend at the old end?",
        f"Yes: the ninth year costs {format_number(truth.ninth_year)} $/h. A curve that bends too little, such as Age² "
        f"alone, leaves a smaller bend of the same kind.",
    )


def _how_good(truth: RepairTruth, answers: Answers) -> tuple[str, str] | None:
    given = answers.get("predictions", ())
    if len(given) != len(truth.cost):
        return None
    error = root_mean_square(truth.cost - given)
    return (
        f"Your error is {format_number(error)} $/h. How low could anybody get on these servers, and how do you know?",
        f"About {format_number(truth.floor)} $/h: that is the noise itself on the test rows. Below it a model repeats "
        f"rows that it has seen. You can tell without knowing the truth: the residuals no longer have any pattern.",
    )


FOLLOWUPS = (
    FollowUp("when-to-renew", _renew),
    FollowUp("bends-too-little", _too_stiff),
    FollowUp("how-low-can-it-go", _how_good),
)
