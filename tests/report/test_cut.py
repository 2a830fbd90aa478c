"""The what-if with a scale: what is shown is set or follows the prices, never searched; and its curve."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from report.fake_study import FakeStudy, make_scaled_what_if, make_what_if, scaled_study
from report.texts import HOSTILE
from takehome.errors import InputError
from takehome.report.build import build
from takehome.report.curve import curve, cut_labels
from takehome.report.cut import at_defaults, cut_sentence, default_setting, setting
from takehome.report.document import from_document, to_document, to_json
from takehome.report.html import page
from takehome.report.markdown import markdown
from takehome.report.schema import validate
from takehome.report.what_if import default_prices, revalue, sentence
from takehome.scale import Scale
from takehome.units import format_number

COSTS = st.floats(-500, 500)
FOLLOWS = ("fp", "fn", "tp", "tn")


@given(COSTS, COSTS, COSTS, COSTS, st.floats(0.001, 0.999))
def test_acting_pays_exactly_above_the_break_even(fp, fn, tp, tn, p):
    """Elkan (2001), equation 2, against the expected cost of both acts; where acting pays more the surer it is."""
    even = Scale("probability", (0.0, 1.0), "all", FOLLOWS).break_even({"fp": fp, "fn": fn, "tp": tp, "tn": tn})
    gain = (p * fn + (1 - p) * tn) - (p * tp + (1 - p) * fp)
    steep = (fn - tp) + (fp - tn)
    if steep > 1e-6 and abs(gain) > 1e-6:
        assert (gain > 0) == (p > even)
    assert 0 <= even <= 1


def test_an_event_without_a_price_costs_nothing_and_without_events_nothing_is_followed():
    scale = Scale("probability", (0.0, 1.0), "all", FOLLOWS)
    assert scale.break_even({"fp": 10, "fn": 100}) == pytest.approx(1 / 11)
    assert replace(scale, follows=None).break_even({"fp": 10}) is None


@pytest.mark.parametrize("positions", [(0.1, 0.1, None), (0.1, 1.2), (0.1, None), (0.1, float("nan"))])
def test_positions_differ_and_lie_between_0_and_1(positions):
    with pytest.raises(ValueError, match="positions"):
        Scale("probability", positions, "all")


def test_stops_rise_and_the_nearest_is_the_lower_of_two():
    scale = Scale("probability", (1.0, 0.0, None, 0.25, 0.75), "all")
    assert scale.stops == (1, 3, 4, 0)
    assert [scale.nearest(at) for at in (-1.0, 0.1, 0.125, 0.13, 0.5, 0.51, 2.0)] == [1, 1, 1, 3, 3, 4, 0]


def test_the_page_starts_at_the_recommended_option_and_follows_the_prices_if_that_gives_it():
    what_if = make_scaled_what_if()
    assert default_setting(what_if) == setting(what_if, default_prices(what_if), None)
    assert what_if.options[default_setting(what_if).policy] == what_if.scale.default
    nobody = replace(what_if, scale=replace(what_if.scale, default="act on nobody"))
    assert (default_setting(nobody).policy, default_setting(nobody).at) == (0, 1.0)
    off = make_scaled_what_if(follows=False)
    assert (default_setting(off).policy, default_setting(off).at) == (3, None)
    assert default_setting(off).break_even is None


@given(st.floats(0, 30), st.floats(0, 300), st.floats(-50, 50))
def test_what_is_shown_is_the_cut_nearest_to_the_break_even_and_never_the_best(fp, fn, tp):
    what_if = make_scaled_what_if(replicates=3)
    made = setting(what_if, (fp, fn, tp), None)
    far = [abs(what_if.scale.positions[option] - made.break_even) for option in what_if.scale.stops]
    assert abs(what_if.scale.positions[made.policy] - made.break_even) == min(far)
    result = revalue(what_if, (fp, fn, tp), policy=made.policy)
    assert result.best == made.policy
    assert result.gain == pytest.approx(result.values[made.policy] - max(result.values[:3]))


def test_the_sentence_at_the_break_even_by_hand_and_off_the_scale():
    what_if = make_scaled_what_if()
    result, said = at_defaults(what_if, 0.95)
    cost = 10 * what_if.counts[4, 0, 0] + 100 * what_if.counts[4, 0, 1]
    assert result.values[4] == pytest.approx(-cost)
    assert said.startswith(
        f"At these prices acting pays above a probability of 0.0909: that threshold costs {format_number(cost)} $ per"
    )
    assert "Its gain against “act above 0.5” is" in said
    assert re.search(r"above 0 with a probability of \d", said)
    off = make_scaled_what_if(follows=False)
    assert at_defaults(off, 0.95)[1].startswith("At these prices “act where it pays” costs ")


def _said(what_if, prices, at):
    made = setting(what_if, prices, at)
    return cut_sentence(what_if, made, revalue(what_if, prices, policy=made.policy))


@pytest.mark.parametrize(
    ("prices", "at", "start", "end"),
    [
        ((10, 100, 0), 0.29, "At these prices a threshold of 0.300 costs",
         "Acting pays above a probability of 0.0909."),
        ((10, 57, 0), None, "At these prices acting pays above a probability of 0.149: the nearest threshold counted, "
         "0.100, costs", "."),
        ((0, 100, 0), None, "At these prices acting always pays: “act on everybody” costs", "."),
        ((10, 0, 0), None, "At these prices acting never pays: “act on nobody” costs 0 $ per month, 600 customers, and "
         "is itself the best of the simple options.", "."),
        ((10, 100, -90), 0.05, "At these prices a threshold of 0.0500 earns", "."),
    ],
)  # fmt: skip
def test_the_sentence_says_whence_the_threshold_comes(prices, at, start, end):
    said = _said(make_scaled_what_if(), prices, at)
    assert said.startswith(start)
    assert said.endswith(end)


def test_without_draws_no_interval_is_said():
    said = at_defaults(make_scaled_what_if(replicates=1), 0.95)[1]
    assert "95%" not in said
    assert "probability of 0.0909" in said


def test_a_what_if_without_a_scale_says_what_it_said():
    what_if = make_what_if()
    result = revalue(what_if, default_prices(what_if))
    assert at_defaults(what_if, 0.95) == (result, sentence(what_if, result))
    text = page(build(FakeStudy()))
    assert "What if the prices were others?" in text
    assert 'id="cut' not in text
    assert to_document(build(FakeStudy()))["what_if"]["scale"] is None


def test_the_document_round_trips_and_an_older_one_is_read():
    document = to_document(build(scaled_study()))
    validate(document)
    assert to_document(from_document(json.loads(to_json(build(scaled_study()))))) == document
    del document["what_if"]["scale"]
    assert from_document(document).what_if.scale is None


@pytest.mark.parametrize("change", [{"positions": [0.1, 0.2]}, {"default": "what nobody named"}, {"follows": ["fp"]}])
def test_a_document_whose_scale_is_of_other_options_is_refused(change):
    document = to_document(build(scaled_study()))
    document["what_if"]["scale"].update(change)
    with pytest.raises(InputError):
        from_document(document)


def test_the_curve_is_the_costs_of_the_cuts_in_order():
    what_if = make_scaled_what_if()
    result = at_defaults(what_if, 0.95)[0]
    drawn = curve(what_if, result)
    places = np.array([place.split(",") for place in drawn.line.split()], float)
    costs = np.array([-result.values[option] for option in what_if.scale.stops])
    np.testing.assert_allclose(places[:, 0], np.linspace(0, 100, len(costs)), atol=0.01)
    slope = np.polyfit(costs, places[:, 1], 1)[0]
    np.testing.assert_allclose(places[:, 1] - places[0, 1], slope * (costs - costs[0]), atol=0.02)
    assert slope < 0, "a higher cost stands higher"
    assert drawn.x == pytest.approx(places[what_if.scale.stops.index(4), 0], abs=0.01)
    assert drawn.y == pytest.approx(places[what_if.scale.stops.index(4), 1], abs=0.01)
    assert len(drawn.band.split()) == 2 * len(costs)
    assert 2 <= len(drawn.ticks) <= 6
    assert all(0 <= tick.at <= 100 for tick in drawn.ticks)
    assert [label.label for label in cut_labels(what_if)] == ["0", "0.091", "0.2", "0.5", "1"]


def test_an_option_that_is_no_cut_is_a_level_and_no_draws_are_no_band():
    what_if = make_scaled_what_if(replicates=1, follows=False)
    drawn = curve(what_if, at_defaults(what_if, 0.95)[0])
    assert drawn.x is None
    assert drawn.band == ""
    assert 0 <= drawn.y <= 100


def test_prices_of_nothing_are_drawn_at_zero():
    what_if = make_scaled_what_if()
    drawn = curve(what_if, revalue(what_if, (0, 0, 0), policy=4))
    assert {place.split(",")[1] for place in drawn.line.split()} == {"100.00"}


def test_the_page_shows_the_curve_and_the_options_that_it_does_not_hold():
    text = page(build(scaled_study()))
    table = text.split('id="what-if-table"')[1].split("</table>")[0]
    assert re.findall(r'<tr data-option="(\d+)"', table) == ["0", "1", "2", "3", "4"]
    figure = text.split('id="cut"')[1].split("</figure>")[0]
    assert figure.count("<polyline") == 1
    assert 'max="8"' in figure
    assert " checked>" in figure
    assert "at the break-even of these prices" in figure
    assert "as recommended: <bdi>act where it pays</bdi>" in page(build(scaled_study(follows=False)))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_on_the_scale_stay_text(text):
    what_if = make_scaled_what_if(follows=False)
    options = (*what_if.options[:3], text, *what_if.options[4:])
    hostile = replace(what_if, options=options, scale=replace(what_if.scale, name=text, default=text))
    shown = page(build(FakeStudy(sliders=hostile)))
    assert shown.count("<script") == page(build(FakeStudy())).count("<script")
    markdown(build(FakeStudy(sliders=hostile)))


def test_markdown_says_the_same_sentence():
    text = markdown(build(scaled_study()))
    assert "At these prices acting pays above a probability of 0.0909: that threshold costs" in text
