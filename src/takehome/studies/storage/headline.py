"""The headline numbers, under the permanent keys of the report's ``metrics``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace

import numpy as np

from takehome.protocol import Recommendation
from takehome.studies.common_metrics import common_metrics
from takehome.studies.storage.concentration import concentrations
from takehome.studies.storage.learning.exact_day import solve
from takehome.studies.storage.learning.lesson import Lesson
from takehome.studies.storage.learning.rungs import Rung
from takehome.studies.storage.money.priced import Priced
from takehome.studies.storage.outcome import Outcome
from takehome.studies.storage.sizing import Sizing
from takehome.studies.storage.timing import timing

DESCRIBED = 0.02
"""The brief's text promises a cost of degradation that its code leaves out; as a share of the highest price this is the
2 $ a step that issue 4 takes for it. ``optimum_described`` shows what it changes."""


def metrics(outcome: Outcome, made: Priced, recommendation: Recommendation) -> Mapping[str, object]:
    """The common keys and the study's own; money is the price file's where no basis is named."""
    chosen, task, bound = made.chosen, outcome.task, outcome.bound
    floor = max((one for one in outcome.results if one.group == "floor"), key=lambda one: one.profit)
    days = concentrations(bound, outcome.results)
    found: dict[str, object] = {
        **common_metrics(recommendation),
        "optimum": bound.profit, "profit": chosen.profit, "share_of_optimum": outcome.share(chosen),
        "policy": chosen.key, "information": outcome.information.value,
        "floor_best": floor.key, "floor_best_share": outcome.share(floor),
        "profit_per_year": chosen.profit * made.basis.rate / task.test.years,
        "cycles": chosen.account.cycles, "cycles_per_day": chosen.account.cycles / task.test.days,
        "top_1pct_days_share": days[0].top_1pct, "top_5pct_days_share": days[0].top_5pct,
        "episodes": 0 if outcome.lesson is None else outcome.lesson.rungs[0].settings.episodes,
        "n_steps": len(task.test), "days": task.test.days, "days_learned_from": task.train.days if task.first else 0,
        "step_hours": task.prices.step_hours, "price_unit": outcome.reading.price_unit,
        "timing": timing(task.test, chosen), **_policies(outcome), **_proof(outcome),
    }  # fmt: skip
    if outcome.waterfall is not None:
        fall = outcome.waterfall
        found["waterfall"] = {"start": fall.start, **{step.name: step.amount for step in fall.steps}, "end": fall.end}
    if outcome.sizing is not None:
        found |= _sizes(outcome.sizing)
    if outcome.given is not None:
        found |= {"given_profit": outcome.given.profit, "given_share": outcome.share(outcome.given)}
    if outcome.lesson is not None:
        found |= _lesson(outcome.lesson)
    return found


def _policies(outcome: Outcome) -> dict[str, object]:
    """Every policy by its key, and what each addition to the state of a learned table is worth."""
    days, states = concentrations(outcome.bound, outcome.results), outcome.states
    return {
        "profits": {one.key: one.profit for one in outcome.results},
        "shares": {one.key: outcome.share(one) for one in outcome.results},
        "labels": {one.key: one.label for one in outcome.results},
        "needs": {one.key: one.information.value for one in outcome.results},
        "groups": {one.key: one.group for one in outcome.results},
        "shares_without_spikes": {one.key: one.share_without_spikes for one in days},
        "spike_days": days[0].spike_days,
        "skipped": dict(outcome.skipped),
        "states": {one.key: outcome.share(one.result) for one in states},
        "state_cells": {one.key: one.cells for one in states},
    }


def _sizes(sizing: Sizing) -> dict[str, object]:
    """What other sizes would earn, and which spread pays."""
    return {
        "worth_per_kwh": sizing.per_kwh, "worth_per_kw": sizing.per_kw, "sizes": [asdict(one) for one in sizing.sizes],
        "size_notes": list(sizing.notes),
        "break_even_sell": sizing.break_even_sell, "cheap_buy": sizing.cheap_buy, "paying_days": sizing.paying_days,
    }  # fmt: skip


def _proof(outcome: Outcome) -> dict[str, object]:
    """How the bound was proved, and the prices that it was proved on."""
    proof, values = outcome.certificate, outcome.test
    return {
        "proof": proof.sentence, "certified": proof.agreed, "linear_program": proof.linear,
        "linear_gap": proof.linear_gap, "negative_steps": int((values < 0).sum()),
        "lowest_price": float(values.min()), "highest_price": float(values.max()),
        "currency": outcome.task.prices.currency,
    }  # fmt: skip


def _lesson(lesson: Lesson) -> dict[str, object]:
    """What the repeated day taught."""
    brief, repaired, swept = lesson.rungs
    split = lesson.fluctuation
    found: dict[str, object] = {
        "agents": len(brief.profits), "day_optimum": lesson.exact.optimum,
        "optimum_discounted": lesson.discounted_profit, "discount": lesson.discount,
        "training_curve": _curve(brief),
        "wrong_cells": dict(lesson.wrong.counts), "wrong_cells_cost": lesson.wrong.loss,
        "bellman_step": lesson.step.sentence,
        "fluctuation": {
            "epsilon": split.epsilon, "agents": split.seeds, "episodes": split.episodes,
            "measured_mean": split.measured, "greedy_mean": split.greedy, "exploration_share": split.exploration_share,
            "exploration_variance": split.exploration_variance, "learning_variance": split.learning_variance,
            "frozen_sd": split.frozen_sd, "perfect_mean": split.perfect_mean, "perfect_sd": split.perfect_sd,
            **{f"lost_to_{name}": amount for name, amount in split.losses.items()},
        },
        "causes": {
            cause.key: {"alone": cause.alone.money, "alone_low": cause.alone.low, "alone_high": cause.alone.high,
                        "remaining": cause.remaining.money, "remaining_low": cause.remaining.low,
                        "remaining_high": cause.remaining.high}
            for cause in lesson.causes
        },
    }  # fmt: skip
    for name, rung in (("brief_agent", brief), ("repaired_agent", repaired), ("counterfactual_agent", swept)):
        reached = rung.reached[rung.reached >= 0]
        found |= {
            f"{name}_mean": float(rung.profits.mean()), f"{name}_low": float(rung.profits.min()),
            f"{name}_high": float(rung.profits.max()), f"{name}_reached": rung.successes,
            f"{name}_episodes": None if reached.size == 0 else int(reached.max()),
        }  # fmt: skip
    day = lesson.problem
    described = replace(day, degradation=DESCRIBED * float(np.abs(day.prices).max()))
    found["optimum_described"] = solve(described).optimum
    return found


def _curve(rung: Rung) -> dict[str, float]:
    """Mean profit a day while the agents learn: in the first tenth of the days, the tenth in the middle, the last."""
    mean = rung.curves.training.mean
    tenth = max(1, len(mean) // 10)
    middle = (len(mean) - tenth) // 2
    parts = {"first": mean[:tenth], "middle": mean[middle : middle + tenth], "last": mean[-tenth:]}
    return {name: float(part.mean()) for name, part in parts.items()}
