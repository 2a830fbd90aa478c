r"""How the size of the noise varies from row to row, as the prediction intervals see it.

The absolute out-of-sample error is regressed on the prediction and, where rows allow, on the features (Lei et al.
2018, §5.2, "locally weighted"; Glejser 1969). The spread is called constant unless the regression is surely there
(F test at `TEST_LEVEL`) and matters (the 90 % point of the fitted spread is `MATERIAL_RATIO` times the 10 % point).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import fdtrc

TEST_LEVEL = 0.01
MATERIAL_RATIO = 1.25
FLOOR = 0.2
"""The spread never falls below this share of its mean: a line may reach zero inside the data, noise does not."""

ROWS_PER_COLUMN = 20


@dataclass(frozen=True)
class Spread:
    """Mean absolute error at a row: ``max(carrier @ coef, floor)``, with carriers 1, prediction, features.

    Attributes
    ----------
    coef : (k,) or (1,) when the spread is constant.
    """

    coef: np.ndarray
    floor: float

    @property
    def constant(self) -> bool:
        return len(self.coef) == 1

    def at(self, X: np.ndarray, predicted: np.ndarray) -> np.ndarray:
        """Spread of rows X (m, q) with predictions (m,), shape (m,)."""
        if self.constant:
            return np.full(len(predicted), self.coef[0])
        carriers = _carriers(X, predicted)[:, : len(self.coef)]
        return np.maximum(carriers @ self.coef, self.floor)


def fit_spread(X: np.ndarray, predicted: np.ndarray, errors: np.ndarray) -> Spread:
    """The spread from out-of-sample errors (n,) of rows X (n, q) with predictions (n,)."""
    size = np.abs(errors)
    mean = float(size.mean()) or 1.0
    constant = Spread(np.array([mean]), FLOOR * mean)
    carriers = _carriers(X, predicted)
    if len(size) < ROWS_PER_COLUMN * carriers.shape[1]:
        carriers = carriers[:, :2]
    n, k = carriers.shape
    if n < ROWS_PER_COLUMN * k or np.ptp(predicted) == 0:
        return constant
    coef, _, rank, _ = np.linalg.lstsq(carriers, size, rcond=1e-10)
    fitted = carriers @ coef
    explained, left = float(((fitted - mean) ** 2).sum()), float(((size - fitted) ** 2).sum())
    df = int(rank) - 1
    if df < 1 or left <= 0 or fdtrc(df, n - rank, (explained / df) / (left / (n - rank))) > TEST_LEVEL:
        return constant
    low, high = np.quantile(np.maximum(fitted, FLOOR * mean), [0.1, 0.9])
    return Spread(coef, FLOOR * mean) if high >= MATERIAL_RATIO * low else constant


def _carriers(X: np.ndarray, predicted: np.ndarray) -> np.ndarray:
    return np.column_stack([np.ones(len(predicted)), predicted, X])
