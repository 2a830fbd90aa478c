"""Segments in money: brute-force oracles, invariances, and what must be said."""

import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from takehome.errors import InputError
from takehome.studies.segmentation.money.apart import k_prices, told_apart
from takehome.studies.segmentation.money.decision import recommend
from takehome.studies.segmentation.money.group_words import counted
from takehome.studies.segmentation.money.policies import optimism
from takehome.studies.segmentation.money.priced import Priced, priced
from takehome.studies.segmentation.money.spread import explained
from takehome.studies.segmentation.tests.segment_money_worlds import World, shop, shop_labels

TEMPLATE = Path(__file__).parents[1] / "economics.toml"
MAIL = {"name": "mail", "cost": 0.5, "uplift": 0.02}
CALL = {"name": "call", "cost": 6.0, "uplift": 0.04, "uplift_by_segment": {"persona 2": 0.06}}
TWO = {"value": "spend", "actions": [MAIL, CALL]}
FRICTION = {"challenge_human": 2.0, "missed_bot": 5.0}
DIFFERENTLY = "treat 3 segments differently"


def names(made: Priced) -> list[str]:
    return [entry.action for entry in made.options.ledger.entries]


def value(made: Priced, action: str) -> float:
    return float(made.values[names(made).index(action), 0])


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), k=st.integers(1, 4), bots=st.sampled_from([0, 6]), noise=st.sampled_from([0, 5]))
def test_no_assignment_of_actions_to_groups_is_worth_more(seed: int, k: int, bots: int, noise: int) -> None:
    """All (1 + actions) ** groups assignments, valued row by row."""
    rng = np.random.default_rng(seed)
    labels = np.concatenate([np.arange(k), rng.integers(0, k, 30), np.full(bots, -2), np.full(noise, -1)])
    spend = rng.exponential(100, len(labels))
    costs, uplifts, own = rng.uniform(0, 6, 2), rng.uniform(0, 0.1, 2), rng.uniform(0, 0.1)
    actions = [{"name": n, "cost": c, "uplift": u} for n, c, u in zip("ab", costs, uplifts, strict=True)]
    actions[0]["uplift_by_segment"] = {"S1": own}
    shares = {"bots_in_micro_cluster": 0.7, "bots_in_noise": 0.2}
    economics = {"value": "spend", "actions": actions, "strangers": FRICTION | shares, "population": 2 * len(labels)}
    made = priced(World(replicates=3).priceable(spend, labels), economics)

    human = np.where(labels == -2, 0.3, np.where(labels == -1, 0.8, 1.0))
    uplift = np.where(labels == 0, own, uplifts[0]), np.full(len(labels), uplifts[1])
    gains = np.stack([np.zeros(len(labels)), *(human * u * spend - c for u, c in zip(uplift, costs, strict=True))])
    found = sorted(set(labels.tolist()))
    best = max(
        sum(gains[a, labels == group].sum() for group, a in zip(found, acts, strict=True))
        for acts in itertools.product(range(3), repeat=len(found))
    )
    missed = (1 - human).sum() * FRICTION["missed_bot"]
    option = f"treat {counted(k, 'segment')} differently"
    assert value(made, option) == pytest.approx(2 * (best - missed), rel=1e-9)
    assert value(made, "a to everybody") == pytest.approx(2 * (gains[1].sum() - missed), rel=1e-9)
    assert value(made, f"challenge everybody ({len(labels)} rows)") == pytest.approx(-2 * 2 * human.sum(), rel=1e-9)


def test_each_challenge_costs_the_humans_hit_and_the_bots_missed() -> None:
    """DBSCAN at the brief's setting challenges 12 humans and misses all 50 bots; the micro-cluster does neither."""
    rule = np.zeros(712, bool)
    rule[700:] = True
    made = priced(shop(World(rules={"DBSCAN's noise": rule}), noise=12), {"strangers": FRICTION})
    assert value(made, "do nothing") == -250
    assert value(made, "challenge DBSCAN's noise (12 rows)") == -250 - 24
    assert value(made, "challenge the noise (12 rows)") == -250 - 24
    assert value(made, "challenge the micro-cluster (50 rows)") == 0
    assert value(made, "challenge the micro-cluster (50 rows) and the noise (12 rows)") == -24
    assert value(made, "challenge everybody (712 rows)") == -2 * 662
    decision = recommend(made)
    assert decision.action == "challenge the micro-cluster (50 rows)"
    assert decision.gain.amount == 250
    assert decision.break_even is not None
    assert decision.break_even.value == pytest.approx(100 * 2 / 7)


def test_challenging_does_not_pay_below_the_break_even_share() -> None:
    for share, action in ((0.28, "do nothing"), (0.29, "challenge the micro-cluster (50 rows)")):
        made = priced(shop(), {"strangers": FRICTION | {"bots_in_micro_cluster": share}})
        assert made.name(made.action) == action


def test_where_one_action_wins_everywhere_segments_are_worth_nothing() -> None:
    made = priced(shop(), {"value": "spend", "actions": [MAIL]})
    apart = told_apart(made)
    assert apart is not None
    assert apart.gain.amount == pytest.approx(0.0, abs=1e-9)
    assert apart.only == "mail"
    decision = recommend(made)
    assert decision.action == "mail to everybody but the micro-cluster (50 rows)"
    assert "one action wins in every segment" in decision.sentence
    assert "3 segments + 1 micro-cluster" in decision.sentence


def test_where_segments_want_different_actions_each_gets_its_own() -> None:
    decision = recommend(priced(shop(), TWO))
    assert decision.action == DIFFERENTLY
    assert "mail to S1 (persona 1) and S3 (persona 3); call to S2 (persona 2); nothing to micro-cluster M1" in (
        decision.sentence
    )
    assert decision.gain_interval.low > 0
    assert decision.probability_better > 0.95


def test_without_structure_no_option_tells_segments_apart() -> None:
    for economics in (TWO, None):
        made = priced(shop(World(structure=False)), economics)
        assert not any("segments" in name for name in names(made))
    null = recommend(priced(shop(World(structure=False), bots=0)))
    assert null.action == null.baseline == "treat all alike"
    assert null.gain.amount == 0


def test_a_number_of_segments_that_changes_no_action_is_the_smaller_one() -> None:
    two, four = shop_labels(), shop_labels()
    two[two == 2] = 0
    four[:30] = 3
    made = priced(shop(World(rivals=(two, four))), TWO)
    assert [(rival.k, rival.changes_action) for rival in k_prices(made)] == [(2, False), (4, False)]
    assert [rival.gain.amount for rival in k_prices(made)] == pytest.approx([0, 0], abs=1e-6)
    assert made.name(made.action) == "treat 2 segments differently"


def test_a_larger_number_of_segments_is_taken_only_when_it_is_proved() -> None:
    """The fourth segment splits the big spenders by chance: its gain is noise."""
    rng = np.random.default_rng(5)
    labels = np.repeat([0, 1], 40)
    spend = np.concatenate([rng.normal(20, 5, 40), rng.normal(300, 200, 40)])
    split = labels.copy()
    split[40:][rng.random(40) < 0.5] = 2
    economics = {"value": "spend", "actions": [MAIL, {"name": "call", "cost": 6.0, "uplift": 0.0378}]}
    made = priced(World(rivals=(split,), flips=0.0).priceable(spend, labels), economics)
    rival = k_prices(made)[0]
    assert rival.gain.amount >= 0
    assert rival.probability < 0.975
    assert "3 segments" not in made.name(made.action)


def test_optimism_is_what_choosing_on_the_same_rows_adds() -> None:
    """Two actions of equal value, with noise of 1 in each: E[√2 φ(d/√2)] over the gap d ~ N(0, 2) is 1/√(2π)."""
    rng = np.random.default_rng(2)
    found = []
    for _ in range(200):
        estimate = rng.normal(size=(1, 1, 2))
        found.append(optimism(np.concatenate([estimate, estimate + rng.normal(size=(200, 1, 2))])))
    assert np.mean(found) == pytest.approx(1 / np.sqrt(2 * np.pi), rel=0.1)
    certain = np.tile([[[0.0, 5.0]]], (10, 1, 1))
    assert optimism(certain) == 0


def test_replicates_use_their_own_labels_and_the_naive_ones_do_not() -> None:
    steady, shaky = (priced(shop(World(flips=flips)), TWO) for flips in (0.0, 0.3))
    at = names(steady).index(DIFFERENTLY)
    np.testing.assert_allclose(steady.values[at], steady.options.naive[at])
    np.testing.assert_allclose(shaky.options.naive[at], steady.options.naive[at])
    assert shaky.values[at, 1:].mean() < 0.9 * shaky.values[at, 0]
    assert shaky.values[at, 0] == steady.values[at, 0]


def test_a_replicate_is_valued_on_its_own_rows_and_segments() -> None:
    """Row by row, for one replicate: action and uplift of the segment that the row falls in there."""
    made = priced(shop(World(flips=0.2)), TWO)
    draws = made.source.grouping.replicates
    spend = made.source.table["spend"].values
    policy, b = made.policy(names(made).index(DIFFERENTLY)), 4
    assert policy is not None
    acts = policy.acts
    total = 0.0
    for weight, label, worth in zip(draws.weights[b], draws.labels[b], spend, strict=True):
        if label >= 0 and acts[label]:
            uplift = 0.02 if acts[label] == 1 else (0.06 if label == 1 else 0.04)
            total += weight * (uplift * worth - (0.5 if acts[label] == 1 else 6.0))
    assert made.values[names(made).index(DIFFERENTLY), 1 + b] == pytest.approx(total)


def test_unknown_segments_and_values_that_are_no_numbers_are_refused() -> None:
    with pytest.raises(InputError, match="S9"):
        priced(shop(), TWO | {"actions": [MAIL | {"uplift_by_segment": {"S9": 0.1}}]})
    with pytest.raises(InputError, match="twice"):
        priced(shop(), TWO | {"actions": [MAIL | {"uplift_by_segment": {"S1": 0.1, "persona 1": 0.2}}]})
    with pytest.raises(InputError, match="Cart"):
        priced(shop(), TWO | {"value": "Cart"})
    holed = shop()
    holed.table["spend"].values[3] = np.nan
    with pytest.raises(InputError, match="1 of 700 rows"):
        priced(holed, TWO)


def test_explained_spread_is_the_analysis_of_variance() -> None:
    """R² of the group means, by least squares on indicators, column by column."""
    rng = np.random.default_rng(0)
    z, group, weights = rng.normal(size=(60, 3)), rng.integers(0, 4, 60), rng.integers(0, 3, 60).astype(float)
    shares = []
    indicators, root = np.eye(4)[group], np.sqrt(weights)[:, None]
    for column in z.T:
        fit = indicators @ np.linalg.lstsq(root * indicators, root[:, 0] * column, rcond=None)[0]
        mean = np.average(column, weights=weights)
        shares.append(1 - (weights @ (column - fit) ** 2) / (weights @ (column - mean) ** 2))
    assert explained(z, group, weights) == pytest.approx(100 * np.mean(shares))
    assert explained(z * [1, 1000, 0.01], group, weights) == pytest.approx(explained(z, group, weights))
    assert explained(np.full((60, 2), 0.1), group, weights) == 0


def test_without_prices_the_groups_are_weighed_by_what_they_explain() -> None:
    decision = recommend(priced(shop()))
    assert decision.action == "treat 3 segments + 1 micro-cluster differently"
    assert decision.gain.currency == "points of spread explained"
    assert decision.gain.per == "700 rows"
    assert [option.action for option in decision.options[:2]] == [
        "treat all alike",
        "set the micro-cluster (50 rows) apart",
    ]
    mixed = shop()
    dull = replace(mixed, scaled=np.random.default_rng(0).normal(size=mixed.scaled.shape))
    assert recommend(priced(dull)).action != decision.action
