"""Which index votes for which number of segments, and who dissents."""

from __future__ import annotations

from collections import Counter
from typing import Any

from takehome.protocol import Chart
from takehome.studies.marks import axis, layer
from takehome.studies.segmentation.answer_words import counted
from takehome.studies.segmentation.outcome import Outcome
from takehome.studies.segmentation.partition.structure import POSSIBLE
from takehome.studies.segmentation.partition.votes import BEST_FOUR, CRITERION, GAP, tally
from takehome.studies.wording import listed
from takehome.units import format_number

INDICES = (*BEST_FOUR, GAP, CRITERION)
MOST_TICKS = 12
NO_VOTE = "no opinion"


def votes_chart(outcome: Outcome) -> Chart | None:
    """A dot an index at the number that it votes for; None where nothing was tried."""
    cast, tried = outcome.choice.cast, outcome.choice.sweep.k_values
    if not cast:
        return None
    voted = winner(outcome)
    agreed = 1 if outcome.choice.k == 1 else voted
    rows: list[dict[str, Any]] = [
        {"index": name, "k": cast[name], "part": "for" if cast[name] == agreed else "against", "name": f"{cast[name]}"}
        for name in INDICES
        if name in cast
    ]
    rows += [{"index": name, "k": 1, "part": "silent", "name": NO_VOTE} for name in INDICES if name not in cast]
    rows.append({"index": INDICES[0], "k": outcome.choice.k, "part": "chosen"})
    across = k_axis([1, *tried])
    up = {"field": "index", "type": "nominal", "title": None, "sort": list(INDICES)}
    label = {"field": "name", "type": "nominal"}
    dot = {"type": "point", "size": 130, "opacity": 1}
    layers = [
        layer({"type": "rule", "style": "reference"}, "chosen", x=across),
        layer({**dot, "style": "accent"}, "for", x=across, y=up),
        layer({**dot, "style": "bad"}, "against", x=across, y=up),
        layer({"type": "text", "align": "left"}, "silent", x=across, y=up, text=label),
    ]
    good = (
        "All dots in one line. The dashed line is what was chosen, after a veto of numbers that are not found again; "
        "a dot beside it dissents."
    )
    return Chart("votes", _sentence(outcome, voted), tuple(rows), {"height": 190, "layer": layers}, good)


def k_axis(numbers: list[int]) -> dict[str, Any]:
    """The axis of the numbers of segments: each named where there is room."""
    step = -(-len(numbers) // MOST_TICKS)
    across = axis("k", "number of segments")
    across["scale"] = {"domain": [min(numbers) - 0.4, max(numbers) + 0.4], "nice": False, "zero": False}
    across["axis"] = {"values": numbers[::step], "format": "d", "tickCount": len(numbers[::step])}
    return across


def winner(outcome: Outcome) -> int:
    """The number with most votes, before any veto; 1 where all say 1."""
    order = tally(outcome.choice.cast, outcome.choice.sweep.k_values)
    return order[0] if order else 1


def _sentence(outcome: Outcome, voted: int) -> str:
    choice = outcome.choice
    cast, count = choice.cast, Counter(choice.cast.values())
    if choice.k == 1:
        said = listed([f"{votes} for {k}" for k, votes in count.most_common()])
        p = format_number(choice.structure.p_value)
        return (
            f"The votes of {len(cast)} indices ({said}) do not count: no valley between segments is proved "
            f"(p = {p}, limit {POSSIBLE}), and indices nearly always find some."
        )
    against = [f"{name} says {k}" for name, k in cast.items() if k != voted]
    said = f"{count[voted]} of {len(cast)} indices vote for {counted(voted, 'segment')}"
    said += f"; {listed(against)}" if against else ", and none dissents"
    if choice.wanted is not None and choice.wanted != voted:
        said += f"; {choice.wanted} were asked for and taken"
    elif choice.k != voted:
        said += f"; {choice.k} are taken, for {voted} are not found again when the rows are drawn anew"
    if outcome.given is not None:
        said += f"; the column that is judged has {outcome.k}"
    return f"{said}."
