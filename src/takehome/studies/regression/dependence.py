r"""Average response to a feature: what the model predicts when some columns are set and the others stay as they are.

Theory
------
The partial dependence of the prediction on the columns *S* is the average over the other columns *C* of the data,

.. math:: \hat f_S(x_S) = \frac{1}{m} \sum_{i=1}^{m} \hat f(x_S, x_{iC}),

which for a model without products is the feature's own term plus a constant. It is computed from predictions alone,
hence for any family. The *m* background rows are evenly spaced in the order of their prediction, so that a few stand
for all. Friedman (2001), "Greedy function approximation", §8.2.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from takehome.studies.regression.model import Fitted
from takehome.studies.regression.prepare import Design

BACKGROUND_ROWS, FEWEST_BACKGROUND_ROWS = 128, 16
BACKGROUND_CELLS = 2560
"""Rows times columns of the background: wide tables get fewer rows (an additive model needs but one)."""

_CELLS_AT_ONCE = 4_000_000


@dataclass(frozen=True)
class Response:
    """Average predictions at k settings.

    Attributes
    ----------
    estimate : (k,) in the target's unit.
    draws : (replicates, k), paired across settings.
    """

    estimate: np.ndarray
    draws: np.ndarray

    def contrast(self, weights: np.ndarray) -> tuple[float, np.ndarray]:
        """A weighted sum of the settings, with its draws (replicates,)."""
        return float(self.estimate @ weights), self.draws @ weights

    def difference(self, start: int, stop: int) -> tuple[float, np.ndarray]:
        """Setting `stop` minus setting `start`, with its draws (replicates,)."""
        return float(self.estimate[stop] - self.estimate[start]), self.draws[:, stop] - self.draws[:, start]


def background_rows(design: Design, fitted: Fitted, rows: int | None = None) -> np.ndarray:
    """At most `rows` training rows (m, q), evenly spaced in the order of their prediction."""
    X = design.X[design.train]
    if rows is None:
        rows = min(BACKGROUND_ROWS, max(FEWEST_BACKGROUND_ROWS, BACKGROUND_CELLS // X.shape[1]))
    if len(X) <= rows:
        return X
    order = np.argsort(fitted.predict(X), kind="stable")
    middles = ((np.arange(rows) + 0.5) * len(X) / rows).astype(int)
    return X[order[middles]]


def average_response(fitted: Fitted, background: np.ndarray, settings: Sequence[Mapping[int, float]]) -> Response:
    """Average prediction over the background rows at each setting.

    Parameters
    ----------
    background : (m, q) design rows.
    settings : for each of k settings, the value of each column that is set, by position in the design.
    """
    m = len(background)
    first = fitted.predict_draws(background[:1])
    estimate, draws = np.empty(len(settings)), np.empty((len(first), len(settings)))
    step = max(1, _CELLS_AT_ONCE // (m * max(len(first), background.shape[1])))
    for start in range(0, len(settings), step):
        chunk = settings[start : start + step]
        X = np.tile(background, (len(chunk), 1))
        for k, setting in enumerate(chunk):
            for column, value in setting.items():
                X[k * m : (k + 1) * m, column] = value
        here = slice(start, start + len(chunk))
        estimate[here] = fitted.predict(X).reshape(len(chunk), m).mean(axis=1)
        if len(first):
            draws[:, here] = fitted.predict_draws(X).reshape(len(first), len(chunk), m).mean(axis=2)
    return Response(estimate, draws)


def along(column: int, values: np.ndarray) -> list[dict[int, float]]:
    """Settings that move one column through `values`."""
    return [{column: float(value)} for value in values]
