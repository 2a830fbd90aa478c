r"""All pairwise products of features, tested beside a model without refitting it and without holding them in memory.

Theory
------
For products Z of centred columns only the sums :math:`Z'Q`, :math:`Z'e` and, within each pair, :math:`Z'Z` are needed
(see :mod:`takehome.stats.partial_f`). They are added up over blocks of rows small enough to stay in the cache. The
indicators of one category belong together: a pair with a category is one block of products. Products that fail are
taken up worst first, and the other failures are tested again beside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from takehome.checks.verdict import FALSE_DISCOVERY_RATE, tail
from takehome.stats.multiplicity import benjamini_hochberg
from takehome.stats.noncentral import f2_interval
from takehome.stats.partial_f import PartialF, partial_f
from takehome.studies.regression.checks.base_model import Base
from takehome.table.encoding import DesignColumn

ROWS_AT_ONCE = 2048
PRODUCTS_AT_ONCE = 512
MOST_PAIRS = 5000


@dataclass(frozen=True, slots=True)
class Product:
    """One pair's test: Cohen's f² with joint limits, the F test, its p-values, and whether the model lacks it."""

    name: str
    pair: tuple[int, int]
    f2: float
    low: float
    high: float
    F: float
    p_value: float
    adjusted_p: float
    sigma: float
    missing: bool = False


@dataclass(frozen=True)
class _Block:
    """The products of one pair of features: which two columns each product multiplies."""

    pair: tuple[int, int]
    left: np.ndarray
    right: np.ndarray


def products(
    base: Base, X: np.ndarray, columns: Sequence[DesignColumn], confidence_level: float, limit: float
) -> tuple[tuple[Product, ...], int]:
    """Test the products of the design columns X (n, q) against the limit of f².

    Returns
    -------
    The tested products (those already in the model left out), and how many pairs there are in all.
    """
    names, members = _features(columns)
    total = len(names) * (len(names) - 1) // 2
    chosen = _strongest(base, X, members)
    source = [columns[own[0]].feature for own in members]
    pairs = [(a, b) for a, b in combinations(chosen, 2) if source[a] != source[b]]
    scaled = _standardised(X)
    blocks = [_block((a, b), members[a], members[b]) for a, b in pairs]
    tests = _test(base, scaled, blocks)
    kept = [k for k, test in enumerate(tests) if test.df > 0]
    if not kept:
        return (), total
    labels = [f"{names[a]} × {names[b]}" for a, b in (pairs[k] for k in kept)]
    results = _judge([tests[k] for k in kept], [pairs[k] for k in kept], labels, base.rows, len(kept), confidence_level)
    blocks_of = {pairs[k]: blocks[k] for k in kept}
    return tuple(_take_up(results, base, scaled, blocks_of, confidence_level, limit)), total


def _features(columns: Sequence[DesignColumn]) -> tuple[list[str], list[list[int]]]:
    """What may be multiplied: each numeric column, and the indicators of each category together."""
    members: dict[tuple[str, str], list[int]] = {}
    for j, column in enumerate(columns):
        whole = column.numeric or column.reference is None
        members.setdefault((column.name, "") if whole else (column.feature, "levels"), []).append(j)
    return [name for name, _ in members], list(members.values())


def _strongest(base: Base, X: np.ndarray, members: list[list[int]]) -> list[int]:
    """All features, or the widest-varying ones beside the model when there are too many pairs to test."""
    most = int((1 + np.sqrt(1 + 8 * MOST_PAIRS)) / 2)
    varying = [k for k, columns in enumerate(members) if np.ptp(X[:, columns], axis=0).max() > 0]
    if len(varying) <= most:
        return varying
    # Products matter most between features that matter themselves: rank by correlation with what the model explains.
    explained = base.Q[:, 1:].sum(axis=1)
    strength = [np.abs(np.nan_to_num(X[:, members[k][0]] - X[:, members[k][0]].mean()) @ explained) for k in varying]
    return sorted(varying[i] for i in np.argsort(strength)[::-1][:most])


def _standardised(X: np.ndarray) -> np.ndarray:
    """Columns as rows (q, n), centred and scaled."""
    spread = X.std(axis=0)
    return np.ascontiguousarray(((X - X.mean(axis=0)) / np.where(spread > 0, spread, 1.0)).T)


def _block(pair: tuple[int, int], a: list[int], b: list[int]) -> _Block:
    left, right = np.meshgrid(a, b, indexing="ij")
    return _Block(pair, left.ravel(), right.ravel())


def _test(base: Base, scaled: np.ndarray, blocks: list[_Block]) -> list[PartialF]:
    """The partial F of every block, in chunks of columns and of rows."""
    tests: list[PartialF] = []
    chunk: list[_Block] = []
    for block in blocks:
        if chunk and sum(len(b.left) for b in chunk) + len(block.left) > PRODUCTS_AT_ONCE:
            tests += _test_chunk(base, scaled, chunk)
            chunk = []
        chunk.append(block)
    return tests + (_test_chunk(base, scaled, chunk) if chunk else [])


def _test_chunk(base: Base, scaled: np.ndarray, blocks: list[_Block]) -> list[PartialF]:
    left, right = (np.concatenate([getattr(b, side) for b in blocks]) for side in ("left", "right"))
    ends = np.cumsum([0, *(len(b.left) for b in blocks)])
    wide = [k for k, b in enumerate(blocks) if len(b.left) > 1]
    grams = {k: np.zeros((len(blocks[k].left),) * 2) for k in wide}
    sums, squares = np.zeros((len(left), base.Q.shape[1] + 1)), np.zeros(len(left))
    for start in range(0, base.rows, ROWS_AT_ONCE):
        rows = slice(start, start + ROWS_AT_ONCE)
        part = scaled[:, rows]
        Z = part[left]
        Z *= part[right]
        sums[:, :-1] += Z @ base.Q[rows]
        sums[:, -1] += Z @ base.residuals[rows]
        squares += np.einsum("ij,ij->i", Z, Z)
        for k in wide:
            grams[k] += Z[ends[k] : ends[k + 1]] @ Z[ends[k] : ends[k + 1]].T
    tests = []
    for k in range(len(blocks)):
        own = slice(ends[k], ends[k + 1])
        gram = grams[k] if k in grams else squares[own][:, None]
        tests.append(partial_f(gram, sums[own, :-1].T, sums[own, -1], base.rss, base.df_resid))
    return tests


def _judge(
    tests: list[PartialF], pairs: list[tuple[int, int]], labels: list[str], rows: int, family: int, level: float
) -> list[Product]:
    F, df, left = (np.array([getattr(t, name) for t in tests], float) for name in ("F", "df", "df_resid"))
    low, high = f2_interval(F, df, left, rows, tail(level, family))
    adjusted = benjamini_hochberg(np.array([t.p_value for t in tests]))
    return [
        Product(labels[k], pairs[k], t.f2, float(low[k]), float(high[k]), t.F, t.p_value, float(adjusted[k]), t.sigma)
        for k, t in enumerate(tests)
    ]


def _take_up(
    results: list[Product], base: Base, scaled: np.ndarray, blocks: dict[tuple[int, int], _Block], level: float,
    limit: float,
) -> list[Product]:  # fmt: skip
    """Mark the products that the model lacks: the worst first, the other failures again beside it."""
    family, done = len(results), {p.pair: p for p in results}
    failing = _failing(results, limit)
    while failing:
        worst = max(failing, key=lambda p: p.low)
        done[worst.pair] = replace(worst, missing=True)
        block = blocks[worst.pair]
        base = base.extended((scaled[block.left] * scaled[block.right]).T)
        others = [p for p in failing if p is not worst]
        tests = _test(base, scaled, [blocks[p.pair] for p in others])
        again = _judge(tests, [p.pair for p in others], [p.name for p in others], base.rows, family, level)
        # Bonferroni over all pairs: stricter than the first round's control, and the other pairs need no second look.
        again = [replace(p, adjusted_p=min(1.0, p.p_value * family)) for p in again]
        done.update({p.pair: p for p in again})
        failing = _failing(again, limit)
    return [done[p.pair] for p in results]


def _failing(results: list[Product], limit: float) -> list[Product]:
    return [p for p in results if p.low > limit and p.adjusted_p <= FALSE_DISCOVERY_RATE]
