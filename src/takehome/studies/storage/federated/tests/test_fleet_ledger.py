"""What may leave a home, and the book of what did; the planted arrays are what a legal team fears most."""

from __future__ import annotations

import math

import numpy as np
import pytest

from takehome.errors import InputError
from takehome.studies.storage.federated.ledger import (
    SHAPES,
    VISITS,
    Ledger,
    MayNotLeave,
    assert_may_leave,
    declared,
    sent,
)
from takehome.studies.storage.federated.task import PERSONAL, SHARED, LocalSettings, initial, local_step
from takehome.studies.storage.homes.semi_synthetic import semi_synthetic

UPDATE = {name: np.zeros(shape) for name, shape in SHAPES["tables"].items()}
NETWORK = {name: np.zeros(shape, np.float32) for name, shape in SHAPES["deep"].items()}


def test_a_home_sends_what_is_declared_and_nothing_else() -> None:
    """The real local step of a real home, with and without a promise of privacy."""
    home = semi_synthetic(1, own_days=3, judged_days=2)
    for send_visits in (True, False):
        settings = LocalSettings(send_visits=send_visits)
        result = local_step(home, initial(settings), settings)
        leaving = dict(result.update) if result.visits is None else {**result.update, VISITS: result.visits}
        assert_may_leave(leaving, declared("tables", visits=send_visits))
        assert set(leaving) == {*SHARED["tables"], *([VISITS] if send_visits else [])}


@pytest.mark.parametrize("name", ["net_kwh", "load", "value", "buy", VISITS])
def test_a_planted_load_or_price_is_refused(name: str) -> None:
    home = semi_synthetic(1, own_days=3, judged_days=2)
    for series in (home.net_kwh[0], home.buy[0], home.sell[0]):
        with pytest.raises(MayNotLeave) as refused:
            assert_may_leave({**UPDATE, name: series}, declared("tables", visits=True))
        assert f"'{name}'" in refused.value.saw
        assert str(series.shape) in refused.value.saw


@pytest.mark.parametrize("name", PERSONAL["deep"])
def test_a_planted_personal_layer_is_refused(name: str) -> None:
    allowed = declared("deep", personal=PERSONAL["deep"])
    shared = {key: one for key, one in NETWORK.items() if key not in PERSONAL["deep"]}
    assert_may_leave(shared, allowed)
    with pytest.raises(MayNotLeave, match=name):
        assert_may_leave({**shared, name: NETWORK[name]}, allowed)


def test_visits_are_refused_where_privacy_is_promised() -> None:
    with pytest.raises(MayNotLeave, match="visits"):
        assert_may_leave({**UPDATE, VISITS: np.zeros(SHAPES["tables"]["value"][0])}, declared("tables"))


@pytest.mark.parametrize("kind", [np.int64, complex, object, "datetime64[h]"])
def test_another_type_of_number_is_refused(kind: object) -> None:
    with pytest.raises(MayNotLeave, match="value"):
        assert_may_leave({"value": UPDATE["value"].astype("int64").astype(kind)}, "tables")


def test_names_of_arrays_are_those_of_the_local_step() -> None:
    assert {learner: tuple(shapes) for learner, shapes in SHAPES.items()} == {one: SHARED[one] for one in SHAPES}


def test_an_unknown_learner_is_refused() -> None:
    with pytest.raises(InputError, match="'trees'"):
        declared("trees")


def test_the_book_counts_bytes() -> None:
    book = Ledger()
    for number, homes in enumerate((90, 110)):
        arrays = {name: one.astype(np.float32) for name, one in UPDATE.items()}
        book = book.plus(sent(number, arrays, "tables", homes, noise_sd=0.5))
    size = 4 * UPDATE["value"].size
    assert book.bytes_per_home_round == size
    assert book.bytes_in_all == 200 * size
    assert book.bytes_per_home_month(1000, 30) == pytest.approx(0.1 * size * 30)
    assert (book.rounds, len(book), book.tensors) == (2, 2, {"value": UPDATE["value"].shape})
    assert book.as_rows()[0]["noise_sd"] == 0.5
    assert Ledger().bytes_per_home_round == 0
    assert Ledger().bytes_per_home_month(10, 30) == 0


def test_the_book_knows_norms() -> None:
    (row,) = sent(0, UPDATE, "tables", 3, norms_before=np.array([1.0, 2.0, 9.0]), norms_after=np.array([1.0, 2.0, 2.0]))
    assert row.norm_before == (2.0, 9.0)
    assert row.norm_after == (2.0, 2.0)
    assert row.clipped_share == pytest.approx(1 / 3)
    (bare,) = sent(0, UPDATE, "tables", 0, norms_before=np.array([]), norms_after=np.array([]))
    assert math.isnan(bare.norm_before[0])
    assert bare.clipped_share == 0


def test_a_book_from_elsewhere_is_checked() -> None:
    book = Ledger().plus(sent(0, UPDATE, "tables", 3))
    book.check(declared("tables"))
    with pytest.raises(MayNotLeave, match="value"):
        book.check(declared("deep"))


def test_nothing_is_entered_that_may_not_leave() -> None:
    with pytest.raises(MayNotLeave, match="load"):
        sent(0, {"load": np.zeros(48)}, "tables", 3)
