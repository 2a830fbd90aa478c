"""The nearest centre as K weighted sums of a row's own numbers: what a scorer and a SQL statement evaluate.

With z_j = w_j (t_j(x_j) − m_j) / s_j the scaled row and c_k a centre, ‖z − c_k‖² is least where c_k·z − ‖c_k‖²/2 is
largest (a Voronoi cell is an intersection of half-spaces; Aurenhammer 1991, *ACM Computing Surveys* 23:345). Folded:

    score_k(x) = Σ_j coef_kj · t_j(x_j) − offset_k,   coef_kj = c_kj w_j / s_j,   offset_k = ‖c_k‖²/2 + Σ_j coef_kj m_j

The largest score wins, the first of equals. t is x itself, ln(1 + max(x, 0) / reference), or 1 where x > 0. A category
adds one indicator per level, weighed by where the scaling puts that level; a row without a known level lies at the
centre and adds nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from takehome.studies.segmentation.scaling.transform import Scaling


def linear_scores(scaling: Scaling, centres: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Fold a scaling and centres.

    Parameters
    ----------
    centres : (K, q) in the scaled space.

    Returns
    -------
    coef : (K, q') with one column per number and then one per level of every category; offset : (K,).
    """
    numbers = len(scaling.columns)
    factor = np.array([column.weight / column.spread for column in scaling.columns], float)
    middle = np.array([column.centre for column in scaling.columns], float)
    coef = centres[:, :numbers] * factor
    offset = 0.5 * np.square(centres).sum(axis=1) + coef @ middle
    parts, start = [coef], numbers
    for category in scaling.categories:
        count = len(category.levels)
        parts.append(centres[:, start : start + count] @ category.transform(np.arange(count)).T)
        start += count
    return np.concatenate(parts, axis=1), offset


def terms(scaling: Scaling, values: np.ndarray, codes: tuple[np.ndarray, ...] = ()) -> np.ndarray:
    """t(x) of every row, (n, q'), as ``linear_scores`` weighs them.

    Parameters
    ----------
    values : (n, p) filled numbers in original units. codes : one (n,) array per category, −1 for no level.
    """
    numbers = [column.moved(values[:, j]) for j, column in enumerate(scaling.columns)]
    indicators = [
        (code == level).astype(float)
        for category, code in zip(scaling.categories, codes, strict=True)
        for level in range(len(category.levels))
    ]
    return np.stack([*numbers, *indicators], axis=1)


def scores(coef: np.ndarray, offset: np.ndarray, t: np.ndarray) -> np.ndarray:
    """(n, K), added column by column as the statement adds them."""
    total = np.zeros((t.shape[0], coef.shape[0]))
    for j in range(t.shape[1]):
        total += t[:, j, None] * coef[:, j]
    return total - offset
