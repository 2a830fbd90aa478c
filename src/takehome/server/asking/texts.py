"""From the texts of an HTML form to options; a text that can be read in two ways is refused, not guessed.

How a page sends each kind (the name is the field's):

- one text: COLUMN, NUMBER, WHOLE, TEXT, CHOICE, SHARE_OR_COLUMN, SHARE_OR_DATE, COST;
- FLAG: ``yes`` or ``no`` (also ``on`` and ``off``); the last one counts, so a hidden ``no`` may precede a checkbox;
- COLUMNS: the name once for each column that is chosen;
- NUMBERS: one text, numbers divided by a comma and a space;
- UNITS: ``units[COLUMN]`` for each column, or one text with a line ``COLUMN = unit`` for each;
- RANGES: ``ranges[COLUMN].low`` and ``ranges[COLUMN].high``, or one text with a line ``COLUMN = LOW to HIGH`` for each.

A text that is exactly a column's name is that column, whatever else it looks like (" Cost", "0.2"; a share is then
written ".2" or "0.20"). An empty text is a field left empty, and so is a text that equals the field's default: it says
what happens anyway. Names that are no field of the form (the page's own) are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from takehome.server.asking.field_error import FieldError, refused
from takehome.studies.form_fields import FieldKind, Form, FormField

Submitted = Mapping[str, list[str]]

_PLAIN = re.compile(r"[+-]?(0|[1-9]\d*|(0|[1-9]\d*)?\.\d+|(0|[1-9]\d*)\.)([eE][+-]?\d{1,3})?", re.ASCII)
_LONGEST_NUMBER = 40
_OF_COLUMNS = (FieldKind.COLUMN, FieldKind.COLUMNS, FieldKind.SHARE_OR_COLUMN)
_YES, _NO = ("yes", "on", "true", "1"), ("no", "off", "false", "0")
_MOST_LINES = 10_000


def from_form(form: Form, submitted: Submitted, columns: Collection[str] | None = None) -> dict[str, Any]:
    """Options, not validated yet, from what a page submitted; fields left empty are absent.

    Parameters
    ----------
    columns : names of the table's columns, where there is one.

    Raises
    ------
    InputError
        For a text that is no number where one is wanted ("1,000", "5 €"), or a field that came twice.
    """
    found: dict[str, Any] = {}
    known = frozenset(columns or ()) - {""}
    for field in form.fields:
        value = _value(field, submitted, known if field.kind in _OF_COLUMNS else frozenset())
        if value is not None:
            found[field.name] = value
    return found


def _value(field: FormField, submitted: Submitted, known: frozenset[str]) -> Any:
    texts = [text for text in submitted.get(field.name, []) if text.strip() or text in known]
    if field.kind is FieldKind.COLUMNS:
        return texts or None
    if field.kind in (FieldKind.UNITS, FieldKind.RANGES):
        return _by_column(field, texts, submitted)
    if field.kind is FieldKind.FLAG:
        texts = texts[-1:]
    if len(texts) > 1:
        raise FieldError(field.name, f"{field.name} came {len(texts):,} times", "one value", "fill it in once")
    if texts and texts[0] in known:
        return texts[0]
    text = texts[0].strip() if texts else ""
    return None if text in ("", field.default) else _READ.get(field.kind, _as_it_is)(field, text)


def _as_it_is(field: FormField, text: str) -> str:
    return text


def number_of(field: FormField, text: str) -> float | int:
    """The number that a text says without doubt: digits, a point for decimals, nothing between thousands."""
    if len(text) <= _LONGEST_NUMBER and _PLAIN.fullmatch(text):
        return float(text) if re.search("[.eE]", text) else int(text)
    wanted = "digits alone, with a point before decimals: 1000 or 0.25, without commas, spaces, units or signs of money"
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+", text, re.ASCII):
        raise refused(
            field.name, text, wanted, f"{text.replace(',', '')}, or {text.replace(',', '.', 1)} if it is that"
        )
    if re.fullmatch(r"[+-]?\d+,\d+", text, re.ASCII):
        raise refused(field.name, text, wanted, text.replace(",", "."))
    raise refused(field.name, text, wanted)


def _numbers(field: FormField, text: str) -> list[float | int]:
    if re.search(r"\d,\d", text):
        wanted = "numbers divided by a comma and a space, with a point before decimals"
        raise refused(field.name, text, wanted, "0.2, 0.5")
    return [number_of(field, one) for one in (part.strip() for part in re.split(r"[,;]", text)) if one]


def _flag(field: FormField, text: str) -> bool | None:
    if text.casefold() in (*_YES, *_NO):
        said = text.casefold() in _YES
        return None if said == (field.default == "yes") else said
    raise refused(field.name, text, "yes or no")


def _number_or_text(field: FormField, text: str) -> float | int | str:
    """A share, if the text is a number without doubt; else a column's name, or a date, as it stands."""
    return number_of(field, text) if _PLAIN.fullmatch(text) and len(text) <= _LONGEST_NUMBER else text


def _by_column(field: FormField, texts: list[str], submitted: Submitted) -> dict[str, Any] | None:
    """UNITS and RANGES: one input a column, and lines of text."""
    read = _unit_of if field.kind is FieldKind.UNITS else _range_of
    found = _from_inputs(field, submitted)
    for text in texts:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) > _MOST_LINES:
            saw = f"{field.name} with {len(lines):,} lines"
            raise FieldError(field.name, saw, f"at most {_MOST_LINES:,} lines", "leave out what is not needed")
        for line in lines:
            column, value = read(field, line)
            if column in found:
                raise refused(field.name, line, "each column once", "drop one of the lines")
            found[column] = value
    return found or None


def _from_inputs(field: FormField, submitted: Submitted) -> dict[str, Any]:
    """``units[COLUMN]``, ``ranges[COLUMN].low`` and ``ranges[COLUMN].high``."""
    found: dict[str, Any] = {}
    for name, texts in submitted.items():
        inside, bracket, end = name.removeprefix(f"{field.name}[").rpartition("]")
        text = texts[-1].strip() if texts else ""
        if not (name.startswith(f"{field.name}[") and bracket and text):
            continue
        if field.kind is FieldKind.UNITS and not end:
            found[inside] = text
        elif field.kind is FieldKind.RANGES and end in (".low", ".high"):
            found.setdefault(inside, [None, None])[end == ".high"] = number_of(field, text)
    return found


def _unit_of(field: FormField, line: str) -> tuple[str, str]:
    column, sign, unit = (part.strip() for part in line.rpartition("="))
    if not (column and sign and unit):
        raise refused(field.name, line.strip(), "a column, “=” and its unit in each line", "Cost = $/h")
    return column, unit


def _range_of(field: FormField, line: str) -> tuple[str, list[float | int | None]]:
    column, sign, ends = (part.strip() for part in line.rpartition("="))
    low, word, high = f" {ends} ".partition(" to ")
    if not (column and sign and word and (low.strip() or high.strip())):
        raise refused(
            field.name, line.strip(), "a column, “=”, its lowest value, “to” and its highest", "Age = 0 to 120"
        )
    return column, [number_of(field, one.strip()) if one.strip() else None for one in (low, high)]


_READ: Mapping[FieldKind, Callable[[FormField, str], Any]] = {
    FieldKind.NUMBER: number_of,
    FieldKind.WHOLE: number_of,
    FieldKind.NUMBERS: _numbers,
    FieldKind.FLAG: _flag,
    FieldKind.SHARE_OR_COLUMN: _number_or_text,
    FieldKind.SHARE_OR_DATE: _number_or_text,
    FieldKind.COST: _number_or_text,
}
