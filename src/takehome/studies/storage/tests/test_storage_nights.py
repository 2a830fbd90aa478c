"""A plan that keeps charge over midnight does at work what its dispatch did."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from takehome.studies.storage.deployment.nights import Nights
from takehome.studies.storage.deployment.scorer import LineScorer
from takehome.studies.storage.dispatching import score_rows
from takehome.studies.storage.outcome import Outcome
from takehome.studies.storage.policies.known_day import KnownDay
from takehome.studies.storage.policies.overnight import PAST_DAYS, window, worth_overnight
from takehome.studies.storage.result import result_of
from takehome.studies.storage.tests.deployment_worlds import MOMENTS, energy, fitted, records, table_of
from takehome.table import Column, Kind

DAY = np.timedelta64(1, "D")


@cache
def kept() -> Outcome:
    """Nine weeks of dear mornings after cheap evenings, half of them judged, planned with charge kept over midnight."""
    shape = np.interp(np.arange(24), [0, 6, 9, 16, 23], [60, 90, 50, 50, 20])
    prices = np.resize(shape, len(MOMENTS)) + np.random.default_rng(0).normal(0, 3, len(MOMENTS))
    free = fitted(table_of(Column("time", Kind.DATE, MOMENTS), Column("price", Kind.NUMBER, prices, "EUR/MWh")))
    policy = KnownDay(keeps=True)
    made = result_of(policy, free.task, policy.dispatch(free.task), group="plan")
    others = [result for result in free.results if result.key != policy.key]
    outcome = replace(free, policies={**free.policies, policy.key: policy}, results=(*others, made))
    assert not np.allclose(energy(outcome, policy.key), energy(free, policy.key))
    return outcome


def test_lines_and_rows_are_the_dispatch() -> None:
    """The days behind them are the study's own; the last day knows no end."""
    outcome, key, label = kept(), KnownDay.key, KnownDay.label
    scorer = LineScorer(outcome, label)
    found = [float(str(scorer.answer(line)["energy_kwh"])) for line in records(outcome, key, 240)]
    assert found == pytest.approx(energy(outcome, key)[:240], abs=1e-6)
    rows = outcome.table.take(np.arange(outcome.task.first, len(outcome.task.prices)))
    scores = np.array(score_rows(outcome, label, rows).columns["energy_kwh"])
    assert scores[:-24] == pytest.approx(energy(outcome, key)[:-24], abs=1e-6)


def test_the_days_behind_are_those_that_came_and_begin_anew_after_a_gap() -> None:
    task = kept().task
    prices, starts = task.prices, task.prices.day_starts()
    nights, date = Nights(prices), prices.time[0].astype("datetime64[D]")
    for row in (PAST_DAYS + 2, PAST_DAYS + 3, PAST_DAYS + 3, 5):  # a day that is told twice counts once
        today = prices.values[starts[row] : starts[row + 1]]
        expected = worth_overnight(task.lattice, (0.0, 0.0), *window(prices, starts, row))
        np.testing.assert_array_equal(nights.worth(task.lattice, date + row * DAY, today), expected)
    alone = nights.worth(task.lattice, date + 900 * DAY, prices.values[:24])
    assert not alone.any()
