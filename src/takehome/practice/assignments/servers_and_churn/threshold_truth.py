"""What A4 is judged against: who left, the planted probabilities, the two prices, and what each decision costs.

With the assignment's prices (a contact that was not needed costs c, a leaver who was not contacted costs v) the
cheapest rule contacts a customer where p·v > (1 − p)·c, that is above p = c/(c + v). A threshold is therefore judged by
what it is expected to cost under the planted probabilities, not by the luck of the test rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.practice.assignments.servers_and_churn.logistic import standardised
from takehome.practice.assignments.servers_and_churn.split_rows import LEAKING, churn_rows, copied_rows
from takehome.practice.spec import World

HALF, LOW = 0.5, 0.2
CUTS = np.linspace(0, 1, 101)
"""Thresholds that are tried for the cheapest, in hundredths as people try them."""


@dataclass(frozen=True)
class ThresholdTruth:
    """Test customers: `left` (0 or 1) and `probability` have shape (test rows,); costs in $.

    `plain`, `plain_train` : scores of a plain logistic regression. `calls` : the leaking column, `fresh` : test rows
    that are no copies; None below level 2. `scale` : all customers per test customer.
    """

    left: np.ndarray
    probability: np.ndarray
    X: np.ndarray
    plain: np.ndarray
    plain_train: np.ndarray
    train_left: np.ndarray
    contact_cost: float
    customer_value: float
    customers: int
    calls: np.ndarray | None
    fresh: np.ndarray | None

    @property
    def scale(self) -> float:
        """Customers of the company for each test customer."""
        return self.customers / len(self.left)

    @property
    def break_even(self) -> float:
        """The probability above which a contact is worth its price."""
        return self.contact_cost / (self.contact_cost + self.customer_value)

    def cost(self, contacted: np.ndarray, left: np.ndarray | None = None) -> float:
        """What a decision costs in $: needless contacts and leavers who were not contacted."""
        left = self.left if left is None else left
        needless, missed = np.sum(contacted & (left == 0)), np.sum(~contacted & (left == 1))
        return float(needless * self.contact_cost + missed * self.customer_value)

    def expected_cost(self, contacted: np.ndarray) -> float:
        """The same, expected under the planted probabilities."""
        p = self.probability
        return float(np.sum((1 - p)[contacted]) * self.contact_cost + np.sum(p[~contacted]) * self.customer_value)

    def cheapest(self, scores: np.ndarray) -> float:
        """The least expected cost that a threshold on these scores has."""
        return min(self.expected_cost(scores > cut) for cut in CUTS)

    def cheapest_counted(self, scores: np.ndarray) -> float:
        """The least cost that a threshold has on the test rows as they are."""
        return min(self.cost(scores > cut) for cut in CUTS)


def truth(world: World) -> ThresholdTruth:
    """The test customers, and a plain logistic regression on them."""
    rows, table = churn_rows(world), world.tables["churn"]
    test = (table["Split"] == "test").to_numpy()
    leaks = LEAKING in table
    return ThresholdTruth(
        left=rows.test_left,
        probability=rows.probability,
        X=rows.test_X,
        plain=standardised(rows.train_X, rows.train_left, rows.test_X),
        plain_train=standardised(rows.train_X, rows.train_left, rows.train_X),
        train_left=rows.train_left,
        contact_cost=float(world.business["contact_cost"]),
        customer_value=float(world.business["customer_value"]),
        customers=int(world.business["customers"]),
        calls=table[LEAKING].to_numpy(float)[test] if leaks else None,
        fresh=~copied_rows(table)[test] if leaks else None,
    )


def ranking(left: np.ndarray, scores: np.ndarray) -> float:
    """The share of pairs (a leaver, a stayer) in which the leaver has the higher score; ties count half."""
    from scipy.stats import rankdata

    ranks, positives = rankdata(scores), left == 1
    n, stayers = int(positives.sum()), int((~positives).sum())
    return float((ranks[positives].sum() - n * (n + 1) / 2) / (n * stayers))


def read_the_leak(truth: ThresholdTruth, scores: np.ndarray) -> float:
    """Correlation between scores and the leaking column that the honest features and probabilities do not explain."""
    if truth.calls is None or truth.fresh is None:
        return 0.0
    fresh = truth.fresh
    clipped = np.clip(np.column_stack([scores, truth.probability]), 1e-4, 1 - 1e-4)
    logits = np.log(clipped / (1 - clipped))[fresh]
    known = np.column_stack([np.ones(fresh.sum()), truth.X[fresh], logits[:, 1]])
    both = np.column_stack([logits[:, 0], truth.calls[fresh]])
    rest = both - known @ np.linalg.lstsq(known, both, rcond=None)[0]
    norms = np.linalg.norm(rest, axis=0)
    return float(rest[:, 0] @ rest[:, 1] / (norms[0] * norms[1])) if norms.min() > 1e-9 else 0.0
