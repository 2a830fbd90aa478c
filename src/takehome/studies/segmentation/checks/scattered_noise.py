"""SEG004: how many rows are in no segment, and is DBSCAN's −1 where the strangers are?

Two questions that one label mixes. Scattered noise are single rows far from every segment, with nobody around them;
micro-clusters are dense, so a density method gives them a cluster of their own. So both are counted: the rows in no
segment, and how many rows of micro-clusters DBSCAN calls noise. The page is ``scattered_noise.md``.
"""

from __future__ import annotations

import numpy as np

from takehome.checks.verdict import between, joint_level, rows_to_settle, settle_sentence, tail, verdict
from takehome.protocol import Finding, Interval, Status
from takehome.stats.coverage import clopper_pearson
from takehome.studies.segmentation.brief_dbscan import EPS, MIN_SAMPLES
from takehome.studies.segmentation.checks.stage import DATA, NOTHING_TO_DO, decides, not_applicable
from takehome.studies.segmentation.frozen import NOISE
from takehome.studies.segmentation.money.group_words import counted
from takehome.studies.segmentation.outcome import Outcome
from takehome.studies.wording import capital
from takehome.units import Quantity, format_number

CODE = "SEG004"
TITLE = "Noise is rare, and it is where the strangers are"
NOISE_LIMIT = 0.05
"""Share of rows in no segment, this project's own limit: as many rows as rules may name otherwise (SEG011)."""
MISSED_LIMIT = 0.2
"""Share of the strangers that a label of strangers may miss: one in five, the miss rate that the design of studies
accepts by convention (Cohen 1988, *Statistical Power Analysis for the Behavioral Sciences*, section 2.4: power .80)."""
GOOD = "Hardly a row is in no segment, and who is called noise is who should not be there."


def check(outcome: Outcome) -> tuple[Finding, ...]:
    """One finding on the rows in no segment, one on where DBSCAN's −1 is."""
    return (_scattered(outcome), *_minus_one(outcome))


def _interval(outcome: Outcome, count: int, of: int) -> Interval:
    """Exact limits of a share, in per cent."""
    level = outcome.confidence_level
    low, high = clopper_pearson(np.array(count), np.array(of), tail(level, 1))
    return Interval(100 * float(low), 100 * float(high), "%", joint_level(level))


def _scattered(outcome: Outcome) -> Finding:
    rows, count, limit = outcome.table.rows, outcome.noise(), 100 * NOISE_LIMIT
    share, interval = 100 * count / rows, _interval(outcome, count, rows)
    status = verdict(interval.low, interval.high, limit) if count else Status.PASSED
    settle = None
    if status is Status.CAUTION:
        settle = rows_to_settle(rows, share, interval.low, interval.high, limit)
    what = (
        "far from their segment and with nobody around them" if outcome.given is None
        else f"without a segment in {outcome.given[:60]!r}"
    )  # fmt: skip
    seen = (
        f"{count:,} of {rows:,} rows are scattered noise, {what}: {format_number(share)} % "
        f"({interval.confidence_level:.0%} interval: {between(interval)}; limit {limit:g} %)."
    )
    singly = "Treat them singly, or with the nearest segment that labelled.csv names."
    remedy = NOTHING_TO_DO if status is Status.PASSED else f"{singly} {settle_sentence(settle)}".strip()
    return Finding(
        CODE, TITLE, status, GOOD, seen, f"{counted(count, 'row')} without a segment's treatment.", remedy, None,
        decides(outcome),
        {"noise": Quantity(share, "%"), "rows in no segment": Quantity(count, "rows")}, "noise",
        interval if count else None,
        Quantity(limit, "%"), settle,
    )  # fmt: skip


def _minus_one(outcome: Outcome) -> tuple[Finding, ...]:
    """Where DBSCAN's −1 is, at the usual starting point and at the radii that the distances suggest."""
    brief = outcome.brief
    micro, noise = outcome.labels[brief.rows] < NOISE, brief.labels < 0
    strangers, caught = int(micro.sum()), int((micro & noise).sum())
    start = f"At eps {EPS:g} and {MIN_SAMPLES} rows (standardised columns, {len(brief.rows):,} rows)"
    if not strangers:
        why = f"{start} DBSCAN calls {brief.noise:,} rows noise. No dense odd micro-cluster was found: 0 to miss."
        return not_applicable(CODE, TITLE, GOOD, why, DATA)
    people, limit = brief.noise - caught, 100 * MISSED_LIMIT
    missed, interval = 100 * (1 - caught / strangers), _interval(outcome, strangers - caught, strangers)
    status = verdict(interval.low, interval.high, limit)
    seen = (
        f"{start} DBSCAN's −1 holds {caught:,} of the {strangers:,} rows of micro-clusters and {people:,} others: "
        f"{format_number(missed)} % of them are missed ({interval.confidence_level:.0%} interval: {between(interval)}; "
        f"limit {limit:g} %). {_at_radii(outcome)}"
    )
    measured = {
        "missed": Quantity(missed, "%"), "strangers in the noise": Quantity(caught, "rows"),
        "others in the noise": Quantity(people, "rows"),
    }  # fmt: skip
    remedy = "Use the micro-clusters of SEG003 (column stranger of labelled.csv, takehome score) for strangers, not −1."
    return (
        Finding(
            CODE, TITLE, status, GOOD, seen,
            f"Who acts on −1 acts on {people:,} rows outside the micro-clusters and leaves {strangers - caught:,} rows "
            "of them alone.",
            NOTHING_TO_DO if status is Status.PASSED else remedy, "DBSCAN's −1", DATA, measured, "missed", interval,
            Quantity(limit, "%"),
        ),
    )  # fmt: skip


def _at_radii(outcome: Outcome) -> str:
    """What each radius says, with its reason, in the scale in which strangers are looked for."""
    said = [
        f"at eps {format_number(at.eps.value)} ({at.eps.reason}) {at.micro_in_noise:,} of them are among "
        f"{at.noise:,} rows of noise"
        for at in outcome.strangers.at_eps
    ]
    return f"{capital('In the scale of medians and quartiles: ' + '; '.join(said))}." if said else ""
