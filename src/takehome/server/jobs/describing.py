"""What an uploaded table holds: a plain description of every column, small enough for a page.

The document (:func:`describe` gives it, ``Upload.preview`` keeps it)::

    {"rows", "rows_in_source", "notes": [sentence],
     "columns": [{"name", "kind": "number" | "category" | "date", "missing", "distinct", "unit", "low", "high",
                  "top": [[value, count], … at most 5], "histogram": [count, … at most 20]}],
     "columns_left_out": how many of more than 2,000, "names_left_out": [their names]}

Numbers and dates: `low`, `high` are the ends (dates as ISO 8601 text; infinite values are not counted), `histogram`
has equal bins from one to the other, `top` is empty. Categories: `low`, `high` are None, `histogram` counts the most
frequent levels. Texts are cut and cleaned of what a database cannot hold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np

from takehome.server.jobs.link import linked
from takehome.server.jobs.unsuitable import refuse_unsuitable, refuse_wide
from takehome.table import Column, Kind, Table, read

SHOWN_COLUMNS, SHOWN_NOTES, SHOWN_LEVELS, BINS = 2_000, 50, 5, 20
NAME_LETTERS, VALUE_LETTERS = 500, 80
LETTERS_LEFT_OUT = 2_000_000
"""Of all names of columns that are not described: a worker's line has an end."""


def describe(job: dict[str, Any], folder: Path, tell: Callable[[str], None]) -> dict[str, Any]:
    """The description of the table at ``job["path"]``; raises :class:`InputError` where it cannot be read."""
    path = linked(Path(job["path"]), Path.cwd())
    refuse_unsuitable(path, path.name)
    table = read(path)
    refuse_wide(len(table.columns), path.name)
    return description(table)


def description(table: Table) -> dict[str, Any]:
    """The description of a table, as plain JSON values."""
    return {
        "rows": table.rows,
        "rows_in_source": table.rows_in_source,
        "notes": [clean(note.text, NAME_LETTERS) for note in table.notes[:SHOWN_NOTES]],
        "columns": [described(column) for column in table.columns[:SHOWN_COLUMNS]],
        "columns_left_out": max(len(table.columns) - SHOWN_COLUMNS, 0),
        "names_left_out": _names(table.columns[SHOWN_COLUMNS:]),
    }


def _names(columns: Sequence[Column]) -> list[str]:
    """So that a study can be asked about every column, also one that is not described."""
    names = [clean(column.name, NAME_LETTERS) for column in columns]
    letters = accumulate(map(len, names))
    return [name for name, so_far in zip(names, letters, strict=True) if so_far <= LETTERS_LEFT_OUT]


def described(column: Column) -> dict[str, Any]:
    """One column."""
    missing = column.missing
    present = column.values[~missing]
    plain = {
        "name": clean(column.name, NAME_LETTERS),
        "kind": column.kind.value,
        "missing": int(missing.sum()),
        "unit": clean(column.unit, VALUE_LETTERS),
    }
    return {**plain, **(_levels(present) if column.kind is Kind.CATEGORY else _along_a_line(present, column.kind))}


def _levels(present: np.ndarray) -> dict[str, Any]:
    # as text of any length: an array of texts has the width of its longest
    tally = Counter(present.tolist())
    order = sorted(tally.items(), key=lambda item: (-item[1], item[0]))
    top = [[clean(level, VALUE_LETTERS), count] for level, count in order[:SHOWN_LEVELS]]
    histogram = [count for _, count in order[:BINS]]
    return {"distinct": len(tally), "low": None, "high": None, "top": top, "histogram": histogram}


def _along_a_line(present: np.ndarray, kind: Kind) -> dict[str, Any]:
    """Numbers, or dates by their microseconds."""
    distinct = len(np.unique(present))
    finite = present if kind is Kind.DATE else present[np.isfinite(present)]
    if not len(finite):
        return {"distinct": distinct, "low": None, "high": None, "top": [], "histogram": []}
    low, high = finite.min(), finite.max()
    line = finite.astype("int64").astype(float) if kind is Kind.DATE else finite
    counts = _counts(line, min(BINS, distinct))
    shown = [str(end) if kind is Kind.DATE else float(end) for end in (low, high)]
    return {"distinct": distinct, "low": shown[0], "high": shown[1], "top": [], "histogram": counts}


def _counts(line: np.ndarray, bins: int) -> list[int]:
    """How many values are in each of equal bins; as numpy counts, but where neighbouring doubles are the ends too."""
    # by a power of two (exact), so that the width does not overflow where the ends are the largest doubles
    scaled = np.ldexp(line, -2)
    width = scaled.max() - scaled.min()
    if not width > 0:
        return [len(line)]
    places = np.minimum((scaled - scaled.min()) / width * bins, bins - 1).astype(int)
    return np.bincount(places, minlength=bins).tolist()


def clean(text: str, most: int) -> str:
    """A text that fits a page, JSON and PostgreSQL: cut, without zero bytes and half characters."""
    whole = text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode("utf-8")
    return whole if len(whole) <= most else whole[: most - 1] + "…"
