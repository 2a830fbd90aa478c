"""The known wrong answers of the assignment "battery-trading": trap name → world → answers, by section.

Each makes one mistake and everything else right, and computes it as the candidate would who makes it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from benchmarks.practice_methods.battery_learners import (
    HOURS,
    Market,
    dynamic_programming,
    greedy,
    market,
    small,
    table_of,
    temporal_difference,
)
from benchmarks.practice_methods.battery_trading import METHODS, Answers, Method


def _replayed(change: Callable[[Market, list[int]], list[float]]) -> Method:
    def answer(world: Any) -> Answers:
        rewards = change(market(world), world.tables["prices"]["Action"].tolist())
        return {"rewards": rewards, "profit": sum(rewards)}

    return answer


def _next_prices(day: Market, actions: list[int]) -> list[float]:
    return replace(day, prices=(*day.prices[1:], day.prices[0])).replay(actions)


def _wear_twice(day: Market, actions: list[int]) -> list[float]:
    rewards = day.replay(actions)
    return [
        reward - day.wear if action == 1 and reward != -day.penalty else reward
        for action, reward in zip(actions, rewards, strict=True)
    ]


def _sold_from_empty(day: Market, actions: list[int]) -> list[float]:
    charge, rewards = day.start, []
    for hour, action in enumerate(actions):
        if action == 2 and charge == 0:
            rewards.append(day.prices[hour] - day.wear)
            continue
        charge, reward = day.step(charge, hour, action)
        rewards.append(reward)
    return rewards


def _unrepaired(world: Any) -> Answers:
    day, table = market(world), table_of(market(world))
    temporal_difference(day, table, 1000, seed=world.seed, explore=lambda episode: 0.1, step=small, discount=0.95)
    schedule = greedy(day, table)
    right = METHODS[2]["dynamic-programming"](world)
    return {**right, "schedule": schedule, "profit": sum(day.replay(schedule)), "episodes": 1000}


def _myopic(world: Any) -> Answers:
    day, table = market(world), table_of(market(world))
    temporal_difference(day, table, 1000, seed=world.seed, explore=lambda episode: 1.0, step=small, discount=0.0)
    schedule = greedy(day, table)
    right = METHODS[2]["dynamic-programming"](world)
    return {**right, "schedule": schedule, "profit": sum(day.replay(schedule)), "episodes": 1000}


def _never(world: Any) -> Answers:
    return {**METHODS[2]["dynamic-programming"](world), "schedule": [0] * HOURS, "profit": 0.0}


def _training_mean(world: Any) -> Answers:
    curve = METHODS[3]["optimistic-q"](world)
    return {**METHODS[2]["optimistic-q"](world), "profit": curve["last_mean"]}


def _curve(change: Callable[[Answers], Answers]) -> Method:
    def answer(world: Any) -> Answers:
        right = METHODS[3]["optimistic-q"](world)
        wrong = {**right, **change(right)}
        cost = {"exploration_cost": wrong["greedy_profit"] - wrong["last_mean"]}
        return {**wrong, **cost, **{key: value for key, value in change(right).items() if key == "exploration_cost"}}

    return answer


def _best_day(world: Any) -> Answers:
    """An unrepaired agent, praised for its luckiest day."""
    short = METHODS[3]["usual-constants"](world)
    best = max(short["history"])
    return {**short, "greedy_profit": best, "exploration_cost": best - short["last_mean"]}


def _at_b(change: Callable[[Any, Answers], Answers]) -> Method:
    def answer(world: Any) -> Answers:
        right = METHODS[4]["exact-step-q"](world)
        return {**right, **change(world, right)}

    return answer


def _optimum(day: Market) -> float:
    return sum(day.replay(dynamic_programming(day)))


def _averaged(combine: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> Method:
    def answer(world: Any) -> Answers:
        table = world.tables["updates"]
        samples, weights = table["Samples"].to_numpy(float), table.filter(regex="^w").to_numpy()
        return {**METHODS[5]["average"](world), "global_weights": combine(samples, weights).tolist()}

    return answer


def _audit(change: Callable[[Any, Answers], Answers]) -> Method:
    def answer(world: Any) -> Answers:
        right = METHODS[6]["correlation"](world)
        return {**right, **change(world, right)}

    return answer


def _all_days(world: Any) -> float:
    """The plans on Forecast, judged on every day."""
    day, days = market(world), world.tables["days"]
    columns = (days.pivot(index="Day", columns="Hour", values=name).to_numpy() for name in ("Price", "Forecast"))
    earned = []
    for price, forecast in zip(*columns, strict=True):
        plan = dynamic_programming(replace(day, prices=tuple(forecast.tolist())))
        earned.append(sum(replace(day, prices=tuple(price.tolist())).replay(plan)))
    return float(np.mean(earned))


TRAPS: dict[int, dict[str, Method]] = {
    1: {
        "no-wear": _replayed(lambda day, actions: replace(day, wear=0.0).replay(actions)),
        "last-hour-untraded": _replayed(lambda day, actions: day.replay(actions[:-1])),
        "next-hours-price": _replayed(_next_prices),
        "wear-on-both-sides": _replayed(_wear_twice),
        "no-penalty": _replayed(lambda day, actions: replace(day, penalty=0.0).replay(actions)),
        "sold-from-empty": _replayed(_sold_from_empty),
    },
    2: {
        "never-trades": _never,
        "myopic": _myopic,
        "unrepaired": _unrepaired,
        "training-mean-as-profit": _training_mean,
    },
    3: {
        "first-mean": _curve(lambda right: {"last_mean": float(np.mean(right["history"][:100]))}),
        "all-episodes-mean": _curve(lambda right: {"last_mean": float(np.mean(right["history"]))}),
        "sign": _curve(lambda right: {"exploration_cost": -right["exploration_cost"]}),
        "best-training-day": _best_day,
    },
    4: {
        "prices-of-a": _at_b(lambda world, right: {"zero_shot": sum(market(world).replay(right["schedule_a"]))}),
        "zero-shot-called-warm": _at_b(
            lambda world, right: {"schedule_warm": right["schedule_a"], "warm": right["zero_shot"]}
        ),
        "optimum-of-a": _at_b(lambda world, right: {"optimum_b": _optimum(market(world))}),
        "optimum-without-wear": _at_b(
            lambda world, right: {"optimum_b": _optimum(replace(market(world, "prices_b"), wear=0.0))}
        ),
    },
    5: {
        "unweighted": _averaged(lambda samples, weights: weights.mean(axis=0)),
        "sum-not-mean": _averaged(lambda samples, weights: weights.sum(axis=0)),
        "samples-squared": _averaged(lambda samples, weights: np.average(weights, axis=0, weights=samples**2)),
        "one-home": _averaged(lambda samples, weights: weights[samples.argmax()]),
        "bits-not-bytes": lambda world: {**METHODS[5]["average"](world), "bytes_sent": 512},
    },
    6: {
        "leak-trusted": _audit(lambda world, right: {"leaking": "none"}),
        "wrong-column": _audit(lambda world, right: {"leaking": "Load"}),
        "all-days-judged": _audit(lambda world, right: {"promised": _all_days(world)}),
        "drift-missed": _audit(lambda world, right: {"moved_hours": 0, "lost_to_drift": 0.0}),
        "drift-reversed": _audit(lambda world, right: {"moved_hours": -world.planted["moved"]}),
    },
}
"""Section → trap → what somebody answers who falls into it."""

FROM_LEVEL = {"drift-missed": 3, "drift-reversed": 3}
"""Traps that a lower level of their section does not hold: there nothing moves."""
