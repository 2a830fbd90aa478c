"""What each study lets be asked from outside agrees with what its verb takes, and is said in words that one can use.

The oracle is the verb itself: its signature for names and defaults, and a fit with what the form lets through.
"""

import inspect
import os
import re
import sys
import tomllib
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from takehome import api
from takehome.errors import InputError
from takehome.server.asking import FieldError, options_schema, parsed_economics, validated
from takehome.studies.entry import Entry, resolve
from takehome.studies.form_fields import FieldKind, Form
from takehome.table import Role, Table

NOT_ASKABLE = {
    "economics": "a path or a mapping; TOML text is asked for beside the form and handed over as a mapping",
    "seed": "asked for beside the form, because it is part of every run",
    "command": "what the report says was typed; the server writes it",
    "progress": "a function",
    "previous": "the folder of a saved study: a path",
    "columns": "an object of names; a table from outside has the usual ones",
    "rename": "names of segments, which are known only once they were found",
}
"""Keywords of verbs that cannot be set from outside, and why."""

UNIT_WORDS = re.compile(
    r"share|money|kWh|kW\b|days|rows|houses|homes|number|rounds|probabilit|without a unit|own unit|per MWh|segments",
    re.IGNORECASE,
)

CANARY = "canary_that_nobody_opens"
TEXTS = (FieldKind.TEXT, FieldKind.COLUMN, FieldKind.COLUMNS, FieldKind.COST, FieldKind.SHARE_OR_COLUMN,
         FieldKind.SHARE_OR_DATE, FieldKind.UNITS, FieldKind.RANGES)  # fmt: skip
"""Kinds that take a text from outside."""
opened: list[str] = []


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    """Note that the canary was opened, by whatever means of Python's."""
    if event == "open" and isinstance(arguments[0], str | bytes | os.PathLike):
        name = os.fsdecode(arguments[0])
        if CANARY in name:
            opened.append(name)


sys.addaudithook(watch)


@pytest.fixture(scope="session")
def form(entry: Entry) -> Form:
    return api.form(entry.verb)


def parameters(entry: Entry) -> dict[str, inspect.Parameter]:
    """The verb's keywords; the first parameter is the table."""
    taken = list(inspect.signature(resolve(entry.call)).parameters.values())
    return {one.name: one for one in taken[1:]}


def second_tables(entry: Entry) -> set[str]:
    """Positional parameters that are no target of one table: a further table, which is an upload of its own."""
    declared = {field.name for field in api.form(entry.verb).fields if field.required}
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return {name for name, one in parameters(entry).items() if one.kind in positional} - declared


def test_every_field_is_a_keyword_and_every_keyword_is_a_field_or_has_a_reason(entry: Entry, form: Form) -> None:
    fields = {field.name.partition(".")[0] for field in form.fields}
    keywords = set(parameters(entry))
    assert fields <= keywords
    assert not fields & set(NOT_ASKABLE)
    assert keywords - fields - second_tables(entry) <= set(NOT_ASKABLE)


def test_names_and_labels_are_unique(form: Form) -> None:
    assert len({field.name for field in form.fields}) == len(form.fields)
    assert len({field.label for field in form.fields}) == len(form.fields)


def test_the_default_that_is_said_is_the_verbs(entry: Entry, form: Form) -> None:
    for field in form.fields:
        if "." in field.name:
            continue
        default = parameters(entry)[field.name].default
        if field.kind is FieldKind.FLAG:
            assert (field.default == "yes") is default, field.name
        elif default is None or default == ():
            assert field.default == "", field.name
        elif isinstance(default, str):
            assert field.default == default, field.name
        else:
            assert float(field.default) == default, field.name


def test_fields_say_what_happens_when_they_are_empty_and_in_which_unit(form: Form) -> None:
    assert form.table.endswith(".")
    for field in form.fields:
        assert field.help.endswith("."), field.name
        assert ("cannot be left empty" if field.required else "Left empty") in field.help, field.name
        assert field.label[0].isupper(), field.name
        assert len(field.label) <= 40, field.name
        if field.kind in (FieldKind.NUMBER, FieldKind.WHOLE, FieldKind.NUMBERS):
            assert UNIT_WORDS.search(field.help), field.name
        if field.kind is FieldKind.CHOICE:
            assert field.choices, field.name
        if field.kind is FieldKind.WHOLE:
            assert field.low is not None, field.name
            assert field.high is not None, field.name


def test_what_works_together_or_apart_is_declared_and_the_verb_agrees(
    form: Form, table: Table, run: Callable[..., Any]
) -> None:
    """Each half, and each pair that excludes itself, is refused here and by the verb alike."""
    names = {field.name for field in form.fields}
    assert {name for group in (*form.needs.values(), *form.apart) for name in group} <= names
    halves = [{name: 1} for needed in form.needs.values() for name in needed]
    needed = {group: dict.fromkeys(names, 1) for group, names in form.needs.items()}
    pairs = [
        # the rest of their group is given, so that the pair alone is at fault
        {**needed.get(one.partition(".")[0], {}), one: 1, other: 1}
        for names in form.apart
        for one, other in pairwise(names)
    ]
    for options in (*halves, *pairs):
        with pytest.raises(FieldError):
            validated(form, options, None)
        with pytest.raises(InputError):
            run(table, **nested(options))


def nested(options: dict[str, Any]) -> dict[str, Any]:
    """Dotted names as the mappings that a verb takes."""
    made: dict[str, Any] = {}
    for name, value in options.items():
        group, dot, key = name.partition(".")
        if dot:
            made.setdefault(group, {})[key] = value
        else:
            made[group] = value
    return made


def test_a_few_fields_are_shown_at_once(form: Form) -> None:
    basic = [field.name for field in form.fields if field.basic]
    assert 1 <= len(basic) <= 8
    assert all(field.basic for field in form.fields if field.required)


def test_the_schema_is_json_schema_and_knows_each_field(form: Form) -> None:
    schema = options_schema(form)
    jsonschema.Draft202012Validator.check_schema(schema)
    for field in form.fields:
        group, dot, key = field.name.partition(".")
        properties = schema["properties"][group]["properties"] if dot else schema["properties"]
        assert properties[key or group]["description"] == field.help


def test_the_verb_runs_with_what_the_form_lets_through(
    entry: Entry, form: Form, table: Table, run: Callable[..., Any]
) -> None:
    options = {"fast": True, "confidence_level": 0.9}
    made = run(table, **validated(form, options, None))
    assert made.to_dict()["recommendation"]["sentence"]

    target = [column.name for column in table.with_role(Role.TARGET)]
    required = {field.name: target[0] for field in form.fields if field.required}
    given = validated(form, {**options, **required}, table.names)
    again = resolve(entry.call)(table, **given)
    assert again.effects() == made.effects()


def test_no_text_of_a_form_is_opened_as_a_file(
    form: Form, table: Table, run: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file of that name lies in the working directory; the watch itself is proved at the end."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / CANARY).write_text("home,time\n1,2\n")
    opened.clear()
    values = {FieldKind.COLUMNS: [CANARY], FieldKind.UNITS: {CANARY: CANARY}, FieldKind.RANGES: {CANARY: [0, 1]}}
    for field in form.fields:
        if field.kind not in TEXTS:
            continue
        try:
            run(table, **validated(form, {field.name: values.get(field.kind, CANARY)}, None))
        except InputError as problem:
            assert problem.expected, field.name
    assert opened == []
    (tmp_path / CANARY).read_text()
    assert len(opened) == 1


def test_the_template_of_the_economics_is_read_as_it_stands(entry: Entry) -> None:
    template = api.economics_template(entry.verb)
    assert parsed_economics(entry.verb, template) == tomllib.loads(template)
