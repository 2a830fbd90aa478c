"""The home environment: Gymnasium's checker, the vector form against the single one, and money against the kernels."""

from __future__ import annotations

import subprocess
import sys
import warnings
from typing import Any

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env

from takehome.errors import InputError
from takehome.studies.storage.environments.autoreset import NEXT_STEP
from takehome.studies.storage.environments.home_storage import HomeStorage
from takehome.studies.storage.environments.home_storage_vector import HomeStorageVector
from takehome.studies.storage.federated.table_kernels import KNOTS, walk
from takehome.studies.storage.homes import bound
from takehome.studies.storage.homes.homes import TOP, Homes
from takehome.studies.storage.homes.money_kernels import best_move
from takehome.studies.storage.homes.observing import CELLS, FEATURES, cells, features
from takehome.studies.storage.homes.semi_synthetic import semi_synthetic

ID = "takehome.studies.storage.environments:takehome/HomeStorage-v0"
MADE: list[dict[str, Any]] = [
    {},
    {"homes": semi_synthetic(4, 3, 3, seed=1), "home": 2, "part": "all"},
    {"homes": semi_synthetic(4, 3, 3, seed=2), "home": 1, "episode_hours": 30, "part": "own"},
]


@pytest.mark.parametrize("parameters", MADE)
def test_gymnasiums_checker_has_nothing_to_say_of_a_home(parameters: dict[str, Any]) -> None:
    env = gymnasium.make(ID, **parameters)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        check_env(env.unwrapped)
    assert not said, [str(one.message) for one in said]


@pytest.mark.parametrize("parameters", MADE)
def test_the_vector_form_of_a_home_is_the_single_form(parameters: dict[str, Any]) -> None:
    """Three at a time, over an end: the same rewards, sights and marks, with NEXT_STEP in between."""
    together = gymnasium.make_vec(ID, num_envs=3, vectorization_mode="vector_entry_point", **parameters)
    single = [gymnasium.make(ID, **parameters).unwrapped for _ in range(3)]
    assert together.metadata["autoreset_mode"] == NEXT_STEP
    options = {"piece": 0}
    seen, info = together.reset(seed=0, options=options)
    np.testing.assert_array_equal(seen, [env.reset(options=options)[0] for env in single])
    over, rng = False, np.random.default_rng(0)
    while not over:
        actions = rng.integers(together.single_action_space.n, size=3)
        seen, reward, terminated, truncated, info = together.step(actions)
        assert seen in together.observation_space
        expected = [env.step(action) for env, action in zip(single, actions, strict=True)]
        np.testing.assert_array_equal(seen, [one[0] for one in expected])
        np.testing.assert_allclose(reward, [one[1] for one in expected], rtol=1e-12, atol=1e-12)
        assert terminated.tolist() == [one[2] for one in expected]
        assert truncated.tolist() == [one[3] for one in expected]
        for key, value in expected[0][4].items():
            np.testing.assert_array_equal(info[key][0], value)
        over = bool(terminated[0] or truncated[0])
    seen, reward, terminated, truncated, info = together.step(actions)
    assert reward.tolist() == [0.0] * 3
    assert not (terminated | truncated).any()
    assert seen[:, 0].tolist() == [0.0] * 3


@pytest.fixture(scope="module")
def homes() -> Homes:
    return semi_synthetic(6, 3, 7, seed=3)


@pytest.mark.parametrize("home", range(6))
def test_the_rewards_of_a_tables_policy_are_the_money_of_walk(homes: Homes, home: int) -> None:
    """The same table, read by the environment's user and by the compiled walk."""
    rng = np.random.default_rng(home)
    table, cell = np.cumsum(rng.exponential(0.15, (CELLS, KNOTS)), axis=1), cells(homes)[home]
    battery = tuple(one[home] for one in bound.battery_arrays(homes))
    pitch, up, down, *losses = battery
    env = HomeStorage(homes, home)
    env.reset()
    first, total, level = homes.judged, 0.0, 0
    for t in range(first, homes.hours):
        hour = homes.net_kwh[home, t], homes.buy[home, t], homes.sell[home, t]
        move, _ = best_move(level, up, down, *hour, pitch, *losses, homes.scale[home], 0.999, table[cell[t]])
        _, reward, terminated, truncated, info = env.step(move + env.hold)
        level += move
        assert info["stored_kwh"] == pytest.approx(level * pitch)
        total += reward
    assert (terminated, truncated) == (True, False)
    hours = (one[home, first:] for one in (homes.net_kwh, homes.buy, homes.sell))
    assert total == pytest.approx(walk(table, cell[first:], *hours, *battery, homes.scale[home], 0.999), abs=1e-9)


def test_no_play_of_the_environment_beats_the_optimum(homes: Homes) -> None:
    """All homes at once, at random and by self-consumption, which the environment must pay as the rule does."""
    most = bound.optimum(homes)
    env = HomeStorageVector(6, homes, None)
    rng = np.random.default_rng(0)
    for rule in ("random", "self-consumption"):
        env.reset()
        total = np.zeros(6)
        for t in range(homes.judged, homes.hours):
            actions = rng.integers(env.series.actions, size=6)
            if rule == "self-consumption":
                actions = env.hold + self_consuming(homes, t, env)
            total += env.step(actions)[1]
        assert np.all(total <= most + 1e-9)
    np.testing.assert_allclose(total, bound.self_consumption(homes), atol=1e-9)


def self_consuming(homes: Homes, t: int, env: HomeStorageVector) -> np.ndarray:
    """(6,) the surplus stored, the need covered, to the nearest level; the environment cuts at its limits."""
    net, pitch = homes.net_kwh[:, t], homes.pitch_kwh
    stored = np.floor(-net * homes.charge_efficiency / pitch + 0.5)
    taken = np.floor(net / (pitch * homes.discharge_efficiency) + 0.5)
    return np.clip(np.where(net < 0, stored, -taken), -env.hold, env.series.actions - 1 - env.hold).astype(int)


def test_what_is_seen_is_the_charge_and_the_features(homes: Homes) -> None:
    env = HomeStorage(homes, 5, part="all")
    seen, info = env.reset()
    expected = features(homes)[5]
    assert seen.tolist() == [0.0, *expected[0].tolist()]
    seen, _, _, _, info = env.step(env.series.actions - 1)
    assert seen[0] == pytest.approx(homes.up[5] / TOP)
    assert seen[1:].tolist() == expected[1].tolist()
    up, down = homes.up[5], homes.down[5]
    assert info["action_mask"].sum() == 1 + min(down, up) + min(up, TOP - up)
    assert env.observation_space.shape == (1 + FEATURES,)


def test_the_future_is_not_seen(homes: Homes) -> None:
    """Other loads after an hour, and other prices after the known ones, change nothing that is seen in it."""
    t = homes.judged + 10
    net, buy = homes.net_kwh.copy(), homes.buy.copy()
    net[:, t + 1 :] += 5.0
    buy[:, t + 13 :] *= 3.0
    other = Homes(**{**vars(homes), "net_kwh": net, "buy": buy})
    np.testing.assert_array_equal(features(homes)[:, t], features(other)[:, t])
    np.testing.assert_array_equal(cells(homes)[:, t], cells(other)[:, t])


@pytest.mark.parametrize(
    ("parameters", "named"),
    [({"home": 9}, "home = 9"), ({"part": "past"}, "part = 'past'"), ({"episode_hours": 0}, "episode_hours")],
)
def test_bad_parameters_of_a_home_are_named(parameters: dict[str, Any], named: str) -> None:
    with pytest.raises(InputError, match=named):
        HomeStorage(**parameters)


def test_bad_actions_and_pieces_of_a_home_are_named() -> None:
    env = HomeStorage()
    with pytest.raises(InputError, match="piece 4"):
        env.reset(options={"piece": 4})
    env.reset()
    with pytest.raises(InputError, match="action 99"):
        env.step(99)
    vector = HomeStorageVector(2)
    vector.reset()
    with pytest.raises(InputError, match="actions of shape"):
        vector.step(np.array([0, 99]))
    fresh = HomeStorage()
    with pytest.raises(gymnasium.error.ResetNeeded):
        fresh.step(0)


def test_the_home_is_registered_by_import() -> None:
    code = (
        "import warnings; warnings.simplefilter('error')\n"
        f"import gymnasium; env = gymnasium.make('{ID}'); env.reset(seed=1); print(env.spec.id)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "takehome/HomeStorage-v0"
