"""Servers and churn: a straight line that misses a bend, and a classifier whose accuracy flatters it.

After the first part of the brief: repair a regression, look behind an accuracy, choose a threshold by its money, and
say which way a driver works. Everything that a seed draws is in `generator`; each section has a module of its own.

What the generator plants is told here and not there, because an open notebook holds its source. Servers: cost = base +
cpu·CPU + memory·Memory + scale·exp(rate·Age) + noise, so that a straight line prices old servers too low. Churn: a
logistic model in four features, one of which stands out; ``Survey_Code`` is noise with very many values, which a forest
likes. In about one seed of three, leaving is easy to foresee and 0.5 catches most leavers. Level 2 copies rows across
the split and adds a column that is filled in after a customer has given notice. Level 3 writes the cost as a logarithm,
raises the bills of the customers to be judged, and adds a plan whose business customers write many tickets and seldom
leave.
"""

from __future__ import annotations

from takehome.practice.assignments.servers_and_churn import (
    accuracy,
    audit,
    drivers,
    generator,
    line,
    repair,
    threshold,
)
from takehome.practice.spec import Assignment, World

__all__ = ["ASSIGNMENT", "draw"]


def draw(seed: int, level: int = 1) -> World:
    """The world of a seed: the generator's tables with what only the grader may know."""
    tables, business, planted = generator.draw(seed, level)
    return World(seed, level, tables, business, planted)


ASSIGNMENT = Assignment(
    name="servers-and-churn",
    title="Servers and churn",
    summary="Price a fleet of servers whose cost bends with age, and decide which customers to contact before they go.",
    version=2,
    verbs=("regress", "classify"),
    levels={
        1: "a bend that looks like a funnel, rare leavers, unequal prices, a noise column that a forest likes",
        2: "as 1, with a column that is known only after the outcome and rows copied across the split",
        3: "as 2, with a target written as a logarithm, drift between train and test, and Simpson's paradox",
    },
    sections=(
        line.SECTION,
        repair.SECTION,
        accuracy.SECTION,
        threshold.SECTION,
        drivers.SECTION,
        audit.SECTION,
    ),
    draw=draw,
    package=__name__,
)
