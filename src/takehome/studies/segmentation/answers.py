"""The questions of a brief, answered from evidence: a pure function of findings, effects, recommendation and metrics.

Ids are permanent. The interview questions suppose that a share of variance says whether a picture may be trusted, that
there are four clusters, that −1 is where the bots are, and that one of two methods is the better fraud detector; where
the data say otherwise, the answer says so first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from takehome.protocol import Answer, Effect, Finding, Recommendation
from takehome.studies.segmentation.answer_words import Evidence
from takehome.studies.segmentation.stranger_words import StrangerEvidence
from takehome.studies.segmentation.trust_words import given, trust
from takehome.studies.wording import lower_first
from takehome.units import format_number

VARIANCE = (
    "Did we lose a lot of information by compressing all columns into 2 dimensions? If we lost 40 % of the variance, "
    "is the plot still trustworthy?"
)
GROUPS = "We suspect that there are at least 3 distinct groups. How many are there?"
PERSONAS = "You found 4 clusters. Give each cluster a marketing persona name, and explain why."
BOTS = "We also suspect that there are some bots messing up our analytics. Can you identify them?"
NOISE = "In DBSCAN, some points are labelled −1. What does −1 represent in this specific data set?"
REALTIME = "For a real-time fraud detection system, would you use K-means or DBSCAN? Why?"
ACTION = "What should we do?"
TRUST = "Can we trust the segments?"
GIVEN = "Are the segments that we already have sound?"


def answers(
    findings: Sequence[Finding],
    effects: Sequence[Effect],
    recommendation: Recommendation,
    metrics: Mapping[str, object],
) -> tuple[Answer, ...]:
    """All answers, in the order in which an interviewer would ask."""
    seen = Evidence(findings, metrics)
    strangers = StrangerEvidence(effects, metrics)
    moved = [str(metrics["most_moved"])] if strangers.shifts else []
    codes = tuple(dict.fromkeys(finding.code for finding in findings))
    made = [
        Answer(
            "interview-1-variance", VARIANCE, seen.variance(),
            seen.cites("SEG002", "variance_2d", "picture_agreement", "picture_reasons"),
        ),
        Answer("groups", GROUPS, seen.groups(), seen.cites("SEG005", "SEG006", "SEG007", "k_segments", "k_votes")),
        Answer("interview-2-personas", PERSONAS, seen.personas(), seen.cites("personas", "persona_reasons", "means")),
        Answer("bots", BOTS, strangers.bots(), (*seen.cites("SEG003", "micro_clusters", "micro_share"), *moved)),
        Answer(
            "interview-3-noise", NOISE, strangers.noise(),
            seen.cites("SEG004", "dbscan_noise", "dbscan_micro_in_noise", "dbscan_noise_segments"),
        ),
        Answer(
            "interview-3-realtime", REALTIME, strangers.realtime(),
            seen.cites("SEG003", "SEG004", "far_micro", "far_people", "dbscan_micro_in_noise", "micro_nearest"),
        ),
        Answer("action", ACTION, _action(recommendation, metrics), ("action", "gain")),
        Answer("trust", TRUST, trust(seen), codes or ("k_segments",)),
    ]  # fmt: skip
    if metrics.get("given"):
        made.append(Answer("given", GIVEN, given(seen), seen.cites("SEG007", "SEG008", "given", "given_names")))
    return tuple(made)


def _action(recommendation: Recommendation, metrics: Mapping[str, object]) -> str:
    parts = [recommendation.sentence]
    parts += [f"It would change if {lower_first(said)}" for said in recommendation.would_change_if[:1]]
    parts += [f"It assumes: {made.statement} (Tolerance: {made.tolerance}.)" for made in recommendation.assumes[:1]]
    if "rules_lost" in metrics:
        lost, low, high = (float(str(metrics[key])) for key in ("rules_lost", "rules_lost_low", "rules_lost_high"))
        unit = f"{recommendation.gain.currency} per {recommendation.gain.per}"
        parts.append(
            f"By the written rules in place of the exact assignment {metrics['rules_moved']:,} rows would be treated "
            f"otherwise, which loses {format_number(lost)} {unit} (95%: {format_number(low)} to {format_number(high)})."
        )
    return " ".join(parts)
