"""What the repeated day taught, in two sentences for the decision: what each way of learning earns, and why."""

from __future__ import annotations

from takehome.studies.storage.learning.lesson import Lesson
from takehome.units import format_number

SAME = 1e-9
"""Two amounts are equal within this share of the larger."""


def lesson_sentences(lesson: Lesson, bound: float) -> str:
    """The agents beside what they can earn, and what repairing each suspected cause alone gains."""
    brief, repaired, swept = lesson.rungs
    money = lesson.problem.currency
    agents = (
        f"Q-learning as in the brief earns {format_number(brief.profits.mean())} {money} a day (mean of "
        f"{len(brief.profits)} agents, {format_number(brief.profits.min())} to {format_number(brief.profits.max())}) "
        f"of {format_number(lesson.exact.optimum)} {money}; repaired without a model it earns "
        f"{format_number(repaired.profits.mean())} {money}, with counterfactual updates "
        f"{format_number(swept.profits.mean())} {money}."
    )
    most = lesson.exact.optimum
    if most < (1 - SAME) * bound:
        agents += (
            f" As in the brief, they never trade in the last of the {len(lesson.problem.prices)} steps: they can earn "
            f"{format_number(most)} {money} at most, and not {format_number(bound)} {money}."
        )
    if most <= 0:
        return agents
    gains = sorted(lesson.causes, key=lambda cause: -cause.alone.money)
    causes = ", ".join(f"{cause.name} {format_number(cause.alone.money)}" for cause in gains)
    return f"{agents} Repairing one cause alone gains, in {money} a day: {causes}."
