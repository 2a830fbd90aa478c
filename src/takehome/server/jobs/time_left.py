"""How long a run will still take, from earlier runs that are like it; a sentence that says what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from statistics import median

from takehome.server.state.database import Database
from takehome.server.state.records import Run
from takehome.server.state.runs import finished_like
from takehome.units import format_number


def time_left(db: Database, run: Run, now: datetime) -> str:
    """A sentence about a run that is working; how far it is and for how long, whoever shows it knows already."""
    elapsed = max((now - (run.started or now)).total_seconds(), 0.0)
    earlier = sorted(_durations(run, finished_like(db, run)))
    if not earlier:
        return "no earlier run to estimate from"
    ends = _seconds(earlier[0]) if earlier[0] == earlier[-1] else f"{_seconds(earlier[0])} to {_seconds(earlier[-1])}"
    count = f"{len(earlier)} earlier run{'s' * (len(earlier) > 1)} like this"
    if elapsed > earlier[-1]:
        return f"longer than {count} ({ends})"
    # of those that took longer than this one has: what they still had to do
    left = median(seconds for seconds in earlier if seconds >= elapsed) - elapsed
    return f"about {_seconds(max(left, 1.0))} left (from {count}, {ends})"


def _durations(run: Run, earlier: Sequence[Run]) -> list[float]:
    """Seconds of the earlier runs of the same data and options; else of the same options; else of all."""
    data = (run.data_sha256, run.scenario)
    alike = [one for one in earlier if dict(one.options) == dict(run.options)]
    same = [one for one in alike if (one.data_sha256, one.scenario) == data]
    chosen = same or alike or earlier
    return [(one.finished - one.started).total_seconds() for one in chosen if one.finished and one.started]


def _seconds(value: float) -> str:
    if value >= 120:
        return f"{format_number(value / 60, 2)} min"
    return f"{format_number(value, 2 if value >= 9.5 else 1)} s"
