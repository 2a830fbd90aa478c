"""The questions of a brief, answered from evidence: a pure function of findings, effects, recommendation and metrics.

Ids are permanent. The interview question supposes that a training curve which flattens out has learned, and hints that
exploration is why it fluctuates; the answer says how much of each is so, in numbers of the agents that were trained.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from takehome.protocol import Answer, Effect, Finding, Recommendation
from takehome.studies.storage.agent_words import bellman, fluctuates, taught
from takehome.studies.storage.answer_words import Evidence
from takehome.studies.storage.state_words import state
from takehome.studies.storage.timing import timing_sentence
from takehome.studies.wording import lower_first

FLUCTUATES = (
    "Look at your training curve. It likely goes up and then flattens out. Why does it fluctuate so much even after "
    "'learning'? (Hint: Look at `epsilon`)."
)
STATE = (
    "If we deployed this to a real grid where prices spike unpredictably (unlike this fixed 24h cycle), how would you "
    "modify the state definition to handle that?"
)
BOUND = "What is the best schedule worth?"
PROOF = "How was the bound proved?"
LEARNING = "Can reinforcement learning help?"
POLICY = "Which policy do I run?"
STOPS = "When does it stop paying?"
SIZE = "How large a battery is worth buying?"
BELLMAN = "What is the Bellman update doing?"
WHEN = "When does it buy, hold and sell?"
GIVEN = "Is the schedule that we already have any good?"


def answers(
    findings: Sequence[Finding],
    effects: Sequence[Effect],
    recommendation: Recommendation,
    metrics: Mapping[str, object],
) -> tuple[Answer, ...]:
    """All answers, in the order in which an interviewer would ask."""
    seen = Evidence(findings, effects, recommendation, metrics)
    made = [
        Answer(
            "interview-1-fluctuation", FLUCTUATES, fluctuates(seen),
            seen.cites("fluctuation", "training_curve", "brief_agent_mean", "episodes", "top_1pct_days_share"),
        ),
        Answer(
            "interview-1-state", STATE, state(seen),
            seen.cites("price in the state", "forecast in the state", "the day's prices", "states", "shares", "days"),
        ),
        Answer(
            "bound", BOUND, seen.bound(),
            seen.cites("optimum", "share_of_optimum", "floor_best", "top_1pct_days_share", "STO009", "STO010"),
        ),
        Answer("proof", PROOF, seen.proof(), seen.cites("proof", "certified", "linear_program", "STO005", "STO003")),
        Answer(
            "learning", LEARNING, taught(seen) if seen.lesson else seen.learning(),
            seen.cites("a model", "the day's prices", "step size", "discount", "repaired_agent_mean", "shares"),
        ),
        Answer("policy", POLICY, _policy(recommendation), ("action", "gain")),
        Answer(
            "stops-paying", STOPS, seen.stops_paying(),
            seen.cites("wear", "break_even_sell", "cheap_buy", "paying_days", "action"),
        ),
        Answer("size", SIZE, seen.size(), seen.cites("capacity", "power", "sizes", "optimum")),
    ]  # fmt: skip
    if "timing" in metrics:
        made.append(Answer("when", WHEN, _when(seen), seen.cites("timing", "policy")))
    if seen.lesson:
        cited = seen.cites("bellman_step", "wrong_cells", "wrong_cells_cost", "STO012")
        made.append(Answer("bellman", BELLMAN, bellman(seen), cited))
    if "given_profit" in metrics:
        cited = seen.cites("the given schedule", "given_profit", "given_share", "STO008", "STO009")
        made.append(Answer("given", GIVEN, seen.given(), cited))
    return tuple(made)


def _when(seen: Evidence) -> str:
    return timing_sentence(seen.metrics["timing"], lower_first(seen.recommendation.action), seen.known)


def _policy(recommendation: Recommendation) -> str:
    parts = [recommendation.sentence]
    parts += [f"It would change if {lower_first(said)}" for said in recommendation.would_change_if[:1]]
    return " ".join(parts)
