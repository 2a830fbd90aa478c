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

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from takehome.studies.regression.model import Fitted, Specification
from takehome.studies.regression.prepare import Design

BACKGROUND_ROWS, FEWEST_BACKGROUND_ROWS = 128, 16
TRANSFORMED_BACKGROUND_ROWS = 32
"""A transformed target averages each prediction over its noise, which costs 50 times as much."""

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
        plain = fitted.specification.response == "identity"
        most = BACKGROUND_ROWS if plain else TRANSFORMED_BACKGROUND_ROWS
        rows = min(most, max(FEWEST_BACKGROUND_ROWS, BACKGROUND_CELLS // X.shape[1]))
    if len(X) <= rows:
        return X
    order = np.argsort(fitted.predict(X), kind="stable")
    middles = ((np.arange(rows) + 0.5) * len(X) / rows).astype(int)
    return X[order[middles]]


def is_additive(specification: Specification) -> bool:
    """Whether a difference along one feature is the same wherever the other features stand."""
    plain = specification.response == "identity" and "log link" not in specification.family
    return plain and all(len(term.features) == 1 for term in specification.terms) and bool(specification.terms)


def contrast_rows(design: Design, fitted: Fitted) -> np.ndarray:
    """Background rows for *differences*: one is exact for an additive model, the usual ones stand for the others."""
    return background_rows(design, fitted, 1 if is_additive(fitted.specification) else None)


Settings = Sequence[Mapping[int, float]]
"""For each of k settings, the value of each column that is set, by position in the design."""


def average_response(fitted: Fitted, background: np.ndarray, settings: Settings) -> Response:
    """Average prediction over the background rows (m, q) at each setting."""
    return average_responses(fitted, [(background, settings)])[0]


def average_estimate(fitted: Fitted, background: np.ndarray, settings: Settings) -> np.ndarray:
    """The same without draws, shape (k,)."""
    return average_responses(fitted, [(background, settings)], draws=False)[0].estimate


def average_responses(
    fitted: Fitted, asked: Sequence[tuple[np.ndarray, Settings]], draws: bool = True
) -> list[Response]:
    """One response for each (background, settings); asked together, since each call visits every draw of the model."""
    blocks = [_set(background, setting) for background, settings in asked for setting in settings]
    sizes = [len(settings) for _, settings in asked]
    replicates = len(fitted.predict_draws(blocks[0][:1])) if draws and blocks else 0
    means: list[np.ndarray] = []
    for batch in _batches(blocks, replicates):
        X = np.vstack(batch)
        predicted = fitted.predict(X)[None]
        if replicates:
            predicted = np.vstack([predicted, fitted.predict_draws(X)])
        edges = np.cumsum([0, *map(len, batch)])
        means += [predicted[:, start:stop].mean(axis=1) for start, stop in pairwise(edges)]
    table = np.column_stack(means)
    ends = np.cumsum([0, *sizes])
    return [Response(table[0, start:stop], table[1:, start:stop]) for start, stop in pairwise(ends)]


def _set(background: np.ndarray, setting: Mapping[int, float]) -> np.ndarray:
    rows = background.copy()
    for column, value in setting.items():
        rows[:, column] = value
    return rows


def _batches(blocks: list[np.ndarray], replicates: int) -> Iterator[list[np.ndarray]]:
    """Runs of blocks whose predictions and columns fit into `_CELLS_AT_ONCE` numbers."""
    batch: list[np.ndarray] = []
    cells = 0
    for block in blocks:
        cost = len(block) * max(replicates, block.shape[1])
        if batch and cells + cost > _CELLS_AT_ONCE:
            yield batch
            batch, cells = [], 0
        batch.append(block)
        cells += cost
    if batch:
        yield batch


def along(column: int, values: np.ndarray) -> list[dict[int, float]]:
    """Settings that move one column through `values`."""
    return [{column: float(value)} for value in values]
