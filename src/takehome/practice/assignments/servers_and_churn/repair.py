"""A2: a repaired model, judged by the planted cost and not by a method: any model that finds the bend is right.

A logarithm of the target is the popular repair and the wrong one: cost adds up, and on a logarithm CPU and memory
become percentages. Better than the noise is wrong as well: such a model has seen the test rows.
"""

from __future__ import annotations

import numpy as np

from takehome.practice.assignments.servers_and_churn.closeness import close, root_mean_square
from takehome.practice.assignments.servers_and_churn.repair_followups import FOLLOWUPS, HINTS
from takehome.practice.assignments.servers_and_churn.repair_truth import RepairTruth, truth
from takehome.practice.assignments.servers_and_churn.rubrics.repair import RUBRIC
from takehome.practice.spec import Answers, Criterion, Facts, Field, Kind, Section, Trap
from takehome.units import format_number

MISS_LIMIT = 0.92
"""Distance from the planted cost, in that of the straight line: a forest, the loosest method, reaches 0.88."""
YEAR_TOLERANCE = 0.48
"""Share of the ninth year's cost: boosting prices it in steps and is off by up to 0.42; the line is off by 0.67."""
MEMORY_TOLERANCE = 0.2
"""Share of the price of one GB: boosting's is off by up to 0.16, that of a logarithm by 0.99."""
HONEST_FLOOR = 0.93
"""An honest model's error is at least this much of the noise on the same rows; models that saw them are below."""
SAME_MODEL = 0.25
"""Predictions nearer than this to a known model's, in the line's distance from the truth, are that model's."""
RMSE_ROUNDING = 0.05
"""$/h: an error that was rounded to one decimal is the same answer."""

FIELDS = (
    Field("predictions", Kind.NUMBERS, "predicted cost of every test server, in the order of the table", "$/h"),
    Field("rmse_repaired", Kind.NUMBER, "root mean square error of these predictions", "$/h"),
    Field("memory_per_gb", Kind.NUMBER, "what one more GB of memory costs in your model", "$/h per GB"),
    Field("year_8_to_9", Kind.NUMBER, "cost at an age of 9 years − cost at 8 years, all else equal", "$/h"),
)


def _given(truth: RepairTruth, answers: Answers) -> np.ndarray | None:
    """The predictions, where there is one for each test server."""
    given = np.asarray(answers.get("predictions", ()), float)
    return given if given.shape == truth.cost.shape else None


def _predictions(truth: RepairTruth, answers: Answers) -> str | None:
    given = _given(truth, answers)
    if given is None:
        return f"predictions has {len(answers['predictions']):,} numbers; there are {len(truth.cost):,} test servers."
    miss, error = root_mean_square(given - truth.mean), root_mean_square(given - truth.cost)
    if miss > MISS_LIMIT * truth.line_miss:
        return (
            f"Your predictions are {format_number(miss)} $/h (root mean square) away from what the servers really cost "
            f"without noise; the straight line is {format_number(truth.line_miss)} $/h away, so a repair must come "
            f"within {format_number(MISS_LIMIT * truth.line_miss)} $/h."
        )
    if error < HONEST_FLOOR * truth.floor:
        return (
            f"Your predictions miss the test servers by {format_number(error)} $/h, less than the noise of these rows, "
            f"{format_number(truth.floor)} $/h: no model that has not seen them can do that."
        )
    return None


def _rmse(truth: RepairTruth, answers: Answers) -> str | None:
    given = _given(truth, answers)
    if given is None:
        return "rmse_repaired cannot be checked: the predictions do not fit the test servers."
    error = root_mean_square(given - truth.cost)
    if close(answers["rmse_repaired"], error, least=RMSE_ROUNDING):
        return None
    return (
        f"rmse_repaired is {format_number(answers['rmse_repaired'], 4)} $/h; your predictions miss the test servers by "
        f"{format_number(error, 4)} $/h (root mean square)."
    )


def _memory(truth: RepairTruth, answers: Answers) -> str | None:
    if close(answers["memory_per_gb"], truth.per_gb, MEMORY_TOLERANCE):
        return None
    return (
        f"memory_per_gb is {format_number(answers['memory_per_gb'])} $/h per GB; one more GB costs "
        f"{format_number(truth.per_gb)} $/h (a right model comes within {100 * MEMORY_TOLERANCE:.0f} %)."
    )


def _year(truth: RepairTruth, answers: Answers) -> str | None:
    if close(answers["year_8_to_9"], truth.ninth_year, YEAR_TOLERANCE):
        return None
    return (
        f"year_8_to_9 is {format_number(answers['year_8_to_9'])} $/h; the ninth year of age costs "
        f"{format_number(truth.ninth_year)} $/h (a right model comes within {100 * YEAR_TOLERANCE:.0f} %)."
    )


def _old_miss(truth: RepairTruth, model: np.ndarray) -> float:
    """How much too cheap a model makes the old servers, $/h."""
    return float((truth.mean - model)[truth.old].mean())


def _old_bill(truth: RepairTruth, model: np.ndarray) -> float:
    """The same in $ a month for the fleet."""
    return abs(_old_miss(truth, model)) * float(truth.old.mean()) * truth.fleet_hours


def _is(truth: RepairTruth, answers: Answers, model: np.ndarray) -> bool:
    given = _given(truth, answers)
    return given is not None and root_mean_square(given - model) < SAME_MODEL * truth.line_miss


def _still_a_line(truth: RepairTruth, answers: Answers) -> str | None:
    priced_straight = close(answers.get("year_8_to_9"), truth.line_year, 0.05)
    if not _is(truth, answers, truth.line) and not priced_straight:
        return None
    return (
        f"{format_number(truth.rmse_line, 4)} $/h is the straight line's error: the age term is still in your "
        f"residuals. It charges {format_number(truth.line_year)} $/h for every year, where the ninth costs "
        f"{format_number(truth.ninth_year)} $/h, and prices servers older than 8 years "
        f"{format_number(_old_miss(truth, truth.line))} $/h too low, which is "
        f"{format_number(_old_bill(truth, truth.line))} $ a month for your fleet."
    )


def _log_target(truth: RepairTruth, answers: Answers) -> str | None:
    percent = close(answers.get("memory_per_gb"), truth.log_per_gb, 0.1)
    if not percent and not _is(truth, answers, truth.from_log):
        return None
    error = root_mean_square(truth.from_log - truth.cost)
    return (
        f"A logarithm of the cost makes a GB a percentage ({format_number(100 * truth.log_per_gb)} % instead of "
        f"{format_number(truth.per_gb)} $/h) although costs add up. Turned back into $/h it misses the test servers by "
        f"{format_number(error)} $/h, the straight line by {format_number(truth.rmse_line)}: a repair that makes it "
        f"worse, by {format_number((error - truth.rmse_line) * truth.fleet_hours)} $ a month of typical error for "
        f"{truth.fleet} servers."
    )


def _better_than_noise(truth: RepairTruth, answers: Answers) -> str | None:
    given = _given(truth, answers)
    if given is None or root_mean_square(given - truth.cost) >= HONEST_FLOOR * truth.floor:
        return None
    error = root_mean_square(given - truth.cost)
    return (
        f"{format_number(error)} $/h is better than the noise, {format_number(truth.floor)} $/h: this model was fitted "
        f"on the test rows and repeats them. A budget that trusts it lacks "
        f"{format_number((truth.floor - error) * truth.fleet_hours)} $ a month of typical error for {truth.fleet} "
        f"servers."
    )


def _other_rmse(truth: RepairTruth, answers: Answers) -> str | None:
    given, told = _given(truth, answers), answers.get("rmse_repaired")
    if given is None or told is None:
        return None
    error = root_mean_square(given - truth.cost)
    if close(told, error, least=RMSE_ROUNDING):
        return None
    what = "($/h)² is their mean squared error" if close(told, error**2, 0.01) else "$/h is not theirs"
    what = "$/h is the straight line's error" if close(told, truth.rmse_line) else what
    return (
        f"{format_number(told, 4)} {what}: the predictions that you handed in miss the test servers by "
        f"{format_number(error, 4)} $/h. Whoever budgets with your number is out by "
        f"{format_number(abs(told - error) * truth.fleet_hours)} $ a month of typical error for {truth.fleet} servers."
    )


def _averaged_year(truth: RepairTruth, answers: Answers) -> str | None:
    if not close(answers.get("year_8_to_9"), truth.mean_year, 0.08):
        return None
    return (
        f"{format_number(truth.mean_year)} $/h is the average year between 0 and 10. Years are not alike: the ninth "
        f"costs {format_number(truth.ninth_year)} $/h. Keeping a server from 8 to 9 looks "
        f"{format_number((truth.ninth_year - truth.mean_year) * truth.fleet_hours / truth.fleet)} $ a month cheaper "
        f"than it is, for each server."
    )


def _facts(truth: RepairTruth, answers: Answers) -> Facts:
    given = _given(truth, answers)
    error = truth.floor if given is None else root_mean_square(given - truth.cost)
    return {
        "rmse_line": truth.rmse_line,
        "rmse_repaired": float(answers.get("rmse_repaired", error)),
        "memory_per_gb": float(answers.get("memory_per_gb", truth.per_gb)),
        "year_8_to_9": float(answers.get("year_8_to_9", truth.ninth_year)),
    }


SECTION = Section(
    number=2,
    title="The repaired model",
    fields=FIELDS,
    truth=truth,
    criteria=(
        Criterion(
            "predictions",
            f"at most {MISS_LIMIT} times as far from the noise-free cost as the straight line, and not better than "
            f"{HONEST_FLOOR} of the noise",
            _predictions,
        ),
        Criterion("rmse_repaired", "the error of the predictions that you hand in, within 0.3 %", _rmse),
        Criterion("memory_per_gb", f"within {100 * MEMORY_TOLERANCE:.0f} % of the planted price", _memory),
        Criterion("year_8_to_9", f"within {100 * YEAR_TOLERANCE:.0f} % of the planted cost of the ninth year", _year),
    ),
    traps=(
        Trap("still-a-line", "The model is still straight in age.", _still_a_line),
        Trap("log-target", "The target was replaced by its logarithm, though costs add up.", _log_target),
        Trap("better-than-noise", "The model was fitted on the test rows.", _better_than_noise),
        Trap("rmse-not-of-these-predictions", "The error belongs to other predictions.", _other_rmse),
        Trap("averaged-year", "The average year was given for the ninth.", _averaged_year),
    ),
    rubric=RUBRIC,
    facts=_facts,
    followups=FOLLOWUPS,
    hints=HINTS,
)
