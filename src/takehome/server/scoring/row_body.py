"""From a request's body to rows: strict JSON, every key once, and no number that is infinite."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from takehome.errors import InputError
from takehome.server.refusal import Refusal

ROWS = "rows"
MOST_BRACKETS = 250_000
"""In one body, also in its texts. An empty list is two bytes of JSON and sixty of memory."""
EXAMPLE = '{"rows": [{"column": 1.5, …}]}, or one row as an object'
"""What a body looks like."""


def rows_of(body: bytes, most: int) -> tuple[list[dict[str, Any]], bool]:
    """(the rows, whether they came as one object) of a JSON body; an object with the list ``rows`` is a batch.

    Raises
    ------
    InputError
        If the body is no such JSON.
    Refusal
        413 for more than `most` rows, and, before anything is made of it, for a body of far more objects and lists.
    """
    if body.count(b"[") + body.count(b"{") > MOST_BRACKETS:
        saw, expected = f"a body of more than {MOST_BRACKETS:,} opening brackets", f"at most {most:,} flat rows"
        raise Refusal(413, saw, expected, 'send rows that are no deeper than {"column": value}, or in parts')
    document = parsed(body)
    rows = document.get(ROWS)
    if not isinstance(rows, list):
        return [document], True
    others = [name for name in document if name != ROWS]
    if others:
        raise InputError(f"{others[0][:40]!r} beside {ROWS!r}", EXAMPLE, f"leave out {others[0][:40]!r}")
    if not rows:
        raise InputError("no row", EXAMPLE, "give a row")
    if len(rows) > most:
        saw, expected = f"{len(rows):,} rows in one request", f"at most {most:,}"
        raise Refusal(413, saw, expected, "send them as lines (Content-Type: application/x-ndjson), or in parts")
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict):
            raise InputError(f"row {number:,} is no object", EXAMPLE, "mend that row")
    return rows, False


def parsed(text: bytes) -> dict[str, Any]:
    """One JSON object.

    Raises
    ------
    InputError
        If it is none, or has a key twice, or text that cannot be written again.
    """
    try:
        document = json.loads(text, object_pairs_hook=_once)
        if b"\\u" in text:  # half of a surrogate pair can only be written so
            json.dumps(document, ensure_ascii=False).encode()
    except InputError:
        raise
    except (ValueError, RecursionError) as problem:
        said = "nested too deeply" if isinstance(problem, RecursionError) else str(problem)[:100]
        raise InputError(f"no readable JSON ({said})", EXAMPLE, "check quotes, commas and brackets") from None
    if not isinstance(document, dict):
        raise InputError("JSON that is no object", EXAMPLE, "send an object")
    return document


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        # one pass: a stranger's object may have a hundred thousand keys
        twice = next(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)
        raise InputError(f"the key {twice[:40]!r} twice in one object", "every key once", "leave one of them out")
    return made


def written(answer: Mapping[str, Any]) -> bytes:
    """An answer as JSON; a number that is none, or infinite, becomes null, which JSON has."""
    try:
        return json.dumps(answer, allow_nan=False, separators=(",", ":")).encode()
    except ValueError:
        return json.dumps(_finite(answer), allow_nan=False, separators=(",", ":")).encode()


def _finite(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _finite(inner) for name, inner in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_finite(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
