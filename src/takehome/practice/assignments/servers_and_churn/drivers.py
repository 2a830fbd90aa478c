"""A5: which feature drives churn, and which way. An importance has no sign, and noise with many values has importance.

Any importance is accepted (impurity, permutation, mean |SHAP|, standardised coefficients) as long as it puts the
planted driver first; directions are the planted ones, with the other features held fixed.
"""

from __future__ import annotations

from collections.abc import Sequence

from takehome.practice.assignments.servers_and_churn.drivers_followups import FOLLOWUPS, HINTS
from takehome.practice.assignments.servers_and_churn.drivers_truth import DOWN, NOISE, NONE, UP, DriversTruth, truth
from takehome.practice.assignments.servers_and_churn.generator import FEATURES
from takehome.practice.assignments.servers_and_churn.rubrics.drivers import RUBRIC
from takehome.practice.assignments.servers_and_churn.split_rows import LEAKING
from takehome.practice.drawn import Drawn
from takehome.practice.grading.drawings import bars_problem
from takehome.practice.spec import Answers, Criterion, Facts, Field, Kind, Plot, Section, Trap
from takehome.units import format_number

BAR_TOLERANCE = 0.02
"""Share of the longest bar within which a bar is the right one."""

FIELDS = (
    Field("importances", Kind.NUMBERS_BY_NAME, "feature → its importance in your forest", "any scale"),
    Field("top", Kind.CHOICE, "the feature that matters most", "", (*FEATURES, LEAKING)),
    Field(
        "directions", Kind.CHOICES_BY_NAME, "feature → what more of it does to churn, all else equal", "",
        (UP, DOWN, NONE),
    ),
)  # fmt: skip


def _importances(truth: DriversTruth, answers: Answers) -> str | None:
    given = answers["importances"]
    missing = [name for name in truth.features if name not in given]
    if missing:
        return f"importances lacks {', '.join(missing)}."
    if truth.leaks and LEAKING in given:
        return f"importances holds {LEAKING}, which nobody knows before a customer has given notice."
    first = max(truth.features, key=lambda name: given[name])
    if first == truth.top:
        return None
    return (
        f"Your importances put {first} first ({format_number(given[first])}) and {truth.top} at "
        f"{format_number(given[truth.top])}; what really drives churn most is {truth.top}."
    )


def _top(truth: DriversTruth, answers: Answers) -> str | None:
    if answers["top"] == truth.top:
        return None
    return (
        f"top is {answers['top']}; from a low to a high value of {truth.top} churn moves by "
        f"{format_number(truth.effect_points)} percentage points, more than for any other feature."
    )


def _wrong_directions(truth: DriversTruth, answers: Answers) -> list[str]:
    given = answers.get("directions", {})
    weak = {name for name in truth.weak if given.get(name) == NONE}
    return [name for name in truth.features if given.get(name) != truth.direction[name] and name not in weak]


def _directions(truth: DriversTruth, answers: Answers) -> str | None:
    wrong = _wrong_directions(truth, answers)
    if not wrong:
        return None
    given = answers["directions"]
    told = "; ".join(f"{name}: yours “{given.get(name, 'missing')}”, true “{truth.direction[name]}”" for name in wrong)
    return f"{len(wrong)} of {len(truth.features)} directions are wrong ({told})."


def _read_as_direction(truth: DriversTruth, answers: Answers) -> str | None:
    given = answers.get("directions", {})
    if not given or any(given.get(name) != UP for name in truth.features if name != NOISE):
        return None
    falling = [name for name in truth.features if truth.direction[name] == DOWN]
    return (
        f"An importance has no sign: {', '.join(falling)} lower churn, and you say that everything raises it. Moving "
        f"{truth.top} one typical step the wrong way costs {format_number(truth.wrong_way)} $ over {truth.customers:,} "
        f"customers."
    )


def _noise(truth: DriversTruth, answers: Answers) -> str | None:
    given, importances = answers.get("directions", {}), answers.get("importances", {})
    first = max(importances, key=lambda name: importances[name]) if importances else ""
    moves = given.get(NOISE, NONE) != NONE and set(given.values()) != {UP}
    if answers.get("top") != NOISE and first != NOISE and not moves:
        return None
    return (
        f"{NOISE} is noise with {truth.code_values:,} different values: a forest can split on it as often as it likes, "
        f"and that looks like importance. It moves churn by 0 percentage points, {truth.top} by "
        f"{format_number(abs(truth.effect_points))}; whatever is spent on {NOISE} is lost."
    )


def _reversed(truth: DriversTruth, answers: Answers) -> str | None:
    given, turned = answers.get("directions", {}), {UP: DOWN, DOWN: UP}
    real = [name for name in truth.features if name != NOISE]
    if not given or any(given.get(name) != turned[truth.direction[name]] for name in real):
        return None
    return (
        f"Every direction is turned round: you read the probability of staying. A campaign by your table moves "
        f"{truth.top} the wrong way, and one typical step costs {format_number(truth.wrong_way)} $ over "
        f"{truth.customers:,} customers."
    )


def _simpson(truth: DriversTruth, answers: Answers) -> str | None:
    if not truth.by_plan or answers.get("directions", {}).get("Support_Tickets") != DOWN:
        return None
    return (
        "Over all customers, those with more tickets leave less often, because business customers write many tickets "
        "and seldom leave. Within each plan more tickets mean more churn: whoever saves on support because of the "
        "average loses customers in both plans."
    )


def _leaking(truth: DriversTruth, answers: Answers) -> str | None:
    if not truth.leaks or (answers.get("top") != LEAKING and LEAKING not in answers.get("importances", {})):
        return None
    return (
        f"{LEAKING} is filled in after a customer has given notice: it follows churn and cannot drive it. With it in "
        f"the forest {truth.top} looks minor, which really moves churn by {format_number(abs(truth.effect_points))} "
        f"percentage points."
    )


def _bars(truth: DriversTruth, answers: Answers, drawn: Sequence[Drawn]) -> str | None:
    heights = {name: float(value) for name, value in answers["importances"].items()}
    return bars_problem(drawn, heights, what="the importance of each feature", tolerance=BAR_TOLERANCE)


def _facts(truth: DriversTruth, answers: Answers) -> Facts:
    top = str(answers.get("top", truth.top))
    importances = answers.get("importances", {})
    return {
        "top": truth.top,
        "direction_top": truth.direction[truth.top],
        "importance_top": float(importances.get(top, 0.0)),
        "effect_points": truth.effect_points,
    }


SECTION = Section(
    number=5,
    title="What drives churn, and which way",
    fields=FIELDS,
    truth=truth,
    criteria=(
        Criterion(
            "importances",
            "every feature has one, and the planted driver has the largest, a plan left aside",
            _importances,
        ),
        Criterion("top", "the feature that moves churn most", _top),
        Criterion(
            "directions",
            "of every feature, the others held fixed; noise has none, and a weak slope may pass for it",
            _directions,
        ),
    ),
    traps=(
        Trap("importance-read-as-direction", "Importance was read as “raises churn”.", _read_as_direction),
        Trap("noise-called-driver", "Noise with many values was taken for a driver.", _noise),
        Trap("reversed", "Directions are those of staying.", _reversed),
        Trap("average-over-plans", "A direction over all customers was given for that within each plan.", _simpson),
        Trap("leaking-column", "A column that is known only afterwards was taken for a driver.", _leaking),
    ),
    rubric=RUBRIC,
    facts=_facts,
    plots=(Plot("bars of the importances, labelled with the features", _bars),),
    followups=FOLLOWUPS,
    hints=HINTS,
)
