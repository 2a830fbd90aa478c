"""The questions of a brief, answered from evidence: a pure function of findings, effects, recommendation and metrics.

Ids are permanent. The interview question supposes that House A's model speeds House B's training up, and that training
is what House B needs; the answer says first where that is not so on the data, with the number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from takehome.protocol import Answer, Effect, Finding, Recommendation
from takehome.studies.storage.transfer.answer_words import Evidence
from takehome.studies.wording import lower_first

TRANSFER = (
    "We have a perfectly trained model for House A (Solar Panels, Texas weather). House B (Wind Turbine, Chicago "
    "weather) comes online tomorrow. Instead of random initialization, how can we use Transfer Learning to speed "
    "up House B's training? Which parts of the Q-Network (if we used Deep RL) would you freeze vs. retrain?"
)
TWO_WEEKS = "Training from scratch takes 2 weeks per house: what do we save, in days and in money, for 10,000 houses?"
TOMORROW = "What do we run tomorrow, before the new house has any data?"
HARM = "When does transfer do harm, and what protects us?"
ALIKE = "How unlike may two houses be?"
PLAN = "Do we need to train anything at all?"
POLICY = "Which way do we start houses?"


def answers(
    findings: Sequence[Finding],
    effects: Sequence[Effect],
    recommendation: Recommendation,
    metrics: Mapping[str, object],
) -> tuple[Answer, ...]:
    """All answers, in the order in which an interviewer would ask."""
    seen = Evidence(findings, effects, recommendation, metrics)
    return (
        Answer(
            "interview-2-transfer", TRANSFER, seen.transfer(),
            seen.cites("jumpstart", "transfer ratio", "days to the threshold", "asymptote", "freezing", "STO151",
                       "STO156", "STO157", "curves", "best_freeze"),
        ),
        Answer(
            "two-weeks", TWO_WEEKS, seen.two_weeks(),
            seen.cites("starting at once", "days_saved", "days_needed", "fleet_gain", "scratch_days", "homes"),
        ),
        Answer("tomorrow", TOMORROW, seen.tomorrow(), seen.cites("jumpstart", "curves", "floors", "STO152")),
        Answer("harm", HARM, seen.harm(), seen.cites("STO151", "STO152", "fallback_to_scratch")),
        Answer("unlike", ALIKE, seen.unlike(), seen.cites("STO154", "unlike", "unseen_share")),
        Answer("plan", PLAN, seen.planning(), seen.cites("a plan instead", "STO156", "floors")),
        Answer("policy", POLICY, _policy(recommendation), ("action", "gain")),
    )  # fmt: skip


def _policy(recommendation: Recommendation) -> str:
    parts = [recommendation.sentence]
    parts += [f"It would change if {lower_first(said)}" for said in recommendation.would_change_if[:1]]
    return " ".join(parts)
