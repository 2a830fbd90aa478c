"""Effects against closed forms and brute force, and the words around them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from takehome.errors import InputError
from takehome.protocol import Direction, Interval
from takehome.stats.ols import hc3_covariance
from takehome.studies import wording
from takehome.studies.regression import points
from takehome.studies.regression.dependence import along, average_response, background_rows, contrast_rows, is_additive
from takehome.studies.regression.drivers import representative_settings
from takehome.studies.regression.effects import RANKING, effect_between, effects
from takehome.studies.regression.forms import product, term
from takehome.studies.regression.model import Specification
from takehome.studies.regression.shape import direction_of
from takehome.studies.regression.tests.fitted_worlds import design_of, outcome_of, servers, straight
from takehome.table.encoding import DesignColumn


@pytest.fixture(scope="module")
def outcome():
    return servers()


@pytest.fixture(scope="module")
def found(outcome):
    return effects(outcome)


def test_a_straight_feature_is_its_coefficient(outcome, found):
    by = {effect.contrast: effect for effect in found}
    ols = outcome.chosen_evidence.ols
    assert by["one more GB of Memory"].estimate.value == pytest.approx(ols.coef[2], rel=1e-9)
    assert by["one more percentage point of CPU"].estimate.value == pytest.approx(ols.coef[1], rel=1e-9)
    assert by["one more GB of Memory"].estimate.unit == "$/h"


def test_the_bent_feature_is_told_at_named_points_beside_the_straight_line(outcome, found):
    """The truth from year 8 to 9 is e^4.5 − e^4 = 35.42 $/h (the brief's generator)."""
    effect = next(e for e in found if e.contrast == "from 8 to 9 years of Age")
    assert np.exp(4.5) - np.exp(4.0) in effect.interval
    assert effect.direction is Direction.INCREASING
    slope = outcome.baseline_evidence.ols.coef[3]
    assert f"the straight line says {wording.with_unit(slope, '$/h')}" in effect.sentence
    assert effect == effect_between(outcome, "Age", 8, 9)


def test_without_draws_the_interval_is_hc3_and_the_caveat_says_so():
    fast = servers(draws=0)
    effect = next(e for e in effects(fast) if e.contrast == "one more GB of Memory")
    spread = np.sqrt(hc3_covariance(fast.chosen_evidence.ols)[2, 2])
    assert effect.interval.high - effect.interval.low == pytest.approx(2 * 1.965 * spread, rel=0.12)
    assert "does not pay for the search" in effect.caveat
    assert "does not pay" not in next(iter(effects(servers()))).caveat


def test_the_ranking_is_that_of_squared_standardised_coefficients():
    outcome = straight(rows=4000)
    ranking = {e.subject: e.estimate.value for e in effects(outcome) if e.contrast == RANKING}
    X, coef = outcome.design.X[outcome.design.train], outcome.chosen_evidence.ols.coef
    parts = {"Age": (coef[1] * X[:, 0].std()) ** 2, "Load": (coef[2] * X[:, 1].std()) ** 2}
    for name, part in parts.items():
        assert ranking[name] == pytest.approx(100 * part / sum(parts.values()), abs=1.5)
    assert sum(ranking.values()) == pytest.approx(100)


def test_average_response_is_the_loop_over_rows(outcome):
    rows = background_rows(outcome.design, outcome.chosen, rows=40)
    response = average_response(outcome.chosen, rows, along(2, np.array([1.0, 9.0])))
    for k, age in enumerate((1.0, 9.0)):
        loop = [outcome.chosen.predict(np.array([[cpu, memory, age]]))[0] for cpu, memory, _ in rows]
        drawn = np.mean([outcome.chosen.predict_draws(np.array([[c, m, age]]))[:, 0] for c, m, _ in rows], axis=0)
        assert response.estimate[k] == pytest.approx(np.mean(loop))
        assert response.draws[:, k] == pytest.approx(drawn)


def test_one_background_row_is_exact_for_an_additive_model_and_is_not_used_for_others(outcome):
    one, many = contrast_rows(outcome.design, outcome.chosen), background_rows(outcome.design, outcome.chosen)
    assert (len(one), len(many)) == (1, 128)
    settings = along(2, np.array([8.0, 9.0]))
    few, all_rows = (average_response(outcome.chosen, rows, settings).difference(0, 1) for rows in (one, many))
    assert few[0] == pytest.approx(all_rows[0], rel=1e-9)
    assert few[1] == pytest.approx(all_rows[1], rel=1e-9)
    for specification in (charges().chosen.specification, Specification((term("x"),), "log")):
        assert not is_additive(specification)
    assert not is_additive(Specification((term("x"),), family="Gamma, log link"))


def charges(kind: str = "product"):
    """Charges of smokers rise with bmi, of others not: 5 per bmi and 100 per bmi × smoker, from 30 on average."""
    rng = np.random.default_rng(5)
    bmi, smoker, region = rng.uniform(18, 45, 600), rng.integers(0, 2, 600), rng.integers(0, 3, 600)
    y = 500 + 5 * bmi + 100 * (bmi - 30) * smoker + 2000 * smoker + 50 * (region == 1) + rng.normal(0, 20, 600)
    X = np.column_stack([bmi, smoker, region == 1, region == 2]).astype(float)
    columns = (
        DesignColumn("bmi", "bmi", "kg/m²"),
        DesignColumn("smoker = yes", "smoker", "", False, "no", "yes"),
        DesignColumn("region = north", "region", "", False, "south", "north"),
        DesignColumn("region = west", "region", "", False, "south", "west"),
    )
    line = tuple(term(column.name) for column in columns)
    terms = (*line, product("bmi", "smoker = yes", (30.0, 0.5)))
    return outcome_of(design_of(X, y, columns, "charges", "$"), terms)


def test_a_product_is_told_at_both_ends_of_its_partner():
    by = {effect.contrast: effect for effect in effects(charges())}
    assert by["one more kg/m² of bmi at smoker = no"].estimate.value == pytest.approx(5, abs=1)
    assert by["one more kg/m² of bmi at smoker = yes"].estimate.value == pytest.approx(105, abs=1)
    low = by["smoker = yes instead of no at bmi 20 kg/m²"]
    assert low.estimate.value == pytest.approx(2000 + 100 * (20 - 30), abs=15)
    assert "region held fixed" in low.sentence


def test_a_product_with_a_category_is_told_level_by_level_the_other_levels_off():
    """The slope at a level is the feature's coefficient plus that level's product alone (Fox 2016, §7.3)."""
    design = charges().design
    line = tuple(term(column.name) for column in design.columns)
    products = (product("bmi", "region = north", (0.0, 0.0)), product("bmi", "region = west", (0.0, 0.0)))
    outcome = outcome_of(design, (*line, *products))
    by = {effect.contrast: effect.estimate.value for effect in effects(outcome)}
    coef = dict(zip(outcome.chosen_evidence.term_features, outcome.chosen_evidence.ols.coef, strict=True))
    slope = coef[("bmi",)]
    assert by["one more kg/m² of bmi at region = south"] == pytest.approx(slope, rel=1e-9)
    for level in ("region = north", "region = west"):
        assert by[f"one more kg/m² of bmi at {level}"] == pytest.approx(slope + coef[("bmi", level)], rel=1e-9)


def test_levels_are_compared_with_the_reference_and_the_others_off():
    outcome = charges()
    by = {effect.contrast: effect for effect in effects(outcome)}
    assert by["region = north instead of south"].estimate.value == pytest.approx(50, abs=8)
    west = by["region = west instead of south"]
    assert west.direction is Direction.FLAT
    assert 0 in west.interval
    assert by["smoker = yes instead of no"].sentence.startswith("Smoker = yes instead of no costs ")


def test_a_valley_is_non_monotone_and_its_turn_is_named():
    rng = np.random.default_rng(0)
    x = rng.uniform(0, 10, 500)
    y = (x - 4) ** 2 + rng.normal(size=500)
    outcome = outcome_of(design_of(x[:, None], y, (DesignColumn("x", "x", "km"),)), (term("x", "poly2", (4.0,)),))
    overall = effects(outcome)[0]
    assert overall.direction is Direction.NON_MONOTONE
    turn = float(overall.sentence.split("turns near ")[1].split()[0])
    assert turn == pytest.approx(4, abs=0.8)


def test_a_log_target_is_told_in_the_targets_own_unit():
    """With log y = a + 0.1 x and no noise, the mean rises by y(9) − y(8)."""
    x = np.linspace(0, 10, 300)
    y = np.exp(1 + 0.1 * x)
    design = design_of(x[:, None], y, (DesignColumn("x", "x"),))
    outcome = outcome_of(design, (term("x"),), response="log")
    effect = effect_between(outcome, "x", 8, 9)
    assert effect.estimate.value == pytest.approx(np.exp(1.9) - np.exp(1.8), rel=1e-6)
    assert effect.estimate.unit == "$/h"


@pytest.mark.parametrize(
    ("low", "high", "limit", "direction"),
    [
        (1, 2, 0.5, Direction.INCREASING),
        (-2, -1, 0.5, Direction.DECREASING),
        (-0.1, 0.2, 0.5, Direction.FLAT),
        (0.1, 0.2, 0.5, Direction.FLAT),
        (-0.1, 0.9, 0.5, Direction.UNDETERMINED),
    ],
)
def test_flat_is_equivalence_and_never_ignorance(low, high, limit, direction):
    """Two one-sided tests (Schuirmann 1987): flat when the whole interval is within the limit, not when it holds 0."""
    assert direction_of(Interval(low, high), limit) is direction
    assert direction_of(None, limit) is Direction.UNDETERMINED


def test_a_feature_without_effect_is_flat_or_undetermined_but_not_directed():
    outcome = straight(seed=3, rows=2000, slope=0.0)
    effect = next(e for e in effects(outcome) if e.subject == "Age")
    assert effect.direction in (Direction.FLAT, Direction.UNDETERMINED)


def test_intervals_of_the_windows_cover_the_truth():
    """40 worlds, 95 % intervals of three quantities: at least 107 of 120 hold (P of fewer is 0.5 % if 95 % do)."""
    held = 0
    for seed in range(40):
        outcome = servers(seed, rows=300, draws=100)
        by = {e.contrast: e.interval for e in effects(outcome)}
        held += 5.0 in by["one more GB of Memory"]
        held += 2.0 in by["one more percentage point of CPU"]
        held += np.exp(4.5) - np.exp(4.0) in effect_between(outcome, "Age", 8, 9).interval
    assert held >= 107


def test_every_sentence_has_number_unit_and_what_is_held_fixed(found):
    for effect in found:
        assert any(character.isdigit() for character in effect.sentence)
        assert effect.estimate.unit in effect.sentence
        assert effect.interval is not None
        assert effect.caveat
        if effect.contrast != RANKING:
            assert "held fixed" in effect.sentence
            assert "Valid from" in effect.caveat


def test_unknown_features_are_refused(outcome):
    with pytest.raises(InputError, match="no numeric feature 'Aeg'"):
        effect_between(outcome, "Aeg", 8, 9)


def test_scaling_a_feature_changes_the_words_and_not_the_effect(outcome):
    columns = (*outcome.design.columns[:2], replace(outcome.design.columns[2], unit="months"))
    design = replace(outcome.design, X=outcome.design.X * np.array([1, 1, 12.0]), columns=columns)
    months = outcome_of(design, (term("CPU"), term("Memory"), term("Age", "exp", (0.5 / 12, 120.0))))
    a, b = effect_between(outcome, "Age", 8, 9), effect_between(months, "Age", 96, 108)
    assert b.estimate.value == pytest.approx(a.estimate.value, rel=1e-9)
    assert b.contrast == "from 96 to 108 months of Age"


def test_representative_rows_keep_the_shares_of_levels():
    outcome = charges()
    settings = representative_settings(outcome.design, [2, 3])
    shares = outcome.design.X[outcome.design.train][:, 2:].mean(axis=0)
    assert np.mean([s[2] for s in settings]) == pytest.approx(shares[0], abs=0.05)
    assert {tuple(s.values()) for s in settings} == {(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)}


@pytest.mark.parametrize(
    ("step", "unit", "words"),
    [
        (1, "GB", "one more GB of x"),
        (1, "years", "one more year of x"),
        (1, "inches", "one more inch of x"),
        (1, "%", "one more percentage point of x"),
        (1, "", "one more unit of x"),
        (100, "lbs", "100 more lbs of x"),
        (0.1, "", "0.1 more units of x"),
    ],
)
def test_steps_in_words(step, unit, words):
    assert wording.one_more(step, unit, "x") == words


@pytest.mark.parametrize(("span", "step"), [(80, 1), (10, 1), (1, 1), (3500, 100), (25_000, 1000), (0.02, 0.001)])
def test_a_step_is_sensible_for_its_range(span, step):
    assert points.one_step(span) == pytest.approx(step)


def test_windows_lie_inside_the_data_on_round_numbers():
    x = np.random.default_rng(0).uniform(0, 10, 800)
    assert points.axis_of(x).windows == ((1.0, 2.0), (5.0, 6.0), (8.0, 9.0)) or points.axis_of(x).windows == (
        (1.0, 2.0),
        (4.0, 5.0),
        (8.0, 9.0),
    )
    skewed = points.axis_of(np.r_[np.zeros(90), np.linspace(1, 1000, 10)])
    assert all(skewed.least <= start < stop <= skewed.most for start, stop in skewed.windows)


def test_spans_and_possessives_in_words():
    assert wording.span(8, 9, "years", "Age") == "from 8 to 9 years of Age"
    assert wording.span(71, 72, "", "year") == "from year 71 to 72"
    assert [wording.possessive(name) for name in ("Age", "cylinders")] == ["Age's", "cylinders'"]


def test_money_words_are_for_money_only():
    assert wording.change(4.99, "$/h", "Cost") == "costs 4.99 $/h"
    assert wording.change(-3.0, "$", "charges") == "saves 3.00 $"
    assert wording.change(-0.158, "mpg", "mpg") == "goes with 0.158 mpg less mpg"
