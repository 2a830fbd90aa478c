"""Put a submitted notebook into the form in which it is run and graded.

Given cells are compared by checksum (white space at the ends of lines does not count) and the originals are run;
the candidate's cells keep their code. Nothing of the candidate's is lost, and every difference is noted. Cell ids,
tags, metadata and outputs are made anew, never taken over.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from takehome.practice.handout.alignment import Alignment, Piece, align
from takehome.practice.handout.markers import Role, first_role, lines_of, role_of
from takehome.practice.handout.notebook import build, cell_of
from takehome.practice.handout.written import answer_of, why_source
from takehome.practice.results import About, Note

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from takehome.practice.handout.variant import Variant
    from takehome.practice.spec import Assignment


def restore(submitted: NotebookNode, assignment: Assignment, what: Variant) -> tuple[NotebookNode, tuple[Note, ...]]:
    """The notebook to run, and a note for every difference from what was handed out.

    Parameters
    ----------
    submitted : clean cells without outputs, as :mod:`takehome.practice.grading.notebook_file` reads them.

    Raises
    ------
    InputError
        If the assignment has no such level.
    """
    made = build(assignment, level=what.level, mode=what.mode, seed=what.seed, candidate=what.candidate, data=what.data)
    aligned = align(submitted, made)
    _answers_without_their_cell(aligned)
    cells: list[NotebookNode] = []
    for place, cell in enumerate(made.cells):
        cells.append(_restored(cell, aligned.found.get(cell["id"])))
        own = aligned.own.get(cell["id"], []) if place else [*aligned.own.get("", []), *aligned.own.get(cell["id"], [])]
        cells += [_own(piece, cell) for piece in own]
    for number, cell in enumerate((cell for cell in cells if "extra" in cell.metadata["tags"]), 1):
        cell["id"] = f"extra-{number}"
    notes = (*what.notes, *_notes(made, aligned))
    made.cells = cells
    return made, notes


def checksum(source: str) -> str:
    """SHA-256 of a source; line ends, white space before them and blank lines at both ends do not count."""
    lines = "\n".join(line.rstrip() for line in lines_of(source))
    return hashlib.sha256(lines.strip("\n").encode()).hexdigest()


def _role(cell: NotebookNode) -> Role:
    """The role of a cell of ours: its marker always stands first."""
    role = first_role(cell.source)
    if role is None:
        raise AssertionError(f"the cell {cell['id']} was made without its marker")
    return role


def _restored(cell: NotebookNode, piece: Piece | None) -> NotebookNode:
    """The cell as it was handed out, with the candidate's work in it where it is the candidate's."""
    role = _role(cell)
    if role.kind == "todo":
        # the template would set every answer to None; a cell that is gone must not undo what stands elsewhere
        made = cell_of(role, piece.source if piece else "")
        if piece and (piece.source.startswith("%%") or role in map(role_of, lines_of(piece.source))):
            made.source = piece.source
        return made
    if piece and role.kind == "why":
        return cell_of(role, why_source(cell.source, answer_of(piece.source, cell.source)))
    if piece and role.kind == "name":
        return cell_of(role, piece.source)
    return cell


def _own(piece: Piece, before: NotebookNode) -> NotebookNode:
    """A cell of the candidate's own after a handed-out one; raw text, and a question copied, are kept as text."""
    from nbformat import v4

    section = _role(before).section
    text = answer_of(piece.source, before.source) if piece.kind != "code" else piece.source
    made = v4.new_code_cell(text) if piece.kind == "code" else v4.new_markdown_cell(text)
    made.metadata["tags"] = ["extra", f"section:{section}"] if section else ["extra"]
    return made


def _answers_without_their_cell(aligned: Alignment) -> None:
    """Where a why cell is gone, the candidate's text cells of that section are its answer."""
    for name in [name for name in aligned.own if name.startswith("todo-")]:
        why = name.replace("todo", "why")
        if why not in aligned.found:
            texts = [piece for piece in aligned.own[name] if piece.kind != "code"]
            aligned.own[name] = [piece for piece in aligned.own[name] if piece.kind == "code"]
            aligned.own[why] = [replace(piece, kind="markdown") for piece in texts]


def _notes(made: NotebookNode, aligned: Alignment) -> Iterator[Note]:
    """What differs from the hand-out, in its order; changed texts are counted, not listed."""
    texts = 0
    for cell in made.cells:
        role, piece = _role(cell), aligned.found.get(cell["id"])
        if role.kind == "text":
            texts += piece is None or checksum(piece.source) != checksum(cell.source)
            continue
        for sentence in _differences(role, cell, piece, aligned):
            yield Note(About.HANDOUT, cell["id"], sentence)
    if texts:
        cells = "1 text cell was" if texts == 1 else f"{texts} text cells were"
        yield Note(About.HANDOUT, "texts", f"{cells} changed or deleted; this changes nothing.")


def _differences(role: Role, cell: NotebookNode, piece: Piece | None, aligned: Alignment) -> Iterator[str]:
    title = role.title[0].upper() + role.title[1:]
    if piece is None:
        if role.kind == "given":
            yield f"{title} was missing; the original was put back and run."
        elif role.kind == "todo":
            yield f"{title} was missing, and no other cell sets answers[{role.of}] at the start of a line."
        else:
            yield f"{title} was missing; it was put back."
        return
    if role.kind == "given" and checksum(piece.source) != checksum(cell.source):
        yield f"{title} was changed; the original was put back and run instead."
    if piece.kind != cell.cell_type:
        yield f"{title} was turned into a {piece.kind} cell; it was read as the {cell.cell_type} cell that it was."
    if cell["id"] in aligned.moved:
        yield f"{title} stood in another place; it was put back into its own."
    if cell["id"] in aligned.twice:
        yield f"{title} came back more than once; the first counts, the others were kept as cells of your own."
