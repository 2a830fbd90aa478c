"""A policy at work does what its dispatch did; authorities are the ledger of the fit and exact backward induction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from takehome.errors import InputError
from takehome.studies.storage.battery import Wear, WearKind
from takehome.studies.storage.deployment.actors import AskedActor, PreparedActor
from takehome.studies.storage.deployment.scorer import LineScorer
from takehome.studies.storage.dispatching import dispatch, score_rows
from takehome.studies.storage.fitting import fit_outcome
from takehome.studies.storage.given import given_result
from takehome.studies.storage.learning.day_problem import DayProblem
from takehome.studies.storage.learning.exact_day import solve
from takehome.studies.storage.optimum.dynamic_programming import value_table
from takehome.studies.storage.outcome import Outcome
from takehome.studies.storage.scenario import BRIEF_PRICES, dutch_day_ahead
from takehome.studies.storage.settings import Settings, silent
from takehome.studies.storage.tests.deployment_worlds import (
    BATTERY,
    HOUR,
    MOMENTS,
    PRICES,
    brief_day,
    energy,
    fitted,
    label,
    price_table,
    records,
    series,
    table_of,
)
from takehome.table import Column, Kind, Table, read

KEYS = (
    "hold", "thresholds", "yesterday", "last_week", "forecast_plan", "predictive_control", "markov", "tabular_q",
    "value_function", "known_day",
)  # fmt: skip
STREAMED = KEYS[1:-1]


def judged(outcome: Outcome, count: int | None = None) -> Table:
    return outcome.table.take(np.arange(outcome.task.first, outcome.task.first + (count or len(outcome.task.test))))


def energies(scorer: LineScorer, lines: list[Any]) -> np.ndarray:
    return np.array([scorer.answer(line)["energy_kwh"] for line in lines], float)


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("known", [False, True])
def test_step_by_step_is_the_dispatch(key: str, known: bool) -> None:
    outcome, count = series(known), 240
    made = energies(LineScorer(outcome, label(outcome, key)), records(outcome, key, count))
    assert made == pytest.approx(energy(outcome, key)[:count], abs=1e-6)


@pytest.mark.parametrize("key", KEYS)
def test_rows_of_the_judged_part_are_the_dispatch_in_any_order(key: str) -> None:
    outcome = series()
    rows = judged(outcome)
    scores = score_rows(outcome, label(outcome, key), rows)
    whole = slice(None, -24 if key in ("yesterday", "last_week") else None)  # these would not plan past the end
    assert np.array(scores.columns["energy_kwh"])[whole] == pytest.approx(energy(outcome, key)[whole], abs=1e-6)
    if whole.stop is None:
        result = outcome.result(key)
        assert result is not None
        assert sum(scores.columns["profit"]) == pytest.approx(result.profit, abs=1e-6)
    back = score_rows(outcome, label(outcome, key), rows.take(np.arange(rows.rows)[::-1]))
    assert {name: values[::-1] for name, values in back.columns.items()} == scores.columns


@pytest.mark.parametrize("key", STREAMED)
def test_some_rows_with_their_charge_are_answered_as_among_all(key: str) -> None:
    """The prices between them are the study's own."""
    outcome = series()
    result = outcome.result(key)
    assert result is not None
    stored = Column("charge_kwh", Kind.NUMBER, np.clip(result.account.stored_kwh[:-1], 0, 2_000))
    rows = judged(outcome)
    rows = replace(rows, columns=(*rows.columns, stored))
    some = np.array([7, 3, 11, 200, 40, 41])
    found = score_rows(outcome, label(outcome, key), rows.take(some)).columns["energy_kwh"]
    every = score_rows(outcome, label(outcome, key), rows).columns["energy_kwh"]
    assert [every[i] for i in some] == pytest.approx(found, abs=1e-6)


@pytest.mark.parametrize("key", STREAMED)
def test_nobody_reads_what_comes_later(key: str) -> None:
    outcome, cut = series(), 180
    rows = judged(outcome, 240)
    values = rows["price"].values.copy()
    values[cut:] = values[cut:][::-1] * 3
    changed = replace(rows, columns=tuple(replace(c, values=values) if c.name == "price" else c for c in rows.columns))
    before = score_rows(outcome, label(outcome, key), rows).columns["energy_kwh"]
    assert score_rows(outcome, label(outcome, key), changed).columns["energy_kwh"][:cut] == before[:cut]


def test_the_brief_day_is_answered_best_from_every_hour_and_charge() -> None:
    """Following the answers from each cell earns its exact value: backward induction of the brief's problem.

    There the last price is never traded; a 25th hour makes the 24th a decision.
    """
    outcome = brief_day()
    exact = solve(DayProblem(np.array([*BRIEF_PRICES, 0.0]))).values
    scorer = LineScorer(outcome, label(outcome, "known_day"))
    for level in range(0, 11, 2):
        for hour in range(0, 24, 3):
            earned = 0.0
            for t in range(hour, 24):
                told = {"charge_kwh": 1_000 * level} if t == hour else {}
                answer = scorer.answer({"hour": t, "price": float(BRIEF_PRICES[t]), **told})
                earned += float(str(answer["profit"]))
            assert earned == pytest.approx(exact[level, hour]), (level, hour)


@pytest.mark.parametrize("key", ["known_day", "brief", "model-free", "counterfactual"])
def test_the_repeated_day_begins_again_and_other_prices_are_told(key: str) -> None:
    outcome = brief_day()
    table = outcome.table
    scores = score_rows(outcome, label(outcome, key), table)
    assert sum(scores.columns["profit"]) == pytest.approx(435)
    scorer = LineScorer(outcome, label(outcome, key))
    days = [
        scorer.answer({"hour": float(t % 24), "price": float(BRIEF_PRICES[t % 24])})["energy_kwh"] for t in range(48)
    ]
    assert days[24:] == days[:24] == list(scores.columns["energy_kwh"])
    assert not scores.notes
    dearer = replace(
        table, columns=tuple(replace(c, values=c.values * (1 + (c.name == "price"))) for c in table.columns)
    )
    other = score_rows(outcome, label(outcome, key), dearer)
    assert "24 of 24 rows have another price" in other.notes[0]
    assert sum(other.columns["profit"]) == pytest.approx(870)


def test_the_dutch_clock_changes_and_nothing_is_missed() -> None:
    """Around the 27th of October 2019, whose hour 02:00 came twice."""
    outcome = fitted(dutch_day_ahead().table, train="2019-10-20")
    prices, first = outcome.task.prices, outcome.task.first
    assert np.count_nonzero(prices.time == np.datetime64("2019-10-27T02")) == 2
    lines = [
        {"local_start": str(time), "price": float(price)}
        for time, price in zip(prices.time[first : first + 400], prices.values[first : first + 400], strict=True)
    ]
    for key in ("yesterday", "markov"):
        made = energies(LineScorer(outcome, label(outcome, key)), lines)
        assert made == pytest.approx(energy(outcome, key)[:400], abs=1e-6)


NEXT = MOMENTS[-1] + (1 + np.arange(48)) * HOUR
FORMS: dict[str, Callable[[np.ndarray], dict[str, np.ndarray]]] = {
    "no time": lambda m: {},
    "count": lambda m: {"step": (m - MOMENTS[0]) // HOUR + 5.0},
    "epoch": lambda m: {"time": m.astype("datetime64[s]").astype(float)},
    "utc": lambda m: {"utc_start": m},
    "date and hour": lambda m: {"date": m.astype("datetime64[D]").astype("datetime64[us]"), "hour": _hour(m)},
    "hour ending": lambda m: {"date": m.astype("datetime64[D]").astype("datetime64[us]"), "hour": _hour(m) + 1.0},
}


def _hour(moments: np.ndarray) -> np.ndarray:
    return ((moments - moments.astype("datetime64[D]")) // HOUR).astype(float)


def _table(form: str, moments: np.ndarray, values: np.ndarray, unit: str) -> Table:
    columns = [
        Column(name, Kind.DATE if found.dtype.kind == "M" else Kind.NUMBER, found)
        for name, found in FORMS[form](moments).items()
    ]
    return table_of(*columns, Column("price", Kind.NUMBER, values, unit))


@pytest.mark.parametrize("form", FORMS)
def test_times_are_read_as_in_the_fit_and_prices_in_their_unit(form: str) -> None:
    plain, coming = series(), PRICES[:48]
    outcome = fitted(_table(form, MOMENTS, PRICES / 1_000, "EUR/kWh"))
    rows = _table(form, NEXT, coming / 1_000, "EUR/kWh")
    for key in ("markov", "known_day"):
        wanted = score_rows(
            plain, label(plain, key),
            table_of(Column("time", Kind.DATE, NEXT), Column("price", Kind.NUMBER, coming)),
        )  # fmt: skip
        scores = score_rows(outcome, label(outcome, key), rows)
        assert np.any(np.array(wanted.columns["energy_kwh"]))
        for name, values in wanted.columns.items():
            assert scores.columns[name] == pytest.approx(values, abs=1e-6), name
        scorer = LineScorer(outcome, label(outcome, key))
        for k in range(48):
            line = {c.name: str(c.values[k]) if c.kind is Kind.DATE else float(c.values[k]) for c in rows.columns}
            if key == "known_day" and k % 24 == 0:
                line["day_prices"] = rows["price"].values[k : k + 24].tolist()
            assert scorer.answer(line) == {name: values[k] for name, values in scores.columns.items()}


def test_another_charge_than_the_plan_left_makes_a_new_plan() -> None:
    """From then on it earns the exact value of that charge: dynamic programming over the rest of the day."""
    outcome, hour = series(), 5
    task = outcome.task
    scorer = LineScorer(outcome, label(outcome, "known_day"))
    for stored, level in ((2_000.0, task.lattice.top), (0.0, 0)):
        lines = records(outcome, "known_day", 24)
        for line in lines[:hour]:
            scorer.answer(line)
        rest = [{**lines[hour], "charge_kwh": stored}, *lines[hour + 1 :]]
        earned = sum(float(str(scorer.answer(line)["profit"])) for line in rest)
        exact = value_table(task.lattice, task.test.part(0, 24))[hour, level]
        assert earned == pytest.approx(exact, abs=1e-6)


def test_where_the_series_breaks_off_a_trained_policy_rests_for_a_week_and_says_so() -> None:
    outcome = series()
    later = MOMENTS[: 24 * 12] + np.timedelta64(400, "D")
    rows = table_of(Column("time", Kind.DATE, later), Column("price", Kind.NUMBER, PRICES[: 24 * 12]))
    scores = score_rows(outcome, label(outcome, "markov"), rows)
    assert not np.any(scores.columns["energy_kwh"][: 24 * 7])
    assert np.any(scores.columns["energy_kwh"][24 * 7 :])
    assert scores.notes[0].startswith("in 168 of 288 rows the battery rests")
    assert not score_rows(outcome, label(outcome, "known_day"), rows).notes


def test_few_missing_steps_are_filled_and_many_are_one_message() -> None:
    outcome = series()
    later = MOMENTS[-1] + (1 + np.arange(240)) * HOUR
    rows = table_of(Column("time", Kind.DATE, later), Column("price", Kind.NUMBER, PRICES[:240]))
    kept = np.delete(np.arange(240), [30, 100])
    assert len(score_rows(outcome, label(outcome, "markov"), rows.take(kept))) == 238
    with pytest.raises(InputError, match="lack 119 of 239 steps"):
        score_rows(outcome, label(outcome, "markov"), rows.take(np.arange(0, 240, 2)))


def test_a_row_without_a_price_takes_that_of_the_row_before_and_is_told() -> None:
    outcome = series()
    rows = judged(outcome, 48)
    values = rows["price"].values.copy()
    values[5] = np.nan
    gone = replace(rows, columns=tuple(replace(c, values=values) if c.name == "price" else c for c in rows.columns))
    assert "1 of 48 rows have no price" in score_rows(outcome, label(outcome, "thresholds"), gone).notes[-1]


@given(st.lists(st.floats(0, 2_000), min_size=24, max_size=24), st.sampled_from(["thresholds", "markov", "known_day"]))
@settings(max_examples=15, deadline=None)
def test_whatever_is_stored_no_limit_is_passed(charges: list[float], key: str) -> None:
    outcome = series()
    scorer = LineScorer(outcome, label(outcome, key))
    battery = outcome.task.lattice.battery
    for charge, record in zip(charges, records(outcome, key, 24), strict=True):
        answer: Any = scorer.answer({**record, "charge_kwh": charge})
        assert 0 <= answer["charge_kwh"] <= battery.capacity_kwh
        assert abs(answer["power_kw"]) <= battery.power_kw * (1 + 1e-9)
        bought, sold = max(answer["energy_kwh"], 0), max(-answer["energy_kwh"], 0)
        change = bought * battery.charge_efficiency - sold / battery.discharge_efficiency
        assert answer["charge_kwh"] - charge == pytest.approx(change, abs=1e-6)
        money = record["price"] * (sold - bought) / 1_000 - 0.002 * sold
        assert answer["profit"] == pytest.approx(money, abs=1e-9)


@pytest.mark.parametrize(
    ("key", "change", "said"),
    [
        ("markov", {"price": None}, "without 'price'"), ("markov", {"price": "dear"}, "'price' is 'dear'"),
        ("markov", {"price": float("inf")}, "'price' is inf"), ("markov", {"time": "soon"}, "'time' is 'soon'"),
        ("markov", {"time": None}, "without 'time'"), ("hold", {"charge_kwh": 2_001}, "'charge_kwh' is 2001"),
        ("hold", {"charge_kwh": -1}, "'charge_kwh' is -1"), ("hold", {"charge_kwh": "full"}, "'charge_kwh' is 'full'"),
        ("known_day", {"day_prices": None}, "without 'day_prices'"),
        ("known_day", {"day_prices": 30.0}, "'day_prices' is 30.0"),
        ("known_day", {"day_prices": [30.0, None]}, "without 'day_prices'"),
        ("known_day", {"day_prices": [30.0, "x"]}, "'day_prices' is 'x'"),
    ],
)  # fmt: skip
def test_a_bad_record_is_one_message_and_is_forgotten(key: str, change: dict[str, Any], said: str) -> None:
    outcome = series()
    lines = records(outcome, key, 24)
    scorer = LineScorer(outcome, label(outcome, key))
    with pytest.raises(InputError, match=said):
        scorer.answer({**lines[0], **change})
    assert energies(scorer, lines) == pytest.approx(energy(outcome, key)[:24], abs=1e-6)


def test_an_offset_is_understood() -> None:
    """A study of local times reads the local clock, one of UTC brings it to UTC; a table says what it needs."""
    outcome = series()
    for said in ("2021-02-04T00:00+02:00", "2021-02-04 00:00"):
        line = {"time": said, "price": float(PRICES[outcome.task.first])}
        first = LineScorer(outcome, label(outcome, "thresholds")).answer(line)
        assert first["energy_kwh"] == pytest.approx(energy(outcome, "thresholds")[0])
    with pytest.raises(InputError, match="times with an offset"):
        score_rows(outcome, label(outcome, "hold"), read([{"time": "2021-02-04T00:00+02:00", "price": 30.0}]))
    utc = fitted(_table("utc", MOMENTS, PRICES, "EUR/MWh"))
    for said in ("2021-02-04T02:00+02:00", "2021-02-04T00:00Z"):
        line = {"utc_start": said, "price": float(PRICES[outcome.task.first])}
        assert LineScorer(utc, label(utc, "thresholds")).answer(line) == first


def test_a_column_known_ahead_is_given_as_a_list_where_a_day_begins() -> None:
    outcome = series(known=True)
    line = records(outcome, "forecast_plan", 1)[0]
    with pytest.raises(InputError, match="without a list in 'ahead'"):
        LineScorer(outcome, label(outcome, "forecast_plan")).answer({**line, "ahead": 31.0})
    with pytest.raises(InputError, match="'ahead'"):
        score_rows(outcome, label(outcome, "forecast_plan"), judged(series()))


@pytest.mark.parametrize(
    ("column", "said"),
    [
        (Column("charge_kwh", Kind.NUMBER, np.full(3, 2_500.0)), "'charge_kwh' is 2500 in row 1"),
        (Column("charge_kwh", Kind.CATEGORY, np.array(["a", "b", "c"], object)), "'charge_kwh' holds no numbers"),
        (Column("price", Kind.NUMBER, np.full(3, np.nan)), "'price' holds no price"),
        (Column("time", Kind.DATE, np.full(3, np.datetime64("NaT", "us"))), "'time' has no readable time in row 1"),
        (Column("time", Kind.NUMBER, np.arange(3.0)), "'time' holds no dates"),
    ],
)
def test_bad_rows_are_one_message(column: Column, said: str) -> None:
    outcome = series()
    rows = judged(outcome, 3)
    rows = replace(rows, columns=(*(c for c in rows.columns if c.name != column.name), column))
    with pytest.raises(InputError, match=said):
        score_rows(outcome, label(outcome, "markov"), rows)


@pytest.mark.parametrize("name", ["time", "price"])
def test_an_absent_column_is_named(name: str) -> None:
    rows = judged(series(), 3)
    rest = replace(rows, columns=tuple(c for c in rows.columns if c.name != name))
    with pytest.raises(InputError, match=repr(name)):
        score_rows(series(), label(series(), "hold"), rest)


def test_a_required_end_binds_in_the_repeated_day_and_nowhere_else() -> None:
    """A battery at work has no last step, and says so."""
    required = replace(BATTERY, charge_efficiency=1.0, discharge_efficiency=1.0, end_kwh=1_000.0)
    table = price_table()
    for days in (1, 3):
        outcome = fit_outcome(table.take(np.arange(24 * days)), Settings(required, fast=True), (), silent)
        scores = score_rows(outcome, label(outcome, "known_day"), outcome.table)
        assert (scores.columns["charge_kwh"][-1] >= 1_000) == (days == 1)
        assert any("1000 kWh at the end are not asked for" in note for note in scores.notes) == (days == 3)


def test_wear_by_depth_is_no_part_of_a_step_and_says_so() -> None:
    worn = replace(BATTERY, wear=Wear(WearKind.DEPTH, 50.0))
    outcome = fit_outcome(price_table().take(np.arange(48)), Settings(worn, fast=True), (), silent)
    scores = score_rows(outcome, label(outcome, "known_day"), outcome.table)
    result = outcome.result("known_day")
    assert result is not None
    assert sum(scores.columns["profit"]) == pytest.approx(float(result.account.income.sum()))
    assert any("before wear" in note for note in scores.notes)


def test_a_given_schedule_cannot_be_deployed_and_says_so() -> None:
    outcome = series()
    given = given_result(outcome.task, np.zeros(len(PRICES)), "mw")
    with pytest.raises(InputError, match="says nothing of other steps"):
        LineScorer(replace(outcome, given=given), given.label)
    with pytest.raises(InputError, match="'buy low'"):
        LineScorer(outcome, "buy low")


def test_a_policy_that_is_asked_anew_at_every_step_moves_alike() -> None:
    """What a new policy of the catalogue falls back on, before it has an actor of its own."""
    outcome = series()
    task, policy = outcome.task, outcome.policies["tabular_q"]
    lattice = replace(task.lattice, end=0)
    asked, prepared = AskedActor(policy, lattice), PreparedActor(policy, lattice)
    for now in range(task.first, task.first + 48):
        if task.prices.slot[now] == 0:
            for one in (asked, prepared):
                one.begin(task.prices, now, now + 24)
        assert asked.move(now, 0) == prepared.move(now, 0)


def test_the_dispatch_lists_every_policy_on_both_sides() -> None:
    outcome = series()
    made = dispatch(outcome)
    assert len(made) == len(outcome.task.test)
    assert list(made.columns)[:4] == ["time", "price", "bound_energy_kwh", "bound_stored_kwh"]
    assert {f"{key}_{side}_kwh" for key in KEYS for side in ("energy", "stored")} <= set(made.columns)
    assert made.columns["time"][0] == "2021-02-04 00:00"
    assert next(iter(dispatch(brief_day()).columns)) == "step"
    assert dispatch(brief_day()).columns["step"] == tuple(range(1, 25))
