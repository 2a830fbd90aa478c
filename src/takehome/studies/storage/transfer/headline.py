"""The headline numbers, under the permanent keys of the report's ``metrics``."""

from __future__ import annotations

from collections.abc import Mapping

from takehome.protocol import Recommendation
from takehome.studies.common_metrics import common_metrics
from takehome.studies.storage.transfer.curves import GUARDED, OPTIMUM, PLANS, RULE
from takehome.studies.storage.transfer.days_saved import days_saved
from takehome.studies.storage.transfer.learner import AS_IS, SCRATCH
from takehome.studies.storage.transfer.money.priced import Priced
from takehome.studies.storage.transfer.outcome import Outcome
from takehome.studies.storage.transfer.thresholds import Threshold, difference


def metrics(outcome: Outcome, made: Priced, recommendation: Recommendation) -> Mapping[str, object]:
    """The common keys and the study's own; shares are of the target's exact optimum."""
    curves, settings = outcome.curves, outcome.settings
    fleet = settings.homes * (made.values[made.transfer] - made.values[made.default])
    told = made.interval(fleet)
    found: dict[str, object] = {
        **common_metrics(recommendation),
        "source_home": outcome.teacher, "target_home": outcome.pupil, "learner": outcome.learner,
        "scratch_days": settings.scratch_days, "scratch_days_judged": outcome.scratch_days,
        "homes": settings.homes, "seeds": curves.seeds,
        "judged_days": curves.judged_days, "local_days": [int(day) for day in curves.days],
        "fell_back": outcome.fell_back, "best_freeze": curves.best, "choices": list(curves.choices),
        "unlike": outcome.unlike.distance, "unseen_share": float(outcome.unlike.unseen.mean()),
        "optimum_a_day": float(curves.a_day(OPTIMUM)[0, 0]), "currency": made.ledger.currency,
        "values": {made.name(i): float(worth) + 0.0 for i, worth in enumerate(made.values[:, 0])},
        "fleet_gain": float(fleet[0]), "fleet_gain_low": told.low, "fleet_gain_high": told.high,
        "fleet_gain_option": made.name(made.transfer), "default": made.name(made.default),
        "transfer_days_ratio": None, "jumpstart": None,
    }  # fmt: skip
    return found | (_shares(outcome) if curves.worth_sharing else {})


def _shares(outcome: Outcome) -> dict[str, object]:
    curves, level = outcome.curves, outcome.settings.confidence_level
    keys = (SCRATCH, AS_IS, *curves.choices, GUARDED)
    jump, told = difference(curves, curves.best, SCRATCH, 0.0, level)
    end, last = difference(curves, curves.best, SCRATCH, float(curves.days[-1]), level)
    found: dict[str, object] = {
        "curves": {key: [float(one) for one in curves.share(key)[0]] for key in keys},
        "floors": {key: float(curves.at(key, 0)[0]) for key in (*PLANS, RULE)},
        "jumpstart": jump / 100, "jumpstart_low": told.low / 100, "jumpstart_high": told.high / 100,
        "asymptote_gain": end / 100, "asymptote_gain_low": last.low / 100, "asymptote_gain_high": last.high / 100,
        "fallback_to_scratch": [float(one) for one in curves.chose_scratch.mean(axis=0)],
    }  # fmt: skip
    saved = days_saved(outcome)
    if saved is not None:
        found |= {"days_needed": saved.needed, "days_needed_reached": saved.reached, "days_saved": saved.value,
                  "days_saved_low": saved.low, "days_saved_high": saved.high}  # fmt: skip
    at = outcome.threshold
    return found | (_threshold(at) if at is not None else {})


def _threshold(at: Threshold) -> dict[str, object]:
    return {
        "threshold": at.level, "threshold_of_optimum": at.of_optimum,
        "transfer_days_ratio": at.ratio, "transfer_days_ratio_low": at.ratio_low,
        "transfer_days_ratio_high": at.ratio_high,
        "days_to_threshold": {"scratch": at.scratch.value, "transfer": at.transfer.value},
        "days_to_threshold_reached": {"scratch": at.scratch.reached, "transfer": at.transfer.reached},
        "days_to_threshold_censored": {"scratch": at.scratch.censored, "transfer": at.transfer.censored},
    }  # fmt: skip
