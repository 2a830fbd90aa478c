"""Reads what comes out of an enclosure: JSON lines that anybody in there may have written.

Every size is limited before it is read, every shape is checked, numbers stay what they are. What does not fit is left
out, never repaired.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import IO, Any

from takehome.practice.drawn import Drawn, Series
from takehome.practice.runner.nouns import CellRun, Limits, Status

STATUSES: dict[str, Status] = {"ok": "ok", "error": "error", "timeout": "timeout", "died": "died"}
TEXT_KEPT = 64_000
ESCAPES = 6
"""JSON writes a character in at most six."""
HARVESTED = 40_000_000
"""Characters of answers and pictures that are read of all cells together, a hundred times an honest notebook's: a
thousand cells may each send as much as one may, and a number takes twenty times as much memory as its character."""


def lines(pipe: IO[bytes], limits: Limits, most: int) -> Iterator[dict[str, Any]]:
    """At most `most` JSON objects, one a line; ends at the first that is too long."""
    longest = ESCAPES * (limits.answers_bytes + 2 * TEXT_KEPT)
    for _ in range(most):
        line = pipe.readline(longest)
        if not line.endswith(b"\n"):
            return
        value = parsed(line)
        if isinstance(value, dict):
            yield value


def parsed(text: str | bytes) -> Any:
    """JSON as a value; None where it is none, is nested too deeply, or holds a number of more than 4,300 digits."""
    try:
        return writable(json.loads(text))
    except (ValueError, RecursionError):
        return None


def writable(value: Any) -> Any:
    """The value with "?" for half of a surrogate pair, which JSON can name and no file can hold."""
    if isinstance(value, str):
        return value.encode(errors="replace").decode()
    if isinstance(value, list):
        return [writable(each) for each in value]
    if isinstance(value, dict):
        return {writable(key): writable(each) for key, each in value.items()}
    return value


class Heard:
    """What has arrived so far, by cell."""

    def __init__(self, sections: Sequence[int]) -> None:
        self.sections = sections
        self.cells: dict[int, CellRun] = {}
        self.answers: dict[str, Any] = {}
        self.why: dict[str, str] = {}
        self.drawn: list[Drawn] = []
        self.room = HARVESTED

    def take(self, line: dict[str, Any], ids: Sequence[str]) -> None:
        """Keep one line: the run of a cell, with what was harvested after it."""
        number, status = line.get("cell"), STATUSES.get(str(line.get("status")))
        if type(number) is not int or not 0 <= number < len(ids) or status is None or number in self.cells:
            return
        seconds = line.get("seconds")
        text, error = str(line.get("text", ""))[:TEXT_KEPT], str(line.get("error", ""))[:TEXT_KEPT]
        given = line.get("harvest")
        given = given if isinstance(given, str) else ""
        self.room -= len(given)
        full = f"all cells together gave more than {HARVESTED / 1e6:g} MB" if self.room < 0 else ""
        if unread := full or line.get("unread"):
            error = f"{error} The answers could not be read: {unread}."[-TEXT_KEPT:].strip()
        seconds = float(seconds) if isinstance(seconds, int | float) else 0.0
        self.cells[number] = CellRun(ids[number], status, text, error, seconds)
        harvest = None if full else parsed(given)
        if isinstance(harvest, dict):
            self.answers |= entries(harvest.get("answers"))
            self.why |= {key: text for key, text in entries(harvest.get("why")).items() if isinstance(text, str)}
            shown = harvest.get("drawn")
            axes = shown if isinstance(shown, list) else []
            self.drawn += [drawn_from(each, self.sections[number]) for each in axes if isinstance(each, dict)]


def entries(value: Any) -> dict[str, Any]:
    """Section → its value, each of which is a JSON text of its own."""
    if not isinstance(value, dict):
        return {}
    return {str(key): parsed(text) for key, text in value.items() if isinstance(text, str)}


def drawn_from(value: dict[str, Any], section: int) -> Drawn:
    """One axes from its JSON; whatever has another shape is left out."""
    texts = {name: text_of(value.get(name)) for name in ("title", "x_label", "y_label")}
    return Drawn(
        section,
        **texts,
        lines=all_series(value.get("lines")),
        points=all_series(value.get("points")),
        colours=tuple(numbers(each) for each in listed(value.get("colours"))),
        bars=all_series(value.get("bars")),
        ticks=tuple(text_of(each) for each in listed(value.get("ticks"))),
    )


def listed(value: Any) -> list[Any]:
    """A list, or an empty one."""
    return value if isinstance(value, list) else []


def text_of(value: Any) -> str:
    """A text, or an empty one."""
    return value if isinstance(value, str) else ""


def numbers(value: Any) -> tuple[float, ...]:
    """The numbers of a list; empty where one of them is none, or larger than a floating point number can be."""
    items = listed(value)
    if not all(isinstance(each, int | float) for each in items):
        return ()
    try:
        return tuple(float(each) for each in items)
    except OverflowError:
        return ()


def all_series(value: Any) -> tuple[Series, ...]:
    """Pairs of lists of the same length."""
    pairs = [each for each in listed(value) if isinstance(each, list) and len(each) == 2]
    read = [(numbers(first), numbers(second)) for first, second in pairs]
    return tuple((x, y) for x, y in read if len(x) == len(y) and x)
