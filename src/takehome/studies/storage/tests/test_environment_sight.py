"""What an agent may see, and bad input."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from takehome.errors import InputError
from takehome.studies.storage.environments.storage import Storage
from takehome.studies.storage.information import Information, known_until
from takehome.studies.storage.lattice import lattice
from takehome.studies.storage.market.prices import Prices, regular_prices
from takehome.studies.storage.tests.environment_worlds import SETS, battery, series


@pytest.mark.parametrize("information", SETS)
@pytest.mark.parametrize("known", [False, True])
def test_nothing_unknown_is_seen(information: Information, known: bool) -> None:
    """Other prices wherever they may not be known yet: every observation and mask up to that step stays the same."""
    prices, rng = series(9, 1, known=known), np.random.default_rng(2)
    until, actions = known_until(prices, information), rng.integers(0, 3, len(prices))
    for step in range(0, len(prices), 5):
        values = prices.values.copy()
        values[until[step] :] = rng.permutation(values[until[step] :]) + rng.normal(size=len(values) - until[step])
        twins = [Storage(battery(), made, information=information) for made in (prices, prices.with_values(values))]
        seen, info = zip(*(env.reset() for env in twins), strict=True)
        for action in actions[:step]:
            seen, _, _, _, info = zip(*(env.step(action) for env in twins), strict=True)
        np.testing.assert_array_equal(seen[0], seen[1])
        np.testing.assert_array_equal(info[0]["action_mask"], info[1]["action_mask"])


@pytest.mark.parametrize("information", SETS)
def test_what_may_be_known_is_seen(information: Information) -> None:
    """A test of leakage would pass for an observation that shows nothing."""
    prices = series(9, 1, known=True)
    env = Storage(battery(), prices, information=information, forecast=prices.values[:, None] + [1, 2], scale=10.0)
    step = 8 * 24 + 20
    seen = dict(zip(env.feature_names, env.trading.observer(step, 0.25), strict=True))
    values = prices.values.astype(np.float32) / 10
    assert seen["charge"] == 0.25
    assert seen["yesterday"] == pytest.approx(values[step - 24])
    assert seen["last_week"] == pytest.approx(values[step - 7 * 24])
    assert seen["forecast 1"] == pytest.approx(values[step] + 0.2, rel=1e-5)
    assert (seen["day_left"], seen["series_left"]) == pytest.approx((4 / 24, 4 / 24))
    ahead = [seen[f"day_ahead +{k}"] for k in range(24)]
    assert ahead[:4] == pytest.approx(prices.known["day_ahead"][step : step + 4], rel=1e-5)
    assert ahead[4:] == [0.0] * 20
    assert ("price" in seen) == (information is not Information.FORECAST)
    if "price" in seen:
        assert (seen["price"], seen["before"]) == pytest.approx((values[step], values[step - 1]))
    assert ("price +3" in seen) == (information is Information.KNOWN_DAY)
    if "price +3" in seen:
        assert [seen[f"price +{k}"] for k in range(24)] == pytest.approx([*values[step : step + 4], *[0.0] * 20])
    assert not env.trading.observer(len(prices), 0.25)[1:].any()


def test_days_of_23_and_25_hours() -> None:
    day = np.repeat([0, 1, 2], [24, 23, 25])
    slot = np.concatenate([np.arange(24), np.delete(np.arange(24), 2), np.insert(np.arange(24), 2, 2)])
    made = regular_prices(np.arange(72.0))
    prices = Prices(**{**vars(made), "day": day, "slot": slot})
    env = Storage(battery(), prices, information="known_day")
    seen = [dict(zip(env.feature_names, env.trading.observer(step, 0.0), strict=True)) for step in range(72)]
    assert seen[24]["price +22"] == 46.0
    assert seen[24]["price +23"] == 0.0
    assert seen[47]["price +24"] == 71.0
    assert seen[71]["yesterday"] == 46.0
    assert seen[47]["day_left"] == 1.0


def test_information_must_be_named_for_short_steps() -> None:
    with pytest.raises(InputError, match="5 minutes and no information="):
        Storage(battery(), series(1, step_hours=1 / 12))
    assert Storage(battery(), series(1, step_hours=1 / 12), information="current_price").trading.information == SETS[1]
    assert Storage(battery(), series(1)).trading.information is Information.KNOWN_DAY


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"information": "all"}, "information = 'all'"),
        ({"episode_steps": 0}, "episode_steps = 0"),
        ({"scale": 0.0}, "scale = 0.0"),
        ({"forecast": np.zeros((3, 2))}, "forecast of shape"),
        ({"prices": regular_prices(np.array([1.0, np.inf]))}, "2 prices"),
        ({"battery": lattice(battery(), 0.5)}, "steps of 0.5 h"),
    ],
)
def test_bad_input_is_named(changes: dict[str, Any], named: str) -> None:
    with pytest.raises(InputError, match=named):
        Storage(**{"battery": battery(), "prices": series(1), **changes})


@pytest.mark.parametrize(
    ("continuous", "action"), [(False, 3), (False, -1), (False, 1.5), (True, [2.0]), (True, [np.nan])]
)
def test_bad_actions_are_named(continuous: bool, action: Any) -> None:
    env = Storage(battery(), series(1), continuous=continuous)
    env.reset()
    with pytest.raises(InputError, match="action"):
        env.step(action)
    with pytest.raises(InputError, match="piece 7"):
        env.reset(options={"piece": 7})
