r"""From log odds to probabilities: the average over rows when one feature is set and the others stay as they are.

Theory
------
:math:`g(v) = \frac{1}{m} \sum_i \mathrm{expit}\{\eta_i - f_j(x_{ij}) + f_j(v)\}`: the partial dependence (Friedman
2001, §8.2) of the additive model, or in the words of epidemiology the standardised risk. An interval of a change
:math:`\Delta = g(b) - g(a)` has two sources. The *contrast* of log odds is moved to either end of its interval, the
other coefficients follow as their joint normal distribution says, and the change is computed there: this keeps its sign
and its bounds. What the contrast leaves open, the *level* at which it acts and the rows that happen to be there, has
the variance :math:`\nabla\Delta' V \nabla\Delta - (\nabla\Delta' V c)^2 / c'Vc + \mathrm{Var}_i(\Delta_i) / m`. It
scales a change rather than shifts it, so it is added in quadrature, on the logarithm towards 0.
"""

from __future__ import annotations

import numpy as np
from scipy.special import expit, logit, ndtri

from takehome.protocol import Interval
from takehome.studies.classification.additive import Additive
from takehome.studies.classification.direction import Contrast

POINTS = "percentage points"
"""The unit of every change of a probability."""

_EDGE = 1e-9


class AverageCurve:
    """Average probabilities of one feature's settings, and their changes.

    Parameters
    ----------
    model : the view of the additive model. j : the term. X, weights : (m, q), (m,) rows to average over.
    """

    def __init__(self, model: Additive, j: int, X: np.ndarray, weights: np.ndarray) -> None:
        self._model, self._term = model, model.terms[j]
        self._weights = weights / weights.sum()
        self._rows = model.matrix(X)
        start, stop = model.place(j).start, model.place(j).stop
        middle = stop - len(self._term.indicators)
        self._number, self._flags = slice(start, middle), slice(middle, stop)

    def changes(self, contrast: Contrast, coef: np.ndarray | None = None) -> tuple[float, float]:
        """Average probability before and after."""
        before, after = self._weights @ self._single(*self._settings(contrast), coef)
        return float(before), float(after)

    def interval(self, contrast: Contrast, confidence_level: float) -> Interval:
        """The interval of the change, in percentage points."""
        z = float(ndtri(0.5 + confidence_level / 2))
        before, after = self.changes(contrast)
        middle, reach = after - before, z * contrast.error
        ends = [self.changes(contrast, self._model.towards(contrast.vector, by)) for by in (-reach, reach)]
        low, high = sorted(stop - start for start, stop in ends)
        more = z * self._level_error(contrast)
        sides = [_widened(middle, end, more) for end in (min(low, middle), max(high, middle))]
        low, high = (100 * float(np.clip(side, -1, 1)) for side in sides)
        return Interval(min(low, 100 * middle), max(high, 100 * middle), POINTS, confidence_level)

    def band(self, values: np.ndarray, confidence_level: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Average probability (k,) along the number, and its pointwise interval by the delta method on log odds."""
        assert self._term.curve is not None
        settings = self._term.curve.columns(values)
        single = self._single(self._number, settings)
        middle = np.clip(self._weights @ single, _EDGE, 1 - _EDGE)
        gradients = np.array([self._gradient(self._number, p, row) for p, row in zip(single.T, settings, strict=True)])
        variances = self._model.errors(gradients) ** 2 + self._of_rows(single)
        reach = ndtri(0.5 + confidence_level / 2) * np.sqrt(variances) / (middle * (1 - middle))
        return middle, expit(logit(middle) - reach), expit(logit(middle) + reach)

    def _level_error(self, contrast: Contrast) -> float:
        """Standard error of the change, as far as the contrast itself does not say it."""
        place, settings = self._settings(contrast)
        single = self._single(place, settings)
        gradient = self._gradient(place, single[:, 1], settings[1]) - self._gradient(place, single[:, 0], settings[0])
        c, own = contrast.vector, 0.0
        for V in (self._model.model, self._model.robust):
            spread = float(c @ V @ c)
            own = max(
                own, float(gradient @ V @ gradient) - (float(gradient @ V @ c) ** 2 / spread if spread > 0 else 0)
            )
        return float(np.sqrt(own + self._of_rows(single[:, 1:] - single[:, :1])[0]))

    def _of_rows(self, values: np.ndarray) -> np.ndarray:
        """Variance (k,) of the mean of values (m, k) over these rows, which are a sample themselves."""
        return (self._weights**2) @ (values - self._weights @ values) ** 2

    def _settings(self, contrast: Contrast) -> tuple[slice, np.ndarray]:
        """Which columns are set, and to what, (2, columns)."""
        if contrast.indicator is None:
            assert self._term.curve is not None
            return self._number, self._term.curve.columns(np.array([contrast.start, contrast.stop]))
        off = np.tile(-self._term.shares, (2, 1))
        off[1, self._term.indicators.index(contrast.indicator)] += 1.0
        return self._flags, off

    def _single(self, place: slice, settings: np.ndarray, coef: np.ndarray | None = None) -> np.ndarray:
        """Probabilities (m, k) of every row at every setting."""
        coef = self._model.coef if coef is None else coef
        rest = self._rows @ coef - self._rows[:, place] @ coef[place]
        return expit(rest[:, None] + settings @ coef[place])

    def _gradient(self, place: slice, p: np.ndarray, setting: np.ndarray) -> np.ndarray:
        """Derivative (p,) of the average probability at a setting, at which the rows have probabilities p (m,)."""
        slopes = self._weights * p * (1 - p)
        gradient = slopes @ self._rows
        gradient[place] = slopes.sum() * setting
        return gradient


def _widened(middle: float, end: float, more: float) -> float:
    """The end of an interval with an independent error added; an end on the middle's side of 0 stays there."""
    if middle * end > 0 and abs(end) < abs(middle):
        return end * float(np.exp(np.log(middle / end) - np.hypot(np.log(middle / end), more / abs(middle))))
    return middle + float(np.copysign(np.hypot(end - middle, more), end - middle))
