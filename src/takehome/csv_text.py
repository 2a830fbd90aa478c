"""Columns as CSV text that reads back exactly, and that a spreadsheet does not run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\n", "＝", "＋", "－", "＠")
"""What a cell starts with that a spreadsheet would run (OWASP, CSV injection); some take full-width signs too."""
QUOTED = re.compile('[,;\t"\n]')
"""What a field stands in quotes for: where a spreadsheet divides by semicolons or tabs, ``a;=1+1`` is two cells."""


def to_csv(columns: Mapping[str, Sequence[Any]]) -> str:
    """CSV with a header; numbers with all their digits, so that reading them back gives the same numbers.

    A text that a spreadsheet would run as a formula gets an apostrophe before it; a carriage return becomes a line
    break. Nothing (None) is an empty field.
    """
    return "".join(map(_line, (columns, *zip(*columns.values(), strict=True))))


def inert(cell: Any) -> Any:
    """The cell as a spreadsheet may open it; what is no text stays as it is.

    >>> inert("=1+1"), inert(-1.5), inert("plain")
    ("'=1+1", -1.5, 'plain')
    """
    if not isinstance(cell, str):
        return cell
    cell = cell.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _line(cells: Iterable[Any]) -> str:
    # the csv module does not quote for another separator than its own
    line = ",".join("" if cell is None else _field(str(inert(cell))) for cell in cells)
    # an empty line would be no row
    return f"{line}\n" if line else '""\n'


def _field(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if QUOTED.search(text) else text
