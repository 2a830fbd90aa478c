"""The chain of losses from the bound to what tabular Q-learning earns, from the policies that were run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from takehome.studies.storage.battery import Wear
from takehome.studies.storage.money.basis import basis_of
from takehome.studies.storage.policies.policy import Policy
from takehome.studies.storage.result import PolicyResult, result_of
from takehome.studies.storage.settings import Settings
from takehome.studies.storage.task import Task
from takehome.studies.storage.waterfall import Waterfall, waterfall

LEARNED = "tabular_q"
FORECASTS = ("predictive_control", "forecast_plan")
"""Policies on a forecast that tell every charge level apart; the better one stands for what a forecast loses."""


def losses(
    task: Task, bound: PolicyResult, results: tuple[PolicyResult, ...], policies: Mapping[str, Policy],
    settings: Settings,
) -> Waterfall | None:  # fmt: skip
    """The waterfall in the price file's money a year; None where nothing was learned.

    The Markov model stands between the forecast and the learned table: it tells charge and prices apart in cells, as
    a table must, but solves them exactly instead of learning.
    """
    by_key = {result.key: result for result in results}
    if LEARNED not in by_key:
        return None
    forecasts = [by_key[key] for key in FORECASTS if key in by_key]
    return waterfall(
        basis_of(task.test, task.lattice.battery),
        bound,
        information=by_key.get("known_day"),
        forecast=max(forecasts, key=lambda one: one.profit, default=None),
        grid=by_key.get("markov"),
        learning=by_key[LEARNED],
        wear=None if settings.fast else _wear_ignored(task, policies[LEARNED]),
    )


def _wear_ignored(task: Task, learned: Policy) -> PolicyResult | None:
    """The learned policy trained and run as if use cost nothing, and charged for it; None where use costs nothing."""
    battery = task.lattice.battery
    if battery.wear_per_kwh == 0:
        return None
    free = replace(task, lattice=replace(task.lattice, battery=replace(battery, wear=Wear())))
    blind = learned.fit(free)
    label = f"{learned.label}, with wear ignored"
    return result_of(blind, task, blind.dispatch(free), group="learned", needs_model=True, label=label)
