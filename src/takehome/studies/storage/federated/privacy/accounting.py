r"""How much noise a promise needs, and what promise a run keeps.

*The promise.* Two fleets that differ by one home, which is in one and not in the other (add or remove one home), lead
to every set of published models with probabilities that differ by at most a factor :math:`e^\varepsilon`, up to
:math:`\delta` (Dwork & Roth 2014; client-level: McMahan et al. 2018). Each home's update has norm at most *C*, so that
one home moves the sum by at most *C*; Gaussian noise of standard deviation :math:`zC` is added to each entry of the
sum. In each round a home takes part with probability *q*, by its own coin, unseen.

*The accounts.* Renyi (Mironov 2017; with Poisson sampling: Mironov, Talwar & Zhang 2019) gives the figure that is
promised; the privacy-loss distribution (Koskela et al. 2020; Doroshenko et al. 2022) is tighter and stands beside it.
Both are Google's dp-accounting.

*When they hold.* Being picked only sometimes protects only where each home throws its own coin and nobody sees who
took part; otherwise the figure is that of taking part in every round, and says so. Where the bound is not enforced,
the denominator or the weights depend on the homes, or visit counts are sent as they are, there is no figure at all.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec

from scipy.optimize import brentq

from takehome.errors import InputError, MissingExtra
from takehome.studies.storage.federated.privacy.terms import Privacy, require_delta, require_epsilon

ADJACENCY = "add or remove one home"
ACCOUNTS = ("rdp", "pld")
PRECISION = 1e-4
"""Relative; the noise is rounded up by at most this."""
MOST_NOISE = 1e6
"""Noise multiplier above which a promise is refused as out of reach."""


def available() -> bool:
    """Whether dp-accounting is there; looks it up without importing it."""
    return find_spec("dp_accounting") is not None


@dataclass(frozen=True, slots=True)
class Promise:
    """What a run promises each home.

    Attributes
    ----------
    epsilon : by Renyi accounting. epsilon_tight : by the privacy-loss distribution. noise_multiplier : standard
    deviation of the noise in each entry of the sum over the clip bound. amplified : whether being picked only
    sometimes is counted. hypothetical : the noise came from a seed, so that whoever has it can take it off again.
    cohort_share, rounds : of the run. epsilon_if_known : by Renyi accounting against whoever knows which homes took
    part in which round, as the server does.
    """

    epsilon: float
    epsilon_tight: float
    delta: float
    noise_multiplier: float
    cohort_share: float
    rounds: int
    amplified: bool
    hypothetical: bool
    adjacency: str = ADJACENCY
    epsilon_if_known: float = math.inf

    @property
    def label(self) -> str:
        """What must stand beside the figure."""
        parts = [self.adjacency]
        parts.append("homes picked by secret coins" if self.amplified else "counted as taking part in every round")
        if self.hypothetical:
            parts.append("hypothetical: simulated, seeded noise")
        return "; ".join(parts)


def noise_multiplier(
    epsilon: float, delta: float, cohort_share: float, rounds: int, *, account: str = "rdp", amplified: bool = True
) -> float:
    """Smallest noise, in clip bounds, that keeps a promise; 0 for an infinite epsilon.

    Parameters
    ----------
    cohort_share : probability with which a home takes part in a round. account : "rdp" or "pld".
    amplified : whether that probability may be counted, see the module's words.

    Raises
    ------
    InputError : epsilon not above 0; delta not in (0, 1); cohort_share not in (0, 1]; no round; noise out of reach.
    MissingExtra : dp-accounting is not installed.
    """
    require_epsilon(epsilon)
    require_delta(delta)
    _require_plan(cohort_share, rounds, account)
    if math.isinf(epsilon):
        return 0.0
    return _noise_multiplier(epsilon, delta, cohort_share if amplified else 1.0, rounds, account)


def epsilon_of(
    noise: float, delta: float, cohort_share: float, rounds: int, *, account: str = "rdp", amplified: bool = True
) -> float:
    """Epsilon that a run with noise multiplier `noise` keeps; infinity without noise. Errors as above."""
    require_delta(delta)
    _require_plan(cohort_share, rounds, account)
    if not noise >= 0:
        raise InputError(f"a noise multiplier of {noise}", "0 or more", "noise_multiplier(8, 1e-5, .1, 100)")
    if noise == 0:
        return math.inf
    return _epsilon(noise, delta, cohort_share if amplified else 1.0, rounds, account)


def promise(privacy: Privacy, cohort_share: float, rounds: int, *, noise: float | None = None) -> Promise:
    """What a run on these terms promises, with the noise that its epsilon needs or with a given one.

    Raises
    ------
    InputError : a condition without which no epsilon can be stated does not hold; names it.
    """
    if privacy.broken:
        raise InputError(
            f"an epsilon asked for although it does not hold that {'; and that '.join(privacy.broken)}",
            "all of these to hold: without them one home can move the sum by more than the noise covers",
            "Privacy(clip_enforced=True, fixed_denominator=True, uniform_weights=True, visits='not sent')",
        )
    amplified = not privacy.not_hidden
    if noise is None:
        noise = noise_multiplier(privacy.epsilon, privacy.delta, cohort_share, rounds, amplified=amplified)
    plan = (noise, privacy.delta, cohort_share, rounds)
    kept, tight = (epsilon_of(*plan, account=account, amplified=amplified) for account in ACCOUNTS)
    return Promise(
        epsilon=kept,
        epsilon_tight=tight,
        delta=privacy.delta,
        noise_multiplier=noise,
        cohort_share=cohort_share,
        rounds=rounds,
        amplified=amplified,
        hypothetical=privacy.simulation,
        epsilon_if_known=epsilon_of(*plan, amplified=False),
    )


def _require_plan(cohort_share: float, rounds: int, account: str) -> None:
    if not 0 < cohort_share <= 1:
        raise InputError(f"a cohort share of {cohort_share}", "a share above 0 and at most 1", "cohort=0.1")
    if rounds < 1 or rounds != int(rounds):
        raise InputError(f"{rounds} rounds", "a whole number, at least 1", "rounds=100")
    if account not in ACCOUNTS:
        raise InputError(f"account={account!r}", f"one of {', '.join(ACCOUNTS)}", "account='rdp'")


@lru_cache(maxsize=256)
def _noise_multiplier(epsilon: float, delta: float, share: float, rounds: int, account: str) -> float:
    """Root on the logarithm, then a hair above, so that the promise is kept."""
    high = 1.0
    while _epsilon(high, delta, share, rounds, account) > epsilon:
        high *= 2.0
        if high > MOST_NOISE:
            raise InputError(
                f"epsilon={epsilon}, delta={delta} over {rounds} rounds", "a promise that noise can keep", "epsilon=8"
            )
    low = high / 2.0
    while _epsilon(low, delta, share, rounds, account) <= epsilon:
        high, low = low, low / 2.0
        if low < 1 / MOST_NOISE:
            return high

    def short_of(log_noise: float) -> float:
        return math.log(_epsilon(math.exp(log_noise), delta, share, rounds, account) / epsilon)

    found = brentq(short_of, math.log(low), math.log(high), xtol=PRECISION / 4)
    return min(math.exp(found + PRECISION / 2), high)


@lru_cache(maxsize=1024)
def _epsilon(noise: float, delta: float, share: float, rounds: int, account: str) -> float:
    """Epsilon by dp-accounting, which is imported here alone."""
    if not available():
        raise MissingExtra("fleet", "accounting for privacy")
    with _quiet():
        from dp_accounting import GaussianDpEvent, PoissonSampledDpEvent, SelfComposedDpEvent
        from dp_accounting.pld import PLDAccountant
        from dp_accounting.rdp import RdpAccountant

        accountant = RdpAccountant() if account == "rdp" else PLDAccountant()
        event = SelfComposedDpEvent(PoissonSampledDpEvent(share, GaussianDpEvent(noise)), int(rounds))
        return float(accountant.compose(event).get_epsilon(delta))


@contextmanager
def _quiet() -> Iterator[None]:
    """No warnings of absl: it reports each order at which a series is left out, which only loosens the bound."""
    logger = logging.getLogger("absl")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)
