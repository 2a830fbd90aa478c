"""Which variant a notebook is: assignment, version, level, mode, seed and candidate.

The variant cell says it, and ``metadata.takehome`` says it again. The cell is asked first, because it survives Colab
and because in practice mode the candidate may choose another ``SEED`` there; the metadata fill what it lacks. If either
says sealed, the notebook is sealed. Nothing is executed: the values are read as literals.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from takehome.errors import InputError
from takehome.practice.handout.markers import Role, first_role
from takehome.practice.results import About, Note
from takehome.practice.seeds import LARGEST_SEED

if TYPE_CHECKING:
    from nbformat import NotebookNode

PRACTICE, SEALED = "practice", "sealed"
MODES = (PRACTICE, SEALED)
ROLE = Role("given", "variant")
KEYS = ("ASSIGNMENT", "VERSION", "LEVEL", "MODE", "SEED", "CANDIDATE", "DATA_SHA256")
LINE = re.compile(rf"({'|'.join(KEYS)})\s*=\s*(.+)")
LONGEST_LINE = 400
"""A longer line is no value of ours; reading it as a literal could take long."""


@dataclass(frozen=True, slots=True)
class Variant:
    """What was handed out, and to whom.

    `seed` is None in sealed mode; `data` is then a checksum of the files that were handed out, empty where the notebook
    does not say it: it tells a wrong secret or a changed name from wrong answers. `notes` say where cell and metadata
    differ.
    """

    assignment: str
    version: int
    level: int
    mode: str
    seed: int | None
    candidate: str
    data: str = ""
    notes: tuple[Note, ...] = ()


def source(variant: Variant) -> str:
    """The code of the variant cell, marker included."""
    values: dict[str, str | int] = {
        "ASSIGNMENT": variant.assignment,
        "VERSION": variant.version,
        "LEVEL": variant.level,
        "MODE": variant.mode,
        "CANDIDATE": variant.candidate,
    }
    lines = [ROLE.marker, *(f"{key} = {_literal(value)}" for key, value in values.items())]
    if variant.mode == PRACTICE:
        lines.append(f"SEED = {variant.seed}")
    elif variant.data:
        lines.append(f"DATA_SHA256 = {_literal(variant.data)}")
    return "\n".join(lines)


def metadata(variant: Variant) -> dict[str, Any]:
    """The same for ``metadata.takehome``."""
    values: dict[str, Any] = {key: getattr(variant, key) for key in ("assignment", "version", "level", "mode")}
    values["candidate"] = variant.candidate
    if variant.mode == PRACTICE:
        return values | {"seed": variant.seed}
    return values | ({"data_sha256": variant.data} if variant.data else {})


def variant_of(notebook: NotebookNode) -> Variant:
    """Which variant a notebook is.

    Raises
    ------
    InputError
        If neither a cell nor the metadata name the assignment, or if a value is not what it must be.
    """
    said = _said_by_cells(notebook.get("cells", []))
    kept = notebook.get("metadata", {}).get("takehome", {})
    kept = {key.upper(): value for key, value in kept.items()} if isinstance(kept, Mapping) else {}
    values = {key: said.get(key, kept.get(key)) for key in KEYS}
    if SEALED in (said.get("MODE"), kept.get("MODE")):
        values["MODE"] = SEALED
    if values["ASSIGNMENT"] is None:
        raise InputError(
            "a notebook that does not say which assignment it is: its variant cell and its metadata are gone",
            f"a cell that starts with the line {ROLE.marker} and says ASSIGNMENT, VERSION, LEVEL, MODE and SEED",
            'put the cell back, for instance ASSIGNMENT = "servers-and-churn", VERSION = 1, LEVEL = 1, '
            'MODE = "practice", SEED = 7, each on its own line',
        )
    return _checked(values, tuple(_disagreements(said, kept)))


def with_seed(notebook: NotebookNode, seed: int) -> NotebookNode:
    """A copy of a notebook whose variant cell says another seed; a sealed notebook holds none and stays as it is."""
    from copy import deepcopy

    made = deepcopy(notebook)
    for cell in made.cells:
        if cell.cell_type == "code" and first_role(cell.source) == ROLE:
            cell.source = re.sub(r"(?m)^SEED\s*=.*$", f"SEED = {seed}", cell.source)
    return made


def _literal(value: str | int) -> str:
    """Text in double quotes, as JSON has it: Python reads it alike."""
    import json

    return json.dumps(value, ensure_ascii=False)


def _said_by_cells(cells: Iterable[Any]) -> dict[str, Any]:
    """The values in the variant cell; without a marked one, in the first code cell that names an assignment."""
    code = [str(cell.get("source", "")) for cell in cells if cell.get("cell_type") == "code"]
    marked = [text for text in code if ROLE.marker in text]
    for text in marked or code:
        values = _values(text)
        if "ASSIGNMENT" in values:
            return values
    return {}


def _values(text: str) -> dict[str, Any]:
    """The values of a cell's lines ``KEY = literal``; the first line of a key counts, other lines are passed over."""
    values: dict[str, Any] = {}
    for line in text.splitlines():
        found = LINE.fullmatch(line.strip()) if len(line) <= LONGEST_LINE else None
        if found and found[1] not in values:
            try:
                values[found[1]] = _writable(ast.literal_eval(found[2]))
            except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
                values[found[1]] = found[2]
    return values


def _writable(value: Any) -> Any:
    """A text with "?" for half of a surrogate pair, which an escape in a literal can name and no file can hold."""
    return value.encode(errors="replace").decode() if isinstance(value, str) else value


def _checked(values: dict[str, Any], notes: tuple[Note, ...]) -> Variant:
    assignment, mode = values["ASSIGNMENT"], values["MODE"]
    if not isinstance(assignment, str):
        raise _unusable("ASSIGNMENT", assignment, "the name of an assignment in quotes")
    if mode not in MODES:
        raise _unusable("MODE", mode, '"practice" or "sealed"')
    version, level = (_integer(values, key, 1, 1000) for key in ("VERSION", "LEVEL"))
    seed = _integer(values, "SEED", 0, LARGEST_SEED) if mode == PRACTICE else None
    candidate = values["CANDIDATE"] if isinstance(values["CANDIDATE"], str) else ""
    data = values["DATA_SHA256"] if mode == SEALED and isinstance(values["DATA_SHA256"], str) else ""
    return Variant(assignment, version, level, mode, seed, candidate, data, notes)


def _integer(values: dict[str, Any], key: str, low: int, high: int) -> int:
    value = values[key]
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise _unusable(key, value, f"a whole number of at least {low}" + (", below 2^128" if key == "SEED" else ""))
    return value


def _unusable(key: str, value: Any, expected: str) -> InputError:
    saw = f"a notebook without {key}" if value is None else f"{key} = {str(value)[:60]!r} in the notebook"
    return InputError(saw, expected, f"correct {key} in the cell that starts with {ROLE.marker}, or put the cell back")


def _disagreements(said: dict[str, Any], kept: dict[str, Any]) -> Iterable[Note]:
    """A note for each value, the open seed aside, in which cell and metadata differ."""
    for key in KEYS:
        if key != "SEED" and key in said and key in kept and said[key] != kept[key]:
            decided = "sealed mode counts" if key == "MODE" else "the cell counts"
            sentence = (
                f"The variant cell says {key} = {str(said[key])[:60]!r}, the notebook's metadata say "
                f"{str(kept[key])[:60]!r}; {decided}."
            )
            yield Note(About.HANDOUT, key.lower(), sentence)
