"""SEG002: may the picture be trusted?

The rule and the source of its limits are in :mod:`takehome.studies.segmentation.picture.evidence`: the share of
variance does not decide, what the plane costs the segments does, and whether a few rows draw it. The page is
``picture.md``.
"""

from __future__ import annotations

from takehome.protocol import Finding, Status
from takehome.studies.segmentation.checks.stage import CHOSEN, NOTHING_TO_DO, not_applicable
from takehome.studies.segmentation.outcome import Outcome
from takehome.studies.segmentation.picture.evidence import (
    DRAWN_BY_FEW,
    FOREIGN,
    LOST_AGREEMENT,
    LOST_OWN,
    MOST,
    NEAR_FAITHFUL,
    PictureEvidence,
)
from takehome.studies.wording import listed
from takehome.units import Quantity, format_number

CODE = "SEG002"
TITLE = "The picture may be trusted"
LOST_AGREEMENT_LIMIT, LOST_OWN_LIMIT, OWN_LIMIT = LOST_AGREEMENT, LOST_OWN, MOST
FEW_ROWS_LIMIT, TURN_LIMIT, NEIGHBOURS_LIMIT = DRAWN_BY_FEW, FOREIGN, NEAR_FAITHFUL
GOOD = "Segments that are apart in all columns stay apart in the plane, and it is not drawn by a few rows."


def check(outcome: Outcome) -> tuple[Finding, ...]:
    """FAILED where the plane misleads about segments; a crowd's picture that is not faithful is a caution."""
    picture = outcome.picture
    evidence = picture.evidence
    if evidence.empty:
        return not_applicable(CODE, TITLE, GOOD, "All rows are equal: there is 0 % variance to draw.")
    status = Status.PASSED if picture.trusted else Status.FAILED if evidence.segments else Status.CAUTION
    effect, limit = _effect(evidence)
    return (
        Finding(
            CODE, TITLE, status, GOOD, " ".join(picture.reasons), _consequence(outcome, status),
            _remedy(evidence, status), None, CHOSEN, _measured(evidence), effect, None, limit,
        ),
    )  # fmt: skip


def _measured(seen: PictureEvidence) -> dict[str, Quantity]:
    found = {
        "variance in the plane": Quantity(100 * seen.plane.variance_2d, "%"),
        "trustworthiness and continuity": Quantity(min(seen.trustworthiness, seen.continuity)),
        "turn without a few rows": Quantity(seen.few_rows.angle, "°"),
        "missed for a few rows": Quantity(100 * seen.few_rows.missed, "%"),
    }
    if seen.segments is not None:
        found["agreement"] = Quantity(seen.segments.agreement)
        found["agreement in all columns"] = Quantity(seen.segments.agreement_full)
        found["agreement lost"] = Quantity(max(seen.segments.agreement_full - seen.segments.agreement, 0.0))
        lost = (seen.segments.own_full - seen.segments.own).max()
        found["own lost"] = Quantity(100 * float(lost), "%")
        found["own in the plane"] = Quantity(100 * float(seen.segments.own.min()), "%")
    return found


def _effect(seen: PictureEvidence) -> tuple[str, Quantity]:
    """The measure that decides: the first that is beyond its limit, else what the plane costs."""
    if seen.drawn_by_few:
        return "missed for a few rows", Quantity(100 * FEW_ROWS_LIMIT, "%")
    if seen.segments is None:
        return "trustworthiness and continuity", Quantity(NEIGHBOURS_LIMIT)
    if seen.keeps_agreement and not seen.keeps_own:
        if (seen.segments.own_full - seen.segments.own).max() > LOST_OWN_LIMIT:
            return "own lost", Quantity(100 * LOST_OWN_LIMIT, "%")
        return "own in the plane", Quantity(100 * OWN_LIMIT, "%")
    return "agreement lost", Quantity(LOST_AGREEMENT_LIMIT)


def _consequence(outcome: Outcome, status: Status) -> str:
    for_what, not_for = outcome.picture.for_what, outcome.picture.not_for
    lost = f"{format_number(100 - 100 * outcome.plane.variance_2d)} % of the variance is not in it"
    if status is Status.PASSED:
        limits = f", but not for {listed(not_for)}" if not_for else ""
        return f"The picture is good for {listed(for_what)}{limits}; {lost}."
    return f"Who reads the picture for more is misled: it is not good for {listed(not_for)}; {lost}."


def _remedy(seen: PictureEvidence, status: Status) -> str:
    if status is Status.PASSED:
        return NOTHING_TO_DO
    if seen.drawn_by_few:
        return "Look at the rows of most influence first (labelled.csv); draw again without them if they are no people."
    if seen.segments is None:
        return "Read columns two by two instead: there is no segment that a plane could show."
    return "Judge by the profile of the segments and by their silhouettes, which use all columns, not by the plane."
