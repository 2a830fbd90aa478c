r"""How a round's updates become the next shared table.

*FedAvg*, visit-weighted (McMahan et al. 2017; Woo, Joshi & Chi 2025, *JMLR* 26, show that averaging by visits takes
away the penalty of homes that never see a cell): cell *c* moves by
:math:`\sum_i n_i(c) \Delta_i(c) / \sum_i n_i(c)`. *FedProx* changes the local step only. *With privacy* visits may not
be sent, and the sum is divided by the expected cohort, whoever answered, so that one home can move the result by no
more than its clip bound over that number.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from takehome.studies.storage.federated.task import Arrays


def by_visits(given: np.ndarray, total: np.ndarray, visits: np.ndarray, rate: float) -> np.ndarray:
    """(CELLS, KNOTS) moved by `rate` times the visit-weighted mean update; cells that nobody visited stay.

    total : (CELLS, KNOTS) sum over homes of visits times update. visits : (CELLS,) sum over homes.
    """
    whole = np.where(visits > 0, visits, 1.0)[:, None]
    moved: np.ndarray = given + rate * (total / whole)
    return moved


def by_expected(
    given: Mapping[str, np.ndarray], total: Mapping[str, np.ndarray], expected: float, rate: float
) -> Arrays:
    """Each array moved by `rate` times its sum over homes, over the expected number of homes."""
    moved = {name: given[name] + rate * (total[name] / expected) for name in total}
    if "value" in moved:  # no home corrects noise on what an empty battery is worth, so that it would pile up
        moved["value"][:, 0] = given["value"][:, 0]
    return moved
