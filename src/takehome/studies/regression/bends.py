r"""Which features are bent, decided again for any target of the same rows: what the bootstrap repeats.

The decision is that of :mod:`.checks.curvature`, arranged for many targets on one design. All test columns of all
features are made orthonormal to the model once; with residuals e of a new target the gain of a test is a sum of
squares of :math:`W'e`, and "the lower limit of f² is above the limit" is the same as "F is above the point where a
noncentral F with :math:`\lambda = n f^2_{limit}` leaves the tail probability", a number that is looked up.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy import special

from takehome.checks.verdict import FALSE_DISCOVERY_RATE, tail
from takehome.stats.multiplicity import benjamini_hochberg
from takehome.stats.partial_f import extend_basis
from takehome.stats.splines import spline_columns, spline_knots
from takehome.stats.step_scan import CUTS
from takehome.studies.regression.checks.base_model import KNOTS
from takehome.studies.regression.checks.curvature import SHARES
from takehome.studies.regression.checks.linearity import F2_LIMIT
from takehome.studies.regression.search import SearchSpace, orthonormal
from takehome.table.encoding import DesignColumn

Taken = tuple[tuple[int, float | None], ...]
"""Features already taken up, each with the cut point of its step (None for a smooth bend)."""


@dataclass(frozen=True)
class Tests:
    """The tests of several features beside one model.

    Attributes
    ----------
    Q : (n, m) the model.
    W : (n, K) test columns, each group orthonormal, all orthogonal to Q.
    starts : where each test's columns begin; `widths` how many they are.
    feature, trials : (tests,) the design column of each test, and how many tests its p-value allows for.
    cut : (tests,) the cut point of a step, NaN for smooth tests.
    """

    Q: np.ndarray
    W: np.ndarray
    starts: np.ndarray
    widths: np.ndarray
    feature: np.ndarray
    trials: np.ndarray
    cut: np.ndarray


class BendDetector:
    """The linearity check of a straight line, as a function of the target.

    Parameters
    ----------
    space : the rows that the search looks at.
    columns : what the design's columns are; the numeric ones are tested.
    confidence_level : as in the study's own check.
    """

    def __init__(self, space: SearchSpace, columns: tuple[DesignColumn, ...], confidence_level: float) -> None:
        self.X, self.names = np.asfortranarray(space.X), space.names
        numeric = [j for j, column in enumerate(columns) if column.numeric]
        self.knots = {j: spline_knots(self.X[:, j], KNOTS) for j in numeric}
        self.positions = [j for j in numeric if len(self.knots[j])]
        self.probability = tail(confidence_level, len(self.positions))
        self.known: dict[Taken, Tests] = {}

    def __call__(self, z: np.ndarray) -> tuple[str, ...]:
        """Names of the bent features for the target z (n,), in design order."""
        taken: Taken = ()
        p_taken: list[float] = []
        while len(taken) < len(self.positions):
            found = self._worst(z, taken, p_taken)
            if found is None:
                break
            taken, p_taken = (*taken, found[0]), [*p_taken, found[1]]
        return tuple(self.names[j] for j in sorted(j for j, _ in taken))

    def _worst(self, z: np.ndarray, taken: Taken, p_taken: list[float]):
        """The feature that fails most clearly beside the model with `taken`, and its p-value; None where none fails."""
        tests = self._tests(taken)
        if not len(tests.feature):
            return None
        e = z - tests.Q @ (tests.Q.T @ z)
        rss, n = float(e @ e), len(e)
        gain = np.add.reduceat((tests.W.T @ e) ** 2, tests.starts)
        left = n - tests.Q.shape[1] - tests.widths
        if rss <= 0 or left.min() <= 0:
            return None
        F = gain / tests.widths / (np.maximum(rss - gain, 1e-14 * rss) / left)
        p = np.minimum(special.fdtrc(tests.widths, left, F) * tests.trials, 1.0)
        beyond = [
            F[k] > _critical(int(tests.widths[k]), int(left[k]), n, self.probability / tests.trials[k])
            for k in range(len(F))
        ]
        features = list(dict.fromkeys(tests.feature.tolist()))
        own_p = [float(p[tests.feature == j].min()) for j in features]
        adjusted = benjamini_hochberg(np.array(p_taken + own_p))[len(p_taken) :]
        allowed = {j: own for j, own, q in zip(features, own_p, adjusted, strict=True) if q <= FALSE_DISCOVERY_RATE}
        failing = [k for k in np.flatnonzero(beyond) if tests.feature[k] in allowed]
        if not failing:
            return None
        worst = max(failing, key=lambda k: gain[k])
        cut = None if np.isnan(tests.cut[worst]) else float(tests.cut[worst])
        j = int(tests.feature[worst])
        return (j, cut), allowed[j]

    def _tests(self, taken: Taken) -> Tests:
        """The tests beside the model with `taken`; built once for each such model that the bootstrap meets."""
        if taken not in self.known:
            Q = orthonormal(np.column_stack([np.ones(len(self.X)), self.X]))
            for j, cut in taken:
                Q = np.hstack([Q, extend_basis(Q, self._bend_columns(j, cut))])
            self.known[taken] = self._build(Q, [j for j in self.positions if j not in {t[0] for t in taken}])
        return self.known[taken]

    def _bend_columns(self, j: int, cut: float | None) -> np.ndarray:
        x = self.X[:, j]
        smooth = np.column_stack([spline_columns(x, self.knots[j]), (x - x.mean()) ** 2])
        return smooth if cut is None else np.column_stack([smooth, x > cut])

    def _build(self, Q: np.ndarray, features: list[int]) -> Tests:
        blocks: list[np.ndarray] = []
        labels: list[tuple[int, float, float]] = []
        for j in features:
            x = self.X[:, j]
            points = np.unique(np.quantile(x, np.arange(1, CUTS + 1) / (CUTS + 1), method="lower"))
            points = points[points < x.max()]
            smooth = [spline_columns(x, self.knots[j]), ((x - x.mean()) ** 2)[:, None]]
            for columns, share in zip(smooth, SHARES[:2], strict=True):
                blocks.append(extend_basis(Q, columns))
                labels.append((j, 1 / share, np.nan))
            for point in points:
                blocks.append(extend_basis(Q, (x > point)[:, None].astype(float)))
                labels.append((j, len(points) / SHARES[2], point))
        kept = [k for k, block in enumerate(blocks) if block.shape[1]]
        widths = np.array([blocks[k].shape[1] for k in kept])
        feature, trials, cut = (np.array([labels[k][i] for k in kept]) for i in range(3))
        starts = np.concatenate([[0], np.cumsum(widths)[:-1]])
        # a feature whose every bend the model holds already leaves no column to test
        W = np.hstack([np.empty((len(Q), 0)), *(blocks[k] for k in kept)])
        return Tests(Q, W, starts, widths, feature, trials, cut)


@cache
def _critical(df: int, df_resid: int, rows: int, probability: float) -> float:
    """The F above which the lower limit of f² is above the materiality limit."""
    return float(special.ncfdtri(df, df_resid, F2_LIMIT * rows, 1.0 - probability))


class NothingBent:
    """The detector of the straight line, which never bends."""

    def __init__(self, space: SearchSpace, columns: tuple[DesignColumn, ...], confidence_level: float) -> None:
        pass

    def __call__(self, z: np.ndarray) -> tuple[str, ...]:
        return ()
