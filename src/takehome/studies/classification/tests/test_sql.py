"""The policy as SQL: DuckDB decides on every row as the study does."""

import re
from dataclasses import replace
from functools import cache

import duckdb
import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import takehome as th
from takehome.cli.group import takehome
from takehome.errors import InputError
from takehome.studies.classification.calibration import Calibration
from takehome.studies.classification.candidates import LOGISTIC, NO_FEATURES
from takehome.studies.classification.deployed import deployed
from takehome.studies.classification.predicted import calibrated
from takehome.studies.classification.scoring import score_rows
from takehome.studies.classification.sql import DECISION, GAIN, PROBABILITY, added_names, statement
from takehome.studies.classification.tests.scoring_worlds import (
    BILL,
    CONSTANT,
    LEVELS,
    OWN,
    fitted,
    fresh,
    models_of,
    policies_of,
    with_model,
    world,
)
from takehome.studies.sql_text import identifier, literal, number
from takehome.table import read

ECONOMICS = {
    "constant": {"costs": CONSTANT, "threshold": (0.2, 0.7)},
    "own": {"costs": OWN},
    "capacity": {"costs": OWN, "capacity": 40},
    "budget": {"costs": OWN, "budget": 150},
    "budget, constant": {"costs": CONSTANT, "budget": 150},
    "campaign": {"costs": th.Campaign(3, BILL, 0.5)},
    "holdout": {"costs": {"fp": "1 / (1 + `count`)", "fn": f"-(-`{BILL}`) - 0.25"}, "holdout": 0.3},
}


def run(text, frame, name="rows"):
    with duckdb.connect() as connection:
        connection.register("given", frame)
        connection.execute(f"CREATE TABLE {identifier(name)} AS SELECT * FROM given")
        return connection.execute(text).df()


def assert_equal_in_duckdb(made, frame, name="rows"):
    scores = score_rows(made, read(frame)).to_frame()
    found = run(statement(made, name), frame, name)
    np.testing.assert_allclose(found[PROBABILITY], scores["probability"], rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(found[GAIN], scores["expected_gain"], rtol=1e-9, atol=1e-9)
    clear = scores["expected_gain"].abs() > 1e-9
    assert (found[DECISION] == scores["decision"])[clear].all()
    assert list(found.columns) == [*frame.columns, PROBABILITY, GAIN, DECISION]


def linear(study, kind="raw"):
    """The study with the plain logistic regression in charge."""
    outcome = study.outcome
    plain = next(made for made in outcome.models if made.name == LOGISTIC)
    return with_model(study, calibrated(plain, kind, outcome.design, outcome.folds))


@cache
def case(name):
    return fitted(seed=2, rows=300, **ECONOMICS[name])


@pytest.mark.parametrize("name", ECONOMICS)
@pytest.mark.parametrize("kind", ["raw", "sigmoid"])
def test_every_policy_decides_in_duckdb_as_in_python(name, kind):
    kinds = set()
    for made in policies_of(linear(case(name), kind)).values():
        kinds.add(deployed(made).kind)
        if deployed(made).share == 1:
            assert_equal_in_duckdb(made, fresh())
        else:
            with pytest.raises(InputError, match="at random"):
                statement(made)
    assert kinds & {"rule", "cut", "margin", "limit"}


@cache
def straight(name="own"):
    return linear(case(name))


numbers = st.floats() | st.sampled_from([0.0, -0.0, 1e40, 1e41, -1e41, 1e-41, 1e300])
words = st.sampled_from([*LEVELS, "green", "", " red ", "NA", "null", "(other)", "(missing)", "True", None])
rows = st.lists(
    st.tuples(numbers, st.floats(0.01, 1e6), st.integers(0, 10**6), words | st.text("ab'\" 1", max_size=4),
              st.booleans() | st.none()),
    min_size=1, max_size=12,
)  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(name=st.sampled_from(["constant", "own", "budget"]), drawn=rows, first=st.integers(0, 5))
def test_sql_equals_scores_on_whatever_rows(name, drawn, first):
    drawn = [*drawn, (0.5, 1.5, 1, "it's", True)]  # a word, so that the column is text
    frame = pd.DataFrame(drawn, columns=["x", BILL, "count", "colour", "vip"]).astype({"vip": "boolean"})
    for made in list(policies_of(straight(name)).values())[first : first + 2]:
        if deployed(made).share == 1:
            assert_equal_in_duckdb(made, frame)


@pytest.mark.parametrize("name", ["new rows", 'my"table', "select", "ü"])
def test_the_table_may_have_any_name(name):
    assert_equal_in_duckdb(straight().priced, fresh(), name)


def test_integers_decimals_and_floats_of_a_warehouse_are_numbers():
    study = straight()
    with duckdb.connect() as connection:
        text = f"""CREATE TABLE rows AS SELECT -9223372036854775808 AS x, 12.34::DECIMAL(9, 2) AS {identifier(BILL)},
                3::UTINYINT AS "count", 'red' AS colour, true AS vip"""
        connection.execute(text)
        found = connection.execute(study.sql()).df()
    frame = {"x": [-9.223372036854775808e18], BILL: [12.34], "count": [3], "colour": ["red"], "vip": [True]}
    scores = study.score(read(frame)).columns
    assert found[PROBABILITY][0] == pytest.approx(scores["probability"][0], rel=1e-9)
    assert found[GAIN][0] == pytest.approx(scores["expected_gain"][0], rel=1e-9)


def test_a_table_that_was_scored_already_gets_other_names():
    assert added_names(["x", PROBABILITY.upper()]) == (f"{PROBABILITY}_", GAIN, DECISION)
    frame = world(200).assign(**{PROBABILITY: np.linspace(0, 1, 200), DECISION: "act"})
    study = th.classify(frame, "left", costs=CONSTANT, fast=True, ignore=[PROBABILITY, DECISION])
    found = run(linear(study).sql(), frame.drop(columns="left"))
    assert list(found.columns)[-3:] == [f"{PROBABILITY}_", GAIN, f"{DECISION}_"]


@pytest.mark.parametrize("name", ["'; DROP TABLE rows; --", 'a"b', "a.b", "🙂", "select", "=1+1", "a\nb", "`x`"])
def test_hostile_names_and_levels_are_quoted(name):
    frame = world(200).rename(columns={"x": name})
    frame["colour"] = frame["colour"].where(frame["colour"] != "red", name)
    study = linear(th.classify(frame, "left", costs=CONSTANT, fast=True))
    assert_equal_in_duckdb(study.priced, frame.drop(columns="left"))


def test_levels_keep_their_spelling():
    rng = np.random.default_rng(0)
    code = rng.choice(["1", "2", "unknown", "True"], 400, p=[0.3, 0.3, 0.2, 0.2])
    y = rng.random(400) < np.where(code == "2", 0.8, 0.2)
    frame = pd.DataFrame({"code": code, "z": rng.normal(size=400), "y": y.astype(int)})
    study = linear(th.classify(frame, "y", costs={"fp": 1, "fn": 2}, fast=True))
    rows = frame.drop(columns="y")
    assert_equal_in_duckdb(study.priced, rows)
    assert_equal_in_duckdb(
        study.priced, rows[rows["code"].isin(["1", "2"])].assign(code=lambda f: f["code"].astype(float))
    )
    assert_equal_in_duckdb(study.priced, rows[rows["code"] == "True"].assign(code=True))


def test_columns_that_differ_in_capitals_only_are_refused():
    frame = world(200).assign(X=np.linspace(0, 1, 200) ** 2)
    study = linear(th.classify(frame, "left", costs=CONSTANT, fast=True))
    with pytest.raises(InputError, match="'x' and 'X'"):
        study.sql()


def test_a_model_without_features_is_one_number():
    study = case("own")
    made = next(made for made in study.outcome.models if made.name == NO_FEATURES)
    assert_equal_in_duckdb(with_model(study, made).priced, fresh())


def test_a_model_that_is_no_sum_has_no_sql():
    study = case("constant")
    found = models_of(study)
    for name in ("small boosting", "forest", f"{LOGISTIC}, isotonic"):
        with pytest.raises(InputError, match="no weighted sum") as problem:
            with_model(study, found[name]).sql()
        assert "scorer()" in problem.value.try_next


def test_scores_of_somebody_else_have_no_sql():
    frame = world(200).assign(p=np.linspace(0, 1, 200))
    with pytest.raises(InputError, match="'p', made by a model that is not here"):
        th.classify(frame, "left", scores="p", costs=CONSTANT, fast=True).sql()


def test_what_cannot_be_a_name_is_refused():
    for name in ("", "a\0b"):
        with pytest.raises(InputError, match="null"):
            straight().sql(name)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_keeps_all_its_digits_and_is_no_decimal(value):
    assert float(number(value)) == value
    assert "e" in number(value)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_a_text_stays_a_text(text):
    assert duckdb.sql(f"SELECT {literal(text)}").fetchall() == [(text,)]


def test_extreme_log_odds_are_probabilities_of_zero_and_one():
    study = straight("constant")
    made = study.outcome.chosen
    steep = replace(made, model=replace(made.model, coef=made.model.coef * 1e4), calibration=Calibration())
    assert_equal_in_duckdb(with_model(study, steep).priced, fresh())


def test_the_command_prints_the_statement_or_writes_it(tmp_path):
    study = straight()
    folder = study.save(tmp_path / "study")

    def call(*words):
        return CliRunner().invoke(takehome, ["score", str(folder), *map(str, words)])

    printed = call("--sql")
    assert printed.exit_code == 0, printed.stderr
    assert printed.stdout == study.sql() + "\n"
    assert call("--sql", "--out", tmp_path / "policy.sql").exit_code == 0
    assert (tmp_path / "policy.sql").read_text() == printed.stdout
    for words in ((), ("rows.csv", "--sql"), ("--sql", "--json")):
        refused = call(*words)
        assert refused.exit_code == 2
        assert "--sql" in refused.stderr


def test_the_command_says_when_a_study_has_no_sql(tmp_path):
    boosted = next(made for made in case("constant").outcome.models if made.name == "small boosting")
    bent = with_model(case("constant"), boosted)
    servers = th.scenario("omnicorp-servers", seed=101).table
    other = th.regress(servers, "Cost", fast=True)
    for study, said in ((bent, "no weighted sum"), (other, "no SQL")):
        folder = study.save(tmp_path / study.name)
        refused = CliRunner().invoke(takehome, ["score", str(folder), "--sql"])
        assert refused.exit_code == 2
        assert re.search(said, refused.stderr)
        assert refused.stdout == ""
