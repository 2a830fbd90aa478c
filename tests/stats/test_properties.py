"""Properties that hold by definition: splines, step scans, spread ratios, robust starts."""

from __future__ import annotations

import numpy as np
import pytest

from takehome.stats.ols import fit_ols
from takehome.stats.partial_f import partial_f_block
from takehome.stats.robust import find_outliers
from takehome.stats.splines import KNOT_QUANTILES, spline_columns, spline_knots
from takehome.stats.spread import log_spread_ratio
from takehome.stats.step_scan import bin_sums, bins_of, scan_gains


def test_knots_stand_at_harrells_quantiles():
    """Harrell (2015), table 2.3, for 3 to 7 knots."""
    assert KNOT_QUANTILES[3] == (0.10, 0.50, 0.90)
    assert KNOT_QUANTILES[5] == (0.05, 0.275, 0.50, 0.725, 0.95)
    x = np.linspace(0, 1, 1001)
    np.testing.assert_allclose(spline_knots(x, 5), KNOT_QUANTILES[5], atol=1e-12)


@pytest.mark.parametrize("values", [[0.0, 1.0], [3.0, 3.0, 3.0]])
def test_two_values_cannot_bend(values):
    assert spline_knots(np.array(values * 20)).size == 0


def test_three_values_give_one_column():
    x = np.repeat([1.0, 2.0, 5.0], 30)
    assert spline_columns(x, spline_knots(x)).shape == (90, 1)


def test_spline_is_a_natural_cubic():
    """Straight beyond the outer knots, and equal to SciPy's natural spline through its own values at the knots."""
    from scipy.interpolate import CubicSpline

    knots = np.array([-1.0, 0.2, 0.9, 2.0, 4.0])
    inside, outside = np.linspace(-1, 4, 200), np.linspace(4, 9, 50)
    for j in range(3):
        natural = CubicSpline(knots, spline_columns(knots, knots)[:, j], bc_type="natural")
        np.testing.assert_allclose(spline_columns(inside, knots)[:, j], natural(inside), atol=1e-12)
        np.testing.assert_allclose(np.diff(spline_columns(outside, knots)[:, j], 2), 0.0, atol=1e-9)
        np.testing.assert_allclose(spline_columns(np.linspace(-5, -1, 20), knots)[:, j], 0.0, atol=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_step_scan_equals_one_test_after_the_other(seed):
    """The gain of each cut point is that of the partial F with the step column itself."""
    rng = np.random.default_rng(seed)
    x = np.round(rng.normal(size=150), 1)
    ours = fit_ols(np.column_stack([np.ones(150), x, rng.normal(size=150)]), rng.normal(size=150) + (x > 0.3))
    order = np.argsort(x)
    incidence, cuts = bins_of(order, x[order])
    sums = bin_sums(incidence, np.ascontiguousarray(ours.Q))
    residuals = bin_sums(incidence, ours.residuals[:, None])[:, 0]
    above = bin_sums(incidence, np.ones((150, 1)))[:, 0]
    gains = scan_gains(sums, residuals, above)
    for cut, gain in zip(cuts, gains, strict=True):
        step = (x > cut).astype(float)[:, None]
        assert gain == pytest.approx(partial_f_block(ours.Q, ours.residuals, ours.df_resid, step).gain, abs=1e-9)


def test_spread_ratio_is_found_and_covered():
    """A planted log ratio of log 3 lies within 2 standard errors in 93 to 98 % of 300 samples, t₅ noise included.

    Monte-Carlo standard error of the share: 1.3 points.
    """
    covered = 0
    for seed in range(300):
        rng = np.random.default_rng(seed)
        z = rng.uniform(size=400)
        noise = rng.standard_t(5, size=400) if seed % 2 else rng.normal(size=400)
        logs, errors = log_spread_ratio(np.exp(np.log(3) * (z - 0.1) / 0.8) * noise, z[:, None], 0)
        covered += abs(logs[0] - np.log(3)) < 1.96 * errors[0]
    assert 0.92 <= covered / 300 <= 0.985


def test_far_rows_cannot_decide_the_spread():
    """Equal noise on a carrier with rows a thousand spreads away: the ratio stays that of equal noise."""
    rng = np.random.default_rng(1)
    z = np.concatenate([rng.normal(size=500), [1e3, 2e3, 3e3]])
    logs, errors = log_spread_ratio(np.concatenate([rng.normal(size=500), [6.0, -7.0, 8.0]]), z[:, None], 0)
    assert abs(logs[0]) < 3 * errors[0]
    assert errors[0] < 0.5


@pytest.mark.parametrize("seed", range(5))
def test_a_masking_cluster_is_found_whole(seed):
    """Forty rows far out in x and y pull least squares onto themselves (all its residuals there are small)."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(400, 3))
    y = X.sum(axis=1) + rng.normal(size=400)
    X[:40, 0], y[:40] = 8.0 + 0.1 * rng.normal(size=40), -20.0 + 0.1 * rng.normal(size=40)
    ours = fit_ols(np.column_stack([np.ones(400), X]), y)
    outliers, t = find_outliers(ours.Q, ours.residuals, 0.01)
    assert set(range(40)) <= set(outliers.tolist())
    assert len(outliers) <= 42
    assert np.abs(t[:40]).min() > 10


def test_a_clean_table_seldom_shows_outliers():
    """200 clean samples at level 5 %: at most 18 alarms, the binomial's 99th percentile."""
    alarms = 0
    for seed in range(200):
        rng = np.random.default_rng(seed)
        X = np.column_stack([np.ones(120), rng.lognormal(size=(120, 5))])
        ours = fit_ols(X, rng.normal(size=120))
        alarms += len(find_outliers(ours.Q, ours.residuals, 0.05)[0]) > 0
    assert alarms <= 18
