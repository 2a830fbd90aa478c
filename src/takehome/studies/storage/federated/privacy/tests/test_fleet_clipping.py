"""Clipping: properties that hold for every update; oracle: NumPy's norm of all entries in a row."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from takehome.errors import InputError
from takehome.studies.storage.federated.privacy.clipping import clip, enforce, factors, mean, norm, norms

FINITE = st.floats(-1e6, 1e6, width=32)


def updates(kind: type = np.float32) -> st.SearchStrategy[dict[str, np.ndarray]]:
    return st.fixed_dictionaries({
        "market": arrays(kind, (3, 2), elements=FINITE), "bias": arrays(kind, 4, elements=FINITE),
    })  # fmt: skip


@given(updates(), st.floats(1e-3, 1e3))
def test_no_update_is_longer_than_the_bound(update: dict[str, np.ndarray], bound: float) -> None:
    short, before, after = clip(update, bound)
    flat = np.concatenate([one.ravel() for one in update.values()]).astype(float)
    assert before == pytest.approx(np.linalg.norm(flat), rel=1e-12)
    assert after == norm(short) <= bound
    if before <= bound:
        assert all((short[name] == update[name]).all() for name in update)
    else:
        assert after == pytest.approx(bound, rel=1e-5)


@given(updates(np.float64), st.floats(1e-3, 1e3))
def test_clipping_keeps_the_direction_and_is_done_once(update: dict[str, np.ndarray], bound: float) -> None:
    short, before, _ = clip(update, bound)
    again, _, _ = clip(short, bound)
    for name in update:
        assert (again[name] == short[name]).all()
        np.testing.assert_allclose(short[name] * max(before / bound, 1), update[name], rtol=1e-5, atol=1e-12)


@given(st.lists(updates(np.float64), min_size=1, max_size=5), st.floats(1e-2, 1e2))
def test_one_home_moves_the_sum_by_at_most_the_bound(many: list[dict[str, np.ndarray]], bound: float) -> None:
    """The sensitivity that the noise is sized for, with add or remove one home."""
    names = [str(i) for i in range(len(many))]
    everyone = enforce(many, names, bound).total
    without = enforce(many[1:], names[1:], bound).total
    apart = {name: everyone[name] - without.get(name, 0.0) for name in everyone}
    assert norm(apart) <= bound * (1 + 1e-9)


@given(st.lists(updates(np.float64), min_size=1, max_size=5), st.floats(1e-2, 1e2))
def test_the_factors_of_a_stack_are_those_of_its_homes(many: list[dict[str, np.ndarray]], bound: float) -> None:
    stacked = {name: np.stack([one[name] for one in many]) for name in many[0]}
    lengths = norms(stacked)
    for i, update in enumerate(many):
        short, before, _ = clip(update, bound)
        assert lengths[i] == pytest.approx(before, rel=1e-9)
        for name in update:
            np.testing.assert_allclose(factors(lengths, bound)[i] * update[name], short[name], rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_home_with_a_number_that_is_not_finite_is_left_out_and_named(bad: float) -> None:
    updates = [{"value": np.ones((2, 2))}, {"value": np.array([[1.0, bad], [0, 0]])}, {"value": np.ones((2, 2))}]
    found = enforce(updates, ["first", "broken", "last"], 10.0)
    assert [one.home for one in found.left_out] == ["broken"]
    assert "'value'" in found.left_out[0].reason
    np.testing.assert_array_equal(found.total["value"], 2 * np.ones((2, 2)))
    assert len(found.norms_before) == 2
    with pytest.raises(InputError, match="'value'"):
        clip(updates[1], 10.0)
    assert factors(np.array([bad, 1.0]), 1.0).tolist() == [0.0, 1.0]


def test_the_denominator_does_not_depend_on_who_came() -> None:
    one = enforce([{"value": np.ones(2)}], ["a"], 10.0).total
    two = enforce([{"value": np.ones(2)}] * 2, ["a", "b"], 10.0).total
    np.testing.assert_array_equal(mean(one, 0.1, 100)["value"], [0.1, 0.1])
    np.testing.assert_array_equal(mean(two, 0.1, 100)["value"], [0.2, 0.2])


@pytest.mark.parametrize("bound", [0.0, -1.0, np.inf, np.nan])
def test_a_bound_that_bounds_nothing_is_refused(bound: float) -> None:
    with pytest.raises(InputError):
        clip({"value": np.ones(2)}, bound)
    with pytest.raises(InputError):
        enforce([], [], bound)


@pytest.mark.parametrize(("share", "homes"), [(0.0, 10), (1.1, 10), (0.5, 0)])
def test_a_fleet_that_cannot_be_is_refused(share: float, homes: int) -> None:
    with pytest.raises(InputError):
        mean({"value": np.ones(2)}, share, homes)
