"""What it costs to use the rules in place of the exact assignment: the price of being explainable.

The deployed policy gives each segment its action. By rules some rows get the action of another segment; what that loses
is counted on the same rows, in the estimate and in every draw of the weights (Moshkovitz et al. 2020, "Explainable
k-means and k-medians clustering", *ICML*, bound it for the inertia; here it is in money).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.protocol import Interval
from takehome.studies.segmentation.money.priceable import Grouping
from takehome.studies.segmentation.money.priced import Priced, band
from takehome.studies.segmentation.money.totals import totals_of
from takehome.units import Money


@dataclass(frozen=True, slots=True)
class RulesPrice:
    """What the rules lose against the exact assignment; `moved` rows get another segment's place."""

    lost: Money
    interval: Interval
    moved: int


def rules_price(made: Priced, by_rules: np.ndarray) -> RulesPrice | None:
    """The price of rules; None where the recommended policy does not tell the chosen segments apart.

    Parameters
    ----------
    by_rules : (n,) segment 0 … K − 1 that the rules give to every row; strangers stay what they are.
    """
    source, terms, policy = made.source, made.options.terms, made.policy(made.action)
    if terms is None or policy is None or not policy.by_segment or policy.grouping != source.chosen:
        return None
    exact = source.grouping
    ruled = Grouping(source.k, np.where(exact.labels >= 0, by_rules, exact.labels), exact.replicates)
    values = [
        terms.gains(totals_of(source, grouping, terms.value, refitted=False))[
            :, np.arange(len(policy.acts)), policy.acts
        ].sum(axis=1)
        for grouping in (exact, ruled)
    ]
    lost = values[0] - values[1]
    moved = int((ruled.labels != exact.labels).sum())
    return RulesPrice(made.money(lost[0]), band(lost, source.confidence_level, made.money(0.0).unit), moved)
