"""The questions of a brief, answered from evidence: a pure function of findings, effects, recommendation and metrics.

Ids are permanent. The interview question supposes a funnel or a U in the residuals; where the data do not show what
it supposes, the answer says so first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from takehome.protocol import Answer, Effect, Finding, Recommendation, Status
from takehome.studies.regression.evidence_words import Evidence
from takehome.studies.wording import MOST_NAMED, capital, listed, lower_first
from takehome.units import format_number

RESIDUALS = "Your residual plot has a distinct 'funnel' or 'U' shape: what do you observe?"
VIOLATION = "Which assumption of linear regression is violated: homoscedasticity or linearity?"
FIX = "How would you fix the model: a log transform, a polynomial feature, a Gamma GLM? Pick one and explain why."
COEFFICIENTS = "What do the coefficients mean?"
ACTION = "What should we do?"
TRUST = "Can we trust the model?"
GIVEN = "Are the predictions that we already have sound?"
WORSE = "What was tried that made it worse?"

MOST_EFFECTS = 6
MOST_WORSE = 8


def answers(
    findings: Sequence[Finding],
    effects: Sequence[Effect],
    recommendation: Recommendation,
    metrics: Mapping[str, object],
) -> tuple[Answer, ...]:
    """All answers, in the order in which an interviewer would ask."""
    seen = Evidence(tuple(findings), tuple(effects), metrics)
    made = (
        Answer("interview-1-observation", RESIDUALS, _observation(seen), seen.cites("REG001", "REG002", "residuals")),
        Answer("interview-1-violation", VIOLATION, _violation(seen), seen.cites("REG001", "REG002")),
        Answer("interview-1-fix", FIX, _fix(seen), seen.cites("rmse_baseline", "rmse_chosen", "chosen_form")),
        Answer("coefficients", COEFFICIENTS, _coefficients(seen), seen.subjects(MOST_EFFECTS)),
        Answer("recommendation", ACTION, _action(recommendation), seen.cites("action", "gain", "probability_better")),
        Answer("trust", TRUST, _trust(seen), seen.cites("coverage_95", "rmse_chosen", "n_rows")),
    )
    worse = Answer("made-it-worse", WORSE, _worse(seen), seen.cites("rmse_baseline", "ladder"))
    codes = tuple(dict.fromkeys(finding.code for finding in seen.given))
    given = Answer("given-predictions", GIVEN, _given(seen, recommendation), codes)
    asked = (*made, *([worse] if seen.ladder else []), *([given] if seen.given else []))
    return tuple(answer for answer in asked if answer.evidence)


def _observation(seen: Evidence) -> str:
    spread, bent = seen.spread, seen.bent
    told = " ".join(finding.seen for finding in bent)
    if spread is None:
        return told or _nothing(seen)
    if bent and spread.status is Status.PASSED:
        names = listed([str(finding.subject) for finding in bent])
        return f"There is no funnel: {seen.ratio_words()}. What looks like one is curvature in {names}. {told}"
    if bent:
        return f"Both may be there. Curvature: {told} Funnel, {seen.stage_words(spread)}: {spread.seen}"
    if spread.status is Status.PASSED:
        return f"Neither is there on these data: {seen.ratio_words()}, and {_no_bend(seen)}."
    sure = "There is a funnel and no U" if spread.status is Status.FAILED else "There is no U, and perhaps a funnel"
    return f"{sure}: {_no_bend(seen)}. {spread.seen}"


def _nothing(seen: Evidence) -> str:
    return f"No numeric feature could be tested for a bend on {seen.rows} rows, so neither shape can be named."


def _no_bend(seen: Evidence) -> str:
    return (
        f"none of {seen.tested_features} feature{'s' * (seen.tested_features != 1)} is shown to bend beyond its limit"
    )


def _violation(seen: Evidence) -> str:
    parts = []
    if seen.bent:
        names = listed([str(finding.subject) for finding in seen.bent])
        parts.append(f"Linearity, in {names}: {' '.join(finding.consequence for finding in seen.bent)}")
    spread = seen.spread
    if spread is not None and spread.status is Status.FAILED:
        parts.append(f"Homoscedasticity: {spread.seen} {spread.consequence}")
    elif spread is not None and spread.status is Status.CAUTION:
        parts.append(f"Homoscedasticity is undecided: {spread.seen} {spread.remedy}")
    elif spread is not None:
        parts.append(f"Homoscedasticity is not violated: {seen.ratio_words()}.")
    others = [finding for finding in seen.failed("baseline") if finding.code not in ("REG001", "REG002")]
    parts += _told(others)
    if not seen.bent and not others and (spread is None or spread.status is Status.PASSED):
        parts.insert(0, f"None of the assumptions that were tested fails on {seen.rows} rows.")
    return " ".join(parts)


def _fix(seen: Evidence) -> str:
    before, after = seen.error("rmse_baseline"), seen.error("rmse_chosen")
    if not seen.forms and not seen.repaired:
        faults = len(seen.failed("baseline"))
        lead = "Nothing needs a fix"
        if faults:
            lead = f"{faults} finding{'s' * (faults != 1)} on the straight line failed, and no repair predicts better"
        return (
            f"{lead}: the straight line's root mean square error is {before}, and no form, transform or "
            f"family earned its place.{_ceiling(seen)}"
        )
    picked = listed(seen.picks) or seen.chosen_name
    picked = capital(picked) if picked.startswith("the ") else picked
    why = f"{picked}: the root mean square error falls from {before} to {after} ({seen.judged_on}).{_ceiling(seen)}"
    rivals = [rung for rung in seen.ladder if seen.is_popular(rung)]
    told = "; ".join(f"{rung['name']} {seen.rung_size(rung)}" for rung in rivals[:MOST_WORSE])
    return f"{why} Not the popular fixes, which reach: {told}." if told else why


def _ceiling(seen: Evidence) -> str:
    if seen.metrics.get("rmse_ceiling") is None:
        return ""
    return f" Gradient boosting, which assumes no form, reaches {seen.error('rmse_ceiling')}."


def _coefficients(seen: Evidence) -> str:
    told = seen.main_effects(MOST_EFFECTS)
    if not told:
        return f"No feature has an effect to tell on {seen.rows} rows."
    return f"{' '.join(effect.sentence for effect in told)} {told[0].caveat}"


def _action(recommendation: Recommendation) -> str:
    parts = [recommendation.sentence]
    parts += [f"It would change if {lower_first(said)}" for said in recommendation.would_change_if[:1]]
    parts += [f"It assumes: {made.statement} (Tolerance: {made.tolerance}.)" for made in recommendation.assumes[:1]]
    return " ".join(parts)


def _trust(seen: Evidence) -> str:
    final = seen.final_findings
    failed = [finding for finding in final if finding.status is Status.FAILED]
    open_ones = [finding for finding in final if finding.status is Status.CAUTION]
    share = seen.number("coverage_95")
    parts = []
    if share is not None:
        parts.append(f"The 95 % prediction intervals hold {100 * share:.1f} % of the rows ({seen.judged_on}).")
    parts.append(
        f"Of {len(final)} findings on the data and the chosen model {len(failed)} failed and {len(open_ones)} "
        f"{'is' if len(open_ones) == 1 else 'are'} open."
    )
    parts += _told(failed)
    parts += [f"Open, '{finding.title}': {finding.seen}" for finding in open_ones[:2]]
    if not failed:
        parts.append(f"So yes, for rows like these {seen.rows}, with errors of about {seen.error('rmse_chosen')}.")
    return " ".join(parts)


def _told(failed: Sequence[Finding]) -> list[str]:
    """Failures by check, the first of each in full, the others by name."""
    by_title: dict[str, list[Finding]] = {}
    for finding in failed:
        by_title.setdefault(finding.title, []).append(finding)
    said = []
    for title, found in by_title.items():
        more = [str(finding.subject) for finding in found[1:]]
        rest = f" The same check fails for {listed(more[:MOST_NAMED])}" if more else ""
        rest += f" and {len(more) - MOST_NAMED} more." if len(more) > MOST_NAMED else "." * bool(more)
        said.append(f"'{title}' fails: {found[0].seen} {found[0].consequence}{rest}")
    return said


def _given(seen: Evidence, recommendation: Recommendation) -> str:
    failed = [finding for finding in seen.given if finding.status is Status.FAILED]
    verdict = "No" if failed else "As far as their errors show, yes"
    told = " ".join(_told(failed))
    count = f"{len(failed)} of {len(seen.given)} findings on them failed."
    return " ".join(filter(None, [f"{verdict}: {count}", told, recommendation.sentence]))


def _worse(seen: Evidence) -> str:
    worse = seen.worse_rungs
    line = f"{format_number(seen.line_error)} {seen.unit}".strip()
    if not worse:
        return f"Nothing: none of {len(seen.ladder)} models does worse than the straight line's {line}."
    told = "; ".join(f"{rung['name']}: {seen.rung_error(rung)}" for rung in worse[:MOST_WORSE])
    more = f" and {len(worse) - MOST_WORSE} more" if len(worse) > MOST_WORSE else ""
    count = f"{len(worse)} of {len(seen.ladder)} models"
    return f"{count} do worse than the straight line ({line}): {told}{more}."
