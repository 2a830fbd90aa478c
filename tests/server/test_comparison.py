"""Two runs side by side.

Authorities: arithmetic by hand for amounts; NumPy percentiles of the subtracted draws for paired intervals; Zou and
Donner (2008), whose recipe gives the root of the summed squares for symmetric intervals; and for everything else a
document that was changed in one named place.
"""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from tests.report.fake_study import FakeStudy, make_what_if

from takehome.protocol import WhatIf
from takehome.report.build import build
from takehome.report.document import to_document
from takehome.report.what_if import default_prices, revalue, value
from takehome.server.comparison import as_document, compare
from takehome.server.paired import independent_interval, paired_interval
from takehome.server.repetition import Kind, among, repetition
from takehome.server.state.records import Run, RunKind, RunStatus

CREATED = datetime(2026, 1, 2, tzinfo=UTC)


def run(number: int, **changes) -> Run:
    """A finished run of its own key and answer unless told otherwise."""
    usual = {
        "id": f"{number:016x}",
        "number": number,
        "kind": RunKind.STUDY,
        "verb": "regress",
        "status": RunStatus.FINISHED,
        "created": CREATED,
        "key": f"key {number}",
        "seed": 0,
        "upload": "f" * 16,
        "version": "0.1.0",
        "data_name": "servers.csv",
        "data_sha256": "d" * 64,
        "summary": {"title": "Servers", "sentence": "Replace at 6 years."},
        "answer_sha256": f"{number:064x}",
    }
    return Run(**{**usual, **changes})


@pytest.fixture(scope="module")
def written() -> dict:
    """A report whose stated gain and interval are those of its what-if, as a study of counts states them."""
    document = to_document(build(FakeStudy()))
    return _restated(document, make_what_if(), default_prices(make_what_if()))


def _restated(document: dict, what_if: WhatIf, prices: tuple[float, ...]) -> dict:
    changed = copy.deepcopy(document)
    found = revalue(what_if, prices)
    said = changed["recommendation"]
    said["action"], said["baseline"] = what_if.options[found.best], what_if.options[found.baseline]
    said["gain"]["amount"] = found.gain
    said["gain_interval"].update(low=found.gain_low, high=found.gain_high)
    for price, amount in zip(changed["what_if"]["prices"], prices, strict=True):
        price["default"] = amount
    return changed


def _changed(document: dict, **gain) -> dict:
    changed = copy.deepcopy(document)
    changed["recommendation"]["gain"].update(gain)
    return changed


# -- the same question twice


def test_one_run_with_itself_is_nothing_to_compare(written):
    one = run(3)
    found = compare(one, one, written, written)
    assert found.answer.kind is Kind.ITSELF
    assert (found.settings, found.findings) == ((), ())


def test_the_same_key_and_the_same_answer_is_said_with_the_runs_numbers(written):
    first = run(3, key="k", answer_sha256="a" * 64)
    again = run(5, key="k", answer_sha256="a" * 64)
    found = compare(first, again, written, written)
    assert found.answer.kind is Kind.REPEATED
    assert found.sentence.startswith("Run 3 and run 5 had the same data, settings, seed and version, and gave the same")
    assert found.money.difference == 0
    assert "Both runs gain the same" in found.money.sentences[0]


def test_the_same_key_and_another_answer_is_a_fault_to_report(written):
    first, again = run(3, key="k", answer_sha256="a" * 64), run(5, key="k", answer_sha256="b" * 64)
    found = compare(first, again, written, written)
    assert found.answer.fault
    assert "fault of takehome's" in found.sentence
    assert "report it" in found.sentence
    assert as_document(found)["answer"]["fault"] is True


def test_among_the_runs_of_a_key_a_fault_is_said_before_a_repeat():
    mine = run(9, key="k", answer_sha256="a" * 64)
    same, other = run(2, key="k", answer_sha256="a" * 64), run(7, key="k", answer_sha256="b" * 64)
    assert among(mine, [mine]) is None
    assert among(mine, [mine, same]).kind is Kind.REPEATED
    assert "run 2" in among(mine, [mine, same]).sentence
    assert among(mine, [same, other]).fault
    assert among(replace(mine, status=RunStatus.RUNNING, answer_sha256=""), [same]) is None


def test_another_request_with_the_same_answer_says_that_nothing_changed():
    found = repetition(run(1, answer_sha256="a" * 64), run(2, answer_sha256="a" * 64))
    assert found.kind is Kind.CHANGED_NOTHING


def test_a_run_that_did_not_finish_has_no_answer(written):
    failed = run(4, status=RunStatus.FAILED, answer_sha256="", summary={})
    found = compare(run(3), failed, written, None)
    assert found.answer.kind is Kind.UNFINISHED
    assert "run 4 (failed)" in found.sentence
    assert found.findings is None
    assert found.money.sentences == ("The money cannot be compared: run 4 has no amount.",)


# -- settings and data


def test_a_changed_cost_is_one_setting(written):
    first = run(1, options={"target": "Cost"}, economics="# dear\n[costs]\nreplacement = 620\nper_hour = 1.0\n")
    second = run(2, options={"target": "Cost"}, economics="[costs]\nreplacement = 800\nper_hour = 1.0\n")
    found = compare(first, second, written, written)
    assert [(s.name, s.a, s.b) for s in found.settings] == [("economics.costs.replacement", "620", "800")]
    assert found.data.same
    assert "the table is the same, 1 setting differs" in found.sentence


def test_a_changed_seed_and_option_and_version(written):
    first = run(1, seed=1, options={"target": "Cost", "costs": {"fp": 5}})
    second = run(2, seed=2, version="0.2.0", options={"target": "Cost", "costs": {"fp": 5, "fn": 2}, "order": "date"})
    found = {s.name: (s.a, s.b) for s in compare(first, second, written, written).settings}
    assert found == {
        "costs.fn": ("not set", "2"),
        "order": ("not set", "date"),
        "seed": ("1", "2"),
        "version": ("0.1.0", "0.2.0"),
    }


def test_economics_that_differ_in_comments_alone_say_so(written):
    found = compare(run(1, economics="a = 1"), run(2, economics="a = 1 # one"), written, written).settings
    assert [s.name for s in found] == ["economics (text)"]


def test_changed_data_are_told_by_their_fingerprints(written):
    other = copy.deepcopy(written)
    other["data"].update(sha256="e" * 64, rows=900)
    found = compare(run(1), run(2, data_name="later.csv", data_sha256="e" * 64), written, other)
    assert found.data.same is False
    assert "900 rows" in found.data.sentence
    assert "“later.csv”" in found.data.sentence
    assert "the tables differ" in found.sentence


def test_equal_content_under_two_names_is_the_same_table(written):
    found = compare(run(1), run(2, data_name="copy.parquet", data_sha256="0" * 64), written, written)
    assert found.data.same
    assert "“copy.parquet”" in found.data.sentence


# -- findings


def test_findings_that_appeared_vanished_or_changed(written):
    other = copy.deepcopy(written)
    gone = next(f for f in other["findings"] if f["code"] == "REG007")
    other["findings"].remove(gone)
    other["findings"].append({**gone, "code": "REG099", "title": "New", "status": "failed", "seen": "Seen now."})
    bent = next(f for f in other["findings"] if f["code"] == "REG001" and f["status"] == "passed")
    bent["status"] = "caution"
    mended = next(f for f in other["findings"] if f["code"] == "TAB004")
    mended["status"] = "passed"
    found = compare(run(1), run(2), written, other)
    told = {(f.code, f.change.value): (f.status_a, f.status_b) for f in found.findings}
    assert told == {
        ("REG099", "appeared"): ("", "failed"),
        ("REG007", "vanished"): ("caution", ""),
        ("REG001", "got worse"): ("passed", "caution"),
        ("TAB004", "got better"): ("failed", "passed"),
    }
    assert found.findings[0].code in {"REG099", "TAB004"}, "what failed in either run is first"
    assert found.unchanged == len(written["findings"]) - 3
    assert "4 findings came, went or changed" in found.sentence


def test_the_order_of_findings_does_not_matter(written):
    other = {**written, "findings": written["findings"][::-1]}
    assert compare(run(1), run(2), written, other).findings == ()


# -- money


def test_a_difference_of_money_is_b_less_a_in_words(written):
    amount = written["recommendation"]["gain"]["amount"]
    found = compare(run(1), run(2), written, _changed(written, amount=amount - 1000)).money
    assert found.difference == pytest.approx(-1000)
    assert found.sentences[0] == "Against run 1, run 2 gains 1,000 $ less per year, 200 servers."


def test_different_studies_are_not_set_side_by_side(written):
    found = compare(run(1), run(2, verb="classify"), written, written)
    assert "asked different questions" in found.sentence
    assert found.money.difference is None
    assert found.money.sentences == ("The money cannot be compared: regress and classify answer different questions.",)
    assert found.findings is None


@pytest.mark.parametrize(("change", "said"), [({"currency": "€"}, "run 2 in €"), ({"per": "month"}, "per month")])
def test_another_currency_or_basis_cannot_be_compared(written, change, said):
    money = compare(run(1), run(2), written, _changed(written, **change)).money
    assert (money.difference, money.low, money.options) == (None, None, ())
    assert money.sentences[0].startswith("The money cannot be compared:")
    assert said in money.sentences[0]


def test_another_baseline_is_pointed_out(written):
    other = copy.deepcopy(written)
    other["recommendation"]["baseline"] = "replace at 3 years, as now"
    assert any(
        text.startswith("Mind the baselines") for text in compare(run(1), run(2), written, other).money.sentences
    )


def test_options_are_matched_by_name(written):
    other = copy.deepcopy(written)
    other["recommendation"]["options"][0]["value"]["amount"] += 10
    other["recommendation"]["options"][-1]["action"] = "replace at 9 years"
    options = compare(run(1), run(2), written, other).money.options
    assert options[0].difference == pytest.approx(10)
    assert [(o.action, o.a is None, o.b is None) for o in options[-2:]] == [
        ("replace at 8 years", False, True),
        ("replace at 9 years", True, False),
    ]


# -- intervals of the difference


def test_the_same_draws_give_the_difference_an_interval(written):
    """The oracle subtracts draw from draw: the same counts at two prices."""
    what_if = make_what_if()
    prices = [default_prices(what_if), (1.0, 800.0)]
    other = _restated(written, what_if, prices[1])
    gains = []
    for price in prices:
        found, values = revalue(what_if, price), value(what_if, price)
        gains.append(values[found.best, 1:] - values[found.baseline, 1:])
    low, high = np.quantile(gains[1] - gains[0], [0.025, 0.975])
    money = compare(run(1), run(2), written, other).money
    assert (money.low, money.high) == pytest.approx((low, high))
    assert not money.assumed_independent
    assert "the same samples of the same rows" in money.sentences[-1]


def test_other_draws_of_the_same_data_have_no_interval(written):
    other = to_document(build(FakeStudy(sliders=make_what_if(seed=1))))
    other = _restated(other, make_what_if(seed=1), default_prices(make_what_if()))
    money = compare(run(1), run(2), written, other).money
    assert money.difference is not None
    assert money.low is None
    assert "whether they overlap says nothing" in money.sentences[-1]


def test_an_interval_that_the_what_if_does_not_give_back_is_not_paired(written):
    other = copy.deepcopy(written)
    other["recommendation"]["gain_interval"]["low"] -= 9_000
    assert paired_interval(written, other) is None
    assert paired_interval(written, written) == (0.0, 0.0)
    assert paired_interval({**written, "what_if": None}, written) is None


def test_different_data_have_an_interval_only_if_they_are_independent(written):
    other = copy.deepcopy(written)
    other["data"]["sha256"] = "e" * 64
    money = compare(run(1), run(2), written, other).money
    assert money.assumed_independent
    assert "If these share no rows" in money.sentences[-1]
    assert money.low < 0 < money.high


def test_symmetric_independent_intervals_add_in_squares():
    """Half widths 3 and 4 make 5."""
    assert independent_interval((10, 7, 13), (20, 16, 24)) == pytest.approx((5, 15))
    assert independent_interval((10, float("-inf"), 13), (20, 16, 24)) is None


def test_an_unbounded_interval_has_no_difference(written):
    other = copy.deepcopy(written)
    other["data"]["sha256"] = "e" * 64
    other["recommendation"]["gain_interval"]["high"] = None
    assert compare(run(1), run(2), written, other).money.low is None


def test_the_document_is_json(written):
    document = as_document(compare(run(1), run(2, seed=2), written, written))
    assert json.loads(json.dumps(document, allow_nan=False))["a"]["number"] == 1
