r"""Is something missing from the linear predictor? The classic tests, for comparison and for readers who expect them.

Theory
------
*RESET* adds powers of the fitted values and tests them with a partial F. *Tukey's test for non-additivity* adds the
squared fitted values and refers its t statistic to the normal distribution. The *curvature test* adds the square of
one term and reports its t. All are one call of the Frisch–Waugh partial F, so nothing is refitted.

Ramsey (1969), *JRSS B* 31:350–371; Tukey (1949), *Biometrics* 5:232–242; Fox & Weisberg (2019), *An R Companion to
Applied Regression*, §8.4.1 (``car::residualPlots``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from takehome.stats.ols import OLS
from takehome.stats.partial_f import PartialF, partial_f_block


@dataclass(frozen=True, slots=True)
class SignedTest:
    """A t (or z) statistic with its sign, and the two-sided p-value."""

    statistic: float
    p_value: float


def reset(fit: OLS, powers: tuple[int, ...] = (2, 3)) -> PartialF:
    """Ramsey's RESET with these powers of the fitted values."""
    z = _standardised(fit.fitted)
    return partial_f_block(fit.Q, fit.residuals, fit.df_resid, np.column_stack([z**k for k in powers]))


def tukey_nonadditivity(fit: OLS) -> SignedTest:
    """Tukey's one-degree-of-freedom test, against the normal distribution as ``car`` has it."""
    t = _signed_t(fit, _standardised(fit.fitted) ** 2)
    return SignedTest(t, float(2 * special.ndtr(-abs(t))))


def curvature_t(fit: OLS, x: np.ndarray) -> SignedTest:
    """The t statistic of x² (n,) added to the model: negative where the relation bends downwards."""
    t = _signed_t(fit, _standardised(x) ** 2)
    return SignedTest(t, float(2 * special.stdtr(fit.df_resid - 1, -abs(t))))


def _signed_t(fit: OLS, column: np.ndarray) -> float:
    test = partial_f_block(fit.Q, fit.residuals, fit.df_resid, column[:, None])
    return float(np.sign(test.coef[0]) * np.sqrt(test.F)) if test.df else float("nan")


def _standardised(x: np.ndarray) -> np.ndarray:
    # Powers of centred values span the same space beside the fitted values themselves, with better digits.
    return (x - x.mean()) / (x.std() or 1.0)
