"""Learners on two homes: kernels against their twins, identical homes, a misleading one, and no look ahead."""

from dataclasses import replace

import numpy as np
import pytest

from takehome.protocol import Status
from takehome.studies.storage.federated.table_kernels import KNOTS, walk
from takehome.studies.storage.homes import bound
from takehome.studies.storage.homes.expected_plan_kernels import EVERY, PAST, expected_moves
from takehome.studies.storage.homes.homes import AHEAD, HOURS, Homes
from takehome.studies.storage.homes.houses import HOUSE_A, HOUSE_B, synthetic_house, together
from takehome.studies.storage.homes.observing import CELLS, cells
from takehome.studies.storage.transfer import scenario
from takehome.studies.storage.transfer.learner import clock, hidden_hours, with_local_days, without_hours
from takehome.studies.storage.transfer.negative import held_out
from takehome.studies.storage.transfer.reading import pair_of
from takehome.studies.storage.transfer.settings import Settings
from takehome.studies.storage.transfer.study import Transfer
from takehome.studies.storage.transfer.tables import TableLearner
from takehome.studies.storage.transfer.walk_kernels import plan_moves, rule_moves, values_moves
from takehome.studies.storage.transfer.windows import Stretches, draw
from takehome.table import Column, Kind, Table


@pytest.fixture(scope="module")
def pair() -> tuple[Homes, Homes]:
    made = pair_of(scenario.house_twins(0).table, None, None)
    return made.source, made.target


@pytest.fixture(scope="module")
def stretches(pair: tuple[Homes, Homes]) -> Stretches:
    return draw(pair[1], 20, 0)


def named(table: Table, name: str) -> Table:
    values = np.array([name] * table.rows, dtype=object)
    return replace(
        table,
        columns=tuple(replace(c, values=values) if c.name == "home" else c for c in table.columns),
    )


def noisy(table: Table, seed: int) -> Table:
    """The same house in another year: each load is another draw around the same."""
    noise = np.exp(0.2 * np.random.default_rng(seed).standard_normal(table.rows))
    columns = tuple(
        Column(c.name, c.kind, c.values * noise, c.unit) if c.name == "load_kwh" else c for c in table.columns
    )
    return replace(table, columns=columns)


def test_what_moves_save_adds_up_to_what_the_reference_walks_say(stretches: Stretches) -> None:
    """`walk` of the fleet's kernels and the floors of the homes give sums; here they are taken hour by hour."""
    homes, first = stretches.homes, stretches.homes.judged
    table = np.random.default_rng(0).normal(size=(CELLS, KNOTS)).cumsum(axis=1)
    battery = tuple(column[0] for column in bound.battery_arrays(homes))
    scale = float(homes.scale[0])
    whole = tuple(column[0] for column in (homes.net_kwh, homes.buy, homes.sell))
    part = tuple(column[first:] for column in whole)
    cell = cells(homes)[0][first:]
    _, money = values_moves(table[cell], 0, *part, *battery, scale, 0.999)
    assert money.sum() == pytest.approx(walk(table, cell, *part, *battery, scale, 0.999), rel=1e-12)
    assert rule_moves(0, *part, *battery)[1].sum() == pytest.approx(bound.self_consumption(homes)[0], rel=1e-12)
    planned = plan_moves(0, first, homes.hours, AHEAD, *whole, *battery)[1]
    assert planned.sum() == pytest.approx(bound.plan(homes)[0], rel=1e-12)
    given = (int(homes.hour[0, 0]), AHEAD, 0, PAST, *whole, *battery)
    on_days = expected_moves(0, first, homes.hours, EVERY, *given)[1]
    assert on_days.sum() == pytest.approx(bound.plan_on_past_days(homes)[0], rel=1e-12)


def test_the_source_never_saw_the_judged_hours(pair: tuple[Homes, Homes], stretches: Stretches) -> None:
    rows = np.concatenate([group for group, _ in hidden_hours(stretches)])
    assert rows.tolist() == list(range(20))
    for group, hidden in hidden_hours(stretches):
        taught = clock(without_hours(pair[0], hidden))[0]
        judged = clock(stretches.homes)[group, stretches.homes.judged :]
        assert not np.isin(judged, taught).any()


def test_local_days_change_nothing_but_what_is_learned_from(pair: tuple[Homes, Homes], stretches: Stretches) -> None:
    """The judged hours hold no information: with other prices there, what was learned before is the same."""
    learner = TableLearner(pair[0], stretches, Settings())
    own = with_local_days(stretches.homes, 3)
    turned = replace(own, net_kwh=own.net_kwh.copy())
    turned.net_kwh[:, own.judged + HOURS :] *= 2
    before, after = (learner.policies(one)["scratch"]["value"] for one in (own, turned))
    np.testing.assert_array_equal(before, after)


def test_held_out_days_are_not_learned_from(stretches: Stretches) -> None:
    homes = stretches.homes
    fold = held_out(homes, 6, np.array([2, 3]))
    learned = clock(fold)[0, int(fold.begins[0]) : fold.judged]
    judged = clock(fold)[0, fold.judged :]
    assert len(learned) == 4 * HOURS
    assert not np.isin(judged, learned).any()
    assert set(judged) == set(clock(homes)[0, homes.judged - 4 * HOURS : homes.judged - 2 * HOURS])


def test_stretches_are_drawn_by_the_seed_alone(pair: tuple[Homes, Homes]) -> None:
    assert draw(pair[1], 20, 3).starts.tolist() == draw(pair[1], 20, 3).starts.tolist()
    assert draw(pair[1], 20, 3).starts.tolist() != draw(pair[1], 20, 4).starts.tolist()


def test_from_an_identical_house_the_jumpstart_is_large_and_the_ratio_above_1() -> None:
    """The same house in another year teaches it: with no own day most of what scratch will reach is there."""
    taught = named(synthetic_house(HOUSE_B), HOUSE_A)
    study = Transfer(Settings()).fit(together((noisy(taught, 1), synthetic_house(HOUSE_B)), "identical houses"))
    metrics = study.metrics()
    assert isinstance(metrics["jumpstart_low"], float)
    assert metrics["jumpstart_low"] > 0.2
    assert isinstance(metrics["transfer_days_ratio_low"], float)
    assert metrics["transfer_days_ratio_low"] > 1
    status = {finding.stage: finding.status for finding in study.checks() if finding.code == "STO151"}
    assert status["chosen"] is not Status.FAILED


def test_a_misleading_house_is_found_and_the_fallback_protects() -> None:
    """House A's prices are House B's upside down: STO151 fails, and with fallback at most a point is lost."""
    study = Transfer(Settings()).fit(scenario.misled_house_b().table)
    findings = {(finding.code, finding.stage): finding for finding in study.checks()}
    assert findings["STO151", "chosen"].status is Status.FAILED
    assert findings["STO151", "baseline"].status is Status.FAILED
    assert findings["STO152", "chosen"].measured["lost"].value <= 1.0


def test_a_new_house_is_an_outside_oracle_for_the_shares(stretches: Stretches) -> None:
    """No floor saves more than the exact optimum, and the optimum is that of the homes' own kernel."""
    homes = stretches.homes
    most = bound.optimum(homes)
    assert (bound.plan(homes) <= most + 1e-9).all()
    assert (bound.plan_on_past_days(homes) <= most + 1e-9).all()
    assert (bound.self_consumption(homes) <= most + 1e-9).all()
    assert homes.hour.shape == homes.buy.shape
    assert Kind.NUMBER in {column.kind for column in scenario.house_twins(0).table.columns}
