"""The environments against the brief's own class and Gymnasium's checker; vector forms, compiled limits and speed."""

from __future__ import annotations

import subprocess
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env
from hypothesis import given, settings
from hypothesis import strategies as st

from takehome.errors import InputError
from takehome.studies.storage.environments.autoreset import NEXT_STEP
from takehome.studies.storage.environments.discrete import DAY, PENALTY, StorageDiscrete
from takehome.studies.storage.environments.discrete_vector import StorageDiscreteVector
from takehome.studies.storage.environments.limits_kernels import clip_moves, possible_actions, possible_actions_of
from takehome.studies.storage.environments.storage_vector import StorageVector
from takehome.studies.storage.tests.environment_worlds import WEARS, battery, series

PLACE = "takehome.studies.storage.environments"
DISCRETE, FULL_SIZE = f"{PLACE}:takehome/StorageDiscrete-v0", f"{PLACE}:takehome/Storage-v0"


class BatteryEnv:
    """The brief's environment, to the letter: the authority for the discrete one."""

    def __init__(self, prices: Any) -> None:
        self.prices = prices
        self.max_capacity = 10
        self.current_charge = 0
        self.time_step = 0
        self.end_step = len(prices) - 1

    def reset(self) -> Any:
        self.current_charge = 0
        self.time_step = 0
        return (self.current_charge, self.time_step)

    def step(self, action: int) -> Any:
        current_price = self.prices[self.time_step]
        reward = 0
        if action == 1:
            if self.current_charge < self.max_capacity:
                self.current_charge += 1
                reward = -current_price
            else:
                reward = -50
        elif action == 2:
            if self.current_charge > 0:
                self.current_charge -= 1
                reward = current_price
            else:
                reward = -50
        self.time_step += 1
        done = self.time_step >= self.end_step
        next_state = (self.current_charge, self.time_step)
        return next_state, reward, done


@settings(max_examples=40)
@given(st.lists(st.sampled_from([0, 1, 1, 2]), min_size=23, max_size=23), st.booleans())
def test_bit_equal_to_the_brief(actions: list[int], numpy_actions: bool) -> None:
    brief, ours = BatteryEnv(np.array(DAY)), StorageDiscrete()
    assert tuple(ours.reset()[0]) == brief.reset()
    for action in actions:
        state, reward, done = brief.step(action)
        seen, earned, terminated, truncated, info = ours.step(np.int64(action) if numpy_actions else action)
        assert (tuple(seen), earned, terminated, truncated) == (state, float(reward), done, False)
        assert info["action_mask"].tolist() == [1, state[0] < 10, state[0] > 0]
    assert done


def best_of_the_day(degradation: float) -> float:
    """Best sum of rewards, by trying every action at every state of the environment itself, last hour first."""
    value = dict.fromkeys(range(11), 0.0)
    for hour in range(22, -1, -1):
        now = {}
        for charge in range(11):
            outcomes = []
            for action in range(3):
                env = StorageDiscrete(degradation=degradation)
                env.reset()
                env._charge, env._hour = charge, hour
                seen, reward, terminated, _, _ = env.step(action)
                assert terminated == (hour == 22)
                outcomes.append(reward + value[int(seen[0])])
            now[charge] = max(outcomes)
        value = now
    return value[0]


@pytest.mark.parametrize(("degradation", "optimum"), [(0.0, 435.0), (2.0, 395.0)])
def test_the_optima_as_coded_and_as_described(degradation: float, optimum: float) -> None:
    """395 is 2 for each step that charges or discharges: the best day has ten of each, so 435 − 20 · 2."""
    assert best_of_the_day(degradation) == optimum


def test_degradation_is_charged_where_energy_moves_and_only_there() -> None:
    env = StorageDiscrete(degradation=2.0)
    env.reset()
    assert [env.step(action)[1] for action in (2, 0, 1, 2)] == [PENALTY, 0.0, -10.0 - 2.0, 12.0 - 2.0]


def test_hour_23_is_never_traded() -> None:
    other = [*DAY[:-1], 10_000]
    for prices in (DAY, other):
        env = StorageDiscrete(prices)
        env.reset()
        rewards = [env.step(1 if hour < 5 else 0)[1] for hour in range(22)]
        assert env.step(2)[1:3] == (30.0, True)
        assert sum(rewards) == -57.0
        with pytest.raises(gymnasium.error.ResetNeeded):
            env.step(0)


@pytest.mark.parametrize("prices", [[10.0], [1.0, np.nan], [[1.0, 2.0]]])
def test_prices_that_are_no_day(prices: Any) -> None:
    with pytest.raises(InputError, match="prices"):
        StorageDiscrete(prices)


def test_a_bad_action_or_cost_is_named() -> None:
    env = StorageDiscrete()
    env.reset()
    with pytest.raises(InputError, match="action 3"):
        env.step(3)
    with pytest.raises(InputError, match="degradation"):
        StorageDiscrete(degradation=-1.0)


# --- Gymnasium -----------------------------------------------------------------------------------------------------

MADE: list[tuple[str, dict[str, Any]]] = [
    (DISCRETE, {}),
    (DISCRETE, {"degradation": 2.0}),
    (FULL_SIZE, {}),
    (FULL_SIZE, {"prices": series(3, known=True), "battery": battery(WEARS[3]), "information": "known_day"}),
    (FULL_SIZE, {"prices": series(3), "battery": battery(WEARS[1]), "information": "forecast", "continuous": True}),
    (FULL_SIZE, {"prices": series(3), "information": "current_price", "episode_steps": 24, "scale": 50.0}),
]


@pytest.mark.parametrize(("name", "parameters"), MADE)
def test_gymnasiums_checker_has_nothing_to_say(name: str, parameters: dict[str, Any]) -> None:
    env = gymnasium.make(name, **parameters)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        check_env(env.unwrapped)
    assert not said, [str(one.message) for one in said]


@pytest.mark.parametrize(("name", "parameters"), MADE)
def test_the_vector_form_is_the_single_form(name: str, parameters: dict[str, Any]) -> None:
    """Three at a time, over two ends: the same rewards, sights and marks, with NEXT_STEP in between."""
    together = gymnasium.make_vec(name, num_envs=3, vectorization_mode="vector_entry_point", **parameters)
    single = [gymnasium.make(name, **parameters).unwrapped for _ in range(3)]
    assert together.metadata["autoreset_mode"] == NEXT_STEP
    options = {"piece": 1} if "episode_steps" in parameters else None
    seen, info = together.reset(seed=0, options=options)
    np.testing.assert_array_equal(seen, [env.reset(options=options)[0] for env in single])
    over, rng, ends = False, np.random.default_rng(0), 0
    while ends < (1 if options else 2):
        actions = (
            rng.uniform(-1, 1, (3, 1)).astype(np.float32) if parameters.get("continuous") else rng.integers(3, size=3)
        )
        seen, reward, terminated, truncated, info = together.step(actions)
        assert seen in together.observation_space
        if over:
            expected = [(env.reset()[0], 0.0, False, False, {}) for env in single]
        else:
            expected = [env.step(action) for env, action in zip(single, actions, strict=True)]
        np.testing.assert_array_equal(seen, [one[0] for one in expected])
        np.testing.assert_allclose(reward, [one[1] for one in expected], rtol=1e-12, atol=1e-12)
        assert terminated.tolist() == [one[2] for one in expected]
        assert truncated.tolist() == [one[3] for one in expected]
        for key, value in expected[0][4].items():
            np.testing.assert_array_equal(info[key][0], value)
        over = bool(terminated[0] or truncated[0])
        ends += over


def test_vector_actions_are_checked() -> None:
    for env in (StorageDiscreteVector(2), StorageVector(2)):
        env.reset()
        for actions in ([0, 3], [0], [0, -1]):
            with pytest.raises(InputError, match="actions of shape"):
                env.step(np.array(actions))


def test_ids_are_registered_by_import() -> None:
    """In a fresh interpreter, with the module named in the id, and twice without a complaint."""
    code = (
        "import warnings; warnings.simplefilter('error')\n"
        f"import gymnasium; env = gymnasium.make('{DISCRETE}'); env.reset(seed=1); print(env.spec.id)\n"
        f"from {PLACE}.registration import register; register()\n"
        "print(gymnasium.make('takehome/Storage-v0').spec.id)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.stdout.split() == ["takehome/StorageDiscrete-v0", "takehome/Storage-v0"], ran.stderr


# --- compiled and plain, and speed ---------------------------------------------------------------------------------


def cases(count: int) -> Iterator[tuple[int, ...]]:
    rng = np.random.default_rng(0)
    for _ in range(count):
        top, up, down = rng.integers(1, 30), rng.integers(1, 9), rng.integers(1, 9)
        yield (
            int(rng.integers(top + 1)), int(rng.integers(-12, 13)), int(top), int(up), int(down),
            int(rng.integers(top + 1)), int(rng.integers(6)), bool(rng.integers(2)),
        )  # fmt: skip


def test_compiled_limits_are_the_plain_ones() -> None:
    for level, wanted, top, up, down, end, left, sells in cases(300):
        rest = (top, up, down, end, left, sells)
        assert possible_actions(level, *rest) == possible_actions.py_func(level, *rest)
        many = (top, up, down, end, np.array([left]), np.array([sells]))
        levels = np.array([level])
        assert clip_moves(levels, np.array([wanted]), *many) == clip_moves.py_func(levels, np.array([wanted]), *many)
        assert possible_actions_of(levels, *many)[0] == possible_actions(level, *rest)
