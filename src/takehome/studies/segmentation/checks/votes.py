"""SEG006: do the indices agree on the number of segments?

Each index votes for one number; the votes are counted, so there is no interval: a majority passes, some votes without
a majority are a caution, no vote fails. Stability is a veto and no vote (two groups are nearly always stable). The page
is ``votes.md``.
"""

from __future__ import annotations

from takehome.protocol import Finding, Status
from takehome.studies.segmentation.checks.stage import (
    NOTHING_TO_DO,
    decides,
    not_applicable,
    one_crowd,
    segments_of,
)
from takehome.studies.segmentation.money.group_words import counted
from takehome.studies.segmentation.outcome import Outcome
from takehome.studies.segmentation.partition.stability import EXCUSED, STABLE
from takehome.studies.segmentation.partition.votes import tally
from takehome.studies.wording import listed
from takehome.units import Quantity, format_number

CODE = "SEG006"
TITLE = "The indices agree on the number of segments"
MAJORITY_LIMIT = 0.5
"""Share of the votes above which a number has a majority (Charrad et al. 2014, *J. Statistical Software* 61(6), decide
among indices in this way)."""
VETO_LIMIT, EXCUSED_LIMIT = STABLE, EXCUSED
GOOD = "More than half of the indices choose this number of segments."


def check(outcome: Outcome) -> tuple[Finding, ...]:
    """The votes for the number that is judged, who dissents, and what the veto said."""
    cast, k = outcome.choice.cast, outcome.k
    if not cast:
        why = f"{outcome.choice.structure.rows:,} rows, or too few different ones: 0 indices could vote."
        return not_applicable(CODE, TITLE, GOOD, why, decides(outcome))
    if k < 2:
        return one_crowd(outcome, CODE, TITLE, GOOD)
    own = [name for name, voted in cast.items() if voted == k]
    share = len(own) / len(cast)
    status = Status.PASSED if share > MAJORITY_LIMIT else Status.CAUTION if own else Status.FAILED
    measured = {
        "votes": Quantity(100 * share, "%"), "indices": Quantity(len(cast)),
        **{f"vote of {name}": Quantity(voted) for name, voted in cast.items()},
    }  # fmt: skip
    return (
        Finding(
            CODE, TITLE, status, GOOD, _seen(outcome, own), _consequence(outcome), _remedy(outcome, status), None,
            decides(outcome), measured, "votes", None, Quantity(100 * MAJORITY_LIMIT, "%"),
        ),
    )  # fmt: skip


def _seen(outcome: Outcome, own: list[str]) -> str:
    cast, k = outcome.choice.cast, outcome.k
    said = f"{len(own)} of {len(cast)} indices vote for {k} segments"
    said += f" ({listed(own)})" if own else ""
    others = {voted: [name for name, v in cast.items() if v == voted] for voted in sorted({*cast.values()} - {k})}
    dissent = "; ".join(f"for {voted}: {listed(names)}" for voted, names in others.items())
    return f"{said}. {f'Dissent {dissent}.' if dissent else 'Nobody dissents (0 votes).'} {_veto(outcome)}".strip()


def _veto(outcome: Outcome) -> str:
    """Which numbers the veto looked at, and how stable the least stable segment is that has a veto."""
    looked = outcome.choice.stability
    if not looked:
        return ""
    said = listed([f"{k} ({format_number(outcome.choice.held(k))})" for k in looked])
    return (
        f"The veto by stability (least stable segment, small ones excused, mean Jaccard index at least {VETO_LIMIT:g}) "
        f"looked at {said} and left {outcome.choice.winner}."
    )


def _consequence(outcome: Outcome) -> str:
    """What the strongest other number would have made of the rows."""
    choice, k = outcome.choice, outcome.k
    rivals = [other for other in tally(choice.cast, choice.sweep.k_values) if other != k]
    table = {at.k: at for at in choice.sweep.table}
    if not rivals:
        return f"No index proposes another number: 0 of {len(choice.cast)}."
    there, here = table[rivals[0]], table.get(k)
    own = f", against {format_number(here.silhouette)} and {here.smallest:,} with {k}" if here else ""
    return (
        f"With {rivals[0]} segments the mean silhouette (squared distances; 1 is best) would be "
        f"{format_number(there.silhouette)} and the smallest of them would have {counted(there.smallest, 'row')}{own}."
    )


def _remedy(outcome: Outcome, status: Status) -> str:
    if status is Status.PASSED:
        return NOTHING_TO_DO
    if outcome.choice.wanted is not None or outcome.given is not None:
        return f"Compare with what the data choose: leave k and labels out (most votes: {_most(outcome)} segments)."
    return (
        f"Fix the number by what you can do with {segments_of(outcome)}: two segments with one action are one. k=… "
        "(--k) sets it."
    )


def _most(outcome: Outcome) -> int:
    order = tally(outcome.choice.cast, outcome.choice.sweep.k_values)
    return order[0] if order else 1
