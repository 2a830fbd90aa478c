"""Every statistic against statsmodels (or SciPy) on random input; the reference call stands in each test."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats import diagnostic, multitest, outliers_influence, stattools

from takehome.stats import autocorrelation, covariance, heteroscedasticity, influence, partial_f, specification
from takehome.stats.collinearity import variance_inflation
from takehome.stats.coverage import clopper_pearson
from takehome.stats.intraclass import one_way
from takehome.stats.multiplicity import benjamini_hochberg
from takehome.stats.noncentral import f2_interval, noncentral_f_cdf
from takehome.stats.normality import jarque_bera
from takehome.stats.ols import OLS, fit_ols

SEEDS = range(5)


def problem(seed: int) -> tuple[OLS, sm.regression.linear_model.RegressionResults, np.random.Generator]:
    """The same random regression, fitted by us and by statsmodels."""
    rng = np.random.default_rng(seed)
    n, p = int(rng.integers(30, 200)), int(rng.integers(2, 7))
    X = np.column_stack([np.ones(n), rng.lognormal(size=(n, p)) * 10.0 ** rng.integers(-3, 4, p)])
    y = X @ rng.normal(size=p + 1) + rng.standard_t(4, size=n) * (1 + X[:, 1])
    return fit_ols(X, y), sm.OLS(y, X).fit(), rng


@pytest.mark.parametrize("seed", SEEDS)
def test_fit_and_covariances(seed):
    """OLS.fit: params, bse; HC0_se … HC3_se; cov_type="cluster"."""
    ours, theirs, rng = problem(seed)
    np.testing.assert_allclose(ours.coef, theirs.params, rtol=1e-7)
    np.testing.assert_allclose(ours.standard_errors, theirs.bse, rtol=1e-7)
    for kind in covariance.KINDS:
        expected = getattr(theirs, f"{kind}_se")
        np.testing.assert_allclose(np.sqrt(np.diag(covariance.hc_covariance(ours, kind))), expected, rtol=1e-6)
    groups = rng.integers(0, 8, len(ours.y))
    clustered = theirs.get_robustcov_results("cluster", groups=groups)
    ours_clustered = np.sqrt(np.diag(covariance.cluster_covariance(ours, groups)))
    np.testing.assert_allclose(ours_clustered, clustered.bse, rtol=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_heteroscedasticity(seed):
    """diagnostic.het_breuschpagan (robust and not); the score test is its explained sum of squares over 2."""
    ours, theirs, _ = problem(seed)
    test = heteroscedasticity.breusch_pagan(ours.residuals, ours.X[:, 1:])
    F, p = test.f_test(len(ours.y))
    expected = diagnostic.het_breuschpagan(theirs.resid, theirs.model.exog)
    np.testing.assert_allclose((test.statistic, test.p_value, F, p), expected, rtol=1e-6)
    score = heteroscedasticity.score_test(ours.residuals, ours.fitted)
    exog = np.column_stack([np.ones(len(ours.y)), theirs.fittedvalues])
    u = theirs.resid**2 / np.mean(theirs.resid**2)
    assert score.statistic == pytest.approx(sm.OLS(u, exog).fit().ess / 2, rel=1e-6)
    assert score.p_value == pytest.approx(stats.chi2.sf(score.statistic, 1), rel=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_reset_and_partial_f(seed):
    """outliers_influence.reset_ramsey; compare_f_test of the larger model."""
    ours, theirs, rng = problem(seed)
    expected = outliers_influence.reset_ramsey(theirs, degree=3)
    ramsey = specification.reset(ours, (2, 3))
    assert (ramsey.F, ramsey.p_value) == pytest.approx((float(expected.fvalue), float(expected.pvalue)), rel=1e-5)
    S = rng.normal(size=(len(ours.y), 3))
    larger = sm.OLS(ours.y, np.hstack([ours.X, S])).fit()
    F, p, df = larger.compare_f_test(theirs)
    block = partial_f.partial_f_block(ours.Q, ours.residuals, ours.df_resid, S)
    assert (block.F, block.p_value, block.df) == pytest.approx((F, p, df), rel=1e-7)
    np.testing.assert_allclose(block.coef, larger.params[-3:], rtol=1e-6)
    assert block.sigma == pytest.approx(np.sqrt(larger.mse_resid), rel=1e-9)
    new = partial_f.extend_basis(ours.Q, S)
    whole = np.hstack([ours.Q, new])
    np.testing.assert_allclose(whole.T @ whole, np.eye(whole.shape[1]), atol=1e-10)


@pytest.mark.parametrize("seed", SEEDS)
def test_curvature_is_the_t_of_the_square(seed):
    """OLS with x² added: tvalues[-1], pvalues[-1]."""
    ours, _, _ = problem(seed)
    x = ours.X[:, 1]
    larger = sm.OLS(ours.y, np.column_stack([ours.X, (x - x.mean()) ** 2])).fit()
    test = specification.curvature_t(ours, x)
    assert (test.statistic, test.p_value) == pytest.approx((larger.tvalues[-1], larger.pvalues[-1]), rel=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_influence(seed):
    """OLSInfluence: dfbetas (a loop of refits), dffits, cooks_distance, resid_studentized_external."""
    ours, theirs, rng = problem(seed)
    expected = theirs.get_influence()
    np.testing.assert_allclose(influence.dfbetas(ours), expected.dfbetas, rtol=1e-5, atol=1e-9)
    np.testing.assert_allclose(influence.dffits(ours), expected.dffits[0], rtol=1e-6, atol=1e-10)
    np.testing.assert_allclose(influence.cooks_distance(ours), expected.cooks_distance[0], rtol=1e-6, atol=1e-12)
    studentised = influence.studentised_residuals(ours)
    np.testing.assert_allclose(studentised, expected.resid_studentized_external, rtol=1e-6)
    rows = rng.choice(len(ours.y), 6, replace=False)
    without = sm.OLS(np.delete(ours.y, rows), np.delete(ours.X, rows, axis=0)).fit()
    change, errors = influence.coefficient_change(ours, rows)
    np.testing.assert_allclose(ours.coef - change, without.params, rtol=1e-6)
    np.testing.assert_allclose(errors, without.bse, rtol=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_collinearity(seed):
    """outliers_influence.variance_inflation_factor, one column after the other."""
    ours, _, _ = problem(seed)
    expected = [outliers_influence.variance_inflation_factor(ours.X, j) for j in range(1, ours.X.shape[1])]
    np.testing.assert_allclose(variance_inflation(ours.X[:, 1:]), expected, rtol=1e-7)


@pytest.mark.parametrize("seed", SEEDS)
def test_time_order(seed):
    """stattools.durbin_watson, diagnostic.acorr_ljungbox, stattools.jarque_bera, GLSAR.iterative_fit's first ρ."""
    ours, _, _ = problem(seed)
    e = ours.residuals
    assert autocorrelation.durbin_watson(e) == pytest.approx(stattools.durbin_watson(e), rel=1e-10)
    expected = diagnostic.acorr_ljungbox(e, lags=[6])
    found = autocorrelation.ljung_box(e, 6)
    assert found == pytest.approx((expected["lb_stat"].iloc[0], expected["lb_pvalue"].iloc[0]), rel=1e-8)
    np.testing.assert_allclose(autocorrelation.autocorrelations(e, 6), sm.tsa.acf(e, nlags=6)[1:], rtol=1e-8)
    assert jarque_bera(e) == pytest.approx(stattools.jarque_bera(e)[:2], rel=1e-8)


@pytest.mark.parametrize("seed", SEEDS)
def test_multiplicity_and_shares(seed):
    """multitest.multipletests(method="fdr_bh"); proportion_confint(method="beta")."""
    from statsmodels.stats.proportion import proportion_confint

    rng = np.random.default_rng(seed)
    p = rng.beta(0.3, 1, size=25)
    np.testing.assert_allclose(benjamini_hochberg(p), multitest.multipletests(p, method="fdr_bh")[1], rtol=1e-12)
    trials = rng.integers(5, 300, 8)
    hits = np.array([0, *(int(rng.integers(1, t)) for t in trials[1:-1]), trials[-1]])
    low, high = clopper_pearson(hits, trials, 0.01)
    for k in range(8):
        expected = proportion_confint(hits[k], trials[k], alpha=0.02, method="beta")
        assert (low[k], high[k]) == pytest.approx(expected, abs=1e-10)


@pytest.mark.parametrize("seed", SEEDS)
def test_noncentral_f(seed):
    """scipy.stats.ncf.cdf at our limits is the tail probability that was asked for."""
    rng = np.random.default_rng(seed)
    df, left = rng.integers(1, 8, 12), rng.integers(10, 100_000, 12)
    F = rng.gamma(1.0, 20.0, 12)
    low, high = f2_interval(F, df, left, 1000, 0.01)
    np.testing.assert_allclose(stats.ncf.cdf(F, df, left, high * 1000), 0.01, rtol=1e-5)
    inside = low > 0
    np.testing.assert_allclose(stats.ncf.cdf(F, df, left, low * 1000)[inside], 0.99, rtol=1e-6)
    assert np.all(stats.f.cdf(F, df, left)[~inside] <= 0.99)
    np.testing.assert_allclose(noncentral_f_cdf(F, df, left, 3.0), stats.ncf.cdf(F, df, left, 3.0), rtol=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_one_way(seed):
    """scipy.stats.f_oneway; for groups of one size the limits cover by the F pivot of Searle et al. (1992), §3.6."""
    rng = np.random.default_rng(seed)
    groups = rng.integers(0, 5, 80)
    values = rng.normal(size=80) + groups * 0.3
    layout = one_way(values, groups)
    expected = stats.f_oneway(*(values[groups == g] for g in range(5)))
    assert (layout.F, layout.p_value) == pytest.approx((expected.statistic, expected.pvalue), rel=1e-9)
    assert layout.icc_low <= layout.icc <= layout.icc_high
