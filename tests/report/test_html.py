"""The page: order, escaping, weight, and what it must not contain."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
from hypothesis import given, settings

from report.fake_study import FakeStudy, hostile_study, make_charts, make_findings, make_recommendation, make_what_if
from report.texts import texts
from takehome.report.build import build
from takehome.report.html import fragment, page
from takehome.report.words import visible

VOID = {"meta", "link", "input", "br", "hr", "img"}


class Reader(HTMLParser):
    """Elements, attributes and text of a page, as a browser's parser sees them."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_data(self, data):
        self.words.append(data)


def rendered(study: FakeStudy | None = None) -> str:
    return page(build(study or FakeStudy()))


def test_the_order_is_decision_checks_effects_options_what_if_answers_charts_method():
    ids = re.findall(r'<section id="([a-z-]+)"', rendered())
    assert ids == ["decision", "checks", "effects", "options", "what-if", "answers", "charts", "method"]


def test_the_first_section_holds_decision_gain_probability_change_and_three_findings():
    """Issue: the first screen of the HTML."""
    first = rendered().split('<section id="checks"')[0]
    words = " ".join(" ".join(Reader(first).words).split()).replace("\u00a0", " ")
    for expected in ("Replace servers when they turn 6", "21,100 $", "per year, 200 servers",
                     "95%: 12,300 to 30,900 $", "99.7 %", "a replacement cost more than 891 $"):  # fmt: skip
        assert expected in words
    assert first.count('<a href="#check-') == 3


def test_the_command_that_reproduces_it_comes_last():
    text = rendered()
    assert text.rindex("takehome regress servers.csv") > text.rindex("Efron &amp; Tibshirani") > text.rindex("<figure")


def test_the_page_weighs_little_and_asks_for_nothing():
    """Field notes 3.3: at most 300 KB without an interactive chart, at most 5,000 elements, no request."""
    text = rendered()
    reader = Reader(text)
    assert len(text.encode()) <= 300_000
    assert sum(reader.tags.values()) <= 5_000
    for _, name, value in reader.attributes:
        if name in ("src", "href", "xlink:href", "action", "srcset", "data", "poster"):
            assert value.startswith(("#", "data:,")), value
    assert "@import" not in text
    assert "url(http" not in text


def test_only_the_packages_own_script_may_run():
    text = rendered()
    script = re.search(r"<script>(.*?)</script>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script[1].encode()).digest()).decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1]
    assert f"script-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy


@settings(max_examples=40, deadline=None)
@given(texts())
def test_text_from_data_never_becomes_an_element_or_a_handler(text):
    """DESIGN.md, section 6: names that are HTML, formulas, emoji, 10 kB long or right-to-left are shown escaped."""
    report = build(replace(hostile_study(text), chart_list=()))
    reader, plain_words = Reader(page(report)), Reader(page(build(replace(hostile_study("Age"), chart_list=()))))
    allowed = {tag: count for tag, count in plain_words.tags.items() if tag not in ("span", "bdi")}
    assert {tag: count for tag, count in reader.tags.items() if tag not in ("span", "bdi")} == allowed
    assert not [name for _, name, _ in reader.attributes if name.startswith("on")]
    squeezed = " ".join("".join(reader.words).replace("\u00a0", " ").split())
    assert " ".join(visible(text).replace("\u00a0", " ").split()) in squeezed
    page(report).encode("utf-8")


def test_hostile_text_in_a_picture_is_text():
    text = rendered(hostile_study("<script>alert(1)</script>"))
    assert "<svg" in text.split('id="charts"')[1]
    assert Reader(text).tags["script"] == 2
    assert "<script>alert" not in text


def test_long_lists_stop_at_fifty_and_say_how_many_more():
    option = make_recommendation().options[2]
    options = tuple(replace(option, action=f"option {i}") for i in range(73))
    chart = replace(make_charts()[2], data=tuple({"model": f"m{i}", "rmse": float(i)} for i in range(61)))
    study = FakeStudy(recommendation=replace(make_recommendation(), options=options), chart_list=(chart,))
    text = rendered(study)
    section = text.split('<section id="options"')[1].split("</section>")[0]
    assert section.count('<th scope="row">') == 50
    assert "23 more in report.json" in section
    assert "11 more rows in report.json" in text


def test_ten_thousand_findings_stay_readable():
    """DESIGN.md, section 6: 10,000 columns are usable input."""
    one = make_findings()[5]
    many = tuple(replace(one, subject=f"c{i}") for i in range(10_000))
    text = rendered(FakeStudy(findings=many, answer_list=()))
    assert len(text) < 1_200_000
    assert "9,950 more in report.json" in text
    assert "(10000)" in text


def test_many_options_are_thinned_but_the_best_is_shown():
    base = make_what_if()
    names = tuple(f"threshold {i}" for i in range(101))
    counts = np.abs(np.arange(101) - 37.0)[:, None, None] * np.ones((1, 5, 2))
    text = rendered(FakeStudy(sliders=replace(base, options=names, trivial=names[:1], counts=counts)))
    table = text.split('id="what-if-table"')[1].split("</table>")[0]
    assert table.count("<tr data-option") <= 50
    assert '<tr data-option="37" class="chosen">' in table
    assert "of 101 options are shown" in text


def test_a_repaired_fault_names_both_stages():
    check = rendered().split('id="check-1"')[1].split("</details>")[0]
    assert "straight line, repaired in the chosen model" in check


def test_a_picture_that_cannot_be_drawn_leaves_its_numbers():
    broken = replace(make_charts()[2], encoding={"mark": "no such mark"})
    text = rendered(FakeStudy(chart_list=(broken,)))
    assert "could not be drawn" in text
    assert "straight line" in text.split('id="chart-1"')[1]


def test_a_study_with_nothing_to_say_still_has_a_page():
    bare = FakeStudy(findings=(), effect_list=(), answer_list=(), chart_list=(), sliders=None,
                     recommendation=replace(make_recommendation(), options=(), assumes=(), holds_while=(),
                                            would_change_if=(), break_even=None, value_of_more_data=None))  # fmt: skip
    text = rendered(bare)
    assert "No check failed or asks for caution" in text
    assert "No effect was estimated" in text
    assert 'id="what-if"' not in text
    assert 'href="#what-if"' not in text
    fragment(build(bare))


def test_the_fragment_is_small_static_and_closed():
    text = fragment(build(FakeStudy()))
    reader = Reader(text)
    assert reader.tags["script"] == 0
    assert len(text) < 10_000
    assert "21,100" in text
    assert "99.7" in text
    assert "Identifier posing as a number" in text
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)[1]
    assert style.strip().startswith(".takehome-fragment {")
    assert style.strip().endswith("}")


def test_every_element_is_closed():
    opened: list[str] = []

    class Balance(HTMLParser):
        def handle_starttag(self, tag, attrs):
            if tag not in VOID:
                opened.append(tag)

        def handle_startendtag(self, tag, attrs):
            pass

        def handle_endtag(self, tag):
            assert opened.pop() == tag

    Balance().feed(rendered())
    assert opened == []


def test_no_id_is_used_twice_and_every_link_has_its_target():
    attributes = Reader(rendered()).attributes
    ids = [value for _, name, value in attributes if name == "id"]
    assert len(ids) == len(set(ids))
    targets = {value[1:] for tag, name, value in attributes if tag == "a" and name == "href"}
    assert targets <= set(ids)
