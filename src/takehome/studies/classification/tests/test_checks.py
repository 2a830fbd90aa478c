"""Each check fails on a world with its fault, names the column, and passes on one without."""

import numpy as np
import pytest

import takehome as th
from takehome.protocol import Status

COSTS = {"fp": 10, "fn": 100}


def clean(rows=800, seed=0, shift=-1.6):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(rows, 3))
    y = rng.random(rows) < 1 / (1 + np.exp(-(shift + X @ [1.2, -0.9, 0.0])))
    region = rng.choice(["north", "south", "west"], rows)
    return {"a": X[:, 0], "b": X[:, 1], "c": X[:, 2], "region": region, "y": np.where(y, "yes", "no")}


def study_of(table, **options):
    return th.classify(table, "y", **{"costs": COSTS, "fast": True, **options})


def found(study, code):
    return [finding for finding in study.checks() if finding.code == code]


def statuses(study, code):
    return {finding.status for finding in found(study, code)}


@pytest.fixture(scope="module")
def sound():
    return study_of(clean())


@pytest.mark.parametrize("code", [f"CLA{k:03}" for k in (3, 4, 5, 7, 10, 12)])
def test_a_sound_world_passes(sound, code):
    assert statuses(sound, code) == {Status.PASSED}


def test_no_check_fails_on_a_sound_world_but_the_accuracy_that_hides_misses(sound):
    failed = {finding.code for finding in sound.checks() if finding.status is Status.FAILED}
    assert failed <= {"CLA001"}


def test_a_rare_class_that_0_5_misses_is_counted_in_rows_and_money():
    study = study_of(clean(2_000, shift=-3.2))
    plain, policy = found(study, "CLA001")
    assert (plain.stage, policy.stage, plain.status) == ("baseline", "chosen", Status.FAILED)
    misses = study.metrics()["models"]
    (row,) = [m for m in misses if m["model"] == "logistic regression" and m["threshold"] == 0.5]
    assert f"misses {row['fn']:.0f}" in plain.seen
    assert plain.measured["accuracy"].value == pytest.approx(100 * row["accuracy"])
    assert str(study.priced.money(COSTS["fn"] * row["fn"])) in plain.consequence
    assert policy.measured["missed"].value < plain.measured["missed"].value
    assert policy.status is not Status.FAILED, "its misses were weighed against the costs"


@pytest.mark.parametrize(("power", "status"), [(1.0, {Status.PASSED, Status.CAUTION}), (3.0, {Status.FAILED})])
def test_scores_that_are_too_sure_are_off_and_cost_money(power, status):
    """True probabilities with their log odds tripled: the calibration line has a slope of a third."""
    rng = np.random.default_rng(1)
    eta = rng.normal(-1.5, 1.2, 4_000)
    y = rng.random(4_000) < 1 / (1 + np.exp(-eta))
    table = {"p": 1 / (1 + np.exp(-power * eta)), "y": np.where(y, "yes", "no")}
    study = study_of(table, scores="p", threshold=0.5)
    (finding,) = [f for f in found(study, "CLA002") if f.stage == "given"]
    assert finding.status in status
    assert finding.measured["slope"].value == pytest.approx(1 / power, abs=0.12)
    calibrated = [f for f in found(study, "CLA002") if f.stage == "chosen"]
    assert bool(calibrated) == (study.outcome.chosen.name != "p")
    if power == 3.0:
        assert finding.measured["lost"].value > 0
        assert [f.status for f in calibrated] == [Status.PASSED], "the scores, calibrated, are right"


def test_a_column_recorded_after_the_event_is_named():
    table = clean(1_500, shift=-3.0)
    happened = np.array(table["y"]) == "yes"
    rng = np.random.default_rng(2)
    table["refund"] = np.where(happened, 5.0, 0.0) + rng.normal(0, 0.6, 1_500)
    failed = [f for f in found(study_of(table), "CLA003") if f.status is Status.FAILED]
    assert [f.subject for f in failed] == ["refund"]


def test_a_leaking_category_is_named():
    table = clean(1_500)
    happened = np.array(table["y"]) == "yes"
    table["reason"] = np.where(happened, "closed", "open")
    study = study_of(table)
    assert "reason" in {f.subject for f in found(study, "CLA003") if f.status is Status.FAILED}
    assert found(study, "CLA007")[0].status is not Status.PASSED


def test_copies_across_a_hold_out_are_counted():
    table = {name: np.concatenate([values, values[:300]]) for name, values in clean(600).items()}
    table["part"] = np.array(["train"] * 600 + ["test"] * 300)
    (finding,) = found(study_of(table, holdout="part"), "CLA004")
    assert finding.status is Status.FAILED
    assert "300 of 300" in finding.seen


def test_copies_are_kept_in_one_fold():
    table = {name: np.concatenate([values, values[:300]]) for name, values in clean(600).items()}
    study = study_of(table)
    (finding,) = found(study, "CLA004")
    assert finding.status is Status.PASSED
    assert finding.seen.startswith("300 of 900")
    blocks, folds = study.outcome.design.blocks, study.outcome.folds[0]
    assert all(len(set(folds[blocks == block])) == 1 for block in np.unique(blocks))


def test_few_positives_fail_and_say_how_many_are_needed():
    (finding,) = found(study_of(clean(120, shift=-3.4)), "CLA005")
    assert finding.status is Status.FAILED
    assert "no model is recommended" in finding.consequence


@pytest.mark.parametrize(("rows", "shift"), [(150, -1.4), (5_000, -1.4)])
def test_a_cut_learned_from_few_rows_moves_and_from_many_stays(rows, shift):
    (finding,) = found(study_of(clean(rows, shift=shift)), "CLA006")
    assert (finding.status is Status.PASSED) == (rows == 5_000)


def test_a_dividing_column_and_a_pure_level_are_named():
    table = clean(900)
    happened = np.array(table["y"]) == "yes"
    table["switch"] = np.where(happened, 1.0, -1.0) + np.linspace(0, 0.5, 900)
    failed = [f for f in found(study_of(table), "CLA007") if f.status is Status.FAILED]
    assert [f.subject for f in failed] == ["switch"]
    table = clean(900)
    table["region"] = np.where(np.arange(900) % 3 == 0, "islands", np.array(table["region"]))
    table["y"] = np.where(np.array(table["region"]) == "islands", "no", np.array(table["y"]))
    (pure,) = [f for f in found(study_of(table), "CLA007") if f.status is Status.CAUTION]
    assert pure.subject == "region"
    assert "islands" in pure.seen


def test_a_column_that_drifts_is_named_and_a_random_hold_out_does_not():
    table = clean(1_200)
    table["a"] = np.array(table["a"]) + np.where(np.arange(1_200) >= 800, 0.8, 0.0)
    table["part"] = np.array(["train"] * 800 + ["test"] * 400)
    failed = [f for f in found(study_of(table, holdout="part"), "CLA008") if f.status is Status.FAILED]
    assert [f.subject for f in failed] == ["a"]
    assert Status.FAILED not in statuses(study_of(clean(1_200), holdout=0.3), "CLA008")


def test_a_group_on_which_the_policy_loses_is_named():
    """Where scores are turned round in one region, the policy made from them loses money there."""
    rng = np.random.default_rng(4)
    rows = 4_000
    eta = rng.normal(-1.0, 1.6, rows)
    region = rng.choice(["north", "south"], rows, p=[0.75, 0.25])
    truth = np.where(region == "south", -eta - 2.0, eta)
    y = rng.random(rows) < 1 / (1 + np.exp(-truth))
    table = {"region": region, "score": 1 / (1 + np.exp(-eta)), "y": np.where(y, "yes", "no")}
    study = study_of(table, scores="score", costs={"fp": 20, "fn": 60})
    if study.recommend().action == study.recommend().baseline:
        pytest.fail(f"the world should leave something to gain: {study.recommend().sentence}")
    failed = [f for f in found(study, "CLA009") if f.status is Status.FAILED]
    assert "region" in {f.subject for f in failed}


def test_in_a_world_of_noise_the_model_is_not_to_be_deployed():
    rng = np.random.default_rng(5)
    table = {"x": rng.normal(size=600), "z": rng.normal(size=600), "y": np.where(rng.random(600) < 0.2, "yes", "no")}
    (finding,) = found(study_of(table), "CLA010")
    assert finding.status is Status.FAILED
    assert "Do not deploy" in finding.remedy


def test_noise_of_many_values_that_a_forest_ranks_high_is_named():
    """Strobl et al. (2007): continuous noise beside binary columns that matter a little."""
    rng = np.random.default_rng(6)
    rows = 900
    flags = rng.integers(0, 2, size=(rows, 2)).astype(float)
    noise = rng.normal(size=rows)
    y = rng.random(rows) < 1 / (1 + np.exp(-(-1.5 + flags @ [1.2, 0.8])))
    table = {"flag": flags[:, 0], "mark": flags[:, 1], "noise": noise, "y": np.where(y, "yes", "no")}
    worse = [f for f in found(study_of(table, fast=False), "CLA011") if f.status is not Status.PASSED]
    assert [f.subject for f in worse] == ["noise"]


def test_columns_that_determine_one_another_are_named_together():
    table = clean()
    table["sum"] = np.array(table["a"]) + 2 * np.array(table["b"])
    (dependent, *_) = found(study_of(table), "CLA012")
    assert dependent.status is Status.FAILED
    assert set(dependent.subject.split(" + ")) == {"a", "b", "sum"}
    table["sum"] = np.array(table["sum"]) + np.random.default_rng(7).normal(0, 0.05, 800)
    close = found(study_of(table), "CLA012")
    assert {f.status for f in close} == {Status.FAILED}
    assert {f.subject for f in close} == {"a", "b", "sum"}
    assert all(f.measured["own"].value > 0 for f in close)


def test_the_scenarios_four_dependent_columns_are_named():
    problem = th.scenario("omnicorp-churn")
    study = th.classify(problem.table, "Churn", economics=problem.economics, fast=True)
    (dependent, *_) = found(study, "CLA012")
    assert set(dependent.subject.split(" + ")) == {"Avg_Login_Time", "Support_Tickets", "Feature_4", "Feature_5"}


def test_checks_of_given_scores_without_columns_say_what_does_not_apply():
    rng = np.random.default_rng(8)
    p = rng.beta(1, 4, 400)
    study = study_of({"p": p, "y": np.where(rng.random(400) < p, "yes", "no")}, scores="p")
    assert {f.code for f in study.checks() if f.code.startswith("CLA")} == {f"CLA{k:03}" for k in range(1, 13)}
    assert {f.stage for f in found(study, "CLA001")} == {"given"}
