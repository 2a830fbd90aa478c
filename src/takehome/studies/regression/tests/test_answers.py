"""Answers are a pure function of the other results, and say first when a question's premise is false."""

from __future__ import annotations

import re

import pytest

from takehome.protocol import Finding, Interval, Status
from takehome.studies.regression.answers import answers
from takehome.studies.regression.decision import recommend
from takehome.studies.regression.effects import effects
from takehome.studies.regression.tests.fitted_worlds import servers
from takehome.units import Quantity

METRICS = {
    "rmse_baseline": 22.65, "rmse_chosen": 9.31, "rmse_ceiling": 11.8, "chosen_form": {"Age": "e^(0.50·Age)"},
    "coverage_95": 0.955, "n_rows": 1000, "judged_on": "hold-out", "action": "a", "gain": 1.0,
    "probability_better": 0.99,
    "ladder": [
        {"name": "repaired: e^(0.50·Age)", "rmse_loo": 10.3, "rmse_test": 9.31, "chosen": True, "verdict": "chosen"},
        {"name": "Age²", "rmse_loo": 12.9, "rmse_test": 12.37, "chosen": False, "verdict": "33 % above"},
        {"name": "straight line", "rmse_loo": 20.9, "rmse_test": 22.65, "chosen": False, "verdict": "line"},
        {"name": "log(Cost), smearing", "rmse_loo": 27.9, "rmse_test": 29.55, "chosen": False, "verdict": "worse"},
        {"name": "mean only", "rmse_loo": 99.0, "rmse_test": 98.0, "chosen": False, "verdict": "nothing"},
    ],
}  # fmt: skip


def finding(code: str, status: Status, stage: str, subject: str | None = None, ratio: float = 1.05) -> Finding:
    measured = {"spread_ratio": Quantity(ratio, "times")} if code == "REG002" else {"bend": Quantity(18.0, "$/h")}
    key = next(iter(measured))
    return Finding(
        code, f"title {code}", status, "good 1", f"seen {code} {stage} 12.3 $/h.", f"consequence {code} 4.5 $/h.",
        "remedy 1", subject, stage, measured, key, Interval(0.9, 1.2, "times"), Quantity(2.0, "times"),
    )  # fmt: skip


@pytest.fixture(scope="module")
def parts():
    outcome = servers(rows=300, draws=30)
    return effects(outcome), recommend(outcome)


def answered(parts, *findings, metrics=METRICS):
    made = answers(findings, parts[0], parts[1], metrics)
    return {answer.id: answer.answer for answer in made}


def test_a_false_funnel_is_said_first(parts):
    told = answered(
        parts,
        finding("REG001", Status.FAILED, "baseline", "Age"),
        finding("REG002", Status.CAUTION, "baseline", ratio=2.6),
        finding("REG002", Status.PASSED, "chosen"),
    )["interview-1-observation"]
    assert told.startswith("There is no funnel: on the repaired model the noise is 1.05 times as wide")
    assert "curvature in Age" in told
    assert "seen REG001 baseline" in told


def test_a_true_funnel_without_a_bend_is_said(parts):
    told = answered(parts, finding("REG002", Status.FAILED, "baseline", ratio=6.0))
    assert told["interview-1-observation"].startswith("There is a funnel and no U")
    assert told["interview-1-violation"].startswith("Homoscedasticity: seen REG002")


def test_neither_shape_is_said_first_too(parts):
    told = answered(parts, finding("REG001", Status.PASSED, "baseline"), finding("REG002", Status.PASSED, "baseline"))
    assert told["interview-1-observation"].startswith("Neither is there on these data")
    assert told["interview-1-violation"].startswith("None of the assumptions that were tested fails on 1,000 rows.")


def test_both_shapes(parts):
    told = answered(
        parts, finding("REG001", Status.FAILED, "baseline", "Age"), finding("REG002", Status.FAILED, "chosen", ratio=5)
    )
    assert told["interview-1-observation"].startswith("Both may be there.")
    assert told["interview-1-violation"].startswith("Linearity, in Age: consequence REG001")
    assert "Homoscedasticity: seen REG002 chosen" in told["interview-1-violation"]


def test_the_fix_is_picked_and_the_popular_ones_are_priced(parts):
    told = answered(
        parts, finding("REG001", Status.FAILED, "baseline", "Age"), finding("REG001", Status.PASSED, "chosen")
    )
    assert "Age as e^(0.50·Age)" in told["interview-1-fix"]
    assert "from 22.6 $/h to 9.31 $/h" in told["interview-1-fix"]
    assert "log(Cost), smearing 29.6 $/h" in told["interview-1-fix"] or "29.5 $/h" in told["interview-1-fix"]
    assert told["made-it-worse"].startswith("1 of 5 models do worse than the straight line")


def test_nothing_to_fix(parts):
    metrics = {**METRICS, "chosen_form": {}, "ladder": []}
    told = answered(parts, finding("REG001", Status.PASSED, "baseline"), metrics=metrics)
    assert told["interview-1-fix"].startswith("Nothing needs a fix")
    assert "made-it-worse" not in told


def test_trust_counts_what_fails_on_the_chosen_model(parts):
    told = answered(
        parts,
        finding("REG001", Status.FAILED, "baseline", "Age"),
        finding("REG001", Status.PASSED, "chosen"),
        finding("TAB001", Status.FAILED, "data", "leak"),
    )["trust"]
    assert "Of 2 findings on the data and the chosen model 1 failed and 0 are open" in told
    assert "title TAB001" in told
    assert "So yes" not in told


def test_given_predictions_are_answered_for(parts):
    told = answered(parts, finding("REG010", Status.FAILED, "given"), finding("REG002", Status.PASSED, "given"))
    assert told["given-predictions"].startswith(
        "No: 1 of 2 findings on them failed. 'title REG010' fails: seen REG010 given"
    )
    assert "given-predictions" not in answered(parts, finding("REG002", Status.PASSED, "baseline"))


def test_pure_unique_cited_and_with_numbers(parts):
    findings = (finding("REG001", Status.FAILED, "baseline", "Age"), finding("REG002", Status.PASSED, "chosen"))
    made = answers(findings, parts[0], parts[1], METRICS)
    assert made == answers(findings, parts[0], parts[1], METRICS)
    assert [answer.id for answer in made] == [
        "interview-1-observation", "interview-1-violation", "interview-1-fix", "coefficients", "recommendation",
        "trust", "made-it-worse",
    ]  # fmt: skip
    known = {"REG001", "REG002", "residuals", *METRICS, "CPU", "Memory", "Age"}
    for answer in made:
        assert set(answer.evidence) <= known
        assert answer.evidence
        assert re.search(r"\d", answer.answer), answer
