"""What A3 is judged against: the counts of plain logistic regressions at 0.5, as their usual variants give them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from takehome.practice.assignments.servers_and_churn.logistic import between_0_and_1, logistic, standardised
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
    """`plain` : counts of the standardised fit; `variants` : of every usual fit, `plain` first; `shrunk` : of fits to
    features between 0 and 1; `leaky` : with the leaking column, None below level 2. `left`, `stayed` : test customers;
    `train_left`, `train_rows` : training rows.
    """

    plain: Counts
    variants: tuple[Counts, ...]
    shrunk: tuple[Counts, ...]
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
    variants = tuple(_variants(world))
    leaky = None
    if LEAKING in table:
        with_leak = np.column_stack([features, table[LEAKING]])
        leaky = counted(left[test], standardised(with_leak[~test], left[~test], with_leak[test]) > 0.5)
    on_train = standardised(rows.train_X, rows.train_left, rows.train_X)
    return AccuracyTruth(
        plain=variants[0],
        variants=variants,
        shrunk=tuple(_shrunk(world)),
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
    for train_X, train_left, test_X, test_left in _tables(world):
        yield counted(test_left, standardised(train_X, train_left, test_X) > 0.5)
        yield counted(test_left, standardised(train_X, train_left, test_X, 1e6) > 0.5)
        yield counted(test_left, logistic(train_X, train_left, test_X) > 0.5)


def _shrunk(world: World) -> Iterator[Counts]:
    """The same tables on features between 0 and 1, where the usual penalty weighs more."""
    for train_X, train_left, test_X, test_left in _tables(world):
        yield counted(test_left, between_0_and_1(train_X, train_left, test_X) > 0.5)


def _tables(world: World) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]]:
    """Training features and outcomes, test features and outcomes: the careful candidate's first."""
    table = world.tables["churn"]
    features, left = as_numbers(table), table["Churn"].to_numpy(int)
    test = (table["Split"] == "test").to_numpy()
    trains = [~test & ~table.drop(columns="Split").duplicated(keep=False).to_numpy()]
    trains += [~test] if world.level >= 2 else []
    for train in trains:
        for X in (features.to_numpy(), features.drop(columns="Survey_Code").to_numpy()):
            yield X[train], left[train], X[test], left[test]
