"""Order, words and positions."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report.fake_study import FakeStudy, make_findings, make_recommendation
from takehome.protocol import Direction, Interval, Status
from takehome.report import arrange, pictures, words
from takehome.report.build import build
from takehome.units import Quantity, format_probability


def test_faults_that_stand_come_before_repaired_ones_and_never_more_than_three():
    worst = arrange.worst(make_findings())
    assert [finding.code for finding in worst] == ["TAB004", "REG007", "REG001"]
    assert [arrange.is_repaired(finding, make_findings()) for finding in worst] == [False, False, True]


def test_passed_findings_are_never_among_the_worst():
    passed = tuple(replace(finding, status=Status.PASSED) for finding in make_findings())
    assert arrange.worst(passed) == ()


def test_among_failures_the_one_furthest_beyond_its_limit_is_first():
    one = replace(make_findings()[0], stage="chosen")
    slight = replace(one, subject="slight", measured={"largest bend": replace(one.limit, value=5.1)})
    assert [finding.subject for finding in arrange.worst((slight, one))] == ["Age", "slight"]


def test_groups_hold_every_finding_once():
    groups = arrange.groups(make_findings())
    assert [group.status for group in groups] == list(Status)
    assert sum(len(group.findings) for group in groups) == len(make_findings())


def test_the_study_names_its_stages():
    report = build(FakeStudy())
    assert arrange.stage_name(report, "baseline") == "straight line"
    assert arrange.stage_name(report, "chosen") == "chosen model"
    assert arrange.stage_name(report, "north") == "north"


def test_trivial_options_come_first_otherwise_in_order():
    options = make_recommendation().options
    assert arrange.trivial_first(options[::-1])[:2] == (options[1], options[0])


@given(st.floats(0, 1))
def test_a_probability_never_reads_as_certain_and_is_near_its_number(share):
    text = format_probability(share)
    assert text not in ("100 %", "0 %")
    number = float(text.replace("more than ", "").replace("less than ", "").removesuffix(" %"))
    assert abs(number / 100 - share) <= 0.0051


@given(st.text(st.characters(exclude_categories=())))
def test_visible_text_can_always_be_written_and_is_stable(text):
    shown = words.visible(text)
    shown.encode("utf-8")
    assert words.visible(shown) == shown
    assert not any(ord(letter) < 32 and letter not in "\t\n\r" for letter in shown)


finite = st.floats(-1e9, 1e9)


@given(st.lists(finite, min_size=1, max_size=8))
def test_positions_stay_inside_and_keep_order(numbers):
    scale = pictures.scale_over([*numbers, math.nan, math.inf, None])
    places = [scale.at(number) for number in sorted(numbers)]
    assert places == sorted(places)
    assert places[0] >= 0
    assert places[-1] <= 100


def test_dots_of_one_unit_share_a_scale():
    dots = pictures.effect_dots(FakeStudy().effect_list)
    assert len({dot.marks for dot in dots}) == 1
    assert dots[2].at > dots[0].at > dots[1].at
    assert dots[4].low is None


def test_a_ratio_is_drawn_by_its_logarithm_around_1():
    one = FakeStudy().effect_list[0]
    twice, half, none = (
        replace(one, estimate=Quantity(ratio, "times"), interval=None) for ratio in (2.0, 0.5, 0.0)
    )  # fmt: skip
    dots = pictures.effect_dots([twice, half, none])
    (middle,) = dots[0].marks
    assert dots[0].at - middle == pytest.approx(middle - dots[1].at, abs=0.02)
    assert dots[2].at == 0


def test_a_direction_is_said_once_a_subject_and_again_where_it_differs():
    one = FakeStudy().effect_list[0]
    way, other = Direction.INCREASING, Direction.UNDETERMINED
    effects = [
        replace(one, subject=name, direction=d) for name, d in (("a", way), ("a", way), ("a", other), ("b", way))
    ]
    assert arrange.new_directions(effects) == (way, None, other, way)


def test_a_two_sided_limit_is_drawn_on_both_sides():
    finding = replace(make_findings()[0], interval=Interval(-4.0, 45.0, "$/h"))
    assert len(pictures.finding_dot(finding).marks) == 2
    assert len(pictures.finding_dot(make_findings()[0]).marks) == 1


@pytest.mark.parametrize("change", [{"limit": None}, {"effect": None}, {"effect": "absent"}])
def test_without_effect_or_limit_there_is_no_picture(change):
    assert pictures.finding_dot(replace(make_findings()[0], **change)) is None


def test_what_settles_a_caution_is_said_once():
    caution = next(finding for finding in make_findings() if finding.rows_to_settle == 2600)
    assert arrange.settling(caution) == "About 2,600 rows in all would settle it."
    assert arrange.settling(replace(caution, remedy="Ask for 2,600 rows.")) == ""


def test_what_passed_before_was_not_repaired():
    passed = replace(make_findings()[0], status=Status.PASSED)
    assert not arrange.is_repaired(passed, make_findings())


def test_the_worst_are_of_different_checks_and_a_fault_that_was_kept_is_said_of_the_chosen_model():
    """Three variants of one fault would hide the other faults from the first screen."""
    here = replace(make_findings()[0], stage="chosen", subject="Age")
    before, alike = replace(here, stage="baseline"), replace(here, subject="CPU")
    other = replace(here, code="REG999", measured={})
    assert arrange.worst((before, here, alike, other)) == (here, other, alike)


def test_what_no_number_of_rows_settles_is_promised_none():
    caution = next(finding for finding in make_findings() if finding.rows_to_settle == 2600)
    assert arrange.settling(replace(caution, rows_to_settle=arrange.HOPELESS)) == ""
