"""Other right methods, and the known wrong answers, of the assignment "battery-trading".

`METHODS[section][name]` and `TRAPS[section][trap]` are functions of a world; each computes the section's answers from
its tables. The calibration counts over many seeds how often a method passes and a trap is recognised by its name.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from benchmarks.practice_methods.battery_learners import (
    HOURS,
    Market,
    decaying,
    dynamic_programming,
    exact,
    fading,
    forgetting,
    greedy,
    linear_program,
    market,
    monte_carlo,
    small,
    square_root,
    table_of,
    temporal_difference,
)
from benchmarks.practice_methods.battery_other_learners import (
    GymDay,
    double_q,
    dyna_q,
    expected_sarsa,
    value_iteration,
)

Answers = dict[str, Any]
Method = Callable[[Any], Answers]


def environment_by_loop(world: Any) -> Answers:
    """The class, action by action."""
    rewards = market(world).replay(world.tables["prices"]["Action"].tolist())
    return {"rewards": rewards, "profit": sum(rewards)}


def environment_by_arrays(world: Any) -> Answers:
    """The charge path first, then all rewards at once."""
    day = market(world)
    actions = world.tables["prices"]["Action"].to_numpy()
    charge = [day.start]
    for change in np.array([0, 1, -1])[actions]:
        charge.append(int(np.clip(charge[-1] + change, 0, day.capacity)))
    moved, prices = np.diff(charge), np.array(day.prices)
    impossible = (actions != 0) & (moved == 0)
    rewards = -moved * prices - day.wear * (moved < 0) - day.penalty * impossible
    return {"rewards": rewards.tolist(), "profit": float(rewards.sum())}


def environment_by_ledger(world: Any) -> Answers:
    """Three accounts: purchases, sales and penalties; the profit is their balance."""
    day = market(world)
    accounts = np.zeros((3, HOURS))
    charge = day.start
    for hour, action in enumerate(world.tables["prices"]["Action"]):
        if action == 1 and charge < day.capacity:
            accounts[0, hour], charge = day.prices[hour], charge + 1
        elif action == 2 and charge > 0:
            accounts[1, hour], charge = day.prices[hour] - day.wear, charge - 1
        elif action:
            accounts[2, hour] = day.penalty
    bought, sold, punished = accounts.sum(axis=1)
    rewards = accounts[1] - accounts[0] - accounts[2]
    return {
        "rewards": [round(float(reward), 2) for reward in rewards],
        "profit": round(float(sold - bought - punished), 2),
    }


def environment_by_gymnasium(world: Any) -> Answers:
    """A Gymnasium environment with five return values, whose rewards are float32."""
    env = GymDay(market(world))
    env.reset(seed=0)
    rewards = [env.step(action)[1] for action in world.tables["prices"]["Action"].tolist()]
    return {"rewards": rewards, "profit": sum(rewards)}


def _agent(day: Market, schedule: list[int], episodes: int) -> Answers:
    optimum = sum(day.replay(dynamic_programming(day)))
    return {"schedule": schedule, "profit": sum(day.replay(schedule)), "optimum": optimum, "episodes": episodes}


def _learned(episodes: int, value: float, **options: Any) -> Method:
    """A learner of House A; `value` is the start value as a share of the highest price, for each hour left."""

    def answer(world: Any) -> Answers:
        day = market(world)
        table = table_of(day, value * max(day.prices))
        temporal_difference(day, table, episodes, seed=world.seed, **options)
        return _agent(day, greedy(day, table), episodes)

    return answer


def _falling(days: int, first: float = 1.0) -> Callable[[int], float]:
    """Exploration that falls in a straight line from `first` to 0."""
    return lambda episode: max(0.0, first * (1 - episode / days))


def _taught(learn: Callable[..., list[float]], episodes: int, value: float, **options: Any) -> Method:
    """Another learner of House A, as in `_learned`."""

    def answer(world: Any) -> Answers:
        day = market(world)
        table = table_of(day, value * max(day.prices))
        learn(day, table, episodes, seed=world.seed, **options)
        return _agent(day, greedy(day, table), episodes)

    return answer


def agent_value_iteration(world: Any) -> Answers:
    """Sweeps over all cells."""
    day = market(world)
    return _agent(day, greedy(day, value_iteration(day)), 0)


def agent_monte_carlo(world: Any) -> Answers:
    """Exploring starts and whole returns."""
    day = market(world)
    return _agent(day, greedy(day, monte_carlo(day, 8000, seed=world.seed)), 8000)


def agent_dynamic_programming(world: Any) -> Answers:
    """No learning at all."""
    day = market(world)
    return _agent(day, dynamic_programming(day), 0)


def agent_linear_program(world: Any) -> Answers:
    """The optimum from the program itself, rounded to a cent."""
    day = market(world)
    schedule = linear_program(day)
    profit = round(sum(day.replay(schedule)), 2)
    return {"schedule": schedule, "profit": profit, "optimum": profit, "episodes": 0}


def _curve(
    epsilon: float, value: float, episodes: int = 3000, learn: Callable[..., list[float]] = temporal_difference,
    **options: Any,
) -> Method:  # fmt: skip
    """A training at House A with constant exploration, and what its last hundred days earn."""

    def answer(world: Any) -> Answers:
        day = market(world)
        table = table_of(day, value * max(day.prices))
        options_now = {"seed": world.seed, "explore": lambda episode: epsilon, **options}
        history = learn(day, table, episodes, **options_now)
        schedule = greedy(day, table)
        last, earned = float(np.mean(history[-100:])), sum(day.replay(schedule))
        found = {"history": history, "last_mean": last, "schedule": schedule, "greedy_profit": earned}
        return {**found, "exploration_cost": earned - last, "epsilon": epsilon}

    return answer


def _transfer(learn: Callable[..., list[float]] = temporal_difference, **options: Any) -> Method:
    """A's table from a repaired learner; both starts at B with the options."""

    def answer(world: Any) -> Answers:
        a, b, episodes = market(world), market(world, "prices_b"), world.business["episodes_b"]
        table = table_of(a, max(a.prices))
        temporal_difference(a, table, 3000, seed=world.seed, explore=lambda episode: 0.1, step=exact)
        empty = table_of(b)
        schedule_a = greedy(a, table)
        for started in (empty, table):
            learn(b, started, episodes, seed=world.seed + 1, **options)
        return _at_b(b, schedule_a, greedy(b, empty), greedy(b, table))

    return answer


def transfer_by_planning(world: Any) -> Answers:
    """No learning: the plan for A, and the plan for B from either start."""
    b = market(world, "prices_b")
    plan = dynamic_programming(b)
    return _at_b(b, dynamic_programming(market(world)), plan, plan)


def _at_b(b: Market, schedule_a: list[int], scratch: list[int], warm: list[int]) -> Answers:
    names = (("schedule_a", "zero_shot"), ("schedule_scratch", "scratch"), ("schedule_warm", "warm"))
    found: Answers = {"optimum_b": sum(b.replay(dynamic_programming(b)))}
    for (schedule, profit), actions in zip(names, (schedule_a, scratch, warm), strict=True):
        found |= {schedule: actions, profit: sum(b.replay(actions))}
    return found


def _updates(world: Any) -> tuple[np.ndarray, np.ndarray]:
    table = world.tables["updates"]
    return table["Samples"].to_numpy(), table[[f"w{block}" for block in range(1, 9)]].to_numpy()


def _federated(world: Any, weights: np.ndarray) -> Answers:
    samples, _ = _updates(world)
    return {"global_weights": weights.tolist(), "bytes_sent": 64, "bytes_raw": int(samples.sum()) * 24 * 8}


def federated_by_average(world: Any) -> Answers:
    """numpy's own."""
    samples, weights = _updates(world)
    return _federated(world, np.average(weights, axis=0, weights=samples))


def federated_by_rounds(world: Any) -> Answers:
    """A running mean, home by home, as a server would keep it."""
    samples, weights = _updates(world)
    mean, seen = np.zeros(8), 0
    for days, sent in zip(samples, weights, strict=True):
        seen += days
        mean += (sent - mean) * days / seen
    return _federated(world, mean)


def federated_by_days(world: Any) -> Answers:
    """One row a day, then the plain mean; rounded to two decimals."""
    samples, weights = _updates(world)
    return _federated(world, np.repeat(weights, samples, axis=0).mean(axis=0).round(2))


def federated_by_flower(world: Any) -> Answers:
    """Flower's way: each home's arrays (float32) with its number of examples, scaled, summed, divided."""
    results = [(sent.astype(np.float32), int(days)) for days, sent in zip(*_updates(world), strict=True)]
    whole = sum(days for _, days in results)
    scaled = [sent * np.float32(days) for sent, days in results]
    return _federated(world, sum(scaled[1:], scaled[0]) / np.float32(whole))


def federated_by_changes(world: Any) -> Answers:
    """From the first home's model, moved by the weighted mean of the changes, as a round of federated averaging."""
    samples, weights = _updates(world)
    shares = samples / samples.sum()
    return _federated(world, weights[0] + shares @ (weights - weights[0]))


def _audit(
    world: Any, moved: Callable[[np.ndarray, np.ndarray], int],
    plan_of: Callable[[Market], list[int]] = dynamic_programming,
) -> Answers:  # fmt: skip
    days = world.tables["days"]
    price, forecast = (
        days.pivot(index="Day", columns="Hour", values=name).to_numpy() for name in ("Price", "Forecast")
    )
    judged = world.business["judged_days"]
    before = price[:-judged].mean(axis=0)

    def earned(plans: list[list[int]]) -> float:
        return float(
            np.mean([sum(_at(world, day).replay(plan)) for day, plan in zip(price[-judged:], plans, strict=True)])
        )

    def plan(believed: np.ndarray) -> list[int]:
        return plan_of(_at(world, believed))

    honest = earned([plan(before)] * judged)
    hours = moved(before, price[-judged:])
    return {
        "leaking": "Forecast",
        "forecast_error": float(np.abs(forecast - price).mean()),
        "promised": earned([plan(day) for day in forecast[-judged:]]),
        "honest": honest,
        "moved_hours": hours,
        "lost_to_drift": earned([plan(np.roll(before, hours))] * judged) - honest,
    }


def _at(world: Any, prices: np.ndarray) -> Market:
    day = market(world)
    return Market(tuple(prices.tolist()), day.capacity, day.start, day.wear, day.penalty)


def _by_correlation(before: np.ndarray, week: np.ndarray) -> int:
    """The shift of the mean day (24,) that goes best with the mean of the judged days (days, 24)."""
    return max(range(-6, 7), key=lambda hours: np.corrcoef(np.roll(before, hours), week.mean(axis=0))[0, 1])


def _by_distance(before: np.ndarray, week: np.ndarray) -> int:
    mean = week.mean(axis=0)
    scaled = before * mean.mean() / before.mean()
    return min(range(-6, 7), key=lambda hours: np.abs(np.roll(scaled, hours) - mean).sum())


def _by_evening(before: np.ndarray, week: np.ndarray) -> int:
    """How far the middle of the six dearest neighbouring hours moved."""
    means = (before, week.mean(axis=0))
    dearest = [int(np.convolve(np.tile(day, 2), np.ones(6), "valid")[:HOURS].argmax()) for day in means]
    return (dearest[1] - dearest[0] + 12) % HOURS - 12


def _by_peak(before: np.ndarray, week: np.ndarray) -> int:
    """How far the dearest hour moved."""
    return (int(week.mean(axis=0).argmax()) - int(before.argmax()) + 12) % HOURS - 12


def _by_fourier(before: np.ndarray, week: np.ndarray) -> int:
    """The peak of the circular cross-correlation, any shift of a day allowed."""
    days = [day - day.mean() for day in (before, week.mean(axis=0))]
    together = np.fft.ifft(np.conj(np.fft.fft(days[0])) * np.fft.fft(days[1])).real
    return (int(together.argmax()) + 12) % HOURS - 12


def _day_by_day(before: np.ndarray, week: np.ndarray) -> int:
    """The median of the shifts of the single days."""
    return int(np.median([_by_correlation(before, day[None]) for day in week]))


METHODS: dict[int, dict[str, Method]] = {
    1: {
        "loop": environment_by_loop,
        "arrays": environment_by_arrays,
        "ledger": environment_by_ledger,
        "gymnasium": environment_by_gymnasium,
    },
    2: {
        "optimistic-q": _learned(2000, 1.0, explore=lambda episode: 0.1, step=exact),
        "decaying-step-q": _learned(3000, 1.0, explore=lambda episode: 0.1, step=decaying),
        "decaying-exploration-q": _learned(4000, 0.0, explore=forgetting, step=exact),
        "sarsa": _learned(8000, 1.0, explore=fading, step=square_root, on_policy=True),
        "monte-carlo": agent_monte_carlo,
        "dynamic-programming": agent_dynamic_programming,
        "linear-program": agent_linear_program,
        "value-iteration": agent_value_iteration,
        "patient-q": _learned(10_000, 0.0, explore=_falling(9000), step=small),
        "double-q": _taught(double_q, 4000, 0.0, explore=_falling(3500), step=1.0),
        "expected-sarsa": _taught(expected_sarsa, 3000, 1.0, explore=_falling(2500, 0.2), step=0.5),
        "dyna-q": _taught(dyna_q, 300, 0.0, explore=_falling(250), step=1.0),
    },
    3: {
        "optimistic-q": _curve(0.1, 1.0, step=exact),
        "zero-start-q": _curve(0.3, 0.0, step=decaying),
        "sarsa": _curve(0.1, 1.0, step=decaying, on_policy=True),
        "short": _curve(0.2, 0.0, episodes=300, step=exact),
        "usual-constants": _curve(0.1, 0.0, episodes=1000, step=small, discount=0.95),
        "double-q": _curve(0.3, 0.0, learn=double_q, step=1.0),
        "expected-sarsa": _curve(0.1, 1.0, learn=expected_sarsa, step=0.5),
    },
    4: {
        "exact-step-q": _transfer(explore=lambda episode: 0.1, step=exact),
        "decaying-step-q": _transfer(explore=lambda episode: 0.2, step=decaying),
        "small-step-q": _transfer(explore=lambda episode: 0.1, step=small, discount=0.95),
        "sarsa": _transfer(explore=lambda episode: 0.1, step=exact, on_policy=True),
        "double-q": _transfer(double_q, explore=lambda episode: 0.1, step=0.5),
        "dyna-q": _transfer(dyna_q, explore=lambda episode: 0.1, step=0.5),
        "planning": transfer_by_planning,
    },
    5: {
        "average": federated_by_average,
        "rounds": federated_by_rounds,
        "days": federated_by_days,
        "flower": federated_by_flower,
        "changes": federated_by_changes,
    },
    6: {
        "correlation": lambda world: _audit(world, _by_correlation),
        "distance": lambda world: _audit(world, _by_distance),
        "evening": lambda world: _audit(world, _by_evening),
        "peak": lambda world: _audit(world, _by_peak),
        "fourier": lambda world: _audit(world, _by_fourier),
        "day-by-day": lambda world: _audit(world, _day_by_day),
        "linear-program": lambda world: _audit(world, _by_correlation, linear_program),
    },
}
