"""A saved classification: data only, each model once, and the same scores, prices and report when it is loaded."""

import dataclasses
import json
from functools import cache

import numpy as np
import pytest

import takehome as th
from takehome.studies.classification import state as state_module
from takehome.studies.classification.candidates import FOREST
from takehome.studies.classification.economics import parse_economics, to_plain
from takehome.studies.classification.outcome import Outcome
from takehome.studies.classification.prepare import Design
from takehome.studies.classification.study import Classification
from takehome.studies.classification.tests.scoring_worlds import (
    BILL,
    CONSTANT,
    OWN,
    fitted,
    fresh,
    models_of,
    plain_rows,
    with_model,
    world,
)
from takehome.studies.classification.trees import MANY_ROWS
from takehome.studies.probe import from_plain, plain
from takehome.table import read

ECONOMICS = {
    "constant": {"costs": CONSTANT, "threshold": 0.2},
    "own": {"costs": OWN, "holdout": 0.4},
    "campaign": {"costs": th.Campaign(3, f"2 * `{BILL}`", 0.5), "capacity": 50, "economics": {"population": 4_000}},
    "a cost a row": {"costs": {"fp": 5, "fn": np.linspace(20, 60, 260)}, "prevalence": 0.1},
    "none": {"costs": None},
}


def again(study):
    """The study through JSON and arrays, without files."""
    document, arrays = study.state()
    assert not [name for name, array in arrays.items() if array.dtype.hasobject]
    text = json.dumps(plain(document), allow_nan=False)
    return Classification.from_state(from_plain(json.loads(text)), dict(arrays))


def close(one, other):
    """Equal, numbers to 1e-9."""
    if isinstance(one, dict):
        return set(one) == set(other) and all(close(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(close, one, other))
    if isinstance(one, float) and isinstance(other, float):
        return bool(np.isclose(one, other, rtol=1e-9, atol=1e-9, equal_nan=True))
    return one == other


@pytest.mark.parametrize("name", ECONOMICS)
def test_what_is_loaded_prices_and_scores_the_same(name, tmp_path):
    study = fitted(**ECONOMICS[name])
    loaded = th.load(study.save(tmp_path / "study"))
    assert loaded.recommend() == study.recommend()
    rows = read(fresh().assign(**{"cost fn": 30.0}))
    assert loaded.score(rows).columns == study.score(rows).columns
    assert loaded.score(rows).notes == study.score(rows).notes
    other = {"costs": {"fp": 1, "fn": 3}}
    assert loaded.recommend(other) == study.recommend(other)
    assert (loaded.target, loaded.features, loaded.seed, loaded.fast) == ("left", None, 0, True)
    assert (loaded.command, loaded.seconds_) == (study.command, study.seconds_)


def test_what_is_loaded_reports_the_same(tmp_path):
    study = fitted(rows=300, threshold=0.2)
    loaded = th.load(study.save(tmp_path / "study"))
    one, other = json.loads(json.dumps(study.to_dict())), json.loads(json.dumps(loaded.to_dict()))
    assert close(one, other)
    assert one["run"] == other["run"]


@cache
def base():
    return fitted(rows=400)


def test_every_model_scores_bit_for_bit_when_loaded_many_rows_or_one():
    table = read(fresh(MANY_ROWS + 40))
    for made in models_of(base()).values():
        study = with_model(base(), made)
        loaded = again(study)
        assert loaded.score(table).columns == study.score(table).columns, made.name
        one = table.take(np.array([7]))
        assert loaded.score(one).columns == study.score(one).columns, made.name
        scorers = study.scorer(), loaded.scorer()
        assert all(scorers[0](row) == scorers[1](row) for row in plain_rows(fresh()))
        np.testing.assert_allclose(loaded.outcome.chosen.predict(study.outcome.design.X),
                                   study.outcome.chosen.predict(study.outcome.design.X), atol=1e-9)  # fmt: skip


def test_scores_of_a_forest_do_not_follow_the_order_of_threads():
    study = with_model(base(), models_of(base())["forest"])
    table = read(fresh(500))
    first = study.score(table).columns
    assert all(study.score(table).columns == first for _ in range(5))


def test_of_a_ladder_with_forests_the_trees_that_are_asked_again_are_kept_and_each_once():
    outcome, found = base().outcome, models_of(base())
    forests = [dataclasses.replace(found["forest"], name=name) for name in (FOREST, "another forest")]
    forests[1] = dataclasses.replace(forests[1], model=dataclasses.replace(forests[1].model, start=0.5))
    ladder = dataclasses.replace(outcome, models=(*outcome.models, *forests))
    for chosen in (forests[0], found["forest, isotonic"], found["small boosting, sigmoid"], outcome.baseline):
        study = dataclasses.replace(base(), outcome_=dataclasses.replace(ladder, chosen=chosen), _views={})
        document, arrays = study.state()
        stored = [array for name, array in arrays.items() if name.endswith("_threshold")]
        assert len({id(array) for array in stored}) == len(stored) == 2
        assert [entry["kind"] for entry in document["fitted"]].count("trees") == 2
        loaded = again(study).outcome
        np.testing.assert_array_equal(loaded.forest.model.importances, forests[0].model.importances)
        assert [made.model is None for made in loaded.models][-2:] == [False, True]
        for mine, theirs in zip(loaded.models, ladder.models, strict=True):
            np.testing.assert_array_equal(mine.unseen, theirs.unseen)
            assert mine.name == theirs.name


def test_a_calibrated_version_shares_its_model_with_the_uncalibrated_one():
    study = with_model(base(), models_of(base())["small boosting, sigmoid"])
    outcome = again(study).outcome
    assert [made.name for made in outcome.models if made.model is outcome.chosen.model] == ["small boosting"]
    assert outcome.chosen not in outcome.models


def test_the_chosen_one_and_the_baseline_stay_the_same_objects():
    study = with_model(base(), base().outcome.baseline)
    outcome = again(study).outcome
    assert outcome.chosen is outcome.baseline
    assert any(outcome.chosen is made for made in outcome.models)


def test_scores_given_are_loaded_with_their_curve(tmp_path):
    frame = world(300, 7)
    frame["p"] = np.clip(0.3 + 0.2 * frame["x"].fillna(0), 0.01, 0.99)
    for columns in (["left", "p"], list(frame.columns)):
        study = th.classify(frame[columns], "left", scores="p", threshold=0.5, costs=CONSTANT, fast=True)
        loaded = th.load(study.save(tmp_path / f"{len(columns)}"))
        assert loaded.outcome.given == "p"
        assert loaded.recommend() == study.recommend()
        rows = read({"p": [0.02, 0.4, 0.9]})
        assert loaded.score(rows).columns == study.score(rows).columns


def test_every_field_is_kept():
    """A new field of a design or an outcome must be saved, or named here as computed again."""
    kept = {*state_module.DESIGN_ARRAYS, *state_module.DESIGN_WORDS, "columns", "notes"}
    assert kept == {field.name for field in dataclasses.fields(Design)}
    held = {"table", "design", "models", "baseline", "chosen", "nested", "folds", "ladder", "data_findings", "seed",
            "confidence_level", "given"}  # fmt: skip
    assert held == {field.name for field in dataclasses.fields(Outcome)}
    settings = {*state_module.SETTINGS, "economics", "progress", "outcome_", "seconds_", "_views"}
    assert settings == {field.name for field in dataclasses.fields(Classification)}


@pytest.mark.parametrize(
    "source",
    [
        None, {}, {"costs": CONSTANT}, {"costs": OWN, "thresholds": [0.2, 0.5], "population": 100, "currency": "€"},
        {"campaign": {"contact_cost": "bill", "customer_value": 100, "success_rate": 0.3}, "budget": 7.5},
    ],
)  # fmt: skip
def test_economics_survive_as_plain_values(source):
    parsed = parse_economics(source)
    text = json.dumps(plain(to_plain(parsed)))
    assert parse_economics(json.loads(text)) == parsed


@pytest.mark.parametrize("positive", ["yes", None, "no"])
def test_the_positive_class_stays(positive):
    study = fitted(positive=positive)
    assert again(study).positive == positive
    assert again(study).outcome.design.positive == study.outcome.design.positive


def test_hostile_names_and_levels_survive(tmp_path):
    frame = world(200).rename(columns={"x": "=1+1\n<b>", "colour": "🙂" * 50})
    study = th.classify(frame, "left", costs=CONSTANT, fast=True)
    loaded = th.load(study.save(tmp_path / "study"))
    rows = read(frame.drop(columns="left"))
    assert loaded.score(rows).columns == study.score(rows).columns
