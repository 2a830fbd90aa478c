"""Hour by hour the policies do what they were valued for; strangers, gaps, missing numbers; saved and loaded."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from takehome.errors import InputError
from takehome.studies.storage.federated import scoring
from takehome.studies.storage.federated.study import Fleet
from takehome.studies.storage.federated.tests.fleet_worlds import fitted, table, with_values
from takehome.studies.storage.federated.timeline import Observed, timeline
from takehome.studies.storage.homes.homes import TOP


def judged_rows(home: str):
    """The judged hours of one home, as the table had them."""
    given, outcome = table(), fitted().outcome
    rows = np.flatnonzero(given["home"].values == home)
    rows = rows[np.argsort(given["time"].values[rows])]
    return given.take(rows[-(outcome.homes.hours - outcome.homes.judged) :])


@pytest.mark.parametrize(
    "key", ["self_consumption", "plan", "plan_days", "local", "small_local", "federated", "personalised", "pooled"]
)
def test_row_by_row_it_saves_what_it_was_valued_at(key):
    """All but the last day, where a valued plan ends with the data and a deployed one looks on."""
    outcome = fitted().outcome
    assert outcome.alternative(key) is not None
    for i in (0, 5):
        made = scoring.score_rows(outcome, key, judged_rows(outcome.homes.names[i]))
        bound = outcome.optimum[i]
        assert sum(made.columns["saved"]) == pytest.approx(outcome.saved(key)[i], abs=0.03 * bound)
        stored = np.array(made.columns["stored_kwh"])
        assert stored.min() >= 0
        assert stored.max() <= outcome.homes.pitch_kwh[i] * TOP + 1e-9
        np.testing.assert_allclose(np.diff(stored, prepend=0.0), made.columns["move_kwh"], atol=1e-9)


def test_the_order_of_rows_and_homes_does_not_matter():
    outcome = fitted().outcome
    rows = table().take(np.arange(0, table().rows, 97))
    mixed = np.random.default_rng(0).permutation(rows.rows)
    made, other = scoring.score_rows(outcome, "plan", rows), scoring.score_rows(outcome, "plan", rows.take(mixed))
    for name, values in made.columns.items():
        assert [values[i] for i in mixed] == list(other.columns[name])


def test_later_loads_change_no_earlier_move():
    outcome = fitted().outcome
    rows = judged_rows(outcome.homes.names[0])
    cut = 60
    load = rows["load_kwh"].values.copy()
    load[cut:] *= 3
    for key in ("plan", "plan_days", "personalised"):
        made = scoring.score_rows(outcome, key, rows)
        other = scoring.score_rows(outcome, key, with_values(rows, "load_kwh", load))
        assert made.columns["move_kwh"][:cut] == other.columns["move_kwh"][:cut]


def test_what_a_stranger_uses_later_changes_no_earlier_move():
    """All its rows are scored, so none of them may stand for an earlier day, as own days do where a home learns."""
    outcome = fitted().outcome
    rows = judged_rows(outcome.homes.names[0])
    column = replace(rows["home"], values=np.array(["new home"] * rows.rows, dtype=object))
    rows = replace(rows, columns=tuple(column if one.name == "home" else one for one in rows.columns))
    cut = 60
    load = rows["load_kwh"].values.copy()
    load[cut:] += 1.5 * (load[cut:] > np.median(load))
    for key in ("plan_days", "federated"):
        made = scoring.score_rows(outcome, key, rows)
        other = scoring.score_rows(outcome, key, with_values(rows, "load_kwh", load))
        assert made.columns["move_kwh"][:cut] == other.columns["move_kwh"][:cut]
        assert made.columns["move_kwh"][cut:] != other.columns["move_kwh"][cut:]


def test_a_stranger_gets_what_can_be_shared():
    outcome = fitted().outcome
    rows = judged_rows(outcome.homes.names[3])
    column = replace(rows["home"], values=np.array(["new home"] * rows.rows, dtype=object))
    strange = replace(rows, columns=tuple(column if one.name == "home" else one for one in rows.columns))
    made = scoring.score_rows(outcome, "personalised", strange)
    assert "1 homes were not in the fleet" in made.notes[0] or "1 home was not in the fleet" in made.notes[0]
    assert sum(made.columns["saved"]) > 0.3 * outcome.optimum[3]


def test_a_missing_number_and_a_repeated_hour_are_named():
    outcome = fitted().outcome
    rows = judged_rows(outcome.homes.names[0])
    with pytest.raises(InputError, match="'load_kwh'"):
        scoring.score_rows(outcome, "plan", with_values(rows, "load_kwh", np.full(rows.rows, np.nan)))
    with pytest.raises(InputError, match="one hour twice"):
        scoring.score_rows(outcome, "plan", rows.take(np.array([0, 0, 1])))


def test_hours_that_nobody_recorded_are_those_of_the_day_before():
    outcome = fitted().outcome
    home = outcome.homes.take(np.array([0]))
    last = int(home.day[0, -1] * 24 + home.hour[0, -1])
    made = timeline(Observed(np.array([last + 30]), np.array([9.0]), np.array([0.5]), np.array([0.1])), home, True)
    one = made.home
    assert one.net_kwh[0, made.columns[0]] == 9.0
    assert one.net_kwh[0, made.columns[0] - 1] == one.net_kwh[0, made.columns[0] - 25]
    assert one.net_kwh[0, made.columns[0] + 24] == 9.0
    assert float(one.scale[0]) == pytest.approx(float(home.scale[0]))


def test_a_saved_study_scores_as_it_did():
    study = fitted()
    again = Fleet.from_state(*study.state())
    probe = study.probe_rows()
    assert again.score(probe).columns == study.score(probe).columns
    assert again.recommend() == study.recommend()
    assert again.metrics() == study.metrics()


def test_a_drawn_fleet_is_drawn_again():
    from takehome.studies.storage.federated.verb import fleet

    study = fleet(12, own_days=3, judged_days=3, rounds=2, fast=True, seed=4)
    document, arrays = study.state()
    assert "table" not in document
    again = Fleet.from_state(document, arrays)
    np.testing.assert_array_equal(again.outcome.homes.net_kwh, study.outcome.homes.net_kwh)
    assert again.run_info().data == study.run_info().data
    assert again.score(again.probe_rows()).columns == study.score(study.probe_rows()).columns
