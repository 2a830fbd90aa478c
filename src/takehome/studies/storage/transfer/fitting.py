"""The one slow step: read the two homes, draw the stretches, run every way to start with every number of days."""

from __future__ import annotations

import numpy as np

from takehome.errors import InputError
from takehome.protocol import Finding
from takehome.studies.storage.deep.available import require
from takehome.studies.storage.homes.homes import HOURS, Homes
from takehome.studies.storage.transfer.curves import curves
from takehome.studies.storage.transfer.learner import Arrays, Learner, with_local_days
from takehome.studies.storage.transfer.negative import falls_back
from takehome.studies.storage.transfer.outcome import Outcome
from takehome.studies.storage.transfer.reading import pair_of
from takehome.studies.storage.transfer.settings import Progress, Settings
from takehome.studies.storage.transfer.tables import TableLearner
from takehome.studies.storage.transfer.unlike import unlike
from takehome.studies.storage.transfer.windows import FEWEST_DAYS, Stretches, draw, stack
from takehome.table import Table


def fit_outcome(table: Table, settings: Settings, data_findings: tuple[Finding, ...], progress: Progress) -> Outcome:
    """Run the whole study on a table of two homes."""
    pair = pair_of(table, settings.source_home, settings.battery)
    _require_hours(pair.source)
    stretches = draw(pair.target, settings.seeds, settings.seed)
    progress("learning in the home that teaches")
    learner = learner_of(pair.source, stretches, settings)
    found = curves(stretches, learner, settings.seed, progress)
    progress("learning what is deployed, from the last days")
    policies, fell_back = deployed(pair.source, pair.target, stretches, settings, found.best)
    return Outcome(
        table=table, settings=settings, source=pair.source, target=pair.target, notes=pair.notes, curves=found,
        policies=policies, fell_back=fell_back, learner=learner.label, overlap=stretches.overlap,
        unlike=unlike(pair.source, pair.target), data_findings=data_findings,
    )  # fmt: skip


def learner_of(source: Homes, stretches: Stretches, settings: Settings) -> Learner:
    """Tables, or networks where they were asked for.

    Raises
    ------
    MissingExtra : networks without JAX and optax.
    """
    if not settings.deep:
        return TableLearner(source, stretches, settings)
    require()
    from takehome.studies.storage.transfer.networks import NetworkLearner

    return NetworkLearner(source, stretches, settings)


def deployed(
    source: Homes, target: Homes, stretches: Stretches, settings: Settings, choice: str
) -> tuple[dict[str, Arrays], bool]:
    """What would run from the end of the data on, by way to start, and whether the fallback goes back to scratch."""
    last = stack(target, np.array([target.hours]), stretches.homes.judged, 0)
    learner = learner_of(source, Stretches(last, np.array([target.hours]), stretches.days), settings)
    own = with_local_days(last, stretches.local_days)
    back = bool(falls_back(own, learner, choice, stretches.local_days)[0])
    return learner.policies(own), back


def _require_hours(source: Homes) -> None:
    if source.hours < FEWEST_DAYS * HOURS:
        raise InputError(
            f"{source.hours} hours in the columns of home {source.names[0]!r}", f"at least {FEWEST_DAYS * HOURS}",
            "give more days of the home that teaches",
        )  # fmt: skip
