"""The ledger of options against adding up rows, and its draws against the distributions that they stand for."""

import numpy as np
import pytest
from scipy import stats

import takehome as th
from takehome.stats.bayesian_bootstrap import MOST_BLOCKS, RowDraws
from takehome.studies.classification.options import CUT_NOTE, EVERYBODY, NOBODY, RULE_NOTE
from takehome.studies.classification.priced import priced


def world(rows=400, seed=0, prevalence_shift=-1.5):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(rows, 3))
    y = rng.random(rows) < 1 / (1 + np.exp(-(prevalence_shift + X @ [1.5, -1.0, 0.0])))
    bill = rng.uniform(20, 200, rows)
    return {"a": X[:, 0], "b": X[:, 1], "c": X[:, 2], "bill": bill, "y": np.where(y, "yes", "no")}


@pytest.fixture(scope="module")
def study():
    return th.classify(world(), "y", costs={"fp": 10, "fn": 100}, threshold=0.2, fast=True)


def brute(study, name, costs):
    """The cost of an option by walking over the judged rows and repeats one by one."""
    made = study.priced
    total = 0.0
    for acts in made.options.acts[name]:
        for act, happens in zip(acts, made.rows.y, strict=True):
            total += costs["tp" if act else "fn"] if happens else costs["fp" if act else "tn"]
    return total / len(made.options.acts[name])


def test_every_option_costs_what_its_rows_cost(study):
    costs = {"fp": 10, "fn": 100, "tp": 0, "tn": 0}
    for option in study.recommend().options:
        assert -option.value.amount == pytest.approx(brute(study, option.action, costs))


def test_costs_of_rows_are_added_row_by_row():
    table = world()
    study = th.classify(table, "y", costs={"fp": "0.1 * bill", "fn": "bill", "tp": 3}, fast=True)
    rows, made = study.priced.rows, study.priced
    bill = study.outcome.table["bill"].values
    for option in study.recommend().options:
        acts = made.options.acts[option.action].mean(axis=0)
        positive = rows.y == 1
        cost = np.where(positive, acts * 3 + (1 - acts) * bill, acts * 0.1 * bill).sum()
        assert -option.value.amount == pytest.approx(cost)


def test_a_population_scales_all_money_and_changes_no_decision(study):
    wide = study.recommend({"costs": {"fp": 10, "fn": 100}, "thresholds": [0.2], "population": 40_000})
    near = study.recommend()
    assert wide.action == near.action
    assert wide.gain.amount == pytest.approx(near.gain.amount * 40_000 / 400)
    assert wide.gain.per == "period, 40,000 customers"


def test_the_rule_is_the_break_evens_cut(study):
    made = study.priced
    rule = next(entry.action for entry in made.options.ledger.entries if entry.note == RULE_NOTE)
    np.testing.assert_array_equal(made.options.acts[rule], made.rows.p > 10 / 110)


def test_the_cheapest_cut_is_learned_without_the_rows_that_it_decides_on(study):
    """Changing the classes of one fold changes no decision in that fold."""
    from dataclasses import replace

    from takehome.studies.classification.policies import learned_cut

    rows = study.priced.rows
    fold = rows.train_folds[0] == 0
    turned = replace(rows, train_y=np.where(fold, 1 - rows.train_y, rows.train_y))
    before, after = learned_cut(rows).acts, learned_cut(turned).acts
    np.testing.assert_array_equal(before[0, fold], after[0, fold])
    assert learned_cut(rows).honest >= learned_cut(rows).apparent


def test_the_cheapest_cut_needs_proof_to_be_chosen(study):
    entries = study.priced.options.ledger.entries
    cut = next(entry for entry in entries if entry.note == CUT_NOTE)
    assert cut.complexity == np.inf or study.recommend().action == cut.action


def test_capacity_is_kept_and_priced():
    study = th.classify(world(), "y", costs={"fp": 10, "fn": 100}, capacity=30, fast=True)
    made = study.priced
    acts = made.options.acts[made.name(made.challenger)]
    assert (acts.sum(axis=1) <= 30).all()
    assert made.options.shadow > 0
    assert "act on everybody" not in made.options.acts, "300 rows cannot be called with 30 calls"
    assert made.options.acts["act on 30 at random"].sum(axis=1) == pytest.approx(30)
    half = made.options.acts["act above a probability of 0.500, at random up to the limit"]
    assert half.mean(axis=0).sum() <= 30 + 1e-9
    free = th.classify(world(), "y", costs={"fp": 10, "fn": 100}, capacity=4_000, fast=True)
    assert free.priced.options.shadow == 0
    assert any("does not bind" in said for said in free.recommend().holds_while)


def test_with_too_few_positives_no_model_is_recommended_and_no_interval_given_for_one():
    table = world(rows=120, prevalence_shift=-3.2)
    assert 2 <= sum(value == "yes" for value in table["y"]) < 20
    study = th.classify(table, "y", costs={"fp": 10, "fn": 100}, fast=True)
    advice = study.recommend()
    assert advice.action in (NOBODY, EVERYBODY)
    assert "at least 20 are needed" in advice.sentence
    assert advice.gain.amount == 0


def test_without_costs_the_decision_is_a_function_of_their_ratio():
    study = th.classify(world(), "y", fast=True)
    assert "No costs were given" in study.recommend().sentence
    assert study.recommend().gain.currency == "false alarms"
    assert [row["threshold"] for row in study.metrics()["by_cost_ratio"]] == [
        pytest.approx(1 / (1 + row["ratio"])) for row in study.metrics()["by_cost_ratio"]
    ]


def test_other_prices_need_no_fit(study):
    dear = priced(study.outcome, {"costs": {"fp": 90, "fn": 100}})
    assert dear.rows.costs.break_even[0] == pytest.approx(90 / 190)
    assert study.recommend({"costs": {"fp": 90, "fn": 100}}).action != study.recommend().action


def test_draws_of_a_rare_count_are_jeffreys_gamma():
    """k rare rows among many: the total's draws are Gamma(k + ½), the posterior of a Poisson mean under Jeffreys."""
    rows, k = 20_000, 4
    rare = np.zeros(rows)
    rare[:k] = 1.0
    draws = RowDraws(np.ones(rows), 20_000, np.random.default_rng(0), blocks=None, cells=rare.astype(int))
    # many rows are joined into blocks; a rare row carries its block's weight all the same
    found = draws.totals(rare[:, None])[:, 0]
    levels = [0.025, 0.25, 0.5, 0.75, 0.975]
    np.testing.assert_allclose(np.quantile(found, levels), stats.gamma(k + 0.5).ppf(levels), rtol=0.06)


@pytest.mark.parametrize("rows", [500, 5 * MOST_BLOCKS])
def test_draws_have_the_bootstraps_mean_and_spread(rows):
    rng = np.random.default_rng(1)
    values = rng.exponential(size=(rows, 2)) * [1.0, -3.0]
    draws = RowDraws(np.ones(rows), 4_000, rng).totals(values)
    np.testing.assert_allclose(draws.mean(axis=0), values.sum(axis=0), rtol=0.02)
    np.testing.assert_allclose(draws.std(axis=0), np.sqrt(rows) * values.std(axis=0), rtol=0.07)


def test_rows_that_belong_together_are_drawn_together():
    """Copies in blocks of ten: the spread is that of the blocks, √10 times as wide as of single rows."""
    values = np.repeat(np.random.default_rng(2).normal(size=100), 10)[:, None]
    blocks = np.repeat(np.arange(100), 10)
    rng = np.random.default_rng(3)
    together = RowDraws(np.ones(1_000), 4_000, rng, blocks).totals(values).std()
    apart = RowDraws(np.ones(1_000), 4_000, rng).totals(values).std()
    assert together / apart == pytest.approx(np.sqrt(10), rel=0.1)
