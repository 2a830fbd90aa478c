"""The storage environment against the ledger: rewards, ends, limits and masks."""

from __future__ import annotations

import gymnasium
import numpy as np
import pytest

from takehome.studies.storage.battery import Battery, Wear
from takehome.studies.storage.environments.storage import Storage
from takehome.studies.storage.lattice import lattice
from takehome.studies.storage.market.prices import regular_prices
from takehome.studies.storage.settlement import settle
from takehome.studies.storage.tests.environment_worlds import WEARS, battery, play, series


@pytest.mark.parametrize("continuous", [False, True])
@pytest.mark.parametrize("wear", WEARS, ids=lambda wear: wear.kind.value)
@pytest.mark.parametrize("sell_below_zero", [True, False])
def test_the_rewards_are_the_ledgers_profit(continuous: bool, wear: Wear, sell_below_zero: bool) -> None:
    grid = lattice(battery(wear, sell_below_zero=sell_below_zero, end_kwh=700.0), 1.0)
    prices = series()
    for seed in range(4):
        rewards, moves, end = play(Storage(grid, prices, continuous=continuous), np.random.default_rng(seed))
        account = settle(grid.battery, prices, np.array(moves))
        assert sum(rewards) == pytest.approx(account.profit, rel=1e-9, abs=1e-9)
        assert end["stored_kwh"] == pytest.approx(account.stored_kwh[-1])
        assert (end["terminated"], end["truncated"]) == (True, False)
        np.testing.assert_allclose(rewards, account.by_step(), atol=1e-8)


def test_the_ledger_charges_wear_in_these_worlds() -> None:
    """The test above would pass without wear too; so each kind must cost something."""
    for wear in WEARS[1:]:
        _, moves, _ = play(Storage(battery(wear), series()), np.random.default_rng(0))
        assert settle(battery(wear), series(), np.array(moves)).wear.sum() > 1.0


def test_pieces_are_truncated_and_pay_nothing_for_what_is_left() -> None:
    """Six days in pieces of 40 hours: three cuts and one end; together they hold every hour once."""
    full, prices = battery(WEARS[1]), series()
    env = Storage(full, prices, episode_steps=40)
    assert env.trading.pieces == ((0, 40), (40, 80), (80, 120), (120, 144))
    for piece, (first, last) in enumerate(env.trading.pieces):
        rewards, moves, end = play(env, np.random.default_rng(piece), piece)
        account = settle(full, prices.part(first, last), np.array(moves))
        ends = last == len(prices)
        assert (end["terminated"], end["truncated"]) == (ends, not ends)
        paid = account.income.sum() - account.wear.sum() + (account.terminal if ends else 0.0)
        assert sum(rewards) == pytest.approx(paid, rel=1e-9)
        with pytest.raises(gymnasium.error.ResetNeeded):
            env.step(np.int64(0))


def test_pieces_are_drawn_with_the_seed() -> None:
    def drawn(seed: int) -> list[int]:
        env = Storage(prices=series(), episode_steps=24)
        env.reset(seed=seed)
        return [env.reset() and env._step for _ in range(12)]

    assert drawn(1) == drawn(1) != drawn(2)
    assert len(set(drawn(1))) > 3


def test_a_required_end_is_kept_whatever_is_wanted() -> None:
    env = Storage(battery(end_kwh=1800.0, start_kwh=0.0), series(1))
    env.reset()
    for step in range(24):
        _, _, terminated, _, info = env.step(2)
        assert (info["applied_kwh"] > 0) == (step >= 22), step
    assert terminated
    assert info["stored_kwh"] >= env.trading.grid.end * env.trading.grid.pitch_kwh


def test_the_mask_is_what_an_action_then_does() -> None:
    """Over random play with a required end: an action is allowed exactly where it does what its name says."""
    made = battery(end_kwh=1500.0, sell_below_zero=False)
    env, rng = Storage(made, series(2), information="known_day"), np.random.default_rng(0)
    for episode in range(6):
        history: list[int] = []
        _, info = env.reset()
        for _ in range(48):
            mask, applied = info["action_mask"], []
            for action in range(3):
                twin = Storage(made, series(2), information="known_day")
                twin.reset()
                for old in history:
                    twin.step(old)
                applied.append(twin.step(action)[4]["applied_kwh"])
            assert mask.tolist() == [applied[0] == 0, applied[1] > 0, applied[2] < 0]
            history.append(int(rng.choice([0, 1, 2], p=[0.2, 0.3, 0.5] if episode % 2 else [0.2, 0.5, 0.3])))
            info = env.step(history[-1])[4]


def test_the_mask_keeps_a_price_that_is_not_known() -> None:
    prices = regular_prices(np.array([10.0, -5.0] * 12))
    made = battery(sell_below_zero=False)
    for information, allowed in (("forecast", 1), ("current_price", 0), ("known_day", 0)):
        env = Storage(made, prices, information=information)
        env.reset()
        _, _, _, _, info = env.step(0)
        assert info["action_mask"][2] == allowed
        assert env.step(2)[4]["applied_kwh"] == 0.0


def test_requested_and_applied() -> None:
    env = Storage(Battery(2000.0, 1000.0, 0.5, 0.8), series(1), continuous=True)
    env.reset()
    assert env.step(np.array([0.5]))[4]["requested_kwh"] == 250.0
    info = env.step(np.array([-1.0]))[4]
    assert (info["requested_kwh"], info["applied_kwh"], info["stored_kwh"]) == (-1250.0, -250.0, 0.0)
