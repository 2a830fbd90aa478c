"""Shares of the best days, against sorting by hand."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from takehome.studies.storage.concentration import concentrations, spike_days, top_share
from takehome.studies.storage.tests.storage_money_worlds import World


@settings(max_examples=60)
@given(st.lists(st.floats(-50, 200), min_size=1, max_size=400), st.sampled_from([0.01, 0.05, 0.5]))
def test_top_share_is_that_of_the_best_days_sorted(money: list[float], share: float) -> None:
    found = top_share(np.array(money), share)
    if sum(money) <= 0:
        assert found is None or found > 0  # a sum within rounding of 0
        return
    best = sorted(money, reverse=True)[: math.ceil(share * len(money))]
    assert found == pytest.approx(math.fsum(best) / math.fsum(money), rel=1e-6, abs=1e-9)


def test_equal_days_hold_their_share_and_one_spike_holds_all() -> None:
    assert top_share(np.ones(100), 0.01) == pytest.approx(0.01)
    assert top_share(np.ones(365), 0.05) == pytest.approx(19 / 365)
    assert top_share(np.r_[np.zeros(364), 7.0], 0.01) == 1.0
    assert top_share(np.zeros(10), 0.01) is None


def test_results_are_told_with_and_without_the_days_of_the_bound() -> None:
    source = World(days=120).traded()
    bound, plan = source.bound, source.results[-1]
    days = bound.day_profit.copy()
    days[17] += 100_000.0
    bound = replace(bound, day_profit=days)
    assert np.flatnonzero(spike_days(bound))[0] == 17
    assert spike_days(bound).sum() == 2  # 1 % of 120 days, rounded up
    first, second, nothing = concentrations(bound, (plan, source.results[0]))
    calm = ~spike_days(bound)
    assert first.share == first.share_without_spikes == 1.0
    assert second.share == pytest.approx(plan.day_profit.sum() / days.sum())
    assert second.share_without_spikes == pytest.approx(plan.day_profit[calm].sum() / days[calm].sum())
    assert second.share < 0.3 < second.share_without_spikes
    assert first.top_1pct is not None
    assert first.top_1pct > 0.8
    assert (nothing.top_1pct, nothing.share) == (None, 0.0)
