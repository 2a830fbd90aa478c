"""Every policy that the study knows, in the order in which it is tried; nothing is imported before it is run."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

from takehome.studies.storage.policies.policy import Policy

HERE = "takehome.studies.storage"


@dataclass(frozen=True)
class Listed:
    """One policy of the catalogue.

    Attributes
    ----------
    key : its permanent name. address : ``"module:Class"`` below the study's folder. group : of its result.
    learns : whether it needs a past. slow : whether it takes long to train (left out by ``fast``).
    """

    key: str
    address: str
    group: str
    learns: bool = False
    slow: bool = False

    def make(self, **options: Any) -> Policy:
        """The policy, not fitted."""
        made: Policy = self.policy_class(**options)
        return made

    @property
    def policy_class(self) -> Any:
        """Its class."""
        module, _, name = self.address.partition(":")
        return getattr(import_module(f"{HERE}.{module}"), name)


CATALOGUE = (
    Listed("hold", "policies.simple:Hold", "floor"),
    Listed("thresholds", "policies.simple:Thresholds", "floor", learns=True),
    Listed("yesterday", "policies.simple:Yesterday", "floor"),
    Listed("last_week", "policies.simple:LastWeek", "floor"),
    Listed("forecast_plan", "policies.predictive:ForecastPlan", "forecast", learns=True),
    Listed("predictive_control", "policies.predictive:PredictiveControl", "forecast", learns=True, slow=True),
    Listed("markov", "policies.value.markov:MarkovPolicy", "learned", learns=True),
    Listed("tabular_q", "policies.value.tabular_q:TabularQ", "learned", learns=True),
    Listed("value_function", "policies.value.value_function:ValueFunction", "learned", learns=True, slow=True),
    Listed("deep_q", "deep.policy:DeepQ", "learned", learns=True, slow=True),
    Listed("known_day", "policies.known_day:KnownDay", "plan"),
)


def listed(key: str) -> Listed:
    """The policy of this key."""
    return next(entry for entry in CATALOGUE if entry.key == key)
