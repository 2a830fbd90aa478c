"""Scores: one row or many, in process or loaded, always the same decision; reasons and flags in words."""

import re
from decimal import Decimal
from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import takehome as th
from takehome.errors import InputError
from takehome.studies.classification.deployed import deployed
from takehome.studies.classification.linear import LogisticModel
from takehome.studies.classification.prepare import prepare
from takehome.studies.classification.reasons import LONGEST, MOST_FEATURES, MOST_REASONS, reasons
from takehome.studies.classification.scorer import Scorer
from takehome.studies.classification.scoring import score_rows
from takehome.studies.classification.tests.scoring_worlds import (
    BILL,
    CONSTANT,
    LEVELS,
    OWN,
    fitted,
    fresh,
    models_of,
    plain_rows,
    policies_of,
    with_model,
    world,
)
from takehome.table import read

ECONOMICS = {
    "constant costs": {"costs": CONSTANT, "threshold": (0.2, 0.7)},
    "row costs": {"costs": OWN, "threshold": 0.3},
    "capacity": {"costs": CONSTANT, "capacity": 30, "threshold": 0.2},
    "budget": {"costs": OWN, "budget": 150},
    "campaign": {"costs": th.Campaign(3, 60, 0.5)},
    "no costs": {"costs": None},
    "a holdout": {"costs": OWN, "holdout": 0.4},
    "a limit that holds nobody back": {"costs": CONSTANT, "capacity": 10_000},
    "scores given": {"costs": CONSTANT, "scores": "p", "threshold": 0.5},
}


def rows_for(name):
    frame = fresh()
    return frame.assign(p=np.linspace(0, 1, len(frame))) if name == "scores given" else frame


@pytest.fixture(scope="module", params=ECONOMICS)
def studied(request):
    options, frame = ECONOMICS[request.param], world(300, 2)
    frame["p"] = 1 / (1 + np.exp(1 - frame["x"].fillna(0)))
    frame = frame if "scores" in options else frame.drop(columns="p")
    return th.classify(frame, "left", fast=True, **options), rows_for(request.param)


def scored(columns, names=("decision", "probability", "expected_gain")):
    return list(zip(*(columns[name] for name in names), strict=True))


def test_one_row_in_process_gets_what_the_table_gets_bit_for_bit_under_every_policy(studied):
    study, frame = studied
    kinds = set()
    for made in policies_of(study).values():
        scorer, table = Scorer(made), score_rows(made, read(frame)).columns
        assert [tuple(scorer(row)) for row in plain_rows(frame)] == scored(table)
        kinds.add(deployed(made).kind)
    assert len(kinds) >= 3


@cache
def base():
    return fitted(rows=400)


@cache
def models():
    return models_of(base())


def test_one_row_gets_what_the_table_gets_with_every_model():
    frame = fresh(120)
    for made in models().values():
        study = with_model(base(), made)
        table = study.score(read(frame)).columns
        scorer = study.scorer()
        assert [tuple(scorer(row)) for row in plain_rows(frame)] == scored(table), made.name
        alone = [study.score(read(frame).take(np.array([i]))).columns for i in (0, 3, 17)]
        assert [{k: v[0] for k, v in one.items()} for one in alone] == [
            {k: v[i] for k, v in table.items()} for i in (0, 3, 17)
        ], made.name


numbers = st.floats(allow_nan=True, allow_infinity=True) | st.sampled_from([0.0, -0.0, 1e40, 1e41, 1e-41, 0.5])
cells = st.tuples(
    numbers, st.floats(0, 1e6), st.integers(0, 10**6),
    st.sampled_from([*LEVELS, "green", "NA", " red", "(other)", "(missing)", None]) | st.text(max_size=3),
    st.booleans() | st.none(),
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(row=cells, model=st.sampled_from(["logistic regression", "forest", "small boosting, sigmoid"]))
def test_whatever_stands_in_a_row_it_gets_what_its_table_gets(row, model):
    study = with_model(base(), models()[model])
    named = dict(zip(["x", BILL, "count", "colour", "vip"], row, strict=True))
    # a row of a known kind beside it, so that the table reads the columns as training did
    other = {"x": 0.5, BILL: 1.5, "count": 1, "colour": "it's", "vip": True}
    table = study.score(read([named, other])).columns
    assert tuple(study.scorer()(named)) == scored(table)[0]


def test_decisions_on_the_holdout_are_those_that_were_priced():
    for economics in ({"costs": CONSTANT, "threshold": 0.2}, {"costs": OWN}, {"costs": OWN, "budget": 200}):
        study = fitted(seed=3, rows=500, holdout=0.4, **economics)
        held = study.outcome.table.take(study.outcome.design.rows[study.outcome.judged])
        for action, made in policies_of(study).items():
            acts = made.options.acts[action]
            if set(np.unique(acts)) <= {0, 1} and deployed(made).share == 1:
                decided = np.array(score_rows(made, held).columns["decision"]) == "act"
                np.testing.assert_array_equal(decided, acts[0] > 0, err_msg=action)


def test_each_row_gets_what_its_probability_and_costs_say():
    study = fitted(costs=OWN)
    frame = fresh()
    got = study.score(read(frame)).to_frame()
    p, fn, fp = got["probability"], 0.5 * frame[BILL] + 10, 2 + np.minimum(frame["count"], 3) ** 1.5
    np.testing.assert_allclose(got["expected_gain"], p * (fn - 1) - (1 - p) * fp)
    expected = np.where(got["decision"] == "act", p * 1 + (1 - p) * fp, p * fn)
    np.testing.assert_allclose(got["expected_cost"], expected)
    assert got["probability"].between(0, 1).all()


def test_the_notes_say_the_policy_the_unit_and_how_many_lie_outside():
    scores = fitted(economics={"currency": "€"}).score(read(fresh()))
    assert re.search(r"\d+ of 80 rows to act on, by: act .*€ a row", scores.notes[0])
    count = sum(map(bool, scores.columns["outside"]))
    assert scores.notes[1].startswith(f"{count} of 80 rows lie outside")


def test_a_capacity_acts_on_about_its_share_of_new_rows():
    study = fitted(rows=2_000, capacity=200)
    acted = np.mean(np.array(study.score(read(world(2_000, 5))).columns["decision"]) == "act")
    assert acted == pytest.approx(0.1, abs=0.03)


def test_a_limit_at_random_lets_its_share_through_row_by_row_and_in_a_table():
    study = fitted(capacity=26)
    made = next(made for action, made in policies_of(study).items() if "at random" in action)
    table = read(world(500, 5))
    decided = score_rows(made, table).columns["decision"]
    assert decided.count("act") == 50
    scorer = Scorer(made)
    assert [scorer(row).decision for row in plain_rows(world(500, 5))] == list(decided)


@pytest.mark.parametrize("name", ["x", "colour", BILL, "count"])
def test_rows_without_a_needed_column_are_refused_by_name(name):
    study = fitted(costs=OWN, features=["x", "colour"])
    for refuse in (lambda f: study.score(read(f)), lambda f: study.scorer()(plain_rows(f)[0])):
        with pytest.raises(InputError, match=re.escape(repr(name))):
            refuse(fresh().drop(columns=name))
    assert len(study.score(read(fresh().drop(columns="vip")))) == 80


def test_costs_given_one_a_row_ask_for_their_column():
    costs = {"fp": 5, "fn": np.linspace(20, 60, 260)}
    study = fitted(costs=costs)
    with pytest.raises(InputError, match="'cost fn'"):
        study.score(read(fresh()))
    assert len(study.score(read(fresh().assign(**{"cost fn": 30.0})))) == 80


def test_a_name_that_reads_as_a_formula_is_the_column():
    frame = world().assign(**{"fn-cost": 50.0 + np.arange(260) % 7})
    study = th.classify(frame, "left", costs={"fp": 5, "fn": "fn-cost"}, fast=True)
    with pytest.raises(InputError, match="'fn-cost'"):
        study.score(read(fresh().assign(fn=1.0, cost=2.0)))


def test_numbers_come_in_many_kinds_and_a_wrong_one_is_refused_by_name():
    scorer = fitted().scorer()
    row = {"x": 1.5, BILL: 20.0, "count": 3, "colour": "red", "vip": True}
    expected = scorer(row)
    for x in (np.float64(1.5), np.float32(1.5), Decimal("1.5"), " 1.5 "):
        assert scorer({**row, "x": x, "vip": np.bool_(True)}) == expected
    missing = scorer({**row, "x": None})
    for x in (float("nan"), pd.NA, pd.NaT, "", "NA", float("inf"), 10**400):
        assert scorer({**row, "x": x}) == missing
    for x in ("abc", [1], 1j):
        with pytest.raises(InputError, match="'x'"):
            scorer({**row, "x": x})
    study = fitted(costs=OWN)
    for broken in ({"count": None}, {BILL: float("inf")}):
        with pytest.raises(InputError, match="no finite value"):
            study.scorer()({**row, **broken})
        with pytest.raises(InputError, match="no finite value"):
            study.score(read(pd.DataFrame([{**row, **broken}, row])))


def test_a_formula_may_have_no_column():
    study, frame = fitted(costs={"fp": "2 * 2.5", "fn": "100 - 60"}), fresh()
    plain = fitted().score(read(frame)).columns
    assert study.score(read(frame)).columns == plain
    assert [tuple(study.scorer()(row)) for row in plain_rows(frame)] == scored(plain)


def test_a_cost_beyond_all_money_is_refused():
    study = fitted(costs=OWN)
    row = {"x": 1.5, BILL: 1.7e308, "count": 3, "colour": "red", "vip": True}
    for refuse in (lambda: study.scorer()(row), lambda: study.score(read([row, row]))):
        with pytest.raises(InputError, match="the cost fn"):
            refuse()


def test_a_category_keeps_its_levels_when_few_rows_look_like_numbers_or_truth():
    rng = np.random.default_rng(0)
    code = rng.choice(["1", "2", "unknown", "True"], 400, p=[0.3, 0.3, 0.2, 0.2])
    y = rng.random(400) < np.where(code == "2", 0.8, 0.2)
    frame = pd.DataFrame({"code": code, "z": rng.normal(size=400), "y": y.astype(int)})
    study = th.classify(frame, "y", costs={"fp": 1, "fn": 2}, fast=True)
    whole = study.score(read(frame)).to_frame()
    for level in ("1", "2", "True"):
        one = frame[frame["code"] == level].head(5)
        alone = study.score(read(one.drop(columns="y"))).to_frame()
        np.testing.assert_array_equal(alone["probability"], whole.loc[one.index, "probability"])
        assert not alone["outside"].str.contains("code").any()
        row = {**one.iloc[0].drop("y")}
        assert study.scorer()(row).probability == alone["probability"][0]
    number = study.scorer()({"code": 2, "z": 0.5})
    assert number == study.scorer()({"code": "2", "z": 0.5}) == study.scorer()({"code": 2.0, "z": 0.5})


def test_a_column_without_any_value_is_filled_like_single_missing_values():
    study = fitted()
    table = study.score(read([{"x": None, BILL: 20.0, "count": 1, "colour": None, "vip": None}])).columns
    row = {"x": None, BILL: 20.0, "count": 1, "colour": None, "vip": None}
    assert scored(table) == [tuple(study.scorer()(row))]


def test_a_number_that_became_text_is_refused_by_name():
    with pytest.raises(InputError, match="'x' holds category"):
        fitted().score(read(fresh().assign(x=["a", "b"] * 40)))


def test_what_lies_outside_the_training_range_is_flagged():
    rows = {"x": [0.0, 50.0, np.inf, -1e300], BILL: [20.0] * 4, "count": [1] * 4, "vip": [True] * 4}
    outside = fitted().score(read({**rows, "colour": ["red", "green", "red", None]})).columns["outside"]
    assert outside == ("", "x; colour", "x", "x")
    rows["x"][1:] = [1.7e308, -np.inf, None]
    told = fitted().score(read({**rows, "colour": ["red"] * 4})).columns["reasons"]
    assert not any("x 1" in text or "∞" in text for text in told)


def test_reasons_name_the_feature_that_moves_the_row_with_its_size():
    study = fitted(rows=600)
    rows = {"x": [2.5, -2.5, 0.0], BILL: [45.0] * 3, "count": [2] * 3, "colour": ["red"] * 3, "vip": [False] * 3}
    got = study.score(read(rows)).columns
    high, low, typical = got["reasons"]
    assert re.match(r"x 2\.50: \+\d+ points", high)
    assert re.match(r"x −2\.50: −\d+ points", low)
    assert typical.count("points") <= MOST_REASONS
    without = study.score(read({**rows, "x": [np.median(world(600)["x"].dropna())] * 3})).columns["probability"][0]
    said = float(re.search(r"\+(\d+)", high)[1])
    assert said == pytest.approx(100 * (got["probability"][0] - without), abs=1.5)


def linear_reasons(coef, X, names=None):
    """Reasons of a weighted sum on a design of its own."""
    frame = pd.DataFrame(X, columns=names or [f"f{j}" for j in range(X.shape[1])])
    table = read(frame.assign(y=np.arange(len(X)) % 2))
    design, model = prepare(table, "y", np.ones(len(X), bool)), LogisticModel(0.0, np.asarray(coef, float))
    return reasons(design, model, model.predict, design.X, model.predict(design.X), table)


def test_of_many_features_those_that_matter_are_told():
    rng = np.random.default_rng(0)
    count = MOST_FEATURES + 15
    coef = np.full(count, 1e-3)
    coef[-1] = 3.0
    told = linear_reasons(coef, rng.normal(size=(700, count)))
    assert all(not text or text.startswith(f"f{count - 1} ") for text in told)
    assert sum(map(bool, told)) > 600


def test_long_names_are_cut_and_a_model_without_features_has_no_reasons():
    name = "n" * 500
    X = np.random.default_rng(0).normal(size=(60, 1))
    assert all(text.startswith("n" * (LONGEST - 1) + "… ") for text in linear_reasons([2.0], X, [name]) if text)
    assert set(linear_reasons([0.0], X)) == {""}


def test_reasons_do_not_depend_on_which_rows_stand_beside_a_row():
    table = read(fresh(100))
    for name in ("logistic regression", "forest"):
        study = with_model(base(), models()[name])
        whole = study.score(table).columns["reasons"]
        parts = [study.score(table.take(np.arange(k, k + 25))).columns["reasons"] for k in range(0, 100, 25)]
        assert whole == sum(parts, ())


def test_given_scores_are_scored_by_their_column():
    frame = world(300, 7)
    frame["p"] = np.clip(0.3 + 0.2 * frame["x"].fillna(0), 0.01, 0.99)
    for columns in (["left", "p"], list(frame.columns)):
        study = th.classify(frame[columns], "left", scores="p", threshold=0.5, costs=CONSTANT, fast=True)
        scores = study.score(read(pd.DataFrame({"p": [0.02, 0.9]}))).columns
        assert scores["decision"] == ("leave", "act")
        assert study.scorer()({"p": 0.9}).decision == "act"
        assert scores["reasons"] == scores["outside"] == ("", "")
        with pytest.raises(InputError, match="'p'"):
            study.score(read({"q": [0.5, 0.6]}))
        for wrong in (1.5, -0.1, float("nan"), "high"):
            with pytest.raises(InputError, match="'p'"):
                study.score(read({"p": [0.5, wrong]}))
            with pytest.raises(InputError, match="'p'"):
                study.scorer()({"p": wrong})


@pytest.mark.parametrize("name", ["<b>x</b>", "=1+1", "x\ny", "🙂", "a.b`c", "'; drop table t; --"])
def test_hostile_names_are_only_names(name):
    frame = world(120).rename(columns={"x": name})
    study = th.classify(frame, "left", costs=CONSTANT, fast=True)
    rows = frame.drop(columns="left").head(70)
    assert [tuple(study.scorer()(row)) for row in plain_rows(rows)] == scored(study.score(read(rows)).columns)


def test_a_tiny_table_scores():
    frame = pd.DataFrame({"x": [1.0, 2, 3, 4, 5, 6], "y": [0, 0, 1, 0, 1, 1]})
    study = th.classify(frame, "y", costs={"fp": 1, "fn": 2}, fast=True)
    assert len(study.score(read({"x": [3.0]}))) == 1
    assert study.scorer()({"x": 3.0}).decision in {"act", "leave"}
