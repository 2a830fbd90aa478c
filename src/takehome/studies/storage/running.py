"""Every policy of the catalogue, fitted to the past and run on the steps that are judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from takehome.studies.storage.past import FEWEST_DAYS
from takehome.studies.storage.policies.catalogue import CATALOGUE, Listed
from takehome.studies.storage.policies.policy import Policy
from takehome.studies.storage.result import PolicyResult, result_of
from takehome.studies.storage.settings import Progress, Settings
from takehome.studies.storage.task import Task

NEEDS_EARLIER_DAY = ("yesterday", "last_week")
DEEP = "deep_q"
SEEDED = ("tabular_q", "value_function", "deep_q", "forecast_plan", "predictive_control")
"""Policies whose training draws at random."""


@dataclass(frozen=True, eq=False)
class Run:
    """What was run: results in the order of the catalogue, fitted policies by key, and why others were not run."""

    results: tuple[PolicyResult, ...]
    policies: Mapping[str, Policy]
    skipped: Mapping[str, str]


def run_policies(task: Task, settings: Settings, progress: Progress) -> Run:
    """Fit and value everything that the data and the settings allow."""
    results, policies, skipped = [], {}, {}
    for entry in CATALOGUE:
        reason = why_not(entry, task, settings)
        if reason:
            skipped[entry.key] = reason
            continue
        policy = entry.make(**({"seed": settings.seed} if entry.key in SEEDED else {}))
        progress(f"running: {policy.label}")
        policy = policy.fit(task)
        policies[entry.key] = policy
        modelled = entry.learns and not policy.trivial
        results.append(result_of(policy, task, policy.dispatch(task), group=entry.group, needs_model=modelled))
    return Run(tuple(results), policies, skipped)


def why_not(entry: Listed, task: Task, settings: Settings) -> str:
    """Why a policy is not run, as a sentence; empty where it is."""
    days = task.prices.days
    if entry.key == DEEP and not settings.deep:
        return "it was not asked for (deep=True, --deep)"
    if entry.key in NEEDS_EARLIER_DAY and days == 1:
        return "1 day of prices leaves no earlier one to plan from"
    if entry.learns and task.first == 0:
        if days == 1:
            return "1 day of prices leaves no earlier one to learn from"
        if days <= FEWEST_DAYS:
            return f"{days:,} days leave nothing to learn from, it takes {FEWEST_DAYS} beside those that are judged"
        return f"nothing was held back to learn from; train= (--train) says how much, {FEWEST_DAYS} days at least"
    if entry.slow and settings.fast and entry.key != DEEP:
        return "it takes long to train, and fast was asked for"
    return ""
