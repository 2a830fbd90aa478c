"""The verdict on the picture in sentences: what it is good for, what not, and why, each with its numbers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from takehome.studies.segmentation.picture.evidence import LOST_AGREEMENT, TRUE_LENGTH, TURNED, PictureEvidence
from takehome.studies.segmentation.picture.segments_kept import PairOverlap
from takehome.studies.wording import capital, listed, plain
from takehome.units import format_number

MOST_PAIRS = 3
"""Mixed pairs that are named; further ones are counted."""
AXIS_NAMES = ("the horizontal axis", "the vertical axis")
Names = Mapping[int, str]


def uses(seen: PictureEvidence, names: Names) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the picture may be used for and what not, as phrases."""
    if seen.empty:
        return (), (_task(seen),)
    judged = [
        (seen.trusted, _task(seen)),
        (seen.trusted and seen.neighbours_right, "reading which single rows are alike"),
        (seen.trusted and _true_lengths(seen), "reading how far apart segments are") if seen.segments else None,
        (_axes_hold(seen), "reading what the axes mean"),
    ]
    asked = [one for one in judged if one is not None]
    mixed = tuple(f"telling {_pair(pair, names)} apart" for pair in seen.mixed_pairs[:MOST_PAIRS] if seen.trusted)
    return tuple(use for good, use in asked if good), tuple(use for good, use in asked if not good) + mixed


def reasons(seen: PictureEvidence, names: Names) -> tuple[str, ...]:
    """Why, one sentence a measure."""
    if seen.empty:
        return ("All rows are equal: there is no variance (0 %) to draw.",)
    found = [_variance(seen), *_segments(seen, names), _neighbours(seen), *_columns(seen), _few_rows(seen)]
    return tuple(sentence for sentence in found if sentence)


def _task(seen: PictureEvidence) -> str:
    return "telling the segments apart" if seen.segments else "seeing the shape of the crowd"


def _true_lengths(seen: PictureEvidence) -> bool:
    return seen.segments is not None and seen.segments.distance_kept >= TRUE_LENGTH


def _axes_hold(seen: PictureEvidence) -> bool:
    return not seen.drawn_by_few and seen.few_rows.angle <= TURNED


def _variance(seen: PictureEvidence) -> str:
    held = 100 * seen.plane.variance_2d
    share = f"The plane holds {format_number(held)} % of the variance and loses {format_number(100 - held)} %"
    decides = "whether the segments stay apart in it" if seen.segments else "whether the right rows stand together"
    return f"{share}; that does not decide whether it may be trusted, {decides} does."


def _segments(seen: PictureEvidence, names: Names) -> list[str]:
    kept = seen.segments
    if kept is None:
        return ["There are fewer than 2 segments, so nothing has to be told apart in the plane."]
    limit = format_number(LOST_AGREEMENT, 1)
    lost = format_number(max(kept.agreement_full - kept.agreement, 0.0), 2)
    loss = f"the plane costs {lost}, {'within' if seen.keeps_agreement else 'more than'} the {limit} that it may cost"
    agreement = (
        f"A fresh K-means agrees with the {len(kept.ids)} segments at {format_number(kept.agreement)} when it sees "
        f"only the plane and at {format_number(kept.agreement_full)} when it sees all columns (adjusted Rand index: "
        f"0 is chance, 1 is the same): {loss}."
    )
    worst = int(np.argmax(kept.own_full - kept.own))
    own = (
        f"{_percent(kept.own_share)} of the rows stand among their own segment in the plane (no other segment has more "
        f"of the nearest {seen.neighbours} rows)"
    )
    if kept.own[worst] < kept.own_full[worst]:
        own += (
            f"; in {called(kept.ids[worst], names)}, where the plane loses most, {_percent(kept.own[worst])}, against "
            f"{_percent(kept.own_full[worst])} with all columns"
        )
    length = (
        f"The plane keeps at least {_percent(kept.distance_kept)} of the distance between any two segments' centres."
    )
    return [agreement, f"{own}.", *_mixed(seen, names), length]


def _mixed(seen: PictureEvidence, names: Names) -> list[str]:
    pairs = seen.mixed_pairs
    if not pairs:
        return []
    parts = [
        f"{_pair(pair, names)} ({_percent(pair.in_plane)} of one's rows stand among the other, "
        f"{_percent(pair.in_full)} with all columns)"
        for pair in pairs[:MOST_PAIRS]
    ]
    more = f", and {len(pairs) - MOST_PAIRS} more pairs" if len(pairs) > MOST_PAIRS else ""
    return [f"The picture mixes {listed(parts)}{more}."]


def _neighbours(seen: PictureEvidence) -> str:
    sampled = f", estimated from {seen.asked:,} rows, ± {format_number(seen.standard_error, 2)}"
    return (
        f"Of the nearest {seen.neighbours} rows: trustworthiness {format_number(seen.trustworthiness)} (are rows that "
        f"stand together alike?) and continuity {format_number(seen.continuity)} (do rows that are alike stand "
        f"together?), where 1 is perfect and 0.5 is random{sampled if seen.standard_error else ''}."
    )


def _columns(seen: PictureEvidence) -> list[str]:
    return [
        f"{capital(AXIS_NAMES[one.axis])} is one column: {_percent(one.loading**2)} of it is {one.label} "
        f"(loading {format_number(one.loading)})."
        for one in seen.columns
    ]


def _few_rows(seen: PictureEvidence) -> str:
    few = seen.few_rows
    share = plain(round(100 * len(few.rows) / len(seen.plane.coordinates), 1))
    rows = "row" if len(few.rows) == 1 else f"{len(few.rows):,} rows"
    text = (
        f"Without the {rows} of most influence ({share} % of all) the plane turns by "
        f"{format_number(few.angle, 2)}° and would hold {_percent(few.own_variance)} of the other rows' variance; "
        f"the picture shows {_percent(few.shown_variance)} of it"
    )
    return f"{text}: a few rows draw this picture, the others are badly seen." if seen.drawn_by_few else f"{text}."


def called(segment: int, names: Names) -> str:
    """A segment's name in sentences, "S1" for label 0 where it has none."""
    return names.get(segment, f"S{segment + 1}")


def _pair(pair: PairOverlap, names: Names) -> str:
    return f"{called(pair.first, names)} and {called(pair.second, names)}"


def _percent(share: float) -> str:
    return f"{format_number(100 * float(share))} %"
