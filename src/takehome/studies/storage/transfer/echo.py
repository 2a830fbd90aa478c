"""What the study understood of its input, said back in sentences, so that a misreading is seen at once."""

from __future__ import annotations

from takehome.studies.storage.homes.homes import TOP
from takehome.studies.storage.transfer.learner import GROUPS
from takehome.studies.storage.transfer.outcome import Outcome
from takehome.studies.wording import plain
from takehome.units import format_number


def echo(outcome: Outcome) -> tuple[str, ...]:
    """Sentences for the head of the report: who teaches whom, on which days, and every rule that was applied."""
    curves, target = outcome.curves, outcome.target
    capacity = float(target.pitch_kwh[0]) * TOP
    said = [
        f"{outcome.table.rows:,} rows from {outcome.table.source}: {outcome.teacher} teaches ({outcome.source.hours:,} "
        f"hours), {outcome.pupil} comes online ({target.hours:,} hours)",
        f"the battery of {outcome.pupil} holds {format_number(capacity)} kWh; the mean price is "
        f"{format_number(float(target.buy.mean()))} {outcome.currency}/kWh",
        f"{curves.seeds} stretches were drawn: up to {plain(float(curves.days[-1]))} days of local data, then "
        f"{plain(curves.judged_days)} days on which every policy is judged",
        f"{outcome.teacher} is taught by all of its days but those on which a group of stretches is judged "
        f"({GROUPS} groups)",
        "known when acting: this hour, all of the past, and the prices of the next 12 hours",
        f"learned with {outcome.learner}; scratch takes {plain(outcome.settings.scratch_days)} days today",
    ]
    return (*said, *outcome.notes, *(note.text for note in outcome.table.notes))
