"""The JSON document: the keys that the design promises, the published schema, and the way back."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from report.fake_study import FakeStudy, hostile_study, make_effects
from report.texts import texts
from takehome.errors import InputError
from takehome.protocol import Interval, WhatIf
from takehome.report.build import build
from takehome.report.document import from_document, to_document, to_json
from takehome.report.plain import plain
from takehome.report.schema import schema, validate

# DESIGN.md, section 2: the stable keys of report.json, and in protocol.py the echo and methods of a study.
KEYS = [
    "schema_version",
    "study",
    "title",
    "question",
    "data",
    "seed",
    "findings",
    "effects",
    "recommendation",
    "answers",
    "metrics",
    "charts",
    "what_if",
    "echo",
    "methods",
    "run",
]
PUBLISHED = Path(__file__).parents[2] / "docs" / "schema" / "report-1.0.json"


def test_keys_are_those_that_the_design_promises():
    document = to_document(build(FakeStudy()))
    assert list(document) == KEYS
    assert list(document["run"]) == ["seconds", "versions", "machine", "command"]
    assert list(document["data"]) == ["rows", "columns", "sha256"]


def test_the_schema_is_itself_valid_and_the_published_copy_is_the_shipped_one():
    """JSON Schema 2020-12, its own meta-schema."""
    Draft202012Validator.check_schema(schema())
    assert json.loads(PUBLISHED.read_text("utf-8")) == schema()


def test_document_is_valid_and_round_trips():
    document = to_document(build(FakeStudy()))
    validate(document)
    assert to_document(from_document(document)) == document


def test_round_trip_through_text_keeps_the_objects():
    report = build(FakeStudy())
    again = from_document(json.loads(to_json(report)))
    same = ("findings", "effects", "recommendation", "answers", "echo", "methods", "data", "seed", "title")
    assert {name: getattr(again, name) for name in same} == {name: getattr(report, name) for name in same}
    assert isinstance(again.what_if, WhatIf)
    assert isinstance(report.what_if, WhatIf)
    np.testing.assert_array_equal(again.what_if.counts, report.what_if.counts)


@settings(max_examples=40, deadline=None)
@given(texts())
def test_any_text_round_trips(text):
    document = json.loads(to_json(build(hostile_study(text))))
    assert to_document(from_document(document)) == document
    assert document["title"] == text


def test_only_run_differs_between_equal_runs():
    first, second = FakeStudy(), FakeStudy()
    info = replace(first.run_info(), seconds=99.0)
    second.run_info = lambda: info
    one, two = to_document(build(first)), to_document(build(second))
    assert one["run"] != two["run"]
    assert {**one, "run": None} == {**two, "run": None}


def test_numbers_that_do_not_exist_are_null_and_unbounded_ends_come_back():
    effect = replace(make_effects()[0], interval=Interval(-math.inf, 5.0, "$/h"))
    study = FakeStudy(effect_list=(effect,), numbers={"nan": np.nan, "inf": np.float32(np.inf), "ok": np.int64(3)})
    document = to_document(build(study))
    assert document["metrics"] == {"nan": None, "inf": None, "ok": 3}
    assert document["effects"][0]["interval"]["low"] is None
    assert from_document(document).effects[0].interval == Interval(-math.inf, 5.0, "$/h")
    assert "NaN" not in to_json(build(study))
    assert "Infinity" not in to_json(build(study))


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda d: d["findings"][2].update(status="fine"), "findings[2].status"),
        (lambda d: d["findings"][0].update(code="regression-1"), "findings[0].code"),
        (lambda d: d["recommendation"].update(probability_better=1.5), "recommendation.probability_better"),
        (lambda d: d.update(schema_version="7.0"), "schema_version"),
        (lambda d: d.pop("seed"), "'seed' is a required property"),
        (lambda d: d.update(extra=1), "'extra' was unexpected"),
    ],
)
def test_a_document_that_breaks_the_schema_is_refused_by_name(change, place):
    document = to_document(build(FakeStudy()))
    change(document)
    with pytest.raises(InputError) as caught:
        from_document(document)
    assert place in caught.value.saw


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.datetimes()
    | st.builds(np.float64, st.floats())
    | st.builds(np.int32, st.integers(-9, 9))
    | st.builds(np.bool_, st.booleans())
    | st.builds(lambda numbers: np.array(numbers, float), st.lists(st.floats(), max_size=4)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3) | st.integers(), inner, max_size=3),
    max_leaves=10,
)


@given(values)
def test_plain_is_always_strict_json_and_is_idempotent(value):
    once = plain(value)
    assert json.loads(json.dumps(once, allow_nan=False)) == once
    assert plain(once) == once


def test_plain_names_what_json_cannot_hold():
    with pytest.raises(TypeError, match=r"metrics\.model\[1\] is a object"):
        plain({"model": [1, object()]}, "metrics")
