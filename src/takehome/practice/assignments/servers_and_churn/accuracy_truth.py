"""What A3 is judged against: the counts of plain logistic regressions at 0.5, as their usual variants give them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from takehome.practice.assignments.servers_and_churn.logistic import logistic, standardised
from takehome.practice.assignments.servers_and_churn.split_rows import LEAKING, as_numbers, churn_rows
from takehome.practice.spec import World


@dataclass(frozen=True, slots=True)
class Counts:
    """Customers by what the model says at 0.5 and what they did; `tp`: left and foreseen."""

    tp: int
    fp: int
    fn: int
    tn: int

    def accuracy(self) -> float:
        """The share of customers about whom the model is right."""
        return (self.tp + self.tn) / (self.tp + self.fp + self.fn + self.tn)


@dataclass(frozen=True)
class AccuracyTruth:
    """`plain` : counts of the standardised fit; `variants` : of every defensible fit, `plain` first; `leaky` : with the
    leaking column, None below level 2. `left`, `stayed` : test customers; `train_left`, `train_rows` : training rows.
    """

    plain: Counts
    variants: tuple[Counts, ...]
    train: Counts
    leaky: Counts | None
    left: int
    stayed: int
    train_left: int
    train_rows: int
    contact_cost: float
    customer_value: float
    customers: int

    @property
    def scale(self) -> float:
        """Customers of the company for each test customer."""
        return self.customers / (self.left + self.stayed)

    def nobody(self) -> float:
        """Accuracy of saying of every test customer that she stays."""
        return self.stayed / (self.left + self.stayed)


def counted(left: np.ndarray, says: np.ndarray) -> Counts:
    """The four counts of a decision, both of shape (rows,)."""
    left, says = np.asarray(left, bool), np.asarray(says, bool)
    return Counts(*(int(np.sum(which)) for which in (left & says, ~left & says, left & ~says, ~left & ~says)))


def truth(world: World) -> AccuracyTruth:
    """Fit the variants and count."""
    table = world.tables["churn"]
    test, left = (table["Split"] == "test").to_numpy(), table["Churn"].to_numpy(int)
    features = as_numbers(table)
    rows = churn_rows(world)
    variants = list(_variants(world))
    leaky = None
    if LEAKING in table:
        with_leak = np.column_stack([features, table[LEAKING]])
        leaky = counted(left[test], standardised(with_leak[~test], left[~test], with_leak[test]) > 0.5)
    on_train = standardised(rows.train_X, rows.train_left, rows.train_X)
    return AccuracyTruth(
        plain=variants[0],
        variants=tuple(variants),
        train=counted(rows.train_left, on_train > 0.5),
        leaky=leaky,
        left=int(left[test].sum()),
        stayed=int((1 - left[test]).sum()),
        train_left=int(left[~test].sum()),
        train_rows=int((~test).sum()),
        contact_cost=float(world.business["contact_cost"]),
        customer_value=float(world.business["customer_value"]),
        customers=int(world.business["customers"]),
    )


def _variants(world: World) -> Iterator[Counts]:
    """Scaled or not, shrunk or not, with or without the noise column, with or without the copied training rows."""
    table = world.tables["churn"]
    features, left = as_numbers(table), table["Churn"].to_numpy(int)
    test = (table["Split"] == "test").to_numpy()
    trains = [~test & ~table.drop(columns="Split").duplicated(keep=False).to_numpy()]
    trains += [~test] if world.level >= 2 else []
    for train in trains:
        for X in (features.to_numpy(), features.drop(columns="Survey_Code").to_numpy()):
            yield counted(left[test], standardised(X[train], left[train], X[test]) > 0.5)
            yield counted(left[test], standardised(X[train], left[train], X[test], 1e6) > 0.5)
            yield counted(left[test], logistic(X[train], left[train], X[test]) > 0.5)
