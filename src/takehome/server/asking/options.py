"""From JSON options to the keyword arguments of a verb."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from takehome.errors import InputError
from takehome.server.asking.field_error import FieldError, shown
from takehome.server.asking.values import value_of
from takehome.studies.form_fields import Form, FormField

_COMPARED = 60
_LISTED = 30


def validated(form: Form, options: Mapping[str, Any], columns: Sequence[str] | None) -> dict[str, Any]:
    """The keyword arguments that these options are: plain values, JSON again, and the same when validated once more.

    Parameters
    ----------
    options : name → value; dotted or nested. ``None`` is a field left empty.
    columns : names of the table's columns. None for an embedded scenario, whose table names its own target: what is
        required is then the scenario's, and other columns are left to the verb, which knows its table.

    Raises
    ------
    InputError
        For an unknown name (with the nearest known one), a name given twice, a value of another kind or out of
        bounds, a column that is not there, a required field that is empty, half of what only works together, or two
        fields that exclude each other.
    """
    fields = {field.name: field for field in form.fields}
    given = _flat(options, fields)
    known = None if columns is None else frozenset(columns)
    found: dict[str, Any] = {}
    for name, field in fields.items():
        value = given.get(name)
        if field.required:
            _require(field, value, known is None)
        if value is not None:
            _put(found, name, value_of(field, value, known))
    _require_whole(form, given)
    return found


def _require_whole(form: Form, given: Mapping[str, Any]) -> None:
    """Refuse half of what only works together, and two of what excludes each other."""
    said = [field.name for field in form.fields if given.get(field.name) is not None]
    for group, needed in form.needs.items():
        of_group = [name for name in said if name.startswith(f"{group}.")]
        missing = [name for name in needed if name not in said]
        if of_group and missing:
            saw = f"{of_group[0]} without {missing[0]}"
            raise FieldError(missing[0], saw, " and ".join(needed), f"give {missing[0]}, or leave {group} empty")
    for names in form.apart:
        both = [name for name in names if name in said]
        if len(both) > 1:
            saw = f"both {both[0]} and {both[1]}"
            raise FieldError(both[1], saw, f"at most one of {', '.join(names)}", f"leave {both[1]} empty")


def _require(field: FormField, value: Any, is_scenario: bool) -> None:
    if is_scenario and value is not None:
        saw = f"{field.name} = {shown(value)} for an embedded scenario"
        raise FieldError(field.name, saw, "the scenario's own, which its table names", f"leave {field.name} out")
    if not is_scenario and value is None:
        raise FieldError(field.name, f"no {field.name}", field.help, f"give {field.name}")


def _flat(options: Any, fields: Mapping[str, FormField]) -> dict[str, Any]:
    """Dotted name → value, where nested mappings of the form's groups are opened."""
    if not isinstance(options, Mapping):
        raise InputError(f"options that are {shown(options)}", "an object: name and value", '{"target": "Cost"}')
    groups = {name.partition(".")[0] for name in fields if "." in name}
    flat: dict[str, Any] = {}
    for key, value in options.items():
        if key in groups and isinstance(value, Mapping):
            pairs = [(f"{key}.{inner}" if isinstance(inner, str) else inner, one) for inner, one in value.items()]
        elif key in groups and value is None:
            continue
        elif key in groups:
            inside = ", ".join(name for name in fields if name.startswith(f"{key}."))
            raise FieldError(f"{key}", f"{key} = {shown(value)}", f"an object of {inside}", f"correct {key}")
        else:
            pairs = [(key, value)]
        for name, one in pairs:
            _require_known(name, fields)
            if name in flat:
                raise FieldError(name, f"{name}, given twice", "one value", f'"{name}", or the same name nested')
            flat[name] = one
    return flat


def _require_known(name: Any, fields: Mapping[str, FormField]) -> None:
    if isinstance(name, str) and name in fields:
        return
    close = get_close_matches(name[:_COMPARED], fields, 1) if isinstance(name, str) else []
    listed = ", ".join(list(fields)[:_LISTED])
    raise FieldError("", f"an unknown option {shown(name)}", f"one of {listed}", close[0] if close else "leave it out")


def _put(found: dict[str, Any], name: str, value: Any) -> None:
    group, dot, key = name.partition(".")
    if dot:
        found.setdefault(group, {})[key] = value
    else:
        found[name] = value
