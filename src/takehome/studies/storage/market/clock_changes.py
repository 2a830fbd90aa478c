"""Local times made into a clock that runs evenly, where the only times in the table are local ones.

Where summer time begins the local clock skips an hour, where it ends it shows one hour twice. In a table without UTC
the first looks like a gap and the second like duplicates. With a named zone both are known. Without one they are
recognised by their form: exactly one whole hour, in the night to a Sunday on which some country changes its clock
(:data:`DATES`), all steps of the hour once or twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np

from takehome.studies.storage.market.zones import local_of, offsets_of

HOUR = np.timedelta64(3_600_000_000, "us")
Nights = tuple[tuple[int, int, int], ...]
DATES: dict[str, dict[str, Nights]] = {
    "north": {"skipped": ((3, 8, 14), (3, 25, 31), (4, 1, 7)), "repeated": ((10, 25, 31), (11, 1, 7))},
    "south": {"skipped": ((10, 1, 7), (9, 24, 30), (9, 2, 8)), "repeated": ((4, 1, 7), (3, 25, 31), (4, 2, 8))},
}
"""Month, first and last day on whose Sunday clocks change: the European Union, the United States before and since 2007;
Australia, New Zealand, Chile (IANA time zone database)."""
NIGHT = (-1, 0, 1, 2, 3)
"""Local hours that are skipped or repeated on those Sundays; −1 is 23:00 on the Saturday, which Chile repeats."""


@dataclass(frozen=True, eq=False)
class Straight:
    """Local times on an even clock.

    Attributes
    ----------
    even : (rows,) datetime64[us], the same clock without changes. Where a zone is known it is UTC.
    skipped, repeated : hours (their local starts) that the clock skipped or showed twice.
    impossible : (rows,) bool, times that the zone's clock never shows.
    guessed : steps of repeated hours whose order the table does not tell.
    """

    even: np.ndarray
    skipped: np.ndarray
    repeated: np.ndarray
    impossible: np.ndarray
    guessed: int = 0


def straighten(local: np.ndarray, price: np.ndarray, zone: ZoneInfo | None = None) -> Straight:
    """Put local times (rows,) on an even clock; `price` (rows,) parts the two halves of a repeated hour if need be."""
    none = np.zeros(len(local), bool)
    times, counts = np.unique(local, return_counts=True)
    step = _most_common(np.diff(times))
    if step is None or step > HOUR or HOUR % step != np.timedelta64(0, "us"):
        empty = np.array([], "datetime64[us]")
        return Straight(local, empty, empty, none)
    if zone is not None:
        return _in_zone(local, price, zone)
    skipped, repeated = _recognised(times, counts, step)
    twice = np.isin(_hour(local), repeated)
    second, guessed = _second_pass(local, price, twice, repeated)
    shift = np.searchsorted(repeated + HOUR, local, side="right") - np.searchsorted(skipped, local, side="right")
    return Straight(local + (shift + second) * HOUR, skipped, repeated, none, guessed)


def _in_zone(local: np.ndarray, price: np.ndarray, zone: ZoneInfo) -> Straight:
    first, last = offsets_of(local, zone)
    twice = first > last
    repeated = np.unique(_hour(local[twice]))
    second, guessed = _second_pass(local, price, twice, repeated)
    even = local - np.where(second, last, first)
    return Straight(even, _skipped_in(even, zone), repeated, first < last, guessed)


def _skipped_in(even: np.ndarray, zone: ZoneInfo) -> np.ndarray:
    """Local starts of the hours that the zone's clock skips between the first and the last moment (UTC)."""
    hours = np.arange(even.min().astype("datetime64[h]"), even.max().astype("datetime64[h]") + 1)
    local = local_of(hours.astype("datetime64[us]"), zone)
    jump = np.flatnonzero(np.diff(local) > HOUR)
    return _hour(local[jump] + HOUR)


def _recognised(times: np.ndarray, counts: np.ndarray, step: np.timedelta64) -> tuple[np.ndarray, np.ndarray]:
    """Hours skipped and hours repeated, of the half of the globe that explains more of them."""
    steps_an_hour = int(HOUR / step)
    jumps = np.flatnonzero(np.diff(times) == HOUR + step)
    missing = times[jumps] + step
    missing = missing[missing == _hour(missing)]
    hours, which = np.unique(_hour(times), return_inverse=True)
    doubled = hours[np.bincount(which, counts == 2) == steps_an_hour]
    found = {
        half: (missing[_on(missing, dates["skipped"])], doubled[_on(doubled, dates["repeated"])])
        for half, dates in DATES.items()
    }
    return max(found.values(), key=lambda both: len(both[0]) + len(both[1]))


def _on(hours: np.ndarray, dates: Nights) -> np.ndarray:
    """(hours,) whether an hour lies in the night to a Sunday within the dates."""
    day = (hours + HOUR).astype("datetime64[D]")  # what happens at 23:00 counts for the day that follows
    month = day.astype("datetime64[M]").astype(int) % 12 + 1
    of_month = (day - day.astype("datetime64[M]")).astype(int) + 1
    sunday = (day.astype(int) + 4) % 7 == 0
    within = np.zeros(len(hours), bool)
    for wanted, first, last in dates:
        within |= (month == wanted) & (of_month >= first) & (of_month <= last)
    return within & sunday & np.isin((hours - day) // HOUR, NIGHT)


def _second_pass(
    local: np.ndarray, price: np.ndarray, twice: np.ndarray, repeated: np.ndarray
) -> tuple[np.ndarray, int]:
    """(rows,) whether a row is the second showing of a repeated hour, and how many of them are guessed.

    The order of the rows tells it where they are in order of time; elsewhere the lower price is put first, so that
    the same rows in another order are read alike.
    """
    rows = np.flatnonzero(twice)
    second = np.zeros(len(local), bool)
    forward = bool(len(local)) and local[-1] >= local[0]  # newest first is an order, too
    second[rows[_later_of_two(local[rows], rows if forward else -rows)]] = True
    shown = local + (second + np.searchsorted(repeated + HOUR, local, side="right")) * HOUR
    steps = np.diff(shown if forward else shown[::-1])
    if not len(rows) or np.all(steps >= np.timedelta64(0, "us")):
        return second, 0
    second[:] = False
    second[rows[_later_of_two(local[rows], price[rows])]] = True
    return second, int(second.sum())


def _later_of_two(local: np.ndarray, key: np.ndarray) -> np.ndarray:
    """(rows,) whether a row has another of the same time before it, in the order of `key`."""
    order = np.lexsort((key, local))
    later = np.zeros(len(local), bool)
    later[order[1:]] = local[order[1:]] == local[order[:-1]]
    return later


def _hour(times: np.ndarray) -> np.ndarray:
    return times.astype("datetime64[h]").astype("datetime64[us]")


def _most_common(spacings: np.ndarray) -> np.timedelta64 | None:
    if not len(spacings):
        return None
    values, counts = np.unique(spacings, return_counts=True)
    return values[np.argmax(counts)]
