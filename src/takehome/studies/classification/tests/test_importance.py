"""Importances against scikit-learn and brute force, odds ratios against statsmodels, and the table of features."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from takehome.studies.classification.explained import explain, explained
from takehome.studies.classification.feature_table import feature_table
from takehome.studies.classification.importance import correlation, impurity_importance, permutation_importance
from takehome.studies.classification.ladder import log_losses
from takehome.studies.classification.odds import plain_logistic
from takehome.studies.classification.prepare import prepare
from takehome.studies.classification.shown_model import ShownModel, blocks_of, shown_model
from takehome.studies.classification.tests.effect_worlds import decided_by, drawn, full, mixed, plain
from takehome.studies.classification.trees import fit_forest
from takehome.table import Role, read

POSITIONS = [[0], [1], [2], [3], [4, 5]]


@pytest.fixture(scope="module")
def outcome():
    return plain(mixed(), train=np.arange(1_500) < 1_000)


def test_permutation_importance_is_the_rise_of_the_log_loss_on_the_hold_out(outcome):
    """Against scikit-learn's ``permutation_importance(scoring="neg_log_loss")``, up to the luck of shuffling."""
    from sklearn.inspection import permutation_importance as reference
    from sklearn.linear_model import LogisticRegression

    design = outcome.design
    X, y = design.X[~design.train], design.y[~design.train]
    model = LogisticRegression().fit(X, y)
    model.coef_ = outcome.chosen.model.coef[None]
    model.intercept_ = np.array([outcome.chosen.model.intercept])
    expected = reference(model, X, y, scoring="neg_log_loss", n_repeats=30, random_state=0).importances_mean
    loss = log_losses(outcome.chosen.predict(X), y).mean()
    found = permutation_importance(outcome, shown_model(outcome), [[0], [1], [2], [3]])
    for j, one in enumerate(found):
        assert one.rise == pytest.approx(100 * expected[j] / loss, abs=4)
        assert one.interval.low <= one.rise <= one.interval.high
    assert found[0].interval.low > 0


def test_the_columns_of_a_category_are_shuffled_together(outcome):
    found = permutation_importance(outcome, shown_model(outcome), POSITIONS)
    assert found[4].interval.low > 0
    assert found[0].rise > found[4].rise > found[3].rise


def test_a_model_that_does_not_look_at_a_feature_gives_it_exactly_nothing(outcome):
    blind = ShownModel("blind", lambda X: 1 / (1 + np.exp(-X[:, 0])))
    found = permutation_importance(outcome, blind, POSITIONS)
    assert [one.rise for one in found[1:]] == [0, 0, 0, 0]
    assert found[1].interval.low == found[1].interval.high == 0


def test_without_a_hold_out_the_method_is_fitted_anew():
    """A forest knows its training rows by heart; noise must not look important for that."""
    made = plain({"x": np.random.default_rng(0).normal(size=400), "noise": np.random.default_rng(1).normal(size=400),
                  "y": drawn(1.5 * np.random.default_rng(0).normal(size=400))})  # fmt: skip
    design, asked = made.design, []
    forest = fit_forest(design.X, design.y.astype(float), design.weights, 0, {"n_estimators": 30})

    def refit(mask):
        asked.append(int(mask.sum()))
        rows = np.flatnonzero(mask)
        return fit_forest(
            design.X[rows], design.y[rows].astype(float), design.weights[rows], 0, {"n_estimators": 30}
        ).predict

    by_heart = permutation_importance(made, ShownModel("forest", forest.predict), [[0], [1]])
    honest = permutation_importance(made, ShownModel("forest", forest.predict, refit, "sigmoid"), [[0], [1]])
    assert asked == [320] * 5
    assert by_heart[1].rise > 30
    assert honest[1].interval.low < 0 < honest[1].rise + 5 < by_heart[1].rise - 20
    assert honest[0].interval.low > 0


def test_impurity_importance_is_scikit_learns_summed_over_a_features_columns(outcome):
    design = outcome.design
    t = design.train
    model = fit_forest(design.X[t], design.y[t].astype(float), design.weights[t], 3, {"n_estimators": 20})
    from sklearn.ensemble import RandomForestClassifier

    made = RandomForestClassifier(20, random_state=3).fit(design.X[t], design.y[t], sample_weight=design.weights[t])
    reference = made.feature_importances_
    grown = replace(outcome, models=(*outcome.models, replace(outcome.chosen, name="random forest", model=model)))
    found = impurity_importance(grown, POSITIONS)
    np.testing.assert_allclose(found, [*reference[:4], reference[4:].sum()], atol=1e-9)
    assert impurity_importance(outcome, POSITIONS) is None


def test_correlation_is_numpys_and_the_multiple_one_of_a_category():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(200, 2)), (rng.random(200) < 0.3).astype(float)
    ones = np.ones(200)
    assert correlation(X[:, :1], y, ones) == pytest.approx(np.corrcoef(X[:, 0], y)[0, 1])
    fitted = np.column_stack([ones, X]) @ np.linalg.lstsq(np.column_stack([ones, X]), y, rcond=None)[0]
    assert correlation(X, y, ones) == pytest.approx(np.corrcoef(fitted, y)[0, 1])


def test_the_odds_ratio_and_its_interval_are_statsmodels(outcome):
    """``sm.Logit(y, X).fit(cov_type="HC0")`` on many rows, where the study's penalty of 1 hardly shrinks."""
    import statsmodels.api as sm

    made = plain(mixed(20_000))
    design = made.design
    fit = sm.Logit(design.y, sm.add_constant(design.X)).fit(disp=0, cov_type="HC0")
    odds = plain_logistic(made).ratio(0, -1.0, 1.0)
    assert odds.ratio == pytest.approx(np.exp(2 * fit.params[1]), rel=0.005)
    low, high = np.exp(2 * fit.conf_int()[1])
    assert (odds.interval.low, odds.interval.high) == pytest.approx((low, high), rel=0.01)
    typical = np.r_[np.median(design.X[:, :4], axis=0), 0, 0]
    for value, p in ((-1.0, odds.before), (1.0, odds.after)):
        assert p == pytest.approx(made.chosen.predict(np.r_[value, typical[1:]][None])[0])


def test_the_explanation_of_one_outcome_is_computed_once(outcome):
    assert explained(outcome) is explained(outcome)
    other = replace(outcome)
    assert explained(other) is not explained(outcome)


def test_the_table_holds_every_method_as_plain_json(outcome):
    rows = feature_table(outcome)
    assert json.loads(json.dumps(rows, allow_nan=False)) == rows
    assert [row["rank"] for row in rows] == [1, 2, 3, 4, 5]
    by = {row["feature"]: row for row in rows}
    assert (by["up"]["verdict"], by["down"]["verdict"], by["u"]["verdict"]) == (
        "increasing",
        "decreasing",
        "non-monotone",
    )
    assert by["noise"]["verdict"] in ("flat", "undetermined")
    assert by["plan"]["verdict"] == "increasing"
    assert by["plan"]["contrast"] == "with plan = Pro instead of Basic"
    assert by["up"]["agree"] == by["up"]["methods"] == 6
    for key in ("change", "accumulated", "partial", "alone", "correlation", "permutation"):
        assert by["up"][key] > 0 > (by["down"][key] if key != "permutation" else -1)
    assert by["up"]["odds_ratio"] > 1 > by["down"]["odds_ratio"]


def test_of_many_features_the_most_important_are_shown_and_must_be_surer():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(800, 60))
    made = explain(plain({**{f"x{j}": X[:, j] for j in range(60)}, "y": drawn(1.5 * X[:, 7] - 1.5 * X[:, 8])}))
    assert (len(made.features), made.total) == (20, 60)
    assert {one.feature for one in made.features[:2]} == {"x7", "x8"}
    assert made.features[0].verdict.needed > 2.5
    assert [one.direction.value for one in made.features[:2]].count("undetermined") == 0


def test_given_scores_are_explained_by_a_picture_of_them():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(600, 2))
    p = 1 / (1 + np.exp(1 - 2 * X[:, 0]))
    table = read({"a": X[:, 0], "b": X[:, 1], "score": p, "y": drawn(-1 + 2 * X[:, 0])})
    made = explain(full(table, "y", scores="score"))
    assert made.shown.name == "an additive picture of score"
    assert made.features[0].feature == "a"
    # the additive picture of an additive score is the score: its change is the score's own
    change = made.features[0].main
    ends = 1 / (1 + np.exp(1 - 2 * np.array([change.contrast.start, change.contrast.stop])))
    assert change.accumulated == pytest.approx(100 * float(np.diff(ends)[0]), abs=2.5)


def test_scores_alone_have_no_features():
    table = read({"score": np.linspace(0.01, 0.99, 100), "y": drawn(np.linspace(-2, 2, 100))})
    outcome = full(table, "y", scores="score")
    assert explain(outcome).features == ()
    assert feature_table(outcome) == []


def test_a_declared_group_widens_the_interval_and_equal_rows_of_few_levels_do_not():
    rng = np.random.default_rng(0)
    x = rng.normal(size=60)
    many = np.repeat(x, 10)
    columns = {"x": many, "who": np.repeat(np.arange(60), 10).astype(str).astype(object), "y": np.repeat(drawn(x), 10)}
    table = read(columns).with_roles({"who": Role.GROUP})
    grouped = explain(decided_by(table, prepare(table, "y", np.ones(600, bool), None, 1)))
    alone = explain(plain({name: columns[name] for name in ("x", "y")}))
    widths = [made.features[0].main.interval for made in (grouped, alone)]
    assert widths[0].high - widths[0].low > 2 * (widths[1].high - widths[1].low)
    few = plain(
        {"c": np.array(["a", "b"], object)[rng.integers(0, 2, 300)], "y": (rng.random(300) < 0.3).astype(float)}
    )
    assert len(np.unique(few.design.blocks)) == 4
    assert len(np.unique(blocks_of(few.design))) == 300
