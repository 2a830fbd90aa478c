"""Other right methods and known wrong answers of each assignment of ``takehome practice``, for its calibration."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

Tried = Mapping[int, Mapping[str, Callable[[Any], Any]]]
"""Section → name → world → answers; None where a world does not hold what is tried."""

TRAPS_OF = {
    "servers-and-churn": "servers_and_churn_traps",
    "segments-and-bots": "segments_traps",
    "battery-trading": "battery_traps",
}
"""Assignment → the module that holds its wrong answers; a trap's module imports the methods, so not the reverse."""


def methods_of(name: str, level: int) -> tuple[Tried, Tried]:
    """The right methods of an assignment, and the wrong answers that there are at a level."""
    methods: Tried = import_module(f"{__name__}.{name.replace('-', '_')}").METHODS
    traps = import_module(f"{__name__}.{TRAPS_OF[name]}")
    first: Mapping[str, int] = getattr(traps, "FROM_LEVEL", {})
    held = {
        number: {trap: answer for trap, answer in of.items() if first.get(trap, 1) <= level}
        for number, of in traps.TRAPS.items()
    }
    return methods, held
