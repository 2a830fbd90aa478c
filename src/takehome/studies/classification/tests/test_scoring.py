"""Scores: one row or many, in process, loaded or in SQL, always the same decision."""

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import takehome as th
from takehome.errors import InputError
from takehome.studies.classification.sql import DECISION, GAIN, PROBABILITY
from takehome.table import read

LEVELS = ["red", "blue", "it's", '"quoted"']


def world(rows=260, seed=0, bent=False):
    rng = np.random.default_rng(seed)
    x, bill = rng.normal(size=rows), rng.uniform(5, 90, rows).round(2)
    colour = rng.choice(LEVELS, rows, p=[0.4, 0.3, 0.2, 0.1])
    eta = -1 + 1.5 * x + (colour == "blue") + (2 * (np.abs(x) > 1) if bent else 0)
    y = rng.random(rows) < 1 / (1 + np.exp(-eta))
    x[rng.random(rows) < 0.1] = np.nan
    shown = np.where(rng.random(rows) < 0.1, None, colour)
    return pd.DataFrame({"x": x, 'odd "name"': bill, "colour": shown, "left": np.where(y, "yes", "no")})


COSTS = {"fp": 5, "fn": '0.5 * `odd "name"` + 10'}


@pytest.fixture(scope="module", params=["constant costs", "row costs", "capacity", "campaign", "full ladder"])
def study(request):
    options = {
        "constant costs": {"costs": {"fp": 5, "fn": 40}},
        "row costs": {"costs": COSTS},
        "capacity": {"costs": {"fp": 5, "fn": 40}, "capacity": 40},
        "campaign": {"costs": th.Campaign(3, 60, 0.5)},
        "full ladder": {"costs": {"fp": 5, "fn": 40}},
    }[request.param]
    return th.classify(
        world(bent=request.param == "full ladder"), "left", fast=request.param != "full ladder", **options
    )


def fresh(seed=9):
    return world(80, seed).drop(columns="left")


def test_each_row_gets_what_its_probability_and_costs_say(study):
    scores = study.score(read(fresh())).to_frame()
    rows = study.priced.rows
    assert set(scores["decision"]) <= {"act", "leave"}
    assert scores["probability"].between(0, 1).all()
    if rows.economics.capacity is None and not study.priced.options.ledger.entries[study.priced.action].trivial:
        assert ((scores["decision"] == "act") == (scores["expected_gain"] > 0)).all()


def test_a_capacity_acts_on_about_its_share_of_new_rows():
    study = th.classify(world(2_000), "left", costs={"fp": 5, "fn": 40}, capacity=200, fast=True)
    acted = np.mean(np.array(study.score(read(world(2_000, 5))).columns["decision"]) == "act")
    assert acted == pytest.approx(0.1, abs=0.03)


def test_one_row_in_process_gets_what_the_table_gets(study):
    frame = fresh()
    scorer, scores = study.scorer(), study.score(read(frame)).columns
    for i, row in enumerate(frame.to_dict("records")):
        found = scorer({k: None if pd.isna(v) else v for k, v in row.items()})
        assert found.decision == scores["decision"][i]
        assert found.probability == pytest.approx(scores["probability"][i], abs=1e-12)
        assert found.expected_gain == pytest.approx(scores["expected_gain"][i], abs=1e-9)


def test_a_row_without_a_column_is_refused_by_name(study):
    with pytest.raises(InputError, match="colour"):
        study.scorer()({"x": 1.0, 'odd "name"': 3.0})


def test_a_loaded_study_scores_bit_for_bit_and_reports_the_same(study, tmp_path):
    loaded = th.load(study.save(tmp_path / "study"))
    table = read(world(200, 4))
    assert loaded.score(table).columns == study.score(table).columns
    one = table.take(np.array([3]))
    assert loaded.score(one).columns == study.score(one).columns
    assert loaded.recommend() == study.recommend()
    assert loaded.metrics()["ladder"] == study.metrics()["ladder"]


def test_what_lies_outside_the_training_range_is_flagged(study):
    rows = read({"x": [0.0, 50.0], 'odd "name"': [20.0, 20.0], "colour": ["red", "green"]})
    assert study.score(rows).columns["outside"] == ("", "x; colour")


def test_reasons_name_the_feature_that_moves_the_row():
    study = th.classify(world(600), "left", costs={"fp": 5, "fn": 40}, fast=True)
    high, typical = study.score(read({"x": [2.5, 0.0], 'odd "name"': [45.0, 45.0], "colour": ["red", "red"]})).columns[
        "reasons"
    ]
    assert high.startswith("x 2.50: +")
    assert "points" in high
    assert typical.count("x 0:") == 0 or float(typical.split("x 0: ")[1].split()[0]) < 12


@pytest.mark.parametrize(
    "options", [{"costs": {"fp": 5, "fn": 40}}, {"costs": COSTS}, {"costs": {"fp": 5, "fn": 40}, "capacity": 40}]
)
def test_sql_decides_as_the_study_does(options):
    study = th.classify(world(300, 2), "left", fast=True, **options)
    if "logistic" not in study.outcome.chosen.name or "averaged" in study.outcome.chosen.name:
        pytest.fail(f"the world should be a straight one, but '{study.outcome.chosen.name}' was chosen")
    assert_equal_in_duckdb(study, fresh())


def assert_equal_in_duckdb(study, frame):
    scores = study.score(read(frame)).to_frame()
    with duckdb.connect() as connection:
        connection.register("new rows", frame)
        found = connection.execute(study.sql("new rows")).df()
    np.testing.assert_allclose(found[PROBABILITY], scores["probability"], rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(found[GAIN], scores["expected_gain"], rtol=1e-9, atol=1e-9)
    clear = scores["expected_gain"].abs() > 1e-9
    assert (found[DECISION] == scores["decision"])[clear].all()


@pytest.fixture(scope="module")
def straight():
    return th.classify(world(300, 2), "left", fast=True, costs=COSTS)


numbers = st.floats(-1e6, 1e6) | st.sampled_from([np.nan, np.inf, -np.inf, 1e300, 1e-300, 0.0])


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.tuples(numbers, st.floats(0, 1e4), st.sampled_from([*LEVELS, "green", None])), min_size=2, max_size=20)
)
def test_sql_equals_scores_on_whatever_rows(straight, rows):
    x, bill, colour = (list(column) for column in zip(*rows, strict=True))
    frame = pd.DataFrame({"x": x, 'odd "name"': bill, "colour": pd.Series([*colour, "red"], dtype=object)[: len(x)]})
    if frame["colour"].isna().all():
        frame.loc[0, "colour"] = "red"
    assert_equal_in_duckdb(straight, frame)


def test_a_model_that_is_no_sum_has_no_sql():
    study = th.classify(world(900, 3, bent=True), "left", costs={"fp": 5, "fn": 40}, fast=True)
    if "boosting" not in study.outcome.chosen.name:
        pytest.fail("the bent world should be given to boosting")
    with pytest.raises(InputError, match="no weighted sum"):
        study.sql()


def test_given_scores_are_scored_by_their_column():
    frame = world(300, 7)
    frame["p"] = np.clip(0.3 + 0.2 * frame["x"].fillna(0), 0.01, 0.99)
    study = th.classify(frame[["left", "p"]], "left", scores="p", threshold=0.5, costs={"fp": 5, "fn": 40}, fast=True)
    scores = study.score(read(pd.DataFrame({"p": [0.02, 0.9]}))).columns
    assert scores["decision"] == ("leave", "act")
    assert study.scorer()({"p": 0.9}).decision == "act"
    with pytest.raises(InputError, match="'p'"):
        study.score(read({"q": [0.5, 0.6]}))
