"""What A6 is judged against: what was planted in the tables, and what it does to a model that trusts them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.practice.assignments.servers_and_churn.logistic import standardised
from takehome.practice.assignments.servers_and_churn.split_rows import (
    LEAKING,
    as_numbers,
    churn_rows,
    copied_rows,
)
from takehome.practice.assignments.servers_and_churn.threshold_truth import ranking
from takehome.practice.spec import World

DRIFTED = "Monthly_Bill"
NO_PLAN = "no plan"


@dataclass(frozen=True)
class AuditTruth:
    """`auc_*` : shares of pairs ranked rightly on the test rows, with and without the leaking column. `promised`,
    `real` : cost in $ on the test rows at the prices' break-even with it and without. `shift` : by how much the drifted
    feature's mean moved, in its unit. `train_X` … `copy` : rows for the price of the copies.
    """

    level: int
    copied: int
    auc_with_leak: float
    auc_without: float
    promised: float
    real: float
    scale: float
    customers: int
    shift: float
    mean_log: float
    invoice: float
    contact_cost: float
    customer_value: float
    train_X: np.ndarray
    train_left: np.ndarray
    test_X: np.ndarray
    test_left: np.ndarray
    copy: np.ndarray


def truth(world: World) -> AuditTruth:
    """Fit a plain logistic regression with and without the leak."""
    table, rows = world.tables["churn"], churn_rows(world)
    test = (table["Split"] == "test").to_numpy()
    features = as_numbers(table)
    X, left = features.to_numpy(), table["Churn"].to_numpy(int)
    with_leak = np.column_stack([X, table[LEAKING]])
    leaky = standardised(with_leak[~test], left[~test], with_leak[test])
    contact, value = float(world.business["contact_cost"]), float(world.business["customer_value"])
    cut = contact / (contact + value)
    plain = standardised(rows.train_X, rows.train_left, rows.test_X)

    def cost(scores: np.ndarray) -> float:
        says, leaves = scores > cut, rows.test_left == 1
        return float(contact * np.sum(says & ~leaves) + value * np.sum(~says & leaves))

    return AuditTruth(
        level=world.level,
        copied=rows.copies,
        auc_with_leak=ranking(rows.test_left, leaky),
        auc_without=ranking(rows.test_left, plain),
        promised=cost(leaky),
        real=cost(plain),
        scale=float(world.business["customers"]) / int(test.sum()),
        customers=int(world.business["customers"]),
        shift=float(features[DRIFTED][test].mean() - features[DRIFTED][~test].mean()),
        mean_log=float(world.tables["servers"]["Cost"].mean()),
        invoice=float(world.business["typical_invoice"]),
        contact_cost=contact,
        customer_value=value,
        train_X=X[~test],
        train_left=left[~test],
        test_X=X[test],
        test_left=left[test],
        copy=copied_rows(table)[test],
    )


def forest_on_copies(truth: AuditTruth) -> tuple[float, float]:
    """Accuracy of a forest on leavers that it has seen (copies) and on leavers that are new, as shares."""
    from sklearn.ensemble import RandomForestClassifier

    forest = RandomForestClassifier(100, random_state=0).fit(truth.train_X, truth.train_left)
    caught = forest.predict_proba(truth.test_X)[:, 1] > 0.5
    leaves = truth.test_left == 1
    shares = [float(caught[leaves & which].mean()) if (leaves & which).any() else 0.0 for which in _parts(truth)]
    return shares[0], shares[1]


def _parts(truth: AuditTruth) -> tuple[np.ndarray, np.ndarray]:
    return truth.copy, ~truth.copy
