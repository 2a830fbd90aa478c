"""The deep Q-network: its environment against the ledger, its features against a changed future, its learning against
a world whose optimum is known."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from takehome.errors import InputError, MissingExtra, NotFitted
from takehome.studies.storage.battery import Battery, Wear, WearKind
from takehome.studies.storage.deep import available
from takehome.studies.storage.deep.environment import Market, dynamics, step
from takehome.studies.storage.deep.features import observe
from takehome.studies.storage.deep.greedy_kernels import greedy_walk
from takehome.studies.storage.deep.network import as_numpy, initial, values
from takehome.studies.storage.deep.policy import DeepQ, arguments, greedy_walk_reference
from takehome.studies.storage.deep.settings import Settings
from takehome.studies.storage.lattice import lattice
from takehome.studies.storage.market.prices import regular_prices
from takehome.studies.storage.optimum.dynamic_programming import optimal_value
from takehome.studies.storage.settlement import settle
from takehome.studies.storage.task import Task

SHORT = Settings(steps=1_200, kept=3, ahead=2)


def two_price_world(days: int = 60) -> Task:
    """Cheap nights at 10, dear days at 50: buy at night, sell by day, known without learning."""
    prices = regular_prices(np.tile(np.repeat([10.0, 50.0], 12), days))
    return Task(lattice(Battery(2000, 1000, 0.8, 1.0), 1.0), prices, 24 * (days - 10))


@pytest.fixture(scope="module")
def trained() -> DeepQ:
    return DeepQ(SHORT).fit(two_price_world())


@pytest.mark.parametrize("wear", [Wear(), Wear(WearKind.PER_KWH, 0.01), Wear(WearKind.PER_CYCLE, 7.0)])
def test_an_episode_pays_what_the_ledger_books(wear: Wear) -> None:
    rng = np.random.default_rng(3)
    prices = regular_prices(rng.normal(30, 60, 200))
    battery = Battery(2000, 900, 0.9, 0.8, wear, sell_below_zero=False)
    grid = lattice(battery, 1.0)
    level, money, moves = jnp.int32(grid.start), [], []
    for t, action in enumerate(rng.integers(0, 3, 200)):
        price = prices.values[t]
        after, paid = step(dynamics(grid), level, int(action), Market(prices.buy[t], prices.sell[t], price >= 0))
        moves.append(int(after - level))
        money.append(float(paid))
        level = after
    booked = settle(grid.battery, prices, np.array(moves) * grid.pitch_kwh)
    assert np.allclose(money, booked.by_step(), rtol=1e-5, atol=1e-5)
    assert sum(money) == pytest.approx(booked.profit, rel=1e-5)


def test_forward_in_numpy_equals_jax() -> None:
    network = initial(jax.random.key(0), 42)
    rng = np.random.default_rng(0)
    market, charge = rng.normal(size=(50, 42)).astype(np.float32), rng.random(50).astype(np.float32)
    plain = as_numpy(network)
    assert np.allclose(values(plain, market, charge), values(network, market, charge), atol=1e-6)
    assert np.allclose(values(plain, market[:1], charge[:1]), values(plain, market, charge)[:1], atol=1e-6)


def test_compiled_walk_equals_its_reference() -> None:
    rng = np.random.default_rng(1)
    prices = regular_prices(rng.normal(30, 40, 300))
    grid = lattice(Battery(1000, 600, 0.9, 0.9, end_kwh=500, start_kwh=300, sell_below_zero=False), 1.0)
    market = observe(prices).market
    network = as_numpy(initial(jax.random.key(4), market.shape[1]))
    given = arguments(grid, prices, network, market)
    moves = greedy_walk(*given)
    assert len(set(moves.tolist())) > 2
    assert (moves == greedy_walk_reference(*given)).all()


def test_no_feature_reads_the_future() -> None:
    rng = np.random.default_rng(2)
    for step_hours in (1.0, 0.25):
        prices = regular_prices(rng.normal(30, 40, 2_000), step_hours)
        t = 1_111
        changed = prices.values.copy()
        changed[t + 1 :] = rng.normal(500, 900, len(changed) - t - 1)
        was, now = observe(prices).market, observe(prices.with_values(changed)).market
        assert np.array_equal(was[: t + 1], now[: t + 1])
        assert not np.allclose(was[t + 1 :], now[t + 1 :])


def test_the_action_does_not_read_the_future(trained: DeepQ) -> None:
    task = two_price_world()
    t = task.first + 100
    changed = task.prices.values.copy()
    changed[t + 1 :] = np.random.default_rng(0).permutation(changed[t + 1 :]) * 3
    other = Task(task.lattice, task.prices.with_values(changed), task.first)
    assert np.array_equal(trained.dispatch(task)[:101], trained.dispatch(other)[:101])


def test_features_know_no_currency() -> None:
    prices = regular_prices(np.random.default_rng(5).normal(30, 40, 500))
    assert np.allclose(observe(prices).market, observe(prices.with_values(prices.values * 12)).market, atol=1e-5)


def test_a_two_price_day_is_learned_to_its_optimum(trained: DeepQ) -> None:
    task = two_price_world()
    profit = settle(task.lattice.battery, task.test, trained.dispatch(task) * task.lattice.pitch_kwh).profit
    # 2,000 kWh stored for 2,500 bought at 10 and sold at 50 a day: 75 a day
    assert optimal_value(task.lattice, task.test) == pytest.approx(10 * 75)
    assert profit == pytest.approx(10 * 75)
    assert trained.training_curve.shape == (3, 2)
    assert trained.training_curve.max() == pytest.approx(75, rel=0.05)


def test_the_same_seed_gives_the_same_network_and_it_survives_saving(trained: DeepQ) -> None:
    again = DeepQ(SHORT).fit(two_price_world())
    document, arrays = trained.to_plain()
    assert all(np.array_equal(arrays[name], array) for name, array in again.to_plain()[1].items())
    back = DeepQ.from_plain(document, arrays)
    assert np.array_equal(back.dispatch(two_price_world()), trained.dispatch(two_price_world()))
    assert back.settings == SHORT


def test_what_is_missing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotFitted):
        DeepQ().dispatch(two_price_world())
    with pytest.raises(InputError, match="28 days"):
        DeepQ().fit(two_price_world(20))
    monkeypatch.setattr(available, "NEEDED", ("jax", "no_such_package"))
    with pytest.raises(MissingExtra, match=r"takehome\[deep\]"):
        DeepQ(SHORT).fit(two_price_world())
