"""Result files as tables of Markdown, for docs/benchmarks.md."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def cell(value: Any) -> str:
    """A value in a table: yes and no, thousands separated, nothing for None."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else f"{value:,}" if isinstance(value, int | float) else str(value)


def markdown(headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """A table."""
    lines = [list(headings), ["---"] * len(headings), *([cell(value) for value in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def circumstances(run: dict[str, Any]) -> str:
    """Machine and versions, on one line."""
    return ", ".join(str(value) if name == "machine" else f"{name} {value}" for name, value in run.items()) + "."
