"""The questions of a brief, answered from evidence: a pure function of findings, effects, recommendation and metrics.

Ids are permanent. The interview questions suppose that accuracy hides missed churners, that one of two cuts is surely
better, and that the forest's direction has to be guessed; where the data say otherwise, the answer says so first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from takehome.protocol import Answer, Direction, Effect, Finding, Recommendation, Status
from takehome.studies.classification.answer_words import Evidence
from takehome.studies.classification.effects import TAKEN_ALONE
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
    """How many ways can be named, then each feature; those that are combinations of others are told alone."""
    main = seen.main_effects()
    told = main[:MOST_EFFECTS]
    named = [effect for effect in told if effect.direction is not Direction.UNDETERMINED]
    tied = [effect.subject for effect in told if effect.interval is None]
    parts = [
        "An importance has no sign, so the way is read from how the probability moves as a column moves, and is named "
        f"where it can be told from chance: for {len(named)} of {len(told)} features, the others held fixed."
    ]
    parts += [effect.sentence for effect in told if effect.subject not in tied]
    if tied:
        parts.append(
            f"{listed(tied)} are each an exact combination of others ({len(tied)} features), so what one of them does "
            "with the others held fixed cannot be told from these data, and models that fit equally well disagree."
        )
        alone = [effect for effect in seen.effects if effect.contrast.endswith(TAKEN_ALONE)]
        parts += [effect.sentence for effect in alone if effect.subject in tied]
    if len(main) > len(told):
        parts.append(f"{len(main) - len(told)} more features stand in the report.")
    return " ".join([*parts, told[0].caveat]).strip()


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
