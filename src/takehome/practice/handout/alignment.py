"""Find the cells that were handed out among those that came back.

The marker lines decide. People merge cells, so a cell is divided at its markers; they delete markers, so a cell without
one is asked for its id, its tags and then for what it plainly is (``answers[3] = …``, "Question 3"), as long as no
marked cell has that part. Every other cell is the candidate's own and belongs to the handed-out cell before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from takehome.practice.handout.markers import Role, lines_of, role_of

if TYPE_CHECKING:
    from nbformat import NotebookNode

ANSWERS = re.compile(r"(?m)^answers\[[ \t]*(\d{1,3})[ \t]*\]")
QUESTION = re.compile(r"(?m)^#{1,6}[ \t]*Question[ \t]+(\d{1,3})\b")


@dataclass(frozen=True, slots=True)
class Piece:
    """A submitted cell, or the part of one that belongs to one marker; `role` None where it is the candidate's own."""

    kind: str
    source: str
    role: Role | None = None
    id: str = ""
    tags: tuple[str, ...] = ()


@dataclass
class Alignment:
    """Handed-out cells and the candidate's own, by the id of the handed-out cell.

    Attributes
    ----------
    found : id → the first submitted piece of this role, in the order of submission.
    own : id → the candidate's own pieces after it; those before every handed-out cell stand under ``""``.
    twice : ids of which a second piece came back, which counts as the candidate's own.
    moved : ids that came back in another order than they were handed out.
    """

    found: dict[str, Piece] = field(default_factory=dict)
    own: dict[str, list[Piece]] = field(default_factory=dict)
    twice: list[str] = field(default_factory=list)
    moved: frozenset[str] = frozenset()


def align(submitted: NotebookNode, made: NotebookNode) -> Alignment:
    """Which submitted pieces are which cells of `made`, the notebook as it was handed out."""
    ids = [cell["id"] for cell in made.cells]
    aligned = Alignment()
    last = ""
    for piece in _recognised([piece for cell in submitted.cells for piece in pieces(cell)], set(ids)):
        if piece.role is None or piece.role.id in aligned.found:
            if piece.role is not None:
                aligned.twice.append(piece.role.id)
            aligned.own.setdefault(last, []).append(piece)
        else:
            last = piece.role.id
            aligned.found[last] = piece
    aligned.moved = _moved([name for name in ids if name in aligned.found], list(aligned.found))
    return aligned


def pieces(cell: NotebookNode) -> Iterator[Piece]:
    """A cell, divided at its markers; what stands before the first one goes with it, unless that one is given."""
    plain = Piece(cell.cell_type, cell.source, None, str(cell.get("id", "")), _tags(cell))
    if "---" not in cell.source and "<!--" not in cell.source:
        yield plain
        return
    lines = lines_of(cell.source)
    marks = [(place, role) for place, line in enumerate(lines) if (role := role_of(line)) is not None]
    if not marks:
        yield plain
        return
    before = "\n".join(lines[: marks[0][0]])
    starts = [place for place, _ in marks]
    if marks[0][1].kind in ("todo", "why", "name"):
        starts[0] = 0
    for (_, role), start, end in zip(marks, starts, [*starts[1:], len(lines)], strict=True):
        yield Piece(plain.kind, "\n".join(lines[start:end]), role)
    if starts[0] and before.strip():
        yield Piece(plain.kind, before)


def _tags(cell: NotebookNode) -> tuple[str, ...]:
    tags: Any = cell.metadata.get("tags", ())
    return tuple(map(str, tags)) if isinstance(tags, list | tuple) else ()


def _recognised(found: list[Piece], ids: set[str]) -> Iterator[Piece]:
    """Every piece with its role: its marker's, or what it can be told by where no marked piece has that role."""
    taken = {piece.role.id for piece in found if piece.role is not None}
    for piece in found:
        if piece.role is not None:
            yield piece if piece.role.id in ids else replace(piece, role=None)
            continue
        role = next((role for role in _guesses(piece) if role.id in ids and role.id not in taken), None)
        if role is not None:
            taken.add(role.id)
        yield replace(piece, role=role)


def _guesses(piece: Piece) -> Iterator[Role]:
    """What a piece without a marker may be."""
    named = re.fullmatch(r"(name|text|given|todo|why)(?:-([a-z]+|\d{1,3}))?(?:-(\d{1,3}))?", piece.id)
    if named:
        yield Role(named[1], named[2] or "", int(named[3] or 1))
    section = next((tag.removeprefix("section:") for tag in piece.tags if re.fullmatch(r"section:\d{1,3}", tag)), "")
    if section:
        yield from (Role(kind, section) for kind in ("todo", "why") if kind in piece.tags)
    if piece.kind == "code" and (answered := ANSWERS.search(piece.source)):
        yield Role("todo", answered[1])
    if piece.kind == "markdown" and (asked := QUESTION.search(piece.source)):
        yield Role("why", asked[1])


def _moved(given: list[str], submitted: Iterable[str]) -> frozenset[str]:
    """What stands in another order than given."""
    order = list(submitted)
    kept: set[str] = set()
    for block in SequenceMatcher(None, given, order, autojunk=False).get_matching_blocks():
        kept.update(given[block.a : block.a + block.size])
    return frozenset(order) - kept
