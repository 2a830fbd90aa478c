"""A tiny assignment for the tests of what surrounds a notebook: the mean of a column, and a count of late shops."""

from __future__ import annotations

import numpy as np
from tests.practice.fake_assignment import generator

from takehome.practice.spec import Assignment, Concept, Criterion, Field, Kind, Rubric, Section, World


def draw(seed: int, level: int) -> World:
    """The world of a seed."""
    tables, business, planted = generator.draw(seed, level)
    return World(seed, level, tables, business, planted)


def _mean_problem(truth: float, answers: object) -> str | None:
    return None if np.isclose(truth, answers["mean"]) else f"The mean is {truth}."


def _rubric(question: str) -> Rubric:
    return Rubric(question, (Concept("mean", "names the mean", ("mean|average",)),))


MEAN = Section(
    1,
    "The mean",
    (Field("mean", Kind.NUMBER, "mean sales of a shop", "$"),),
    lambda world: float(world.tables["shops"]["Sales"].mean()),
    (Criterion("mean", "the mean, to 9 digits", _mean_problem),),
    (),
    _rubric("What does a shop sell on average,\nand why?"),
    lambda truth, answers: {"mean": truth},
    hints=("Which column holds the sales?", "Call its method mean."),
)
LATE = Section(
    2,
    "Late shops",
    (Field("late", Kind.INTEGER, "shops that opened late"),),
    lambda world: int(world.tables["shops"]["Late"].sum()),
    (),
    (),
    _rubric("How many shops opened late, and how do you know?"),
    lambda truth, answers: {"late": truth},
    hints=("Count them.",),
    from_level=2,
)
ASSIGNMENT = Assignment(
    "fake-shops",
    "Shops",
    "One mean and one count.",
    1,
    (),
    {1: "none", 2: "late shops"},
    (MEAN, LATE),
    draw,
    "tests.practice.fake_assignment",
)
