"""The questions of the brief, answered from evidence: a pure function of findings, effects, recommendation and metrics.

Ids are permanent. The interview question supposes that federated learning solves the privacy issue because only weight
updates are shared. The answer says first what of that is so, then names each array that leaves a home, with its bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from takehome.protocol import Answer, Effect, Finding, Recommendation
from takehome.studies.storage.federated import legal_words
from takehome.studies.storage.federated.answer_words import Evidence
from takehome.studies.wording import lower_first

LEGAL = (
    "Explain to the Legal Team how Federated Learning solves the privacy issue. Specifically, describe what "
    "information is sent to the cloud and what stays on the device."
)
SCRATCH = "Training a model from scratch for every single house takes too long (2 weeks per house)."
SPY = "Homeowners are worried that GreenGrid will spy on their energy usage patterns (privacy)."
WHICH = "Federated, personalised, local or pooled: how do we run the batteries?"
ROUNDS = "How many rounds does it take, and how much data travels?"
WORSE = "Who is worse off by sharing?"
PRICE = "What does privacy cost?"
STATEMENT = "What may be put before the legal team, on one page?"
NEW = "How long until a new home has a useful policy?"


def answers(
    findings: Sequence[Finding],
    effects: Sequence[Effect],
    recommendation: Recommendation,
    metrics: Mapping[str, object],
) -> tuple[Answer, ...]:
    """All answers, in the order in which an interviewer would ask."""
    seen = Evidence(findings, effects, recommendation, metrics)
    sharing = tuple(f"share_of_optimum_{key}" for key in ("federated", "local", "plan_days", "plan"))
    return (
        Answer("interview-3-legal", LEGAL, legal_words.legal(seen),
               seen.cites("sent", "bytes_per_home_round", "STO103", "epsilon", "attacks", "ledger", "privacy")),
        Answer("issue-a-scratch", SCRATCH, seen.new_home(),
               seen.cites("own_days", "newcomers", "new-home", *sharing)),
        Answer("issue-b-spying", SPY, legal_words.spying(seen), seen.cites("leaves", "sent", "STO103", "epsilon")),
        Answer("which", WHICH, _which(recommendation, seen),
               seen.cites("action", "gain", "shares", "per_home_year", "sharing what is learned")),
        Answer("rounds", ROUNDS, seen.rounds(),
               seen.cites("rounds_needed", "curve", "bytes_per_home_month", "STO107", "rounds")),
        Answer("worse-off", WORSE, seen.worse_off(),
               seen.cites("worse_off_share", "worse_off_loss", "STO102", "winners-and-losers")),
        Answer("privacy-price", PRICE, legal_words.price(seen),
               seen.cites("money_lost_by_epsilon", "epsilon", "noise_multiplier", "privacy", "STO103")),
        Answer("statement", STATEMENT, legal_words.page(seen), seen.cites("statement", "sent", "STO103", "STO109")),
        Answer("new-home", NEW, seen.new_home(), seen.cites("own_days", "newcomers", "new-home")),
    )  # fmt: skip


def _which(recommendation: Recommendation, seen: Evidence) -> str:
    parts = [recommendation.sentence, seen.table()]
    parts += [f"It would change if {lower_first(said)}" for said in recommendation.would_change_if[:1]]
    return " ".join(parts)
