"""What two requests were set to differently, as texts for a table."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from takehome.server.state.records import Run

UNSET = "not set"
"""Shown for what one of two requests left to the study."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that was set differently: its dotted name, and both values as texts."""

    name: str
    a: str
    b: str


def differing_settings(a: Run, b: Run) -> tuple[Setting, ...]:
    """Every setting that differs, in the order: study, table, options, economics, seed, version."""
    mine, yours = dict(_settings(a)), dict(_settings(b))
    names = [*mine, *(name for name in yours if name not in mine)]
    pairs = ((name, mine.get(name, UNSET), yours.get(name, UNSET)) for name in names)
    found = [Setting(name, first, second) for name, first, second in pairs if first != second]
    if a.economics != b.economics and not any(setting.name.startswith("economics") for setting in found):
        found.append(Setting("economics (text)", "its comments or layout", "differ; no value does"))
    return tuple(found)


def _settings(run: Run) -> Iterator[tuple[str, str]]:
    yield "study", run.verb
    yield "table", f"scenario {run.scenario}" if run.scenario else run.data_name
    yield from sorted(_flat(run.options))
    yield from sorted(_economics(run.economics))
    yield "seed", str(run.seed)
    yield "version", run.version


def _economics(text: str) -> Iterator[tuple[str, str]]:
    """The values of the TOML text; a text that cannot be read is one value."""
    if not text.strip():
        return
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        yield "economics", text
        return
    yield from _flat(values, "economics.")


def _flat(values: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """Dotted names and texts of a nested mapping; an empty mapping sets nothing."""
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}.")
        elif value is not None:
            yield f"{before}{name}", _text(value)


def _text(value: Any) -> str:
    """A value as a person would type it: all digits, since a difference in the last one matters.

    >>> _text(True), _text([1, 2.5]), _text("Churn"), _text(40.0)
    ('yes', '1, 2.5', 'Churn', '40')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(_text, value))
    return str(value)
