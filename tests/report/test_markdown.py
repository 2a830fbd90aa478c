"""Markdown, read back by a CommonMark parser (markdown-it): text must show as it is."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from markdown_it import MarkdownIt

from report.fake_study import FakeStudy, hostile_study, make_recommendation
from report.texts import HOSTILE, texts
from takehome.report.build import build
from takehome.report.markdown import escape, markdown
from takehome.report.words import visible

PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


@given(texts())
def test_escaped_text_shows_as_it_is(text):
    """CommonMark 0.31.2, section 2.4: a backslash before ASCII punctuation makes it literal."""
    wanted = " ".join(visible(text).split())
    shown = PARSER.render(escape(text)).strip()
    assert shown == (f"<p>{html.escape(wanted, quote=False).replace(chr(34), '&quot;')}</p>" if wanted else "")


@given(texts())
def test_a_cell_stays_one_cell_and_no_formula_starts_one(text):
    row = f"| {escape(text)} | end |"
    shown = PARSER.render(f"| a | b |\n| --- | --- |\n{row}")
    assert shown.count("<td>") == 2
    assert "<td>end</td>" in shown
    assert not escape(text).startswith(("=", "+", "-", "@"))


@settings(max_examples=30, deadline=None)
@given(texts())
def test_hostile_reports_hold_no_markup_from_data(text):
    shown = PARSER.render(markdown(build(hostile_study(text))))
    tags = set(re.findall(r"<([a-z][a-z0-9]*)", shown))
    own = {"h1", "h2", "h3", "p", "ul", "li", "strong", "em", "pre", "code"}
    assert tags <= own | {"table", "thead", "tbody", "tr", "th", "td"}


@pytest.mark.parametrize("text", HOSTILE)
def test_no_address_or_mention_becomes_a_link_on_github(text):
    """GFM 0.29, section 6.9: extended autolinks start with www., http:// or https:// or hold an @."""
    escaped = escape(text)
    assert not re.search(r"(?<!\\)@", escaped)
    assert "www." not in escaped
    assert "http://" not in escaped


def test_same_content_in_the_same_order():
    text = markdown(build(FakeStudy()), {"age": "charts/02-age.svg"})
    places = [text.index(part) for part in ("Replace servers when they turn 6", "Probability that it is better",
              "It would change if", "Identifier posing", "## Is it sound?", "## What each number means",
              "## What could be done instead", "## At these prices", "## The questions, answered", "## The pictures",
              "(charts/02-age.svg)", "## How it was done", "takehome regress servers.csv")]  # fmt: skip
    assert places == sorted(places)
    for finding in FakeStudy().findings:
        assert escape(finding.seen) in text


def test_tables_stop_at_fifty():
    options = tuple(replace(make_recommendation().options[2], action=f"option {i}") for i in range(73))
    text = markdown(build(FakeStudy(recommendation=replace(make_recommendation(), options=options))))
    assert "option 49" in text
    assert "option 50 " not in text
    assert "23 more in report.json" in text


def test_a_command_with_backticks_stays_one_block():
    study = FakeStudy()
    info = replace(study.run_info(), command="takehome regress '```x' --target y")
    study.run_info = lambda: info
    shown = PARSER.render(markdown(build(study)))
    assert "takehome regress '```x' --target y" in html.unescape(shown.split("<pre>")[1])
