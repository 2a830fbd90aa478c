"""The outcome as pricing sees it."""

from __future__ import annotations

import numpy as np

from takehome.studies.segmentation.frozen import NOISE
from takehome.studies.segmentation.money.priceable import Grouping, Priceable
from takehome.studies.segmentation.outcome import Outcome

BRIEF_NOISE = "DBSCAN's noise at eps 0.5"


def priceable(outcome: Outcome) -> Priceable:
    """What pricing needs of a fitted study."""
    groupings = tuple(Grouping(made.k, made.labels, made.replicates) for made in outcome.groupings)
    rules = {}
    if len(outcome.brief.rows) == outcome.table.rows and outcome.brief.noise:
        noise = np.zeros(outcome.table.rows, bool)
        noise[outcome.brief.rows] = outcome.brief.labels <= NOISE
        rules[BRIEF_NOISE] = noise
    return Priceable(
        outcome.table, groupings, outcome.chosen, outcome.segment_ids,
        tuple(outcome.names[name] for name in outcome.segment_ids), outcome.scaled, outcome.k > 1, rules,
        outcome.confidence_level,
    )  # fmt: skip
