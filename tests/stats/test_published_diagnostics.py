"""Diagnostics that R prints for its own data sets, and what our checks make of them.

cars and mtcars: the ``performance`` package (``check_heteroscedasticity``, easystats/performance issues 241 and 795)
and ``lmtest::bptest``; Prestige: ``car::residualPlots`` (Fox & Weisberg 2019, *An R Companion to Applied
Regression*, §8.4.1).
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special

from takehome.protocol import Status
from takehome.stats.autocorrelation import durbin_watson
from takehome.stats.collinearity import generalised_inflation, variance_inflation
from takehome.stats.heteroscedasticity import breusch_pagan_basis, score_test
from takehome.stats.influence import studentised_residuals
from takehome.stats.normality import shapiro_wilk
from takehome.stats.ols import fit_ols
from takehome.stats.robust import find_outliers
from takehome.stats.specification import curvature_t, reset, tukey_nonadditivity
from takehome.studies.regression.checks import linearity
from takehome.studies.regression.model import ModelEvidence
from takehome.studies.regression.prepare import Design
from takehome.table.encoding import DesignColumn


def fit(data, target, *features):
    columns = [np.ones(len(data)), *(data[f].to_numpy(float) for f in features)]
    return fit_ols(np.column_stack(columns), data[target].to_numpy(float))


def test_cars(frame):
    """lm(dist ~ speed): ncvTest p = .0310, bptest p = .0730, shapiro.test p = .0215, RESET (power 2) p = .136."""
    ours = fit(frame("cars_stopping.csv"), "dist", "speed")
    np.testing.assert_allclose(ours.coef, [-17.5791, 3.9324], atol=6e-5)
    assert score_test(ours.residuals, ours.fitted).p_value == pytest.approx(0.0310, abs=6e-5)
    assert breusch_pagan_basis(ours.residuals, ours.Q).p_value == pytest.approx(0.0730, abs=6e-5)
    assert shapiro_wilk(ours.residuals)[1] == pytest.approx(0.0215, abs=6e-5)
    assert reset(ours, (2,)).p_value == pytest.approx(0.136, abs=6e-4)


def test_mtcars(frame):
    """lm(mpg ~ wt + cyl + gear + disp): the three p-values of performance issue 795, Shapiro, DW and VIF."""
    ours = fit(frame("mtcars.csv"), "mpg", "wt", "cyl", "gear", "disp")
    assert score_test(ours.residuals, ours.fitted).p_value == pytest.approx(0.0423, abs=6e-5)
    assert breusch_pagan_basis(ours.residuals, ours.Q).p_value == pytest.approx(0.1685, abs=6e-5)
    assert score_test(ours.residuals, ours.X[:, 1:]).p_value == pytest.approx(0.0934, abs=6e-5)
    assert shapiro_wilk(ours.residuals) == pytest.approx((0.9555, 0.2056), abs=6e-5)
    assert durbin_watson(ours.residuals) == pytest.approx(1.7786, abs=6e-5)
    factors = variance_inflation(ours.X[:, 1:])
    np.testing.assert_allclose(factors, [5.046, 5.414, 1.531, 9.974], atol=6e-4)
    np.testing.assert_allclose(generalised_inflation(ours.X[:, 1:], [[0], [1], [2], [3]]), factors, rtol=1e-10)


def test_prestige_curvature(frame):
    """``car::residualPlots``: income bends (t = −4.282), the pooled Tukey test sees nothing (p = .157)."""
    data = frame("prestige.csv")
    ours = fit(data, "prestige", "education", "income", "women")
    expected = {"education": (1.327, 0.188), "income": (-4.282, 0.0), "women": (1.443, 0.152)}
    for name, (statistic, p) in expected.items():
        test = curvature_t(ours, data[name].to_numpy(float))
        assert test.statistic == pytest.approx(statistic, abs=6e-4)
        assert test.p_value == pytest.approx(p, abs=6e-4)
    tukey = tukey_nonadditivity(ours)
    assert (tukey.statistic, tukey.p_value) == pytest.approx((-1.417, 0.157), abs=6e-4)


def test_prestige_linearity_names_income(frame):
    """What the pooled test misses, the check per feature names: income fails and no other column does."""
    data, names = frame("prestige.csv"), ("education", "income", "women")
    ours = fit(data, "prestige", *names)
    columns = tuple(DesignColumn(n, n) for n in names)
    rows = np.arange(len(data))
    design = Design(ours.X[:, 1:], ours.y, columns, "prestige", "points", np.ones(len(rows), bool), rows)
    evidence = ModelEvidence(
        "baseline", design, ours.fitted, ours.residuals, ours.loo_residuals, ours.X, ((), *((n,) for n in names)), ours
    )
    failed = [f for f in linearity.check(evidence) if f.status is Status.FAILED]
    assert [f.subject for f in failed] == ["income"]
    assert "more slowly" in failed[0].seen
    assert failed[0].measured["slope_above"].value < failed[0].measured["slope_below"].value
    assert tukey_nonadditivity(ours).p_value > 0.1


def test_phones_outliers(frame):
    """Rousseeuw & Leroy (1987), §2.2, table 1: the calls of 1964–1969 were counted in another unit (1963, 1970 partly).

    The six mask each other from least squares, whose largest studentised residual stays below the Bonferroni point.
    """
    data = frame("phones_outliers.csv")
    ours = fit(data, "calls", "year")
    bonferroni = -special.stdtrit(ours.df_resid - 1, 0.01 / (2 * len(ours.y)))
    assert np.abs(studentised_residuals(ours)).max() < bonferroni
    outliers, _ = find_outliers(ours.Q, ours.residuals, 0.01)
    years = set(data["year"].to_numpy()[outliers].tolist())
    assert set(range(64, 70)) <= years <= set(range(63, 71))
