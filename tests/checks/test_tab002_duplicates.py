"""TAB002: copies are told from what coarse columns do by chance."""

import numpy as np

from checks.world import findings, said, straight
from takehome.protocol import Status


def test_copies_are_counted() -> None:
    world = {name: np.concatenate([values, values[:30]]) for name, values in straight(200, 3, 0).items()}
    found = findings(world, code="TAB002")[0]
    assert found.status is Status.FAILED
    assert found.measured["repeated rows"].value == 30


def test_coarse_rows_repeat_by_chance() -> None:
    random = np.random.default_rng(0)
    world = {name: random.integers(0, 3, 500) for name in ("a", "b", "c", "y")}
    found = findings(world, code="TAB002")[0]
    assert found.status is Status.PASSED
    assert found.measured["repeated rows"].value > 400


def test_held_out_rows_that_were_trained_on_fail() -> None:
    world = {name: np.concatenate([values, values[:20]]) for name, values in straight(400, 3, 1).items()}
    train = np.arange(420) < 400
    from takehome.table import read

    found = findings(read(world), code="TAB002", train=train)
    assert said(found) == {None: "caution", "hold-out": "failed"}
    assert found[1].measured["shared rows"].value == 20


def test_identifiers_do_not_hide_copies() -> None:
    from takehome.table import canonical, read

    world = {name: np.concatenate([values, values]) for name, values in straight(60, 2, 1).items()}
    table = canonical(read({**world, "key": range(120)}, roles={"key": "id"}))
    assert findings(table, code="TAB002")[0].status is Status.FAILED
