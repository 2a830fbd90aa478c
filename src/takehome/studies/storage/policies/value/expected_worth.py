r"""What each charge is worth if the day goes as expected: the advice that a learner starts from.

The potential of a charge *l* after step *t* is what the best plan still earns from there, above what it earns from an
empty store, on the expected prices of the day (:mod:`~.day_reference`) and of one more day like it,

.. math:: \Phi_t(l) = \sum_{j < l} v_t(j) \; + \; \lambda \, x_t \, l,

with :math:`v_t` of :mod:`~.marginal_values` and :math:`x_t` the departure of the price now from what was expected. A
day that turns out dear is mostly dear throughout; :math:`\lambda` is the share of a departure that is taken to last,
the one under which following the plan would have earned most in the past: 0 plans on the expected prices, 1 on their
shape alone. To start from a potential is the same as to be rewarded for its increase, which leaves the best policy as
it is (Ng, Harada & Russell 1999, ICML; Wiewiora 2003, JAIR 19:205).
"""

from __future__ import annotations

import numpy as np

from takehome.studies.storage.lattice import Lattice
from takehome.studies.storage.policies.value.marginal_values import StoreSide, store_side
from takehome.studies.storage.policies.value.outlook import Outlook
from takehome.studies.storage.policies.value.segments import segments

DAYS_LIKE_IT = 2
"""Days planned for, the rest of this one counted whole: a battery of a few hours empties within them."""
SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
"""Shares of a departure that are tried."""


def expected_worth(
    lattice: Lattice, source: Outlook, positions: np.ndarray, left_over: float, lasting: float
) -> np.ndarray:
    """(n, count + 1) potential of each charge after these steps.

    Parameters
    ----------
    positions : (n,) rising steps without a gap; no price after a step itself is read.
    left_over : what a unit that is never sold is worth, in units of the scale. lasting : share λ of a departure.
    """
    worth = planned_worth(lattice, source, positions, left_over)
    return worth + lasting * source.departure[positions, None] * np.arange(worth.shape[1])


def planned_worth(lattice: Lattice, source: Outlook, positions: np.ndarray, left_over: float) -> np.ndarray:
    """(n, count + 1) the same without the departure: known when a day begins."""
    from takehome.studies.storage.policies.value import value_kernels as compiled

    parts, day = segments(lattice), source.prices.day
    days = np.arange(day[positions[0]], day[positions[-1]] + 2)
    starts = np.searchsorted(day, days)
    first, last = int(starts[0]), int(starts[-1])
    side = store_side(lattice, source.prices.part(first, last).with_values(source.expected[first:last]))
    middle, scale = source.scale.middle[first:last], source.scale.scale[first:last]
    buy, sell = ((money - middle) / scale - left_over for money in (side.buy, side.sell))
    worth = np.zeros((last - first, parts.count + 1))
    nobody, empty = np.empty((0, parts.count)), np.zeros(parts.count)
    for begin, end in zip(starts[:-1] - first, starts[1:] - first, strict=True):
        buys, sells = (np.tile(money[begin:end], DAYS_LIKE_IT) for money in (buy, sell))
        marginal = compiled.values_backward(buys, sells, nobody, parts.up, parts.down, empty)
        worth[begin:end, 1:] = np.cumsum(marginal[: end - begin], axis=1)
    return worth[positions - first]


def lasting_share(lattice: Lattice, past: Outlook, side: StoreSide, left_over: float) -> float:
    """The share of a departure under which following the plan through the past would have earned most.

    Money is counted in units of the scale, so that a dear year weighs no more than a cheap one.
    """
    from takehome.studies.storage.policies.value import tabular_q_kernels as compiled

    parts, steps = segments(lattice), np.arange(len(past.prices))
    worth = planned_worth(lattice, past, steps, left_over)
    table, nowhere = np.zeros((1, parts.count + 1, 3)), np.zeros(len(steps), int)
    earned = []
    for share in SHARES:
        advice = worth + share * past.departure[:, None] * np.arange(parts.count + 1)
        moves = compiled.greedy(
            table, nowhere, advice, side.buy, side.sell, 0, parts.count, parts.up, parts.down, parts.up, parts.down,
            0, len(steps),
        )  # fmt: skip
        bought, sold = moves > 0, moves < 0
        earned.append(-moves[bought] @ side.buy[bought] - moves[sold] @ side.sell[sold])
    return SHARES[int(np.argmax(earned))]
