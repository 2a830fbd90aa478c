"""Whatever is asked becomes plain values of the declared kinds, or one `InputError`; nothing else, and no path.

Oracles: the kinds' own definition (`form_fields`), JSON itself (what is accepted can be stored), the JSON Schema that
is published, and Python's `float` for numbers in texts.
"""

import json
import math
from collections.abc import Mapping
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from takehome import api
from takehome.errors import InputError
from takehome.server.asking import FieldError, from_form, options_schema, parsed_economics, validated
from takehome.studies.form_fields import FieldKind, Form, FormField

COLUMNS = ("Cost", "Age", "Monthly charges", "split", "10", "a.b", "Größe")
EACH_KIND = Form(
    "One row a thing.",
    (
        FormField("target", "Target", "It cannot be left empty.", FieldKind.COLUMN, required=True),
        FormField("costs.fp", "Cost", "Money.", FieldKind.COST),
        FormField("costs.fn", "Miss", "Money.", FieldKind.COST, low=0.0),
        *(
            FormField(kind.name.lower(), kind.value, "Help.", kind, choices=("one", "two"))
            for kind in FieldKind
            if kind is not FieldKind.WHOLE
        ),
        FormField("whole", "Whole", "Help.", FieldKind.WHOLE, low=2, high=50, default="auto"),
        FormField("bounded", "Bounded", "Help.", FieldKind.NUMBER, low=0.5, high=0.999, default="0.95"),
        FormField("tank.size", "Size", "Help.", FieldKind.NUMBER),
        FormField("tank.power", "Power", "Help.", FieldKind.NUMBER),
        FormField("tank.loss", "Loss", "Help.", FieldKind.NUMBER),
    ),
    needs={"tank": ("tank.size", "tank.power")},
    apart=(("bounded", "whole"), ("number", "tank.loss")),
)
OF_COLUMNS = (FieldKind.COLUMN, FieldKind.COLUMNS, FieldKind.SHARE_OR_COLUMN)
FORMS = [EACH_KIND, *(api.form(entry.verb) for entry in api.entries())]
PATHS = ("/etc/passwd", "../../secret.toml", "file:///etc/passwd", "C:\\x.csv", "~/x", "/dev/zero", "table.csv")

texts = st.one_of(
    st.text(max_size=12),
    st.text(st.characters(codec=None, exclude_categories=[]), max_size=6),
    st.sampled_from(
        [*COLUMNS, *PATHS, "one", "auto", "2026-01-31", "2026-13-31", "0.2", "1e999", "nan", "\ud800", "\0"]
    ),
    st.sampled_from(["0.2 * Cost", "`Monthly charges` / 2", "min(Cost, Age)", "__import__('os')", "Cost if 1 else 2"]),
    st.sampled_from(["-" * 400 + "1", "(" * 400, "9" * 400, "1.0.real", "Cost[0]", "lambda: 1", "'a'", "`", "``"]),
)
numbers = st.one_of(
    st.integers(), st.floats(), st.sampled_from([10**400, -(10**400), 1e308, -0.0, math.nan, math.inf, 3.0])
)
scalars = st.none() | st.booleans() | numbers | texts
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4), max_leaves=8
)
columns = st.sampled_from([COLUMNS, None, ()])


def names(form: Form) -> st.SearchStrategy[str]:
    """Names of fields, of groups, and others."""
    known = [field.name for field in form.fields]
    groups = [name.partition(".")[0] for name in known]
    return st.sampled_from([*known, *known, *groups]) | texts


def is_plain(field: FormField, value: Any) -> bool:
    """Whether a value is of the field's kind, by the kind's definition."""
    number, text = isinstance(value, float) and math.isfinite(value), isinstance(value, str) and value != ""
    match field.kind:
        case FieldKind.NUMBER:
            return number
        case FieldKind.WHOLE:
            return isinstance(value, int) and not isinstance(value, bool)
        case FieldKind.NUMBERS:
            return isinstance(value, list) and all(isinstance(one, float) and math.isfinite(one) for one in value)
        case FieldKind.FLAG:
            return isinstance(value, bool)
        case FieldKind.CHOICE:
            return value in field.choices
        case FieldKind.COLUMNS:
            return isinstance(value, list) and all(isinstance(one, str) for one in value)
        case FieldKind.UNITS:
            return isinstance(value, dict) and all(isinstance(one, str) for pair in value.items() for one in pair)
        case FieldKind.RANGES:
            return isinstance(value, dict) and all(low <= high for low, high in value.values())
        case FieldKind.COST | FieldKind.SHARE_OR_COLUMN | FieldKind.SHARE_OR_DATE:
            return number or text
    return text


def check(form: Form, options: Any, known: Any) -> None:
    """Plain values of the declared kinds, storable and stable; or an `InputError` that can be shown."""
    try:
        found = validated(form, options, known)
    except InputError as problem:
        assert problem.saw
        assert problem.expected
        assert problem.try_next
        assert len(problem.message.encode("utf-8")) < 3_000
        return
    assert json.loads(json.dumps(found, allow_nan=False).encode("utf-8")) == found
    assert validated(form, found, known) == found
    if known is not None:
        jsonschema.validate(found, options_schema(form))
    for field in form.fields:
        group, dot, key = field.name.partition(".")
        held = found.get(group, {}).get(key) if dot else found.get(group)
        assert held is None or is_plain(field, held), (field.name, held)


@settings(max_examples=300, deadline=None)
@given(data=st.data(), known=columns)
def test_any_json_gives_plain_values_or_one_error(data: st.DataObject, known: Any) -> None:
    form = data.draw(st.sampled_from(FORMS))
    options = data.draw(st.dictionaries(names(form), values, max_size=4) | values)
    if isinstance(options, Mapping) and known and data.draw(st.booleans()):
        options = {"target": "Cost", **options}
    check(form, options, known)


@settings(max_examples=300, deadline=None)
@given(field=st.sampled_from(EACH_KIND.fields), value=values, known=st.sampled_from([COLUMNS, None]))
def test_any_value_of_any_kind_alone(field: FormField, value: Any, known: Any) -> None:
    check(EACH_KIND, {**({"target": "Cost"} if known else {}), field.name: value}, known)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_any_texts_of_a_page_give_options_or_one_error(data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(FORMS))
    pages = names(form) | names(form).map(lambda name: f"{name}[Cost].low") | names(form).map("{}[Age]".format)
    submitted = data.draw(st.dictionaries(pages, st.lists(texts, max_size=3), max_size=5))
    try:
        options = from_form(form, submitted)
    except InputError as problem:
        assert problem.message.encode("utf-8")
    else:
        check(form, options, COLUMNS)


@settings(max_examples=300, deadline=None)
@given(number=st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**12), 10**12))
def test_a_number_written_plainly_is_read_as_python_reads_it(number: float) -> None:
    found = from_form(EACH_KIND, {"number": [repr(number)]})
    assert found == {"number": number}


@pytest.mark.parametrize(
    ("text", "suggested"),
    [
        ("1,000", "1000, or 1.000 if it is that"), ("0,2", "0.2"), ("1 000", ""), ("1_000", ""), ("$5", ""),
        ("5 €", ""), ("20%", ""), ("007", ""), ("٣", ""), ("nan", ""), ("inf", ""), ("1e999", ""), ("0x10", ""),
        ("1.2.3", ""),
    ],
)  # fmt: skip
def test_a_number_that_can_be_read_in_two_ways_or_none_is_refused_at_its_field(text: str, suggested: str) -> None:
    with pytest.raises(FieldError) as problem:
        validated(EACH_KIND, {"target": "Cost", **from_form(EACH_KIND, {"number": [text]})}, COLUMNS)
    assert problem.value.field == "number"
    assert problem.value.try_next == suggested or not suggested


def test_a_page_says_every_kind() -> None:
    submitted = {
        "csrf": ["x"], "target": ["Cost"], "costs.fp": ["10"], "costs.fn": ["0.2 * Age"], "column": [" Age "],
        "columns": ["Age", "a.b"], "number": ["1.5"], "numbers": ["0.2, .5"], "text": ["Yes"], "choice": ["two"],
        "flag": ["no", "yes"], "units[Cost]": ["$/h"], "units[Age]": [""], "units": ["a.b = kg\r\n\r\n"],
        "ranges[Age].low": ["0"], "ranges[Age].high": [""], "ranges": ["Cost =  to 5"], "whole": ["auto"],
        "share_or_column": ["split"], "share_or_date": ["2026-01-31"], "cost": [""], "bounded": ["0.95"],
    }  # fmt: skip
    found = validated(EACH_KIND, from_form(EACH_KIND, submitted), COLUMNS)
    assert found == {
        "target": "Cost", "costs": {"fp": 10.0, "fn": "0.2 * Age"}, "column": "Age", "columns": ["Age", "a.b"],
        "number": 1.5, "numbers": [0.2, 0.5], "text": "Yes", "choice": "two", "flag": True,
        "units": {"a.b": "kg", "Cost": "$/h"}, "ranges": {"Age": [0.0, 1e100], "Cost": [-1e100, 5.0]},
        "share_or_column": "split", "share_or_date": "2026-01-31",
    }  # fmt: skip


@pytest.mark.parametrize("name", [" Cost", "Cost ", "two\nlines", "\t", "\u2028", "auto", "0.2", "2019", "Age"])
def test_a_text_that_is_exactly_a_column_is_that_column(name: str) -> None:
    """Whatever a table's column is called, it can be chosen; a name nearly like it is another one's, or nobody's."""
    form = Form("", tuple(FormField(f"{kind}", "", "", kind, default="auto") for kind in OF_COLUMNS))
    known = [name, "Cost", "Other"]
    submitted = {f"{kind}": [name] for kind in OF_COLUMNS}
    found = validated(form, from_form(form, submitted, known), known)
    assert found == {FieldKind.COLUMN: name, FieldKind.SHARE_OR_COLUMN: name, FieldKind.COLUMNS: [name]}
    assert from_form(form, {f"{kind}": [""] for kind in OF_COLUMNS}, [*known, ""]) == {}


def test_a_checkbox_that_is_on_by_default_can_be_turned_off_and_says_nothing_when_left() -> None:
    form = Form("", (FormField("sell", "Sell", "", FieldKind.FLAG, default="yes"),))
    assert from_form(form, {"sell": ["no"]}) == {"sell": False}
    assert from_form(form, {"sell": ["no", "yes"]}) == {}
    assert from_form(form, {}) == {}
    assert from_form(form, {"sell": ["on"]}) == {}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("name", ["target", "column", "share_or_column", "cost", "costs.fp", "share_or_date", "choice"])
def test_a_path_is_no_value_of_what_names_a_column(name: str, path: str) -> None:
    with pytest.raises(FieldError) as problem:
        validated(EACH_KIND, {"target": "Cost", name: path}, COLUMNS)
    assert problem.value.field == name


def test_a_scenario_names_its_own_target_and_its_hold_out_is_a_share() -> None:
    assert validated(EACH_KIND, {"share_or_column": 0.2}, None) == {"share_or_column": 0.2}
    for name in ("target", "share_or_column"):
        with pytest.raises(FieldError, match="scenario"):
            validated(EACH_KIND, {name: "Cost"}, None)


def test_the_nearest_name_is_offered() -> None:
    with pytest.raises(InputError) as problem:
        validated(EACH_KIND, {"target": "Cost", "nubmer": 1}, COLUMNS)
    assert problem.value.try_next == "number"
    with pytest.raises(InputError) as problem:
        validated(EACH_KIND, {"target": "cost"}, COLUMNS)
    assert problem.value.try_next == "target = 'Cost'"


HUGE = 10**5_000
CANNOT_BE: list[Any] = [
    {"costs": {"fp": 1}, "costs.fp": 1}, {"costs.fp": 2, "costs": {"fp": 1}}, {"costs": {"costs.fp": 1}},
    {"costs": {"fp": {"fp": 1}}}, {"costs": [1]}, {"costs": "fp"},
    {"number": True}, {"number": "5"}, {"number": HUGE}, {"bounded": 1}, {"whole": 2.5}, {"whole": 51},
    {"whole": -HUGE},
    {"numbers": []}, {"numbers": 0.2}, {"numbers": [HUGE]}, {"flag": 1}, {"flag": "yes"},
    {"columns": []}, {"columns": "Age"}, {"columns": ["Age", "Age"]},
    {"ranges": {"Age": [2, 1]}}, {"ranges": {"Age": 5}}, {"ranges": {"No": [0, 1]}}, {"ranges": {"Age": [0, HUGE]}},
    {"units": {"Age": ""}}, {"units": {"Age": 5}}, {"text": " "}, {"text": "a\nb"}, {"text": "x" * 501}, {"text": HUGE},
    {"share_or_column": 0}, {"share_or_column": 1}, {"share_or_column": True}, {"share_or_column": HUGE},
    {"share_or_date": 1}, {"share_or_date": "31.01.2026"}, {"cost": "Cost + No"}, {"cost": "Cost.real"}, {"cost": HUGE},
    {1: 2}, {None: None}, {"previous": "saved"}, {"economics": "x.toml"}, {"seed": 1}, {"table": "x.csv"},
]  # fmt: skip


@pytest.mark.parametrize("options", CANNOT_BE, ids=range(len(CANNOT_BE)))
def test_what_cannot_be_is_refused(options: Any) -> None:
    with pytest.raises(InputError):
        validated(EACH_KIND, {"target": "Cost", **options}, COLUMNS)


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"tank": {"size": 1}}, "tank.power"), ({"tank.loss": 0}, "tank.size"), ({"whole": 3, "bounded": 0.9}, "whole"),
        ({"tank": {"size": 1, "power": 2, "loss": 0}, "number": 0}, "tank.loss"),
    ],
)  # fmt: skip
def test_half_of_what_works_together_and_two_of_what_excludes_is_refused(options: Any, field: str) -> None:
    with pytest.raises(FieldError) as problem:
        validated(EACH_KIND, {"target": "Cost", **options}, COLUMNS)
    assert problem.value.field == field
    whole = {"target": "Cost", "tank": {"size": 1, "power": 2, "loss": None}, "whole": 3, "bounded": None}
    assert validated(EACH_KIND, whole, COLUMNS)["tank"] == {"size": 1.0, "power": 2.0}


def test_many_names_are_refused_at_once() -> None:
    """A hundred thousand of everything, in a quarter of a second; comparing all with all would take minutes."""
    many = [f"name {number}" for number in range(100_000)]
    for options in (
        dict.fromkeys(many, 1), {"costs": dict.fromkeys(many, 1)}, {"units": dict.fromkeys(many, "kg")},
        {"columns": [*many, many[-1]]}, {"ranges": {name: [0, 1] for name in many}}, {"numbers": list(range(100_000))},
        {"x" * 10**6: 1}, {"column": "x" * 10**6}, {"text": "x" * 10**6}, {"cost": "1+" * 10**6},
    ):  # fmt: skip
        with pytest.raises(InputError):
            validated(EACH_KIND, {"target": "Cost", **options}, COLUMNS)
    with pytest.raises(InputError):
        validated(EACH_KIND, {"columns": [*many, many[-1]]}, None)
    assert validated(EACH_KIND, {"target": many[5], "columns": many}, many)["columns"] == many


def test_economics_are_read_as_text_and_never_opened(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    verb = next(entry.verb for entry in api.entries() if entry.economics)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my").write_text("currency = '€'\n")
    assert parsed_economics(verb, 'currency = "€"\n[costs]\nfp = 1') == {"currency": "€", "costs": {"fp": 1}}
    assert parsed_economics(verb, "") is None
    assert parsed_economics(verb, "# only a comment\n\n") is None
    for path in (*PATHS, "my"):
        with pytest.raises(FieldError) as problem:
            parsed_economics(verb, path)
        assert problem.value.field == "economics"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a = 1\nb = \n", "line 2"), ("a = nan", "a = nan"), ("a = inf", "a = inf"), ("a = 2026-01-31", "date"),
        ("a = " + "[" * 5_000, "deep"), ("a = " + "[" * 30 + "]" * 30, "deep"), ("[a]\nb = 10:00:00", r"a\.b"),
        ("a = " + "9" * 5_000, "digits"), ("a = 1" + "0" * 400, "a = a whole number"), ("x" * 100_001, "characters"),
        ("a = 1\na = 2", "line 2"), ("\ud800 = 1", "TOML"), ("\0", "TOML"), (".".join("a" * 200) + "= 1", "deep"),
    ],
)  # fmt: skip
def test_economics_that_cannot_be_read_say_where(text: str, said: str) -> None:
    verb = next(entry.verb for entry in api.entries() if entry.economics)
    with pytest.raises(FieldError, match=said) as problem:
        parsed_economics(verb, text)
    assert problem.value.message.encode("utf-8")


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=60) | st.lists(st.sampled_from('a=."[]{}\n #1e'), max_size=30).map("".join))
def test_any_text_is_economics_that_json_holds_or_one_error(text: str) -> None:
    verb = next(entry.verb for entry in api.entries() if entry.economics)
    try:
        found = parsed_economics(verb, text)
    except InputError as problem:
        assert problem.message.encode("utf-8")
    else:
        assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_an_unknown_verb_has_no_economics() -> None:
    with pytest.raises(InputError):
        parsed_economics("forecast", "a = 1")


def test_the_schema_accepts_what_is_accepted_and_refuses_what_only_looks_like_it() -> None:
    schema = options_schema(EACH_KIND)
    jsonschema.Draft202012Validator.check_schema(schema)
    fine = {"target": "Cost", "costs": {"fp": 1, "fn": "Age"}, "whole": 3, "ranges": {"Age": [None, 1]}, "number": None}
    jsonschema.validate(fine, schema)
    assert validated(EACH_KIND, fine, COLUMNS)
    for bad in ({}, {"target": "Cost", "other": 1}, {"target": "Cost", "whole": 1}, {"target": "Cost", "flag": 1}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(bad, schema)
        with pytest.raises(InputError):
            validated(EACH_KIND, bad, COLUMNS)
