"""The reference solution of an assignment's variant, executed in this process: our own code needs no enclosure.

Its pictures go through the runner's own matplotlib backend and its numbers through the grader's own rules, so that what
is graded here is what a kernel would have brought back, at a fifth of the time.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

os.environ["MPLBACKEND"] = "module://takehome.practice.runner.inside.pictures"

from takehome.practice import handout
from takehome.practice.drawn import Drawn
from takehome.practice.grading.own_numbers import own_numbers
from takehome.practice.handout.markers import first_role
from takehome.practice.runner.hearing import drawn_from
from takehome.practice.spec import Assignment, World


@dataclass(frozen=True)
class Solved:
    """What the solution's cells left, as plain JSON."""

    world: World
    answers: Mapping[int, Any]
    why: Mapping[int, str]
    drawn: Mapping[int, tuple[Drawn, ...]]
    numbers: tuple[float, ...]


def solved(assignment: Assignment, level: int, seed: int) -> Solved:
    """Run the answered notebook of a variant, cell after cell."""
    notebook = handout.answered(assignment, level=level, seed=seed)
    names: dict[str, Any] = {"get_ipython": _Shell, "display": lambda *shown: None}
    drawn, printed = {}, io.StringIO()
    with contextlib.redirect_stdout(printed), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for cell in notebook.cells:
            if cell.cell_type != "code" or cell["id"] == "given-install":
                continue
            exec(cell.source, names)  # our own text, from the package
            role = first_role(cell.source)
            if role and role.section is not None:
                drawn[role.section] = tuple(_drawn(role.section))
    answers = json.loads(json.dumps(names["answers"], default=lambda value: value.tolist()))
    world = assignment.draw(seed, level)
    return Solved(
        world,
        {int(number): answer for number, answer in answers.items()},
        {int(number): text for number, text in names["why"].items()},
        drawn,
        own_numbers(answers, [printed.getvalue()], world.business),
    )


class _Shell:
    """Stands for the shell of a notebook, whose magic words do nothing here."""

    def run_line_magic(self, *words: str) -> None:
        """Nothing to do."""


def _drawn(section: int) -> list[Drawn]:
    from takehome.practice.runner.inside.pictures import collected

    return [drawn_from(json.loads(json.dumps(axes)), section) for axes in collected()]
