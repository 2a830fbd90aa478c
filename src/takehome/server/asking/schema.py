"""A form as JSON Schema (draft 2020-12), for the interface's description and for programs that check first."""

from __future__ import annotations

from typing import Any

from takehome.server.asking.values import LONGEST_TEXT, MOST_NUMBERS
from takehome.studies.form_fields import FieldKind, Form, FormField

_TEXT = {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT}
_NAME = {"type": "string", "minLength": 1}


def options_schema(form: Form) -> dict[str, Any]:
    """The schema of a verb's options, groups nested (``{"costs": {"fp": 10}}``); null leaves a field empty.

    What depends on the table (which columns there are) is in words only.
    """
    properties: dict[str, Any] = {}
    for field in form.fields:
        group, dot, key = field.name.partition(".")
        if dot:
            nested = properties.setdefault(group, _object({}))
            nested["properties"][key] = _of(field)
        else:
            properties[group] = _of(field)
    for group, needed in form.needs.items():
        properties[group]["required"] = [name.partition(".")[2] for name in needed]
    made = {**_object(properties), "title": "Options", "description": form.table}
    required = [field.name for field in form.fields if field.required]
    return {**made, "required": required} if required else made


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _of(field: FormField) -> dict[str, Any]:
    taken = [_KINDS[field.kind](field)] if field.kind in _KINDS else _either(field)
    null = [] if field.required else [{"type": "null"}]
    made = {"anyOf": [*taken, *null]} if len(taken) + len(null) > 1 else taken[0]
    return {**made, "title": field.label, "description": field.help}


def _number(field: FormField, kind: str = "number") -> dict[str, Any]:
    low = {} if field.low is None else {"minimum": field.low}
    high = {} if field.high is None else {"maximum": field.high}
    return {"type": kind, **low, **high}


def _either(field: FormField) -> list[dict[str, Any]]:
    if field.kind is FieldKind.COST:
        return [_number(field), _TEXT]
    if field.kind is FieldKind.SHARE_OR_COLUMN:
        return [{"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}, _NAME]
    share = {"type": "number", "minimum": 0, "exclusiveMaximum": 1}
    return [share, {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}]


def _ends(field: FormField) -> dict[str, Any]:
    end = {"anyOf": [_number(field), {"type": "null"}]}
    return {"type": "array", "items": end, "minItems": 2, "maxItems": 2}


_KINDS = {
    FieldKind.COLUMN: lambda field: _NAME,
    FieldKind.COLUMNS: lambda field: {"type": "array", "items": _NAME, "minItems": 1, "uniqueItems": True},
    FieldKind.NUMBER: _number,
    FieldKind.WHOLE: lambda field: _number(field, "integer"),
    FieldKind.NUMBERS: lambda field: {
        "type": "array",
        "items": _number(field),
        "minItems": 1,
        "maxItems": MOST_NUMBERS,
    },
    FieldKind.TEXT: lambda field: _TEXT,
    FieldKind.CHOICE: lambda field: {"enum": list(field.choices)},
    FieldKind.FLAG: lambda field: {"type": "boolean"},
    FieldKind.UNITS: lambda field: {"type": "object", "additionalProperties": _TEXT},
    FieldKind.RANGES: lambda field: {"type": "object", "additionalProperties": _ends(field)},
}
