"""Bytes that travel between a home and the server, by alternative: sent and received, a year and a month."""

from __future__ import annotations

from takehome.studies.storage.federated.ledger import VISITS, Ledger
from takehome.studies.storage.federated.outcome import DATA, UPDATES, Alternative, Outcome
from takehome.studies.storage.homes.homes import HOURS
from takehome.units import format_number

YEAR_DAYS = 365.25
MONTHS = 12
PER_HOUR = 4 * 4
"""Bytes of an hour where a home sends its data: load, generation and the two prices as float32."""
GIGA = 1e9


def policy_bytes(ledger: Ledger) -> float:
    """Size of what is shared, which a home receives once a round and once at the end."""
    last = {one.tensor: one.bytes_per_home for one in ledger.entries if one.tensor != VISITS}
    return float(sum(last.values()))


def per_training(outcome: Outcome, ledger: Ledger) -> tuple[float, float]:
    """Bytes that a home sends and receives in one training with all its rounds, the mean over homes."""
    parts, policy = outcome.asked.rounds * outcome.cohort_share, policy_bytes(ledger)
    return ledger.bytes_in_all / outcome.size, parts * policy + policy


def per_year(outcome: Outcome, alternative: Alternative, trainings: float) -> float:
    """Bytes that a home sends and receives in a year under an alternative."""
    if alternative.leaves == UPDATES:
        return trainings * sum(per_training(outcome, outcome.sent_by(alternative.key)))
    if alternative.leaves == DATA:
        return YEAR_DAYS * HOURS * PER_HOUR + trainings * policy_bytes(outcome.ledger)
    return 0.0


def per_month(outcome: Outcome, alternative: Alternative, trainings: float) -> float:
    """The same, a month."""
    return per_year(outcome, alternative, trainings) / MONTHS


def shown(size: float) -> str:
    """A number of bytes for reading: ``"93.3 kB"``.

    >>> shown(93312.0), shown(12.0), shown(2.5e6)
    ('93.3 kB', '12 B', '2.50 MB')
    """
    for factor, unit in ((1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if size >= factor:
            return f"{format_number(size / factor)} {unit}"
    return f"{size:.0f} B"
