"""The questions of a brief, answered from evidence: a pure function of findings, effects, recommendation and metrics.

Ids are permanent. The interview questions suppose that accuracy hides missed churners, that one of two cuts is surely
better, and that the forest's direction has to be guessed; where the data say otherwise, the answer says so first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from takehome.protocol import Answer, Effect, Finding, Recommendation, Status
from takehome.studies.classification.answer_words import Evidence
from takehome.studies.wording import listed, lower_first

CAUGHT = "You reported a high accuracy. Looking at the confusion matrix, how many actual positives did we catch?"
ACCURACY = "Why is accuracy a dangerous metric for this data set?"
STRATEGY = (
    "Which deployment strategy do you recommend: act on more (low threshold) or be conservative (high threshold)?"
)
RETURN = "Why? Justify it by the return on what is spent."
DRIVERS = "Which features drive it?"
DIRECTION = "How does each feature act on it, and how is that derived from a black box?"
ACTION = "What should we do?"
TRUST = "Can we trust the model?"
GIVEN = "Are the scores that we already have sound?"

MOST_EFFECTS = 6


def answers(
    findings: Sequence[Finding],
    effects: Sequence[Effect],
    recommendation: Recommendation,
    metrics: Mapping[str, object],
) -> tuple[Answer, ...]:
    """All answers, in the order in which an interviewer would ask."""
    seen = Evidence(findings, effects, recommendation, metrics)
    codes = tuple(dict.fromkeys(finding.code for finding in findings))
    made = [
        Answer("interview-2-caught", CAUGHT, seen.caught(), seen.cites("CLA001", "models")),
        Answer(
            "interview-2-accuracy", ACCURACY, seen.accuracy(), seen.cites("CLA001", "accuracy", "accuracy_majority")
        ),
        Answer("interview-3-strategy", STRATEGY, seen.strategy(), seen.cites("cut_comparisons", "action")),
        Answer("interview-3-return", RETURN, seen.returns(), seen.cites("roi", "savings")),
    ]
    if effects:
        made += [
            Answer("interview-4-drivers", DRIVERS, seen.drivers(), seen.cites("CLA011", "features")),
            Answer("interview-4-direction", DIRECTION, _direction(seen), _subjects(effects)),
        ]
    made += [
        Answer("action", ACTION, _action(recommendation), ("action", "gain")),
        Answer("trust", TRUST, seen.trust(), codes or ("model",)),
    ]
    given = [finding for finding in findings if finding.stage == "given"]
    if metrics.get("given"):
        made.append(Answer("given", GIVEN, _given(given, seen), seen.cites("CLA002", "given")))
    return tuple(made)


def _direction(seen: Evidence) -> str:
    told = seen.main_effects()[:MOST_EFFECTS]
    said = " ".join(effect.sentence for effect in told)
    left = len(seen.main_effects()) - len(told)
    more = f" {left} more features stand in the report." if left > 0 else ""
    return f"{said}{more} {told[0].caveat}".strip()


def _subjects(effects: Sequence[Effect]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(effect.subject for effect in effects))[:MOST_EFFECTS]


def _action(recommendation: Recommendation) -> str:
    parts = [recommendation.sentence]
    parts += [f"It would change if {lower_first(said)}" for said in recommendation.would_change_if[:1]]
    parts += [f"It assumes: {made.statement} (Tolerance: {made.tolerance}.)" for made in recommendation.assumes[:1]]
    return " ".join(parts)


def _given(found: Sequence[Finding], seen: Evidence) -> str:
    failed = [finding for finding in found if finding.status is Status.FAILED]
    verdict = "No" if failed else "As far as these rows show, yes"
    titles = listed([f"'{finding.title}'" for finding in failed])
    reasons = f" ({titles})" if failed else ""
    return f"{verdict}: {len(failed)} of {len(found)} findings on them failed{reasons}. {seen.against_own()}"
