"""Targets of the network: the kernels of the tables, and a plain NumPy recursion, are the oracles."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from takehome.studies.storage.federated.deep import targets as under_test
from takehome.studies.storage.federated.deep.network import as_numpy, initial, values
from takehome.studies.storage.federated.deep.targets import KNOT_LEVELS, Battery, OwnHours, gains, own_hours, targets
from takehome.studies.storage.federated.table_kernels import KNOTS
from takehome.studies.storage.homes import money_kernels
from takehome.studies.storage.homes.homes import LEVELS, TOP
from takehome.studies.storage.homes.semi_synthetic import semi_synthetic

jax = pytest.importorskip("jax")
pytest.importorskip("optax")


@settings(max_examples=50, deadline=None)
@given(
    st.integers(-TOP, TOP), st.floats(-8, 8), st.floats(-0.1, 0.9), st.floats(0, 0.3), st.floats(0.1, 1),
    st.floats(0.7, 1), st.floats(0, 0.1),
)  # fmt: skip
def test_money_is_that_of_the_kernel(
    move: int, net: float, buy: float, less: float, pitch: float, efficiency: float, wear: float
) -> None:
    """Oracle: `money_kernels.saved`, in double precision."""
    battery = Battery(pitch, 5, 5, efficiency, efficiency, wear, 1.0)
    got = float(under_test.saved(np.float32(move), np.float32(net), buy, buy - less, battery))
    wanted = money_kernels.saved(move, net, buy, buy - less, pitch, efficiency, efficiency, wear)
    assert got == pytest.approx(wanted, abs=1e-4)


def plainly(later: np.ndarray, hours: OwnHours, discount: float, lam: float) -> np.ndarray:
    """(T − 1, KNOTS) the recursion of the module's theory, loop by loop, with the tables' kernels."""
    pitch, up, down, charging, discharging, wear, scale = (float(one) for one in hours.battery)
    net, buy, sell = (np.asarray(column, float) for column in (hours.net, hours.buy, hours.sell))
    later = later - later[:, :1]
    found, ahead = np.zeros((len(net) - 1, KNOTS)), later[-1]
    for t in range(len(net) - 2, -1, -1):
        worth = lam * ahead + (1 - lam) * later[t + 1]
        for knot, level in enumerate(KNOT_LEVELS):
            _, found[t, knot] = money_kernels.best_move(
                level, int(up), int(down), net[t + 1], buy[t + 1], sell[t + 1], pitch, charging, discharging, wear,
                scale, discount, worth,
            )  # fmt: skip
        found[t] -= found[t, 0]
        ahead = found[t]
    return found


def one_home(days: float = 3, seed: int = 4) -> OwnHours:
    hours = own_hours(semi_synthetic(1, days, seed=seed))
    one: OwnHours = jax.tree.map(lambda column: column[0], hours)
    return one


@pytest.mark.parametrize("lam", [0.0, 0.8, 1.0])
def test_targets_are_those_of_a_plain_recursion(lam: float) -> None:
    """Oracle: the same recursion in NumPy, with the move that the tables' kernel finds best."""
    hours = one_home()
    base = np.random.default_rng(1).normal(size=hours.base.shape).cumsum(axis=1).astype(np.float32)
    hours = hours._replace(base=base)
    network = as_numpy(initial(jax.random.key(3)))
    got = np.asarray(targets(network, hours, gains(hours), 0.999, lam))
    wanted = plainly(np.asarray(values(network, hours.seen), float) + base, hours, 0.999, lam)
    np.testing.assert_allclose(got, wanted, atol=2e-4)


def test_with_all_foresight_the_targets_are_the_optimum() -> None:
    """Oracle: the exact optimum of the hours to come, each knot against an empty store (no discount)."""
    hours = one_home()
    zero = {name: np.zeros_like(array) for name, array in as_numpy(initial(jax.random.key(0))).items()}
    got = np.asarray(targets(zero, hours, gains(hours), 1.0, 1.0))[:, -1]
    assert (got > 0).all()
    assert (got < LEVELS).all()
    assert got.max() == pytest.approx(
        plainly(np.zeros((len(hours.net), KNOTS)), hours, 1.0, 1.0)[:, -1].max(), abs=1e-4
    )


def test_moves_beyond_power_are_never_made() -> None:
    """The gain of a move is finite exactly where the battery's power allows it."""
    hours = one_home()
    gain: Any = np.asarray(gains(hours))
    move = np.arange(LEVELS)[None, :] - KNOT_LEVELS[:, None]
    allowed = (move <= float(hours.battery.up)) & (-move <= float(hours.battery.down))
    assert ((gain > under_test.NEVER) == allowed[None]).all()


def test_judged_load_is_not_looked_at() -> None:
    """What a home learns from is the same whatever it will use in the judged hours."""
    homes = semi_synthetic(3, 3, judged_days=3)
    before = own_hours(homes)
    homes.net_kwh[:, homes.judged :] += 5
    after = own_hours(homes)
    for one, other in zip(jax.tree.leaves(before), jax.tree.leaves(after), strict=True):
        np.testing.assert_array_equal(one, other)
