"""STO103: is privacy promised, and do the conditions of the promise hold?

That only updates leave a home is no protection by itself. Differential privacy is, while each home takes part by its
own secret coin, every update is clipped, each home counts the same, and visits are not sent. The page is
``privacy_kept.md``.
"""

from __future__ import annotations

from takehome.protocol import Finding, Status
from takehome.studies.storage.federated.checks.judging import NOTHING_TO_DO, TRAINING, homes_of
from takehome.studies.storage.federated.ledger import VISITS
from takehome.studies.storage.federated.outcome import Outcome
from takehome.studies.storage.federated.privacy.accounting import Promise
from takehome.studies.storage.federated.traffic import shown
from takehome.units import Quantity, format_number

CODE = "STO103"
TITLE = "What leaves a home is protected"
EPSILON_LIMIT = 10.0
"""Above it a promise says little: with e^10 a conclusion may be 22,000 times as likely with a home as without it. The
largest that is called reasonable (Ponomareva et al. 2023, "How to DP-fy ML", JAIR 77)."""
GOOD = f"Updates are clipped and noised for an epsilon of at most {EPSILON_LIMIT:g}, and no visits leave a home."


def check(outcome: Outcome) -> tuple[Finding, ...]:
    """CAUTION where nothing is promised, or cohorts are not secret; FAILED where the promise says little."""
    if outcome.promise is None:
        return (_unprotected(outcome),)
    return (_promised(outcome, outcome.promise),)


def _unprotected(outcome: Outcome) -> Finding:
    visits = VISITS in outcome.ledger.tensors
    size = shown(outcome.ledger.bytes_per_home_round)
    also = ", visits of each cell among them," if visits else ""
    return Finding(
        CODE, TITLE, Status.CAUTION, GOOD,
        f"Updates of {size} a round{also} leave each home that takes part as they are: noise 0, epsilon infinite.",
        "An update changes only the cells that the home was in, 0 in all others, so that it tells what the home's plan "
        "expected of its days; whoever runs the server must be trusted with that.",
        "Ask for a promise (epsilon=8, --epsilon 8) and add secure aggregation, or use a policy from which nothing "
        "leaves a home.",
        None, TRAINING, {"noise multiplier": Quantity(0.0), "limit of epsilon": Quantity(EPSILON_LIMIT)},
    )  # fmt: skip


def _promised(outcome: Outcome, promise: Promise) -> Finding:
    homes = outcome.size
    weak = promise.epsilon > EPSILON_LIMIT
    careless = promise.delta >= 1 / homes
    status = Status.FAILED if weak or careless else Status.CAUTION if not promise.amplified else Status.PASSED
    seen = (
        f"Epsilon {format_number(promise.epsilon)} ({format_number(promise.epsilon_tight)} by the tighter account) and "
        f"delta {promise.delta:g} for {homes_of(homes)}, with a noise multiplier of "
        f"{format_number(promise.noise_multiplier)} over {promise.rounds} rounds (limit {EPSILON_LIMIT:g}; "
        f"{promise.label})."
    )
    remedy = NOTHING_TO_DO
    if weak:
        remedy = "Ask for a smaller epsilon, with larger cohorts and fewer rounds."
    elif careless:
        remedy = f"Ask for a delta well below 1 in {homes:,}."
    elif status is Status.CAUTION:
        remedy = "Draw cohorts by each home's own secret coin, or accept the larger noise."
    return Finding(
        CODE, TITLE, status, GOOD, seen,
        "It holds while cohorts are drawn at random and kept secret and whoever sums the updates clips them; the noise "
        "of "
        "a simulation has a seed and protects nobody.",
        remedy, None, TRAINING,
        {"epsilon": Quantity(promise.epsilon), "noise multiplier": Quantity(promise.noise_multiplier)}, "epsilon", None,
        Quantity(EPSILON_LIMIT),
    )  # fmt: skip
