"""The shared network beside the tables: it is valued, its arrays are in the ledger, and it can be run hour by hour."""

from __future__ import annotations

import pytest

from takehome.studies.storage.federated import scoring
from takehome.studies.storage.federated.study import Fleet
from takehome.studies.storage.federated.tests.fleet_worlds import table
from takehome.studies.storage.federated.tests.test_fleet_scoring import judged_rows
from takehome.studies.storage.federated.verb import fleet

pytest.importorskip("jax")
KEY = "deep_federated"


@pytest.fixture(scope="module")
def study() -> Fleet:
    return fleet(table(), deep=True, rounds=2, cohort=0.5, fast=True)


def test_it_is_valued_and_what_it_sends_is_in_its_own_ledger(study):
    one = study.outcome.alternative(KEY)
    assert one is not None
    assert (one.saved <= study.outcome.optimum + 1e-6).all()
    assert set(study.outcome.network_ledger.tensors) == set(study.outcome.network)
    assert "value" not in study.outcome.sent_by(KEY).tensors
    assert {row["learner"] for row in study.ledger_rows()} == {"tables", "deep"}


def test_row_by_row_it_saves_what_it_was_valued_at(study):
    """But for the last of 12 days: a plan that is valued ends with the data, one that acts sees a day like the last."""
    outcome = study.outcome
    made = scoring.score_rows(outcome, KEY, judged_rows(outcome.homes.names[5]))
    assert sum(made.columns["saved"]) == pytest.approx(outcome.saved(KEY)[5], abs=0.04 * outcome.optimum[5])


def test_it_is_saved_and_loaded(study):
    again = Fleet.from_state(*study.state())
    assert again.metrics() == study.metrics()
