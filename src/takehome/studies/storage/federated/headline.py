"""The headline numbers, under the permanent keys of the report's ``metrics``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

import numpy as np

from takehome.protocol import Recommendation
from takehome.studies.common_metrics import common_metrics
from takehome.studies.storage.federated import comparing, promising, traffic
from takehome.studies.storage.federated.kinds import cells_touched
from takehome.studies.storage.federated.ledger import VISITS
from takehome.studies.storage.federated.money.priced import Priced
from takehome.studies.storage.federated.outcome import DEEP, Outcome
from takehome.studies.storage.federated.privacy.membership import Attack
from takehome.studies.storage.federated.privacy.statement import Statement, statement
from takehome.studies.storage.federated.seeing import TABLE_CELLS

WAYS = ("shared", "personal", "alone", "small", "planned", "expected")
"""How a new home can be run; fields of its curves."""
SHARES = ("federated", "personalised", "local", "pooled", "small_local", "plan_days", "plan", "self_consumption")


def metrics(outcome: Outcome, made: Priced, recommendation: Recommendation) -> Mapping[str, object]:
    """The common keys and the study's own; money is a year's, per home where the key says so."""
    asked, basis = outcome.asked, made.basis
    return {
        **common_metrics(recommendation),
        "homes": outcome.size, "homes_valued": len(outcome.homes), "rounds": asked.rounds, "own_days": asked.own_days,
        "judged_days": outcome.homes.judged_days, "cohort_share": outcome.cohort_share,
        "strategy": asked.strategy, "learner": "deep" if outcome.sharing.startswith(DEEP) else "tables",
        "personal": asked.personal, "set_aside": len(outcome.set_aside),
        **{f"share_of_optimum_{key}": outcome.share(key) for key in SHARES},
        "shares": {one.key: outcome.share(one.key) for one in outcome.alternatives},
        "labels": {one.key: one.label for one in outcome.alternatives},
        "leaves": {one.key: one.leaves for one in outcome.alternatives},
        "per_home_year": {
            one.key: float(worth[0] / basis.homes) for one, worth in zip(made.options, made.values, strict=True)
        },
        "optimum_per_home_year": basis.factor * float(outcome.optimum.sum()) / basis.homes,
        "sharing": outcome.sharing, "alone": outcome.alone, "floor": outcome.floor, "currency": basis.currency,
        **_worse_off(outcome, made), **_traffic(outcome, made), **_training(outcome), **_privacy(outcome, made),
        **_newcomers(outcome),
        "statement": {one.title: list(one.sentences) for one in privacy_statement(outcome, made).sections},
    }  # fmt: skip


def _worse_off(outcome: Outcome, made: Priced) -> dict[str, object]:
    """How many homes lose by sharing, and what, per home and year."""
    found = comparing.gains(outcome, outcome.offered)
    a_year = made.basis.factor * len(outcome.homes) / made.basis.homes
    lost = -found.money[found.worse]
    return {
        "offered": outcome.offered, "worse_off_share": float(found.worse.mean()),
        "worse_off": int(found.worse.sum()),
        "worse_off_share_federated": float(comparing.gains(outcome, "federated").worse.mean()),
        "worse_off_loss": float(lost.mean() * a_year) if lost.size else 0.0,
        "worse_off_most": float(lost.max() * a_year) if lost.size else 0.0,
        "better_off_share": float((found.points > 100 * comparing.WORSE).mean()),
    }  # fmt: skip


def _traffic(outcome: Outcome, made: Priced) -> dict[str, object]:
    """What travels."""
    trainings = made.basis.economics.trainings_a_year
    months = {one.key: traffic.per_month(outcome, one, trainings) for one in outcome.alternatives}
    ledger = outcome.sent_by(outcome.sharing)
    sent = {one.tensor: one for one in ledger.entries}
    return {
        "bytes_per_home_round": ledger.bytes_per_home_round,
        "bytes_per_home_month": months[outcome.sharing], "bytes_per_month": months,
        "sent": [
            {"tensor": one.tensor, "shape": list(one.shape), "type": one.dtype, "bytes": one.bytes_per_home}
            for one in sent.values()
        ],
        "visits_sent": VISITS in sent, "policy_bytes": traffic.policy_bytes(ledger),
        "trainings_a_year": trainings, "rounds_with_updates": ledger.rounds,
    }  # fmt: skip


def _training(outcome: Outcome) -> dict[str, object]:
    return {
        "rounds_needed": comparing.rounds_needed(outcome), "curve": asdict(outcome.curve),
        "cells": TABLE_CELLS, "cells_touched": cells_touched(outcome.homes),
    }  # fmt: skip


def _privacy(outcome: Outcome, made: Priced) -> dict[str, object]:
    """The promise, what it costs, and what an attacker gets."""
    asked, promise = outcome.asked, outcome.promise
    a_year = made.basis.factor * len(outcome.homes) / made.basis.homes
    free = next((one for one in outcome.points if np.isinf(one.epsilon)), None)
    lost = {
        f"{one.epsilon:g}": float((free.saved - one.saved) * a_year)
        for one in outcome.points if free is not None and np.isfinite(one.epsilon)
    }  # fmt: skip
    return {
        "epsilon": asked.epsilon, "delta": asked.delta,
        "epsilon_spent": None if promise is None else promise.epsilon,
        "epsilon_tight": None if promise is None else promise.epsilon_tight,
        "promise": "" if promise is None else promise.label,
        "noise_multiplier": 0.0 if promise is None else promise.noise_multiplier,
        "money_without_noise": 0.0 if free is None else float(free.saved * a_year),
        "money_lost_to_privacy": None if asked.epsilon is None else lost.get(f"{asked.epsilon:g}"),
        "money_lost_by_epsilon": lost, "money_below_floor_by_epsilon": _below_floor(outcome, a_year),
        "attacks": [asdict(one) for one in outcome.attacks],
    }  # fmt: skip


def _below_floor(outcome: Outcome, a_year: float) -> dict[str, float]:
    """Promises under which the shared table earns less than what learns nothing; how much less, per home and year."""
    floor = float(outcome.saved(outcome.floor).mean())
    return {f"{one.epsilon:g}": (floor - one.saved) * a_year for one in outcome.points if one.saved < floor}


def _newcomers(outcome: Outcome) -> dict[str, object]:
    """Days until a new home has a useful policy."""
    if outcome.newcomers is None:
        return {}
    found = {f"new_home_days_{kind}": comparing.useful_days(outcome, kind) for kind in WAYS}
    return {**found, "newcomers": asdict(outcome.newcomers)}


def privacy_statement(outcome: Outcome, made: Priced) -> Statement:
    """One page in plain words for a legal team, from the ledger of this fit."""
    attacks = [
        ("with the noise of the promise" if one.noise else "without noise",
         Attack(one.advantage, one.low, one.high, one.members, one.outsiders))
        for one in outcome.attacks
    ]  # fmt: skip
    ledger = outcome.sent_by(outcome.sharing)
    monthly = ledger.rounds * made.basis.economics.trainings_a_year / traffic.MONTHS
    return statement(
        ledger, outcome.size, promising.terms_of(outcome.asked), outcome.promise, rounds_per_month=monthly,
        attacks=attacks,
    )  # fmt: skip
