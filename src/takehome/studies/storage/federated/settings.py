"""How the fleet learns."""

from __future__ import annotations

import math
from dataclasses import dataclass

from takehome.errors import InputError
from takehome.studies.storage.federated.privacy.terms import Privacy
from takehome.studies.storage.federated.task import LocalSettings

STRATEGIES = ("fedavg", "fedprox")
MOST_ROUNDS = 1_000


@dataclass(frozen=True)
class FleetSettings:
    """How the fleet learns; the local step's settings are :attr:`local`.

    Attributes
    ----------
    learner : "tables" or "deep". rounds : of training.
    cohort : share of the homes that is asked in a round, each home by its own coin; above 1, the expected number.
    dropout, stragglers : share of those asked that never answers, or answers too late to be counted.
    server_rate : share of the mean update that is applied. strategy : "fedavg" or "fedprox" with `proximity`.
    personal : layers that never leave (deep); homes learn on from the shared arrays. seed : of cohorts and noise.
    privacy : terms of differential privacy, or None: then visits are not sent, and each home counts the same.
    discount, prior, passes : see :class:`~takehome.studies.storage.federated.task.LocalSettings`.
    """

    learner: str = "tables"
    rounds: int = 40
    cohort: float = 0.1
    dropout: float = 0.0
    stragglers: float = 0.0
    server_rate: float = 1.0
    strategy: str = "fedavg"
    proximity: float = 0.0
    personal: bool = True
    seed: int = 0
    privacy: Privacy | None = None
    discount: float = 0.999
    prior: float = 2.0
    passes: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.rounds <= MOST_ROUNDS:
            raise InputError(f"rounds={self.rounds}", f"1 to {MOST_ROUNDS:,} rounds", "rounds=40")
        if self.strategy not in STRATEGIES:
            raise InputError(f"strategy={self.strategy!r}", f"one of {', '.join(STRATEGIES)}", "strategy='fedavg'")
        if self.strategy == "fedprox" and self.proximity <= 0:
            raise InputError(f"proximity={self.proximity} with FedProx", "a pull above 0", "proximity=0.1")
        if not 0 < self.server_rate < math.inf:
            raise InputError(f"server_rate={self.server_rate}", "a rate above 0", "server_rate=1.0")
        if not self.cohort > 0:
            raise InputError(f"cohort={self.cohort}", "a share above 0, or a number of homes", "cohort=0.1")
        LocalSettings(self.learner, self.discount, self.passes, self.prior, self.proximity)

    @property
    def local(self) -> LocalSettings:
        """The local step's settings; without FedProx nothing pulls back, and with privacy no visits leave."""
        return LocalSettings(
            learner=self.learner,
            discount=self.discount,
            passes=self.passes,
            prior=self.prior,
            proximity=self.proximity if self.strategy == "fedprox" else 0.0,
            personal=self.personal,
            send_visits=self.privacy is None,
        )

    def share_of(self, homes: int) -> float:
        """Share of a fleet of so many homes that is asked in a round.

        Raises
        ------
        InputError : the cohort is larger than the fleet.
        """
        if self.cohort <= 1:
            return float(self.cohort)
        if self.cohort > homes:
            raise InputError(
                f"a cohort of {self.cohort:,.12g} homes in a fleet of {homes:,}", "at most all homes", "cohort=0.1"
            )
        return self.cohort / homes
