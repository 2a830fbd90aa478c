"""What policies are called where there is little room, and the words that every title of a result ends with."""

from __future__ import annotations

from takehome.studies.storage.information import MEANING
from takehome.studies.storage.outcome import Outcome
from takehome.studies.storage.result import PolicyResult
from takehome.units import format_number

NAMES = {
    "bound": "all prices known",
    "hold": "do nothing",
    "thresholds": "price thresholds",
    "yesterday": "plan on yesterday",
    "last_week": "plan on last week",
    "forecast_plan": "plan on a forecast",
    "predictive_control": "plan anew each step",
    "markov": "Markov model",
    "tabular_q": "Q-learning, table",
    "value_function": "learned value",
    "deep_q": "deep Q-network",
    "known_day": "plan on the known day",
    "brief": "Q-learning, brief",
    "model-free": "Q-learning, repaired",
    "counterfactual": "Q, counterfactual",
    "given": "the given schedule",
}
"""Key → name of at most 22 letters, which fit beside a picture on a phone."""
LONGEST = 22


def name(result: PolicyResult) -> str:
    """The short name of a policy; one that has none is called by the start of its label."""
    label = " ".join(result.label[: 4 * LONGEST].split())
    return NAMES.get(result.key, label if len(label) <= LONGEST else label[: LONGEST - 1] + "…")


def money(outcome: Outcome, amount: float) -> str:
    """``"435 $"``, in the price file's currency; −0 is 0."""
    return f"{format_number(float(amount) + 0.0)} {outcome.task.prices.currency}"


def percent(share: float) -> str:
    """``"84.3 %"``."""
    return f"{format_number(100 * share)} %"


def known(outcome: Outcome) -> str:
    """What may be known when acting, for the end of a sentence."""
    return f"known when acting: {MEANING[outcome.information]}"
