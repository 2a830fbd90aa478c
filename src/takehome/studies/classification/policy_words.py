"""A policy's name within a sentence, and at the head of a small picture."""

from __future__ import annotations

SUFFIXES = (", the costs' break-even", ", the cheapest cut")


def acting(action: str) -> str:
    """``"acting above a probability of 0.0909 (the costs' break-even)"``."""
    text = action
    for suffix in SUFFIXES:
        text = text.replace(suffix, f" ({suffix.removeprefix(', ')})")
    return "acting" + text.removeprefix("act") if text.startswith("act ") else text


def short(action: str) -> str:
    """``"above 0.0909 (break-even)"``."""
    text = acting(action).removeprefix("acting ").replace("a probability of ", "")
    return text.replace("the costs' break-even", "break-even").replace("the cheapest cut", "cheapest")
