"""The terms on which homes take part: how much may be learned about one of them, and what must hold for that."""

from __future__ import annotations

import math
from dataclasses import dataclass

from takehome.errors import InputError

ADDERS = ("server", "homes")
"""Who adds the noise; `server`: it sees each update and adds noise to the sum; `homes`: each adds a share."""
VISITS = ("not sent", "clipped and noised", "sent")
"""What becomes of the visit counts of a table's cells."""


@dataclass(frozen=True)
class Privacy:
    """Terms of a private run.

    Attributes
    ----------
    epsilon, delta : of client-level differential privacy over the whole run; infinity promises nothing and adds no
        noise. clip : bound on the Euclidean norm of a home's whole update, in the units of the update.
    noise_adder : see `ADDERS`. poisson : each home takes part in each round by its own independent coin.
    secret_cohort : nobody who sees a model learns which homes took part in a round.
    clip_enforced : whoever sums also shortens what is too long, or (where sums are masked) the homes' software is
        vouched for. fixed_denominator : the sum is divided by the expected cohort, not by who came.
    uniform_weights : each home counts the same. visits : see `VISITS`. simulation : noise is drawn from a seed.
    """

    epsilon: float
    clip: float
    delta: float = 1e-5
    noise_adder: str = "server"
    poisson: bool = True
    secret_cohort: bool = True
    clip_enforced: bool = True
    fixed_denominator: bool = True
    uniform_weights: bool = True
    visits: str = "not sent"
    simulation: bool = True

    def __post_init__(self) -> None:
        require_epsilon(self.epsilon)
        require_delta(self.delta)
        if not 0 < self.clip < math.inf:
            raise InputError(f"clip={self.clip}", "a positive bound on the norm of an update", "clip=1.0")
        if self.noise_adder not in ADDERS:
            raise InputError(f"noise_adder={self.noise_adder!r}", f"one of {', '.join(ADDERS)}", "noise_adder='server'")
        if self.visits not in VISITS:
            raise InputError(f"visits={self.visits!r}", f"one of {', '.join(VISITS)}", "visits='not sent'")

    @property
    def broken(self) -> tuple[str, ...]:
        """Conditions without which no epsilon at all may be stated, that do not hold."""
        held = {
            "the bound on a home's update is enforced (clip_enforced)": self.clip_enforced,
            "the sum is divided by the expected cohort (fixed_denominator)": self.fixed_denominator,
            "each home counts the same (uniform_weights)": self.uniform_weights,
            "visit counts are not sent, or are clipped and noised (visits)": self.visits != "sent",
        }
        return tuple(words for words, holds in held.items() if not holds)

    @property
    def not_hidden(self) -> tuple[str, ...]:
        """Conditions without which being picked only sometimes may not be counted as protection, that do not hold."""
        held = {
            "each home takes part by its own coin (poisson)": self.poisson,
            "the cohort is secret (secret_cohort)": self.secret_cohort,
        }
        return tuple(words for words, holds in held.items() if not holds)


def require_epsilon(epsilon: float) -> None:
    """Raise :class:`InputError` unless above 0."""
    if not epsilon > 0:
        raise InputError(f"epsilon={epsilon}", "a number above 0, or inf for no promise", "epsilon=8")


def require_delta(delta: float) -> None:
    """Raise :class:`InputError` unless between 0 and 1, both excluded."""
    if not 0 < delta < 1:
        raise InputError(
            f"delta={delta}", "a probability above 0 and below 1, well below one in the number of homes", "delta=1e-5"
        )
