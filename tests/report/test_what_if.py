"""The what-if's arithmetic, against sums written out, and its packing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from report.fake_study import make_recommendation, make_what_if
from takehome.errors import InputError
from takehome.report.what_if import default_prices, pack, revalue, sentence, stored, unpack, value

shapes = st.tuples(st.integers(1, 4), st.integers(1, 6), st.integers(1, 3))


@given(hnp.arrays(np.int64, shapes, elements=st.integers(-(2**31) + 1, 2**31 - 1)))
def test_whole_counts_come_back_exactly(counts):
    assert pack(counts)["dtype"] == "int32"
    np.testing.assert_array_equal(unpack(pack(counts)), counts)


@given(hnp.arrays(np.float64, shapes, elements=st.floats(-1e12, 1e12)))
def test_fractional_counts_come_back_exactly_when_few(counts):
    np.testing.assert_array_equal(unpack(pack(counts)), counts)


def test_many_fractional_counts_are_stored_as_float32_by_stored_already():
    counts = np.random.default_rng(1).normal(1000, 30, (40, 201, 2))
    what_if = stored(replace(make_what_if(), counts=counts))
    assert pack(what_if.counts)["dtype"] == "float32"
    np.testing.assert_array_equal(unpack(pack(what_if.counts)), what_if.counts)
    np.testing.assert_allclose(what_if.counts, counts, rtol=1e-7)


def test_counts_that_are_no_numbers_are_refused():
    counts = make_what_if().counts
    counts[1, 2, 0] = np.nan
    with pytest.raises(ValueError, match="finite"):
        stored(replace(make_what_if(), counts=counts))


def test_a_truncated_island_is_refused():
    packed = {**pack(np.arange(6.0).reshape(1, 3, 2)), "shape": [1, 3, 3]}
    with pytest.raises(InputError, match="6 packed"):
        unpack(packed)


@given(st.tuples(st.floats(-10, 10), st.floats(-5000, 5000)))
def test_value_is_minus_the_sum_of_counts_times_prices(prices):
    """DESIGN.md, section 2: value = −Σ counts × prices, here with the loops written out."""
    what_if = make_what_if(replicates=3)
    expected = [[-sum(n * p for n, p in zip(row, prices, strict=True)) for row in option] for option in what_if.counts]
    np.testing.assert_allclose(value(what_if, prices), expected, rtol=1e-12, atol=1e-6)


def test_a_case_by_hand():
    """Two options, four replicates: gains over the baseline are 5 (estimate) and −1, 3, 7 (draws)."""
    counts = np.array([[[10.0], [10.0], [10.0], [10.0]], [[5.0], [11.0], [7.0], [3.0]]])
    base = make_what_if()
    what_if = replace(base, options=("nothing", "act"), trivial=("nothing",), events=("e",), counts=counts,
                      prices=(replace(base.prices[0], event="e", default=1.0),))  # fmt: skip
    result = revalue(what_if, [1.0], confidence_level=0.5)
    assert (result.best, result.baseline, result.gain) == (1, 0, 5.0)
    assert result.probability_better == pytest.approx(2 / 3)
    assert (result.gain_low, result.gain_high) == (1.0, 5.0)  # quartiles of −1, 3, 7
    reversed_prices = revalue(what_if, [-1.0])
    assert (reversed_prices.best, reversed_prices.gain) == (0, 0.0)
    assert "nothing beats “nothing”; the nearest, “act”, is worth 5.00 $" in sentence(what_if, reversed_prices)


@given(st.tuples(st.floats(0, 3), st.floats(100, 2000)), st.floats(0.01, 100))
def test_money_times_k_multiplies_gains_and_keeps_the_action(prices, k):
    """DESIGN.md, section 6."""
    one = revalue(make_what_if(), prices)
    many = revalue(make_what_if(), [k * price for price in prices])
    assert many.gain == pytest.approx(k * one.gain, rel=1e-9, abs=1e-6)
    assert make_what_if().options[many.best] == make_what_if().options[one.best] or one.gain == pytest.approx(0, abs=1)


def test_equal_options_go_to_the_one_that_needs_no_model():
    base = make_what_if()
    assert revalue(base, [0.0, 0.0]).best == 0
    last_trivial = replace(base, trivial=(base.options[4],))
    assert revalue(last_trivial, [0.0, 0.0]).gain == 0


def test_defaults_reproduce_the_recommendation_of_the_fixture():
    what_if = make_what_if()
    result = revalue(what_if, default_prices(what_if))
    advice = make_recommendation()
    assert what_if.options[result.best] == advice.action
    assert result.gain == advice.gain.amount
    by_action = {option.action: option.value.amount for option in advice.options}
    assert [by_action[name] for name in what_if.options] == list(result.values)


def test_without_replicates_there_is_no_band_and_the_sentence_says_none():
    what_if = replace(make_what_if(), counts=make_what_if().counts[:, :1])
    result = revalue(what_if, default_prices(what_if))
    assert np.isnan([result.gain_low, result.probability_better]).all()
    assert "probability" not in sentence(what_if, result)
