"""Names, texts and numbers as SQL has them, so that none can end where it should not."""

from __future__ import annotations

from takehome.errors import InputError


def identifier(name: str) -> str:
    """A name, between double quotes.

    Raises
    ------
    InputError
        If it is empty or holds a null character, which no database takes.
    """
    if not name or "\0" in name:
        raise InputError(f"the name {name!r}", "a name of one character or more, none of them null", "rename it")
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text, between single quotes."""
    return "'" + text.replace("'", "''") + "'"


def number(value: float) -> str:
    """A number with all its digits, and an exponent: without one SQL takes it for a decimal of few digits."""
    text = repr(float(value))
    return text if "e" in text else f"{text}e0"
