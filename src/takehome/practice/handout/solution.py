"""The answered notebook: the reference solution's code in place of the candidate's.

Each solution cell sets ``answers[n]`` and the model text ``why[n]``. A cell of its own after the setup makes the
dictionary ``why``: given cells stay as they were handed out, and the solution can be graded like any notebook.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from takehome.practice.handout import source
from takehome.practice.handout.markers import first_role
from takehome.practice.handout.notebook import build
from takehome.practice.handout.variant import PRACTICE

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from takehome.practice.spec import Assignment

MODEL_TEXTS = "why = {}  # the model texts, whose numbers the solution computes"


def answered(
    assignment: Assignment, *, level: int, seed: int | None, candidate: str = "", mode: str = PRACTICE
) -> NotebookNode:
    """The notebook of a variant with the reference solution in its cells, not executed.

    Raises
    ------
    InputError
        If the assignment has no such level.
    """
    from nbformat import v4

    made = build(assignment, level=level, mode=mode, seed=seed, candidate=candidate)
    blocks = source.at_level(source.read(assignment.package, "solution.txt"), level)
    solutions = {block.number: block.text for block in blocks if block.kind == "solution"}
    for cell in made.cells:
        role = first_role(cell.source)
        if role and role.kind == "todo" and role.section in solutions:
            cell.source = f"{role.marker}\n{solutions[role.section]}"
    setup = next(place for place, cell in enumerate(made.cells) if cell["id"] == "given-setup")
    made.cells.insert(setup + 1, v4.new_code_cell(MODEL_TEXTS, id="model-texts", metadata={"tags": ["extra"]}))
    return made
