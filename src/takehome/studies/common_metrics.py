"""The headline numbers that every study has, under the permanent keys of the report's ``metrics``."""

from __future__ import annotations

from takehome.protocol import Recommendation


def common_metrics(recommendation: Recommendation) -> dict[str, object]:
    """The keys that every study has."""
    return {
        "action": recommendation.action,
        "baseline": recommendation.baseline,
        "gain": recommendation.gain.amount,
        "gain_low": recommendation.gain_interval.low,
        "gain_high": recommendation.gain_interval.high,
        "gain_unit": recommendation.gain.currency,
        "gain_basis": recommendation.gain.per,
        "probability_better": recommendation.probability_better,
    }
