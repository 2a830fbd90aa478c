r"""The costs of single rows, and what follows from them for one row.

Theory
------
With costs :math:`c_{fp}, c_{fn}, c_{tp}, c_{tn}` and a probability *p* of being positive, acting instead of leaving
alone is worth

.. math:: g(p) = p\,(c_{fn} - c_{tp}) - (1 - p)\,(c_{fp} - c_{tn}),

so it pays to act exactly where :math:`p > p^* = (c_{fp} - c_{tn}) / (c_{fp} - c_{tn} + c_{fn} - c_{tp})`.
Elkan (2001), "The foundations of cost-sensitive learning", IJCAI, equation 2; with costs of single rows, Bahnsen,
Aouada & Ottersten (2014), "Example-dependent cost-sensitive logistic regression", ICMLA ("Bayes minimum risk").
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.studies.classification.economics import CELLS, CostMatrix, unreasonable
from takehome.studies.classification.formula import column_names, evaluate, is_column
from takehome.table import Table


@dataclass(frozen=True)
class RowCosts:
    """Costs of the four outcomes in each row, arrays of shape (n,)."""

    fp: np.ndarray
    fn: np.ndarray
    tp: np.ndarray
    tn: np.ndarray

    def take(self, rows: np.ndarray) -> RowCosts:
        """The costs of some rows (positions or a mask)."""
        return RowCosts(*(getattr(self, cell)[rows] for cell in CELLS))

    @property
    def constant(self) -> bool:
        """Whether every row has the same costs."""
        return all(not np.ptp(getattr(self, cell)) for cell in CELLS) if len(self.fp) else True

    @property
    def saved(self) -> np.ndarray:
        """What acting on a positive saves, (n,)."""
        return self.fn - self.tp

    @property
    def wasted(self) -> np.ndarray:
        """What acting on a negative wastes, (n,)."""
        return self.fp - self.tn

    def gain(self, p: np.ndarray) -> np.ndarray:
        """What acting is expected to gain over leaving alone at probabilities p (..., n)."""
        return p * self.saved - (1.0 - p) * self.wasted

    @property
    def break_even(self) -> np.ndarray:
        """The probability (n,) above which acting pays; above 1 where it never does, below 0 where it always does."""
        both = self.saved + self.wasted
        with np.errstate(divide="ignore", invalid="ignore"):
            found = self.wasted / both
        # both = 0: acting gains the same at every p
        never = np.where(self.wasted >= 0, np.inf, -np.inf)
        return np.where(both > 0, found, np.where(self.wasted >= self.saved, never, -np.inf))

    def of(self, acts: np.ndarray | bool, y: np.ndarray) -> np.ndarray:
        """The cost (..., n) of decisions (..., n) where y (n,) is what happens."""
        positive = y == 1
        return np.where(acts, np.where(positive, self.tp, self.fp), np.where(positive, self.fn, self.tn))


def row_costs(matrix: CostMatrix, table: Table) -> RowCosts:
    """The matrix on the rows of a table.

    Raises
    ------
    InputError
        Where a formula cannot be evaluated, or where on average an error costs no more than the right decision.
    """
    made = row_costs_unchecked(matrix, table)
    for error, right, act in (("fn", "tp", "nobody"), ("fp", "tn", "everybody")):
        wrong, fine = getattr(made, error), getattr(made, right)
        if len(wrong) and wrong.mean() <= fine.mean():
            raise unreasonable(error, float(wrong.mean()), right, float(fine.mean()), act)
    return made


def row_costs_unchecked(matrix: CostMatrix, table: Table) -> RowCosts:
    """The matrix on rows that need not be typical: a few new rows may well all be ones on which acting never pays."""
    return RowCosts(*(_cell(getattr(matrix, cell), table, cell) for cell in CELLS))


def _cell(cost: float | str, table: Table, cell: str) -> np.ndarray:
    if isinstance(cost, str):
        return evaluate(cost, table, f"the cost {cell}").astype(float)
    return np.full(table.rows, float(cost))


def cost_columns(matrix: CostMatrix | None, table: Table) -> tuple[str, ...]:
    """Columns that *are* a cost (a bare name): they describe the outcome's price and are no features."""
    if matrix is None:
        return ()
    texts = [cost for cell in CELLS if isinstance(cost := getattr(matrix, cell), str)]
    return tuple(dict.fromkeys(column_names(text, table)[0] for text in texts if is_column(text, table)))
