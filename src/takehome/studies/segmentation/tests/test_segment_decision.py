"""The decision in money: invariances, the contract of a recommendation, break-evens, trials and coverage."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from takehome.protocol import Recommendation
from takehome.studies.segmentation.money.break_even import turn_of
from takehome.studies.segmentation.money.decision import recommend
from takehome.studies.segmentation.money.experiment import rows_per_arm, trial_sentences, trials
from takehome.studies.segmentation.money.priceable import Grouping, Priceable
from takehome.studies.segmentation.money.priced import Priced, priced
from takehome.studies.segmentation.money.segment_table import segment_table
from takehome.studies.segmentation.money.what_if import what_if
from takehome.studies.segmentation.tests.segment_money_worlds import World, shop

TEMPLATE = Path(__file__).parents[1] / "economics.toml"
MAIL = {"name": "mail", "cost": 0.5, "uplift": 0.02}
CALL = {"name": "call", "cost": 6.0, "uplift": 0.04, "uplift_by_segment": {"persona 2": 0.06}}
TWO = {"value": "spend", "actions": [MAIL, CALL]}
FRICTION = {"challenge_human": 2.0, "missed_bot": 5.0}


def names(made: Priced) -> list[str]:
    return [entry.action for entry in made.options.ledger.entries]


MONEY_KEYS = {"value", "cost", "challenge_human", "missed_bot", "complexity_cost"}


def scaled(economics: Any, factor: float) -> Any:
    if isinstance(economics, dict):
        return {
            k: v * factor if k in MONEY_KEYS and isinstance(v, float | int) else scaled(v, factor)
            for k, v in economics.items()
        }
    return [scaled(item, factor) for item in economics] if isinstance(economics, list) else economics


@pytest.mark.parametrize("factor", [0.01, 1000.0])
def test_money_times_k_is_gain_times_k(factor: float) -> None:
    economics = {"value": 120.0, "actions": [MAIL, CALL], "strangers": FRICTION, "complexity_cost": 5.0}
    before, after = (recommend(priced(shop(noise=9), e)) for e in (economics, scaled(economics, factor)))
    assert after.gain.amount == pytest.approx(factor * before.gain.amount, rel=1e-9)
    assert (after.action, after.baseline) == (before.action, before.baseline)
    assert after.probability_better == before.probability_better
    assert after.break_even == pytest.approx(before.break_even) or after.break_even is not None


def same(one: Recommendation, other: Recommendation) -> None:
    assert one.action == other.action
    assert one.gain.amount == pytest.approx(other.gain.amount, rel=1e-9)
    assert one.gain_interval.low == pytest.approx(other.gain_interval.low, rel=1e-9)
    assert [o.action for o in one.options] == [o.action for o in other.options]


def moved(made: Priceable, rows: np.ndarray, ids: np.ndarray) -> Priceable:
    """Rows in another order, and segment i called ids[i]."""

    def renamed(labels: np.ndarray) -> np.ndarray:
        return np.where(labels >= 0, ids[np.maximum(labels, 0)], labels)[..., rows]

    old = made.grouping
    draws = replace(old.replicates, weights=old.replicates.weights[:, rows], labels=renamed(old.replicates.labels))
    order = np.argsort(ids)
    return replace(
        made, table=made.table.take(rows), groupings=(Grouping(old.k, renamed(old.labels), draws),),
        names=tuple(made.names[i] for i in order), scaled=made.scaled[rows],
    )  # fmt: skip


@pytest.mark.parametrize("economics", [TWO | {"strangers": FRICTION}, None], ids=["money", "spread"])
@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 99))
def test_neither_the_order_of_rows_nor_the_numbers_of_segments_matter(economics: Any, seed: int) -> None:
    rng = np.random.default_rng(seed)
    made = shop(World(replicates=10), noise=7)
    other = moved(made, rng.permutation(made.rows), rng.permutation(3))
    same(recommend(priced(made, economics)), recommend(priced(other, economics)))


@pytest.mark.parametrize("economics", [TEMPLATE, TWO, {"strangers": FRICTION}, None])
@pytest.mark.parametrize("structure", [True, False])
def test_the_recommendation_keeps_the_contract(economics: Any, structure: bool) -> None:
    """As tests/contract/test_results.py has it."""
    made = priced(shop(World(structure=structure), noise=12), economics)
    decision = recommend(made)
    values = {option.action: option.value for option in decision.options}
    assert len(values) == len(decision.options)
    assert decision.gain.amount == pytest.approx((values[decision.action] - values[decision.baseline]).amount, abs=1e-9)
    assert decision.gain_interval.low <= decision.gain.amount <= decision.gain_interval.high
    trivial = [option.trivial for option in decision.options]
    assert trivial == sorted(trivial, reverse=True)
    best = max((option for option in decision.options if option.trivial), key=lambda option: option.value.amount)
    assert decision.baseline == best.action
    assert decision.gain.currency in decision.sentence
    assert decision.gain.per in decision.sentence
    told = [decision.sentence, *decision.holds_while, *decision.would_change_if]
    assert all(re.search(r"\d", sentence) for sentence in told)
    sliders = what_if(made)
    assert (sliders is None) == (economics is None)
    if sliders is not None:
        prices = np.array([price.default for price in sliders.prices])
        at_default = dict(zip(sliders.options, -(sliders.counts[:, 0, :] @ prices), strict=True))
        assert at_default == pytest.approx({action: money.amount for action, money in values.items()})
        assert all(price.low <= price.default <= price.high for price in sliders.prices)
        assert len(set(sliders.events)) == len(sliders.events) == len(prices)


def test_at_the_turn_the_rival_is_as_good() -> None:
    """All uplifts times the factor: the recommended option is then worth as much as its rival."""
    made = priced(shop(), TWO)
    turn = turn_of(made)
    assert turn is not None
    assert turn.unit == "times as assumed"
    changed = [
        action | {"uplift": action["uplift"] * turn.at, "uplift_by_segment": {
            name: share * turn.at for name, share in action.get("uplift_by_segment", {}).items()}}
        for action in TWO["actions"]
    ]  # fmt: skip
    other = priced(shop(), TWO | {"actions": changed})
    ledger, sliders = other.options.ledger, made.options.ledger
    prices = np.array([price.default for price in ledger.prices])
    worth = dict(zip(names(made), -(sliders.counts[:, 0, :] @ prices), strict=True))
    assert worth[made.name(made.action)] == pytest.approx(worth[turn.rival])


def test_a_segments_break_even_uplift_makes_its_runner_up_as_good() -> None:
    segments = {segment.id: segment for segment in segment_table(priced(shop(), TWO))}
    assert [segment.best for segment in segments.values()] == ["mail", "call", "mail", "nothing"]
    big = segments["S2"]
    assert big.break_even is not None
    assert big.break_even * big.value_per_head - 6.0 == pytest.approx(0.02 * big.value_per_head - 0.5)
    small = segments["S3"]
    assert small.break_even is not None
    assert small.break_even * small.value_per_head == pytest.approx(0.5)
    assert small.gain_per_head == pytest.approx(0.02 * small.value_per_head - 0.5)
    assert big.value_interval.low <= big.value_per_head <= big.value_interval.high
    assert all(0 < segment.probability_best < 1 for segment in segments.values())


def test_the_size_of_a_trial_is_the_textbooks() -> None:
    """Half a standard deviation: 63 in each arm by the normal approximation (Cohen 1988, table 2.3.5 has 64 by t)."""
    assert rows_per_arm(0.5, 1.0) == 63
    assert rows_per_arm(0.2, 1.0) == 393
    assert rows_per_arm(1.0, 0.0) == 2


def test_a_trial_of_that_size_has_the_power_it_says() -> None:
    rng = np.random.default_rng(1)
    rows = rows_per_arm(6.0, 20.0)
    one, other = rng.normal(100, 20, (4000, rows)), rng.normal(106, 20, (4000, rows))
    difference = other.mean(axis=1) - one.mean(axis=1)
    error = np.sqrt((one.var(axis=1, ddof=1) + other.var(axis=1, ddof=1)) / rows)
    assert np.mean(np.abs(difference / error) > 1.96) == pytest.approx(0.8, abs=0.025)


def test_the_trials_are_said_with_numbers_and_only_where_an_action_can_pay() -> None:
    made = priced(shop(), TWO)
    assert [trial.segment.id for trial in trials(made)] == ["S1", "S2", "S3"]
    assert trials(made)[1].difference == 6.0
    dear = priced(shop(), {"value": "spend", "actions": [{"name": "visit", "cost": 200.0, "uplift": 0.1}]})
    assert [trial.segment.id for trial in trials(dear)] == ["S2"]
    assert sum("cannot pay even at an uplift of 100 %" in sentence for sentence in trial_sentences(dear)) == 2
    free = priced(shop(), {"value": 5, "actions": [{"name": "banner", "cost": 0, "uplift": 0.1}]})
    assert all("no trial is needed" in sentence for sentence in trial_sentences(free))
    assert trial_sentences(priced(shop())) == ()


def test_the_interval_covers_the_true_value_of_a_segment() -> None:
    """120 shops of two overlapping segments cut at a learned threshold; 90 % intervals, so 86 to 97 % of 120 by chance.

    The true value per head is that of the cut that the *deployed* threshold makes in the population.
    """
    truth = _population_worth()
    hits, naive_hits, widths = 0, 0, []
    for seed in range(120):
        rng = np.random.default_rng(seed)
        x = np.sort(np.where(rng.random(150) < 0.5, rng.normal(0, 1, 150), rng.normal(3, 1, 150)))
        spend = 100 + 60 * x + rng.normal(0, 30, 150)
        weights = rng.multinomial(150, np.full(150, 1 / 150), size=80).astype(float)
        refitted = np.stack([cut(x, w) for w in weights])
        labels = cut(x, np.ones(150))
        draws = replace(World().draws(labels), weights=weights, labels=refitted)
        source = replace(World(confidence_level=0.9).priceable(spend, labels), groupings=(Grouping(2, labels, draws),))
        segment = segment_table(priced(source, {"value": "spend", "actions": [MAIL]}))[1]
        hits += truth in segment.value_interval
        naive_hits += truth in segment.naive_interval
        widths.append(
            (segment.value_interval.high - segment.value_interval.low)
            / (segment.naive_interval.high - segment.naive_interval.low)
        )
    assert 0.84 * 120 <= hits <= 0.975 * 120
    assert naive_hits < hits
    assert np.mean(widths) > 1.1


def cut(x: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Two-means in one dimension by Lloyd's iterations: 1 for the upper group."""
    low, high = np.quantile(x, [0.25, 0.75])
    upper, before = x > (low + high) / 2, np.zeros(x.size, bool)
    while (upper != before).any():
        low, high = (x[part] @ weights[part] / weights[part].sum() for part in (~upper, upper))
        upper, before = x > (low + high) / 2, upper
    return upper.astype(int)


def _population_worth() -> float:
    x = np.concatenate([np.random.default_rng(9).normal(mean, 1, 400_000) for mean in (0, 3)])
    return float(100 + 60 * x[cut(x, np.ones(x.size)) == 1].mean())
