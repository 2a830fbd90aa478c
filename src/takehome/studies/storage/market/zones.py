"""Local time in a named zone of the IANA database, both ways."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np

from takehome.errors import InputError

QUARTER = 15 * 60 * 1_000_000
"""Microseconds; every zone in use changes its clock at a multiple of a quarter hour (IANA time zone database)."""


def zone_of(name: str) -> ZoneInfo:
    """The zone, or :class:`InputError` for a name that the database lacks."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError):
        expected = "a name of the IANA database, such as 'Europe/Amsterdam' or 'America/New_York'"
        raise InputError(f"zone={name!r}", expected, "correct the zone, or leave it out") from None


def local_of(utc: np.ndarray, zone: ZoneInfo) -> np.ndarray:
    """(rows,) local time of each moment in UTC."""
    moments, back = _quarters(utc)
    shift = [_offset(moment.replace(tzinfo=UTC).astimezone(zone)) for moment in moments]
    return utc + np.array(shift, "timedelta64[us]")[back]


def offsets_of(local: np.ndarray, zone: ZoneInfo) -> tuple[np.ndarray, np.ndarray]:
    """(rows,) twice: the difference from UTC if the clock shows this time for the first, or for the second time.

    The first is the larger where an hour repeats, the smaller where the clock skips it, and else they are equal.
    """
    moments, back = _quarters(local)
    both = [[_offset(moment.replace(tzinfo=zone, fold=fold)) for moment in moments] for fold in (0, 1)]
    first, second = (np.array(shifts, "timedelta64[us]")[back] for shifts in both)
    return first, second


def _quarters(times: np.ndarray) -> tuple[list[datetime], np.ndarray]:
    """The quarter hours in which the times lie, and for each time the position of its own."""
    quarters, back = np.unique(times.astype("datetime64[us]").astype(np.int64) // QUARTER, return_inverse=True)
    return (quarters * QUARTER).astype("datetime64[us]").tolist(), back


def _offset(moment: datetime) -> np.timedelta64:
    return np.timedelta64(moment.utcoffset() or 0, "us")
