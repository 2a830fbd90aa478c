"""The sentences and directions of effects: what a reader is told, and that nothing is told of what cannot be known."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pytest

from takehome.errors import InputError, MissingExtra
from takehome.protocol import Direction
from takehome.studies.classification import shap_values
from takehome.studies.classification.effect_charts import effect_charts
from takehome.studies.classification.effect_words import point, rows_to_settle
from takehome.studies.classification.effects import IMPORTANCE, effects
from takehome.studies.classification.explained import explain
from takehome.studies.classification.feature_table import feature_table
from takehome.studies.classification.scenario import noise_world, omnicorp_churn
from takehome.studies.classification.shown_model import ShownModel
from takehome.studies.classification.tests.effect_worlds import decided_by, drawn, full, mixed, plain
from takehome.table import Column, Kind, Table, canonical_order, read
from takehome.units import format_number


@pytest.fixture(scope="module")
def churn():
    return full(omnicorp_churn().table, "Churn", "Split")


@pytest.fixture(scope="module")
def clear():
    return plain(mixed())


def first(outcome):
    found = {}
    for effect in effects(outcome):
        found.setdefault(effect.subject, effect)
    return found


def well_said(outcome):
    for effect in effects(outcome):
        assert effect.estimate.unit in effect.sentence, effect
        assert format_number(abs(effect.estimate.value)) in effect.sentence, effect
        assert re.search(r"\d", effect.sentence)
        assert "nan" not in effect.sentence
        assert np.isfinite(effect.estimate.value)
        if effect.interval is not None:
            assert effect.interval.low <= effect.estimate.value <= effect.interval.high, effect


def test_each_feature_leads_with_its_verdict(clear):
    said = {subject: effect.direction.value for subject, effect in first(clear).items()}
    assert said["up"] == "increasing"
    assert said["down"] == "decreasing"
    assert said["u"] == "non-monotone"
    assert said["noise"] in ("flat", "undetermined")
    assert said["plan"] == "increasing"
    well_said(clear)


def test_a_rise_is_told_with_its_ends_its_interval_and_what_is_held_fixed(clear):
    effect = first(clear)["up"]
    assert re.fullmatch(
        r"From up −1\.\d+ to 1\.\d+, the probability of y = 1 rises by [\d.]+ percentage points \(95%: [\d.]+ to "
        r"[\d.]+ percentage points\), from \d+ % to \d+ % on average, the other 4 features held fixed; the chosen "
        r"model \(logistic regression\) says [\d.]+ percentage points by accumulated local effects\.",
        effect.sentence,
    )
    assert effect.caveat.startswith(
        "An association in these data: it does not prove that changing up changes y. Valid from"
    )


def test_a_u_is_told_as_a_fall_and_a_rise(clear):
    sentence = first(clear)["u"].sentence
    assert re.search(r"u has no one direction: from u .* falls by .*, then from u .* rises by ", sentence)
    arms = [effect for effect in effects(clear) if effect.subject == "u" and effect.interval is not None][1:3]
    assert {arm.direction for arm in arms} == {Direction.INCREASING, Direction.DECREASING}


def test_a_category_is_told_level_by_level(clear):
    contrasts = [effect.contrast for effect in effects(clear) if effect.subject == "plan"]
    assert contrasts[0] == "with plan = Pro instead of Basic"
    assert "with plan = Plus instead of Basic" in contrasts


def test_noise_says_how_many_rows_would_settle_it_or_that_it_is_flat():
    made = explain(plain({"x": np.random.default_rng(5).normal(size=400), "y": drawn(np.zeros(400))}))
    found = made.features[0]
    effect = first(made.outcome)["x"]
    rows = rows_to_settle(made, found)
    assert found.direction is Direction.UNDETERMINED
    assert "standard errors, too few to name a way (2.5 would)" in effect.sentence
    assert (f"about {rows:,} rows would settle it" in effect.sentence) is (rows is not None)
    flat = first(plain({"x": np.random.default_rng(5).normal(size=20_000), "y": drawn(np.zeros(20_000))}))["x"]
    assert flat.direction is Direction.FLAT
    assert ": flat, since less than" in flat.sentence


def test_odds_are_told_as_times_and_as_a_typical_rows_change(clear):
    effect = next(e for e in effects(clear) if e.subject == "up" and e.contrast.startswith("odds"))
    assert effect.estimate.unit == "times"
    assert re.search(r"the odds of y = 1 become [\d.,]+ times as large in the logistic regression \(95%: [\d.,]+ to "
                     r"[\d.,]+ times\): a typical row goes from \d+ % to \d+ %, a change of [\d.]+ percentage points",
                     effect.sentence)  # fmt: skip


def test_exact_combinations_in_the_briefs_scenario_are_not_given_a_direction_and_methods_are_compared(churn):
    """Four of its five features are combinations of one another (``n_informative=3, n_redundant=1``)."""
    found = first(churn)
    together = {"Avg_Login_Time", "Support_Tickets", "Feature_4", "Feature_5"}
    for name in together:
        effect = found[name]
        assert effect.direction is Direction.UNDETERMINED
        assert f"{name} is an exact combination of " in effect.sentence
        assert all(other in effect.sentence for other in together)
        assert "by accumulated local effects; its partial dependence" in effect.sentence
        assert "the logistic regression's coefficient, " in effect.sentence
    alone = [e for e in effects(churn) if e.contrast.endswith("taken alone")]
    assert {e.subject for e in alone} == together
    assert {e.subject: e.direction for e in alone}["Support_Tickets"] is Direction.INCREASING
    assert "exact combination" not in found["Bill_Amount"].sentence
    well_said(churn)


def test_only_the_tied_levels_of_a_category_cannot_be_told():
    """As in Telco's churn: "no internet" is a level of two services, while having one or not can be told apart."""
    rng = np.random.default_rng(0)
    internet = rng.random(2_000) < 0.7
    security, backup = rng.random((2, 2_000)) < 0.5
    columns = {
        "security": np.where(internet, np.where(security, "yes", "no"), "no internet").astype(object),
        "backup": np.where(internet, np.where(backup, "yes", "no"), "no internet").astype(object),
        "y": drawn(-1.2 * (security & internet) + 0.8 * internet),
    }
    found = first(plain(columns))
    assert found["security"].direction in (Direction.INCREASING, Direction.DECREASING)
    assert "no internet" not in found["security"].contrast
    assert "What security = no internet does cannot be told from other features" in found["security"].caveat


def test_a_feature_that_goes_with_the_others_says_why_its_way_is_not_named():
    rng = np.random.default_rng(0)
    a = rng.normal(size=400)
    found = first(plain({"a": a, "b": a + 0.05 * rng.normal(size=400), "y": drawn(a)}))
    assert found["a"].direction is Direction.UNDETERMINED
    assert "times as large as with nothing held fixed, since it goes with the others" in found["a"].sentence


def test_a_model_that_surely_goes_the_other_way_takes_the_direction_back(clear):
    wrong = replace(clear.chosen, model=replace(clear.chosen.model, coef=-clear.chosen.model.coef))
    found = first(replace(clear, chosen=wrong))
    assert found["up"].direction is Direction.UNDETERMINED
    assert "they go opposite ways, so no direction is named" in found["up"].sentence
    row = next(row for row in feature_table(replace(clear, chosen=wrong)) if row["feature"] == "up")
    assert row["reason"] == "the shown model goes the other way"


def test_a_reversal_by_what_is_held_fixed_is_told():
    """Simpson's: within groups the probability falls with x, across them it rises."""
    rng = np.random.default_rng(0)
    group = rng.normal(size=3_000)
    x = group + 0.5 * rng.normal(size=3_000)
    found = effects(plain({"x": x, "group": group, "y": drawn(3 * group - 1.5 * x)}))
    ways = [effect for effect in found if effect.subject == "x" and "percentage" in effect.estimate.unit]
    assert (ways[0].direction, ways[1].direction) == (Direction.DECREASING, Direction.INCREASING)
    assert ways[1].sentence.startswith("Taken alone: from x ")


def test_where_no_model_was_worth_it_the_plain_one_is_shown():
    made = explain(full(noise_world().table, "y"))
    assert made.outcome.chosen.name == "no features"
    assert made.shown.name == "the logistic regression"
    assert all(one.direction in (Direction.FLAT, Direction.UNDETERMINED) for one in made.features)


def test_importance_says_its_rank_and_of_which_rows(churn, clear):
    ranks = [effect for effect in effects(churn) if effect.contrast == IMPORTANCE]
    assert [f"rank {k} of 5" in effect.sentence for k, effect in enumerate(ranks, start=1)] == [True] * 5
    assert "on the judged rows by" in ranks[0].sentence
    assert "on rows it had not seen by" in next(e for e in effects(clear) if e.contrast == IMPORTANCE).sentence


def test_the_rest_of_many_features_is_counted():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(300, 25))
    found = effects(plain({**{f"x{j}": X[:, j] for j in range(25)}, "y": drawn(X[:, 0])}))
    assert len({effect.subject for effect in found}) == 20
    assert "The 5 least important of 25 features are left out here." in found[-1].caveat


def test_row_order_changes_nothing_and_a_unit_only_numbers():
    columns = mixed(600)

    def ordered(made):
        table = read(made)
        table = table.take(canonical_order(table))
        from takehome.studies.classification.prepare import prepare

        return effects(decided_by(table, prepare(table, "y", np.ones(table.rows, bool), None, 1)))

    one = ordered(columns)
    shuffled = np.random.default_rng(3).permutation(600)
    assert ordered({name: values[shuffled] for name, values in columns.items()}) == one
    other = ordered(
        {name: 12 * values if name in ("up", "down", "u", "noise") else values for name, values in columns.items()}
    )
    assert [(e.subject, e.direction) for e in other] == [(e.subject, e.direction) for e in one]
    for a, b in zip(one, other, strict=True):
        assert a.estimate.value == pytest.approx(b.estimate.value, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "عمر \u202eegA", "{{ 7 * 7 }}", "x" * 10_000, "💸"])
def test_names_are_told_unchanged(name):
    rng = np.random.default_rng(0)
    table = Table(
        (Column(name, Kind.NUMBER, rng.normal(size=80)), Column("y", Kind.NUMBER, drawn(rng.normal(size=80))))
    )
    for effect in effects(full(table, "y")):
        assert name in effect.sentence


@pytest.mark.parametrize("rows", [4, 5, 8, 12, 20, 40])
@pytest.mark.parametrize("seed", range(4))
def test_tiny_and_wild_tables_have_effects_without_a_warning(rows, seed):
    rng = np.random.default_rng([seed, rows])
    y = np.zeros(rows)
    y[: max(2, rows // 4)] = 1
    table = read({
        "x": rng.normal(size=rows).round(1), "c": np.array(["a", "b", "c"], object)[rng.integers(0, 3, rows)],
        "z": rng.choice([0.0, 1e300, -1.0, np.nan, np.inf], rows), "y": rng.permutation(y),
    })  # fmt: skip
    try:
        outcome = full(table, "y")
    except InputError:
        return
    well_said(outcome)
    json.dumps(feature_table(outcome), allow_nan=False)
    effect_charts(outcome)


@pytest.mark.parametrize("world", ["missing", "copies", "separable", "piled up", "one level", "huge"])
def test_hard_columns_have_effects(world):
    rng = np.random.default_rng(0)
    x = rng.normal(size=300)
    made = {
        "missing": {"x": np.where(np.arange(300) % 4 == 0, np.nan, x)},
        "copies": {"x": x, "again": x.copy()},
        "separable": {"x": x, "y": (x > 0).astype(float)},
        "piled up": {"x": np.where(rng.random(300) < 0.97, 0, rng.exponential(size=300))},
        "one level": {"c": np.array(["a", "b"], object)[(x > 2).astype(int)], "x": x},
        "huge": {"x": np.where(np.arange(300) == 0, 1e300, x), "h": 1e39 * x, "t": 1e-39 * x},
    }[world]
    outcome = full(read({"y": drawn(x), **made}), "y")
    well_said(outcome)
    json.dumps([chart.data for chart in effect_charts(outcome)], allow_nan=False)


def test_charts_are_small_and_name_what_they_prove(churn, clear):
    for outcome in (churn, clear):
        charts = effect_charts(outcome)
        assert [chart.id for chart in charts] == ["importances", "effect-curves"]
        assert all(0 < len(chart.data) <= 2_000 for chart in charts)
        assert all(re.search(r"\d", chart.title) for chart in charts)
    parts = {row["part"] for row in effect_charts(clear)[1].data}
    assert parts == {"additive model", "partial dependence", "accumulated effects", "single rows"}


def test_charts_can_be_drawn(clear):
    from takehome.report.charts import draw

    assert all(draw(chart, "t") for chart in effect_charts(clear))


@pytest.mark.parametrize(
    ("value", "said"), [(8.0, "8"), (2021.0, "2,021"), (0.7345, "0.7345"), (1234.567, "1,235"), (-0.5, "−0.5"),
                        (1e-20, "1.000e-20"), (1e40, "1.000e+40")],
)  # fmt: skip
def test_named_points(value, said):
    assert point(value) == said


def test_shapley_values_without_their_package_name_the_line_to_install(churn, monkeypatch):
    monkeypatch.setattr(shap_values, "available", lambda: False)
    with pytest.raises(MissingExtra, match=re.escape("pip install 'takehome[shap]'")):
        shap_values.shap_table(churn)


def test_shapley_values_stand_in_the_table_of_features_where_they_can_be_had(churn, monkeypatch):
    row = {"feature": "Feature_4", "mean_size": 12.0, "unit": "percentage points", "trend": 0.9}
    monkeypatch.setattr(shap_values, "available", lambda: True)
    monkeypatch.setattr(shap_values, "shap_table", lambda _: [row])
    by = {one["feature"]: one for one in feature_table(churn)}
    assert (by["Feature_4"]["shap"], by["Feature_4"]["shap_trend"]) == (12.0, 0.9)
    assert "shap" not in by["Bill_Amount"]


@pytest.mark.skipif(not shap_values.available(), reason="shap is not installed")
@pytest.mark.filterwarnings("ignore")  # its own imports warn
def test_shapley_values_add_up(churn):
    table = shap_values.shap_table(churn)
    assert table[0]["feature"] == "Feature_4"
    assert table[0]["trend"] > 0


def test_a_shown_model_needs_no_refit():
    assert ShownModel("x", lambda X: X[:, 0]).refit is None
