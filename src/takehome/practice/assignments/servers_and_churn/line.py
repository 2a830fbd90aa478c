"""A1: the straight line, its error on rows that it has not seen, and the assumption that its residuals break.

Linearity is broken, not constant variance: around the planted mean the noise is as wide for dear servers as for cheap
ones. The bend makes the line price old servers too low, and that is money.
"""

from __future__ import annotations

from collections.abc import Sequence

from takehome.practice.assignments.servers_and_churn.closeness import close
from takehome.practice.assignments.servers_and_churn.line_followups import FOLLOWUPS, HINTS
from takehome.practice.assignments.servers_and_churn.line_truth import LineTruth, truth
from takehome.practice.assignments.servers_and_churn.rubrics.line import RUBRIC
from takehome.practice.drawn import Drawn
from takehome.practice.grading.drawings import points_problem
from takehome.practice.spec import Answers, Criterion, Facts, Field, Kind, Plot, Section, Trap
from takehome.units import format_number

ROUNDING = 0.05
"""$/h: an error that was rounded to one decimal is the same answer."""
LOG_ROUNDING = 0.0006
"""An error on the logarithm that was rounded to three decimals is the same answer."""
POINT_TOLERANCE = 0.01
"""Share of the range within which a point of the picture is the right one: less than an eye sees."""

ASSUMPTIONS = ("linearity", "constant variance", "independence", "normality")
FIELDS = (
    Field("rmse", Kind.NUMBER, "root mean square error of the straight line on the test rows", "$/h"),
    Field("assumption", Kind.CHOICE, "the assumption that the residual plot shows to be broken", "", ASSUMPTIONS),
    Field("old_bias", Kind.NUMBER, "mean of actual − predicted over the test servers older than 8 years", "$/h"),
)


def _rmse(truth: LineTruth, answers: Answers) -> str | None:
    if close(answers["rmse"], truth.rmse, least=ROUNDING):
        return None
    return (
        f"rmse is {format_number(answers['rmse'], 4)} $/h; a straight line in CPU, Memory and Age, fitted on the "
        f"training rows, misses the test rows by {format_number(truth.rmse, 4)} $/h (root mean square)."
    )


def _assumption(truth: LineTruth, answers: Answers) -> str | None:
    if answers["assumption"] == "linearity":
        return None
    return (
        f"The residuals do not break “{answers['assumption']}”: they bend. Their mean is "
        f"{format_number(truth.old_bias)} $/h over servers older than 8 years and {format_number(truth.middle_bias)} "
        f"$/h over those between 4 and 6."
    )


def _old_bias(truth: LineTruth, answers: Answers) -> str | None:
    if close(answers["old_bias"], truth.old_bias, 0.01, ROUNDING):
        return None
    return (
        f"old_bias is {format_number(answers['old_bias'], 4)} $/h; over the {truth.old_servers} test servers older "
        f"than 8 years, actual − predicted is {format_number(truth.old_bias, 4)} $/h on average."
    )


def _train_rmse(truth: LineTruth, answers: Answers) -> str | None:
    if not close(answers.get("rmse"), truth.rmse_train, least=ROUNDING):
        return None
    return (
        f"{format_number(truth.rmse_train, 4)} $/h is the line's error on the training rows, which it has seen; on the "
        f"test rows it is {format_number(truth.rmse, 4)} $/h, a difference of "
        f"{format_number(abs(truth.rmse - truth.rmse_train) * truth.fleet_hours)} $ a month of typical error over your "
        f"{truth.fleet} servers."
    )


def _mse(truth: LineTruth, answers: Answers) -> str | None:
    if not close(answers.get("rmse"), truth.rmse**2, 0.01):
        return None
    return (
        f"{format_number(truth.rmse**2)} is the mean of the squared errors, in ($/h)²; its root, "
        f"{format_number(truth.rmse, 4)} $/h, is what a server's price misses by. Read as $/h it would cost a fleet of "
        f"{truth.fleet} servers {format_number(truth.rmse**2 * truth.fleet_hours)} $ a month, which is more than all "
        f"the servers cost together: {format_number(truth.mean_cost * truth.fleet_hours)} $ a month."
    )


def _reversed(truth: LineTruth, answers: Answers) -> str | None:
    if not close(answers.get("old_bias"), -truth.old_bias, 0.02, ROUNDING):
        return None
    return (
        f"{format_number(-truth.old_bias)} $/h is predicted − actual. A residual is actual − predicted: "
        f"{format_number(truth.old_bias)} $/h, so the line prices old servers too low, not too high. A budget that is "
        f"corrected with this sign ends {format_number(2 * truth.old_bill)} $ a month below the bill."
    )


def _everybody(truth: LineTruth, answers: Answers) -> str | None:
    if not close(answers.get("old_bias"), truth.mean_bias, 0.01, 0.02):
        return None
    return (
        f"{format_number(truth.mean_bias)} $/h is the mean residual of all test servers, in which the young and the "
        f"old cancel. Over the {truth.old_servers} servers older than 8 years it is {format_number(truth.old_bias)} "
        f"$/h, which is {format_number(truth.old_bill)} $ a month for your fleet."
    )


def _funnel(truth: LineTruth, answers: Answers) -> str | None:
    if answers.get("assumption") != "constant variance":
        return None
    return (
        f"What looks like a funnel is a bend: once age may bend, the noise of dear servers is "
        f"{format_number(truth.spread_ratio)} times as wide as that of cheap ones. Weights or a logarithm against "
        f"unequal variance would leave the bend in, and with it {format_number(truth.old_bias)} $/h on every server "
        f"older than 8 years, {format_number(truth.old_bill)} $ a month for your fleet."
    )


def _log_units(truth: LineTruth, answers: Answers) -> str | None:
    if truth.rmse_log is None or not close(answers.get("rmse"), truth.rmse_log, 0.01, LOG_ROUNDING):
        return None
    return (
        f"{format_number(truth.rmse_log)} is an error on the logarithm of the cost: the column Cost holds logarithms "
        f"(its mean is {format_number(truth.mean_log)}, a typical invoice {format_number(truth.invoice)} $/h). In $/h "
        f"the straight line misses by {format_number(truth.rmse, 4)}, and nobody can budget with a logarithm."
    )


def _residual_plot(truth: LineTruth, answers: Answers, drawn: Sequence[Drawn]) -> str | None:
    x, y = truth.predicted.tolist(), truth.residual.tolist()
    return points_problem(drawn, x, y, what="residual against prediction", tolerance=POINT_TOLERANCE)


def _facts(truth: LineTruth, answers: Answers) -> Facts:
    return {
        "rmse": float(answers.get("rmse", truth.rmse)),
        "old_bias": float(answers.get("old_bias", truth.old_bias)),
        "spread_ratio": truth.spread_ratio,
    }


SECTION = Section(
    number=1,
    title="A straight line for server costs",
    fields=FIELDS,
    truth=truth,
    criteria=(
        Criterion("rmse", f"the line's error on the test rows, within 0.3 % or {ROUNDING} $/h", _rmse),
        Criterion("assumption", "the assumption that the residuals really break", _assumption),
        Criterion("old_bias", f"within 1 % or {ROUNDING} $/h, with the sign of actual − predicted", _old_bias),
    ),
    traps=(
        Trap("train-rmse", "The error was measured on the rows that the line was fitted on.", _train_rmse),
        Trap("mse", "The root of the mean squared error was forgotten.", _mse),
        Trap("reversed-residual", "The residual was taken as predicted − actual.", _reversed),
        Trap("bias-of-everybody", "The mean residual of all servers was given for that of the old ones.", _everybody),
        Trap("funnel", "A bend was read as unequal variance.", _funnel),
        Trap("log-units", "The error of a logarithm was given as money.", _log_units),
    ),
    rubric=RUBRIC,
    facts=_facts,
    plots=(Plot("predicted cost on the x-axis against residual on the y-axis, of the test servers", _residual_plot),),
    followups=FOLLOWUPS,
    hints=HINTS,
)
