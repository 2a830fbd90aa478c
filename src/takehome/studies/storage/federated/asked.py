"""What was asked for: how much data each home has, how the fleet learns, and which privacy is promised."""

from __future__ import annotations

import math
from dataclasses import dataclass

from takehome.errors import InputError
from takehome.studies.storage.battery import Battery

STRATEGIES = ("fedavg", "fedprox")
MOST_ROUNDS = 1_000


@dataclass(frozen=True)
class Asked:
    """Everything that the fit depends on, beside the homes.

    Attributes
    ----------
    own_days : days of data that each home has of its own. judged_days : later days on which policies are valued.
    rounds : of training. cohort : share of the homes that takes part in a round, or their number where it is above 1.
    dropout, stragglers : share of the cohort that is lost in a round, or comes too late.
    strategy : ``"fedavg"`` or ``"fedprox"``. proximity : pull back to the shared policy (FedProx).
    personal : each home goes on learning from its own data. deep : also train the network.
    epsilon, delta : of differential privacy for whole homes; None adds no noise.
    battery : the same for every home, in place of their own; None leaves them theirs.
    fast : leaves out what takes long: the price of privacy, the attack.

    Raises
    ------
    InputError
        For a value that cannot be; the message names it.
    """

    own_days: float = 14.0
    judged_days: int = 28
    rounds: int = 40
    cohort: float = 0.1
    dropout: float = 0.0
    stragglers: float = 0.0
    strategy: str = "fedavg"
    proximity: float = 0.0
    personal: bool = True
    deep: bool = False
    epsilon: float | None = None
    delta: float = 1e-5
    battery: Battery | None = None
    seed: int = 0
    confidence_level: float = 0.95
    fast: bool = False

    def __post_init__(self) -> None:
        require_between("own_days", self.own_days, least=2.0)
        require_between("judged_days", self.judged_days, least=1.0)
        require_between("rounds", self.rounds, least=1.0, most=MOST_ROUNDS)
        require_between("cohort", self.cohort, above=0.0)
        require_between("proximity", self.proximity, least=0.0)
        for name in ("dropout", "stragglers"):
            require_between(name, getattr(self, name), least=0.0, below=1.0)
        require_between("delta", self.delta, above=0.0, below=1.0)
        if self.epsilon is not None:
            require_between("epsilon", self.epsilon, above=0.0)
        if self.strategy not in STRATEGIES:
            raise InputError(f"strategy={self.strategy!r}", f"one of {', '.join(STRATEGIES)}", "strategy='fedavg'")

    def share_of(self, homes: int) -> float:
        """Share of so many homes that takes part in a round.

        Raises
        ------
        InputError
            Where the cohort is larger than the fleet, or a number of homes is no whole one.
        """
        if self.cohort <= 1:
            return float(self.cohort)
        if self.cohort > homes:
            raise InputError(
                f"a cohort of {self.cohort:,.12g} homes in a fleet of {homes:,}",
                "at most all homes of the fleet in a round", "cohort=0.1 for a tenth of them, or cohort=1.0 for all",
            )  # fmt: skip
        if self.cohort != int(self.cohort):
            raise InputError(f"cohort={self.cohort}", "a share up to 1, or a whole number of homes", "cohort=0.1")
        return self.cohort / homes


def require_between(
    name: str, value: float, *, least: float = -math.inf, above: float = -math.inf, most: float = math.inf,
    below: float = math.inf,
) -> None:  # fmt: skip
    """Raise :class:`InputError` unless `value` is a finite number within these bounds."""
    number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if number and least <= value <= most and above < value < below:
        return
    bounds = [(least, "of at least"), (above, "above"), (most, "of at most"), (below, "below")]
    wanted = " and ".join(f"{word} {bound:g}" for bound, word in bounds if math.isfinite(bound))
    raise InputError(f"{name}={value!r}", f"a number {wanted}", f"correct {name}")
