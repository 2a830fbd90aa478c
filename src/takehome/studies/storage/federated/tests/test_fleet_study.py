"""The fleet study's views: money against sums done by hand, effects, answers that quote the ledger and the brief."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from takehome.studies.storage.federated import comparing, draws, traffic
from takehome.studies.storage.federated.answers import LEGAL
from takehome.studies.storage.federated.money import decision
from takehome.studies.storage.federated.money.priced import COMPLEXITY_SHARE, priced
from takehome.studies.storage.federated.newcomers import Joined
from takehome.studies.storage.federated.outcome import DATA, NOTHING, UPDATES, Curve, PrivatePoint
from takehome.studies.storage.federated.tests.fleet_worlds import HOMES, fitted, nothing_to_gain, table
from takehome.units import format_number

YEAR = 365.25
KEYS = {
    "homes", "rounds", "share_of_optimum_federated", "share_of_optimum_personalised", "share_of_optimum_local",
    "share_of_optimum_pooled", "worse_off_share", "bytes_per_home_round", "epsilon", "delta", "noise_multiplier",
    "money_lost_to_privacy",
}  # fmt: skip
"""Keys that issue 7 names."""


def test_nobody_saves_more_than_the_bound():
    outcome = fitted().outcome
    for one in outcome.alternatives:
        assert (one.saved <= outcome.optimum + 1e-9).all(), one.key


def test_money_is_the_judged_days_times_a_year_of_them_and_the_homes_that_are_valued():
    outcome = fitted().outcome
    made = priced(outcome, {"homes": 10_000, "rate": 2.0})
    plan = outcome.saved("plan").mean() * YEAR / outcome.homes.judged_days
    assert made.worth("plan")[0] == pytest.approx(2.0 * 10_000 * plan)
    assert made.basis.per == "year, 10,000 homes"


def test_running_costs_are_charged_to_what_causes_them():
    outcome = fitted().outcome
    free, dear = priced(outcome), priced(outcome, {"service_cost": 3.0, "central_cost": 500.0, "data_cost": 7.0,
                                                   "traffic_price": 10.0, "trainings_a_year": 4.0})  # fmt: skip
    entries = outcome.ledger.entries
    policy = next(one.bytes_per_home for one in entries if one.tensor == "value")
    received = (outcome.asked.rounds * outcome.cohort_share + 1) * policy
    updates = 4 * (sum(one.bytes_per_home * one.homes for one in entries) / outcome.size + received) / 1e9
    data = (YEAR * 24 * 16 + 4 * policy) / 1e9
    costs = {
        "plan": 0.0, "plan_days": 0.0, "local": 3.0 * HOMES, "federated": 3.0 * HOMES + 500 + 10 * HOMES * updates,
        "pooled": 3.0 * HOMES + 500 + 7.0 * HOMES + 10 * HOMES * data,
    }  # fmt: skip
    for key, cost in costs.items():
        assert free.worth(key)[0] - dear.worth(key)[0] == pytest.approx(cost), key


def test_what_learns_must_earn_its_keep():
    """With a service that costs more than sharing gains, nothing is shared; no fit is needed."""
    study = fitted()
    made = study.priced
    best = float(made.worth("plan")[0])
    simple = float(max(made.values[i, 0] for i, one in enumerate(made.options) if one.trivial))
    assert made.ledger.entries[made.position("plan")].complexity == pytest.approx(COMPLEXITY_SHARE * simple, rel=1e-6)
    dear = study.recommend({"service_cost": best})
    chosen = next(one for one in study.outcome.alternatives if one.label == dear.action)
    assert not chosen.learns
    assert study.recommend({"complexity_cost": 1e9}).action == study.recommend().baseline


def test_draws_of_homes_have_the_spread_of_a_mean():
    """For a sum over n homes the bootstrap's standard deviation is √n times that of the homes (Efron & Tibshirani)."""
    values = np.random.default_rng(1).normal(10.0, 3.0, 400)
    found = draws.sums(values, seed=5)[0]
    assert found[0] == pytest.approx(values.sum())
    assert len(found) == 1 + draws.REPLICATES
    assert found[1:].std() == pytest.approx(np.sqrt(400) * values.std(), rel=0.1)
    assert found[1:].mean() == pytest.approx(values.sum(), rel=0.01)
    assert draws.sums(values[:5], seed=5).shape == (1, 1), "too few homes for draws"


def test_a_home_is_worse_off_by_more_than_a_point_of_its_own_optimum():
    outcome = fitted().outcome
    found = comparing.gains(outcome, "federated")
    able = outcome.optimum > 0
    assert not able.all(), "one home has nothing to gain, and cannot be worse off"
    points = 100 * (outcome.saved("federated") - outcome.saved("local"))[able] / outcome.optimum[able]
    np.testing.assert_allclose(found.points[able], points)
    assert found.worse.sum() == (points < -1).sum()


def test_rounds_and_days_are_counted_from_the_first_that_suffice():
    outcome = replace(fitted().outcome, curve=Curve((0, 2, 5, 10), (0.1, 0.5, 0.74, 0.8)))
    assert comparing.rounds_needed(outcome) == 5
    shares = (0.5, 0.79, 0.81, 0.9)
    found = replace(outcome, newcomers=Joined(9, (0.0, 1.0, 3.0, 7.0), shares, shares, *[(0.0,) * 4] * 4))
    assert comparing.useful_days(found, "shared") == 3, "90 % of the best, 0.9"
    assert comparing.useful_days(found, "alone") is None


def test_the_metrics_hold_the_issues_keys():
    metrics = fitted().metrics()
    assert set(metrics) >= KEYS
    assert metrics["homes"] == HOMES
    assert metrics["share_of_optimum_plan"] == pytest.approx(
        fitted().outcome.saved("plan").sum() / fitted().outcome.optimum.sum()
    )
    assert metrics["epsilon"] is None
    assert metrics["noise_multiplier"] == 0.0


def test_question_3_is_the_briefs_to_the_letter():
    assert LEGAL == (
        "Explain to the Legal Team how Federated Learning solves the privacy issue. Specifically, describe what "
        "information is sent to the cloud and what stays on the device."
    )


def test_the_legal_team_is_told_the_ledger_and_the_false_premise_first():
    study = fitted()
    answer = next(one for one in study.answers() if one.id == "interview-3-legal").answer
    assert answer.startswith("Federated learning alone does not solve the privacy issue")
    for tensor, shape in study.outcome.ledger.tensors.items():
        assert f"'{tensor}' ({' × '.join(str(size) for size in shape)} numbers" in answer
    assert traffic.shown(study.outcome.ledger.bytes_per_home_round) in answer
    assert "Stays on the device: loads, generation, prices paid, battery levels and every move" in answer
    assert "No formal promise was made" in answer


def test_a_promise_is_told_with_its_price():
    outcome = fitted().outcome
    points = (PrivatePoint(np.inf, 0.0, 0.8, 2.0), PrivatePoint(8.0, 1.0, 0.79, 1.9))
    study = fitted()
    study = type(study)(replace(outcome.asked, epsilon=8.0), outcome_=replace(
        outcome, points=points, asked=replace(outcome.asked, epsilon=8.0)
    ))  # fmt: skip
    lost = 0.1 * YEAR / outcome.homes.judged_days
    assert study.metrics()["money_lost_to_privacy"] == pytest.approx(lost)
    answer = next(one for one in study.answers() if one.id == "privacy-price").answer
    assert f"epsilon 8: {format_number(lost)} $ per home and year" in answer
    effect = next(one for one in study.effects() if one.subject == "privacy")
    assert effect.estimate.value == pytest.approx(-lost)


def test_a_promise_that_costs_more_than_sharing_adds_is_told():
    outcome = fitted().outcome
    floor = float(outcome.saved(outcome.floor).mean())
    points = (PrivatePoint(np.inf, 0.0, 0.9, floor + 1.0), PrivatePoint(1.0, 4.0, 0.7, floor - 0.5))
    asked = replace(outcome.asked, epsilon=1.0)
    study = type(fitted())(asked, outcome_=replace(outcome, points=points, asked=asked))
    less = 0.5 * YEAR / outcome.homes.judged_days
    assert study.metrics()["money_below_floor_by_epsilon"] == {"1": pytest.approx(less)}
    answer = next(one for one in study.answers() if one.id == "privacy-price").answer
    assert f"the shared table earns with epsilon 1 {format_number(less)} $ per home and year less" in answer


def test_where_there_is_nothing_to_gain_all_views_say_so():
    study = nothing_to_gain()
    decision = study.recommend()
    assert decision.action == "leave the battery alone"
    assert "saves nothing in 12 homes" in decision.sentence
    assert study.metrics()["share_of_optimum_federated"] is None
    assert "STO108" in {one.code for one in study.checks() if one.status.value == "failed"}
    assert "nothing to gain" in " ".join(one.answer for one in study.answers())


def test_what_leaves_is_said_of_every_alternative():
    leaves = {one.key: one.leaves for one in fitted().outcome.alternatives}
    assert leaves["pooled"] == DATA
    assert {leaves["federated"], leaves["personalised"]} == {UPDATES}
    assert {leaves[key] for key in ("hold", "self_consumption", "plan", "plan_days", "local")} == {NOTHING}


def test_a_permutation_of_the_rows_is_the_same_study():
    given = table()
    shuffled = given.take(np.random.default_rng(2).permutation(given.rows))
    from takehome.studies.storage.federated.verb import fleet

    assert fleet(shuffled, fast=True).recommend() == fitted().recommend()


def test_data_that_may_not_be_collected_are_compared_and_not_chosen():
    """Only a stated cost of holding data makes pooling an option; then it is chosen where it saves most."""
    base = fitted().outcome
    best = replace(base.alternatives[-1], saved=0.999 * base.optimum)
    assert best.key == "pooled"
    outcome = replace(base, alternatives=(*base.alternatives[:-1], best))
    barred, open_ = priced(outcome), priced(outcome, {"data_cost": 0.0})
    assert barred.chosen.key != "pooled"
    assert open_.chosen.key == "pooled"
    said = decision.recommend(barred)
    assert any("agreed that their data be collected" in one for one in said.would_change_if)
    assert "for comparison only" in said.options[-1].note


def test_the_statement_is_generated_and_told():
    study = fitted()
    answer = next(one for one in study.answers() if one.id == "statement").answer
    assert "What leaves a home: " in answer
    assert all(title in answer for title in study.metrics()["statement"])
    assert study.statement().markdown.startswith("# Privacy statement")
