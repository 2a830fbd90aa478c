"""The normal approximation that replaces the noncentral F's series at large noncentralities."""

import numpy as np
import pytest
from scipy import special

from takehome.stats.noncentral import LARGE, f2_interval, noncentral_f_cdf


@pytest.mark.parametrize("df", [1.0, 3.0, 10.0])
@pytest.mark.parametrize("df_resid", [50.0, 800.0, 60_000.0])
def test_it_meets_the_exact_series(df, df_resid):
    """scipy.special.ncfdtr sums the series; just above the switch both must agree to 0.001."""
    noncentrality = LARGE * 1.01
    mean = (df + noncentrality) / df
    F = mean * (1 + np.linspace(-3, 3, 25) * np.sqrt(4 / noncentrality + 2 / df_resid))
    F = F[F > 0]
    approximate = noncentral_f_cdf(F, np.full_like(F, df), np.full_like(F, df_resid), np.full_like(F, noncentrality))
    assert approximate == pytest.approx(special.ncfdtr(df, df_resid, noncentrality, F), abs=1e-3)


def test_a_huge_effect_has_an_interval_about_it():
    """n = 60,000 and f² = 400: the exact series would take minutes."""
    rows, f2 = 60_000, 400.0
    F = np.array([f2 * (rows - 10) / 3])
    low, high = f2_interval(F, np.array([3.0]), np.array([rows - 10.0]), rows, 0.025)
    assert low[0] < f2 < high[0]
    assert high[0] / low[0] < 1.05
