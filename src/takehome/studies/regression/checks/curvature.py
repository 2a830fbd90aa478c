r"""How far each feature's relation departs from the form that the model gives it, feature by feature.

Theory
------
For each numeric feature three departures are tested beside the fitted model: the nonlinear columns of a restricted
cubic spline (bends within the bulk of the rows), a square (bends that only far rows show, as R's ``residualPlots``
tests them), and a scan of step columns (jumps). The effect is Cohen's f of the one with the highest lower limit; f
times the residual standard deviation is the root mean square of the bend, in the target's unit. Features are taken
up one after the other, worst first: once a feature has failed, its bend joins the base, so that it is not blamed on
a correlated one.

Harrell (2015), *Regression Modeling Strategies*, §2.4.5 and §4.1; Cohen (1988), ch. 9; Fox & Weisberg (2019), *An R
Companion to Applied Regression*, §8.4.1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from scipy import sparse

from takehome.checks.verdict import FALSE_DISCOVERY_RATE, tail
from takehome.stats.multiplicity import benjamini_hochberg
from takehome.stats.noncentral import f2_interval
from takehome.stats.partial_f import PartialF, partial_f
from takehome.stats.splines import spline_columns, spline_knots
from takehome.stats.step_scan import bin_sums, bins_of, scan_gains
from takehome.studies.regression.checks.base_model import KNOTS, Base

SHARES = (0.6, 0.2, 0.2)
"""How a feature's error probability is divided among spline, square and step: most for the likeliest departure. P-value
and lower limits allow by it for choosing among them."""
STEP = 2
"""Where the step stands among them."""


@dataclass(frozen=True)
class Curvature:
    """One feature's departure from the model's form.

    Attributes
    ----------
    position : the design column.
    f2, low, high : Cohen's f² and its joint limits.
    F, df, p_value, adjusted_p : the test behind it; `p_value` allows for all kinds and all cut points.
    sigma : residual standard deviation of the flexible model.
    jump : the cut point where a step explains more than a smooth bend does, else None.
    offender : whether it failed.
    """

    position: int
    f2: float
    low: float
    high: float
    F: float
    df: int
    p_value: float
    adjusted_p: float
    sigma: float
    jump: float | None
    offender: bool


@dataclass
class _Candidate:
    """A feature's smooth columns S (the spline's, then the square), its bins, and their sums over the current base."""

    position: int
    S: np.ndarray
    gram: np.ndarray
    incidence: sparse.csc_matrix
    cuts: np.ndarray
    rows_above: np.ndarray
    best_cut: float = float("nan")
    cross: np.ndarray = field(default_factory=lambda: np.empty((0, 0)))
    above_Q: np.ndarray = field(default_factory=lambda: np.empty((0, 0)))

    def extend(self, Q: np.ndarray) -> None:
        """Take up new columns of the base."""
        cross, above = Q.T @ self.S, bin_sums(self.incidence, Q)
        self.cross = np.vstack([self.cross, cross]) if self.cross.size else cross
        self.above_Q = np.hstack([self.above_Q, above]) if self.above_Q.size else above


def curvatures(
    base: Base, X: np.ndarray, positions: list[int], confidence_level: float, limit: float
) -> tuple[tuple[Curvature, ...], Base]:
    """Test the columns of X (n, q) at `positions` against the limit of f².

    Columns with two distinct values or fewer cannot bend and are left out.

    Returns
    -------
    The results in the order of `positions`, and the base with the offenders' bends in it.
    """
    candidates = [c for c in (_candidate(X[:, j], j) for j in positions) if c is not None]
    Q = np.ascontiguousarray(base.Q)
    for candidate in candidates:
        candidate.extend(Q)
    family = len(candidates)
    done: dict[int, Curvature] = {}
    while candidates:
        tested = _test_all(candidates, base, family, confidence_level, [c.p_value for c in done.values()])
        failing = [c for c in tested if c.low > limit and c.adjusted_p <= FALSE_DISCOVERY_RATE]
        if not failing:
            done.update({c.position: c for c in tested})
            break
        worst = max(failing, key=lambda c: c.low)
        done[worst.position] = replace(worst, offender=True)
        base, candidates = _take_up(base, candidates, worst)
    return tuple(done[j] for j in positions if j in done), base


def _candidate(x: np.ndarray, position: int) -> _Candidate | None:
    order = np.argsort(x)
    ordered = x[order]
    z = x - x.mean()
    z /= np.abs(z).max() or 1.0
    knots = spline_knots(z[order], KNOTS)
    if not len(knots):
        return None
    S = np.empty((len(x), len(knots) - 1), order="F")
    S[:, :-1] = spline_columns(z, knots)
    S[:, -1] = np.square(z)
    norms = np.sqrt(np.einsum("ij,ij->j", S, S) / len(x))
    S /= np.where(norms > 0, norms, 1.0)
    incidence, cuts = bins_of(order, ordered)
    rows_above = bin_sums(incidence, np.ones((len(x), 1)))[:, 0]
    return _Candidate(position, S, S.T @ S, incidence, cuts, rows_above)


def _take_up(base: Base, candidates: list[_Candidate], worst: Curvature) -> tuple[Base, list[_Candidate]]:
    """The base with the worst offender's bend in it, and the other candidates told about it."""
    chosen = next(c for c in candidates if c.position == worst.position)
    columns = chosen.S
    if worst.jump is not None:
        step = chosen.incidence @ (np.arange(len(chosen.cuts) + 1) > np.searchsorted(chosen.cuts, worst.jump))
        columns = np.column_stack([columns, step])
    larger = base.extended(columns)
    rest = [c for c in candidates if c is not chosen]
    new = np.ascontiguousarray(larger.Q[:, base.Q.shape[1] :])
    for candidate in rest:
        candidate.extend(new)
    return larger, rest


def _test_all(
    candidates: list[_Candidate], base: Base, family: int, confidence_level: float, found: list[float]
) -> list[Curvature]:
    """All tests of every candidate; `found` are the p-values of offenders already taken up."""
    rows, probability = base.rows, tail(confidence_level, family)
    kinds = list(zip(*(_tests_of(c, base) for c in candidates), strict=True))
    cuts = np.array([len(c.cuts) for c in candidates])
    trials = [np.ones(len(cuts)) / SHARES[0], np.ones(len(cuts)) / SHARES[1], cuts / SHARES[2]]
    lows = np.array([_interval(tests, rows, probability / k)[0] for tests, k in zip(kinds, trials, strict=True)])
    _, high = _interval(kinds[0], rows, probability)
    p = np.min([np.array([t.p_value for t in tests]) * k for tests, k in zip(kinds, trials, strict=True)], axis=0)
    p = np.minimum(p, 1.0)
    adjusted = benjamini_hochberg(np.concatenate([found, p]))[len(found) :]
    results = []
    for i, c in enumerate(candidates):
        kind = int(np.argmax(lows[:, i]))
        test = kinds[kind][i]
        cut = c.best_cut if kind == STEP else None
        low, top = float(lows[kind, i]), float(max(high[i], test.f2))
        found_p, found_q = float(p[i]), float(adjusted[i])
        results.append(
            Curvature(c.position, test.f2, low, top, test.F, test.df, found_p, found_q, test.sigma, cut, False)
        )
    return results


def _tests_of(c: _Candidate, base: Base) -> tuple[PartialF, PartialF, PartialF]:
    """The spline, the square and the best step of one feature."""
    score = c.S.T @ base.residuals
    rss, df_resid = base.rss, base.df_resid
    spline = partial_f(c.gram[:-1, :-1], c.cross[:, :-1], score[:-1], rss, df_resid)
    square = partial_f(c.gram[-1:, -1:], c.cross[:, -1:], score[-1:], rss, df_resid)
    return spline, square, _best_step(c, base)


def _interval(tests: Sequence[PartialF], rows: int, probability: float | np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    F, df, left = (np.array([getattr(t, name) for t in tests], float) for name in ("F", "df", "df_resid"))
    return f2_interval(F, df, left, rows, probability)


def _best_step(c: _Candidate, base: Base) -> PartialF:
    """The best single step of a feature as a test with one degree of freedom; leaves its cut point in the candidate."""
    above_e = bin_sums(c.incidence, base.residuals[:, None])[:, 0]
    gains = scan_gains(c.above_Q, above_e, c.rows_above)
    k = int(np.argmax(gains))
    c.best_cut = float(c.cuts[k])
    gram, cross = np.array([[c.rows_above[k]]]), c.above_Q[k][:, None]
    return partial_f(gram, cross, above_e[k : k + 1], base.rss, base.df_resid)
