"""What each home saves with each table. Oracles: kernels for one home, called in Python; the exact optimum."""

from dataclasses import fields, replace

import numpy as np
import pytest

from takehome.errors import InputError
from takehome.studies.storage.federated.alternatives import alternatives, local_small, pooled
from takehome.studies.storage.federated.correction_kernels import correct, move_money, walk_corrected
from takehome.studies.storage.federated.engine import train
from takehome.studies.storage.federated.newcomers import Joined, newcomers
from takehome.studies.storage.federated.personal import OWN_PRIOR, PASSES, PRIOR, Ways, kept, own_days, ways
from takehome.studies.storage.federated.personal_kernels import ALONE, LEARNED_ON, PLANNED, SHARED, WAYS
from takehome.studies.storage.federated.seeing import own_hours, seen
from takehome.studies.storage.federated.settings import FleetSettings
from takehome.studies.storage.federated.table_kernels import learn, walk
from takehome.studies.storage.homes import bound
from takehome.studies.storage.homes.semi_synthetic import semi_synthetic

HOMES = semi_synthetic(30, own_days=8, judged_days=4, seed=6)
SETTINGS = FleetSettings(rounds=4, cohort=1.0)
SHARED_TABLE = train(HOMES, SETTINGS).shared["value"]
DISCOUNT = SETTINGS.discount


@pytest.mark.parametrize("i", [0, 11, 29])
def test_each_way_is_the_walk_of_its_table(i: int) -> None:
    """The plan alone, the shared table, the same learned on, and one learned alone, computed for one home."""
    found = ways(HOMES, SHARED_TABLE)
    home = HOMES.take(np.array([i]))
    own, hours = own_hours(home)
    later = seen(home, home.judged)
    battery = tuple(one[0] for one in bound.battery_arrays(home))
    scale, (up, down) = home.scale[0], battery[1:3]
    before = move_money(*(one[0, : own.judged] for one in (own.net_kwh, own.buy, own.sell)), *battery, scale)
    after = move_money(*(one[0, home.judged :] for one in (home.net_kwh, home.buy, home.sell)), *battery, scale)
    starts = {PLANNED: 0.0, SHARED: 1.0, LEARNED_ON: 1.0, ALONE: 0.0}
    for way, start in starts.items():
        table = start * SHARED_TABLE
        if way in (LEARNED_ON, ALONE):
            prior = PRIOR if way == LEARNED_ON else OWN_PRIOR
            correct(table, np.zeros(len(table)), table.copy(), hours.cell[0], hours.outset[0], before, up, down,
                    DISCOUNT, prior, 0.0, PASSES)  # fmt: skip
        wanted = scale * walk_corrected(table, later.cell[0], later.outset[0], after, up, down, DISCOUNT)
        assert found.saved[i, way] == pytest.approx(wanted, abs=1e-9)


def test_alternatives_stay_below_the_optimum_and_say_which_table_was_used() -> None:
    """No table saves more than the schedule with everything known; homes that have a week choose."""
    found = alternatives(HOMES, SHARED_TABLE, SETTINGS)
    most = bound.optimum(HOMES)
    for one in fields(found)[:6]:
        assert (getattr(found, one.name) <= most + 1e-9).all()
    assert set(np.unique(found.way)) <= {LEARNED_ON, ALONE}
    alone = found.way == ALONE
    assert np.array_equal(found.personalised[alone], found.local[alone])
    assert found.federated.sum() > found.planned.sum()


def test_the_pooled_table_is_a_fleet_where_all_take_part() -> None:
    """Neither drop-outs, nor clipping, nor FedProx touch it."""
    rough = replace(SETTINGS, cohort=0.1, dropout=0.5, strategy="fedprox", proximity=0.5, seed=9)
    assert np.array_equal(pooled(HOMES, rough), pooled(HOMES, SETTINGS))


def test_the_small_table_is_the_learner_without_a_plan_on_hours() -> None:
    """Home 3 by the kernels of `table_kernels.py`."""
    first, i = HOMES.judged, 3
    battery, scale = tuple(one[i] for one in bound.battery_arrays(HOMES)), HOMES.scale[i]
    columns = HOMES.hour.astype(np.int64), HOMES.net_kwh, HOMES.buy, HOMES.sell
    table = np.zeros((24, SHARED_TABLE.shape[1]))
    own = [one[i, :first] for one in columns]
    learn(table, np.zeros(24), table.copy(), *own, *battery, scale, DISCOUNT, 0.0, 0.0, 4)
    wanted = walk(table, *(one[i, first:] for one in columns), *battery, scale, DISCOUNT)
    assert local_small(HOMES)[i] == pytest.approx(wanted, abs=1e-9)


def test_homes_choose_only_with_a_week_of_own_days() -> None:
    """And then by the hours that were held out, not by those that are judged."""
    held_out = np.zeros((3, WAYS))
    held_out[1:, ALONE] = 1.0
    found = Ways(np.zeros((3, WAYS)), held_out, np.empty((3, 0)))
    assert kept(found, np.array([30.0, 30.0, 3.0])).tolist() == [LEARNED_ON, ALONE, LEARNED_ON]
    assert own_days(HOMES.with_own_days(3)).tolist() == [3.0] * len(HOMES)


def test_a_newcomer_without_own_days_has_the_shared_table() -> None:
    """Learning on from nothing is the shared table; learning alone from nothing is the plan; days it has not are left
    out."""
    found = newcomers(HOMES, SHARED_TABLE)
    assert found.days == (0.0, 1.0, 2.0, 3.0, 7.0)
    assert found.personal[0] == found.shared[0]
    assert found.alone[0] == found.planned[0]
    assert found.small[0] == 0.0
    assert found.homes == len(HOMES)


def test_days_to_a_useful_policy_are_those_from_which_on_it_stays_useful() -> None:
    """By hand: 90 % of .8 is .72."""
    nothing = (0.0, 0.0, 0.0)
    found = Joined(
        5, (0.0, 1.0, 2.0), (0.8, 0.8, 0.8), (0.73, 0.7, 0.75), (0.1, 0.2, 0.3), (0, 0, 0.75), nothing, nothing
    )
    assert [found.days_to_useful(way) for way in ("shared", "personal", "alone", "small")] == [0.0, 2.0, np.inf, 2.0]


def test_newcomers_with_nothing_to_save_are_refused() -> None:
    """One price, for buying and selling alike."""
    flat = replace(HOMES, buy=np.full_like(HOMES.buy, 0.2), sell=np.full_like(HOMES.sell, 0.2))
    with pytest.raises(InputError, match="nothing to save"):
        newcomers(flat, SHARED_TABLE)
