"""Certified values of the NIST Statistical Reference Datasets (www.itl.nist.gov/div898/strd): regression and ANOVA.

Digits are counted as log relative errors, −log₁₀(|ours − certified| / |certified|), as studies of software do
(McCullough 1998, *The American Statistician* 52:358–366).
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from takehome.stats.intraclass import one_way
from takehome.stats.ols import fit_ols

ORDINARY, ILL_CONDITIONED = 9, 7


def digits(ours: np.ndarray | float, certified: np.ndarray | float) -> float:
    """The fewest correct significant digits."""
    ours, certified = np.atleast_1d(np.asarray(ours, float)), np.atleast_1d(np.asarray(certified, float))
    scale = np.where(certified == 0, 1.0, np.abs(certified))
    return float(-np.log10(np.maximum(np.abs(ours - certified) / scale, 1e-16)).min())


def matrix_of(data, polynomial: int, intercept: bool) -> np.ndarray:
    features = data.drop(columns="y").to_numpy(float)
    if polynomial:
        features = np.column_stack([features[:, 0] ** k for k in range(1, polynomial + 1)])
    return np.column_stack([np.ones(len(features)), features]) if intercept else features


@pytest.mark.parametrize(
    ("name", "polynomial", "least"),
    [("Norris", 0, ORDINARY), ("NoInt1", 0, ORDINARY), ("Longley", 0, ILL_CONDITIONED),
     ("Wampler1", 5, ILL_CONDITIONED), ("Wampler3", 5, ILL_CONDITIONED), ("Wampler4", 5, ILL_CONDITIONED)],
)  # fmt: skip
def test_linear_regression(frame, results, name, polynomial, least):
    """Coefficients, standard errors, residual standard deviation and R² of every stored set."""
    certified = results("nist_certified.json")[name]
    data = frame(certified["file"])
    fit = fit_ols(matrix_of(data, polynomial, certified["intercept"]), data["y"].to_numpy(float))
    assert digits(fit.coef, certified["coef"]) >= least
    if certified["resid_sd"] > 0:
        assert digits(fit.standard_errors, certified["se"]) >= least
        assert digits(fit.sigma, certified["resid_sd"]) >= least
    else:
        assert fit.sigma < 1e-6 * np.ptp(data["y"])
    y = data["y"].to_numpy(float)
    total = np.sum((y - y.mean()) ** 2) if certified["intercept"] else np.sum(y**2)
    assert digits(1 - fit.residuals @ fit.residuals / total, certified["r_squared"]) >= least


@pytest.mark.parametrize(("name", "least"), [("SiRstv", 9), ("SmLs01", 9), ("SmLs02", 9), ("SmLs04", 9), ("SmLs07", 4)])
def test_one_way_analysis_of_variance(frame, results, name, least):
    """Sums of squares, F, R² and the standard deviation within groups.

    SmLs07 holds 13 constant leading digits. Reading it into double precision already loses most of the rest: the next
    test computes in exact arithmetic how many digits are left for any method.
    """
    certified = results("nist_anova_certified.json")[name]
    data = frame("nist_anova_long.csv").query("dataset == @name")
    layout = one_way(data["y"].to_numpy(float), data["group"].to_numpy())
    assert (layout.groups - 1, layout.df_within) == (certified["df_between"], certified["df_within"])
    assert digits(layout.ss_between, certified["ss_between"]) >= least
    assert digits(layout.ss_within, certified["ss_within"]) >= least
    assert digits(layout.F, certified["F"]) >= least
    assert digits(layout.r_squared, certified["r_squared"]) >= least
    assert digits(layout.resid_sd, certified["resid_sd"]) >= least


def test_what_double_precision_left_of_smls07_is_all_used(frame):
    """Exact rational arithmetic on the values as double precision holds them: nine digits of it must be met."""
    data = frame("nist_anova_long.csv").query("dataset == 'SmLs07'")
    values = [Fraction(float(y)) for y in data["y"]]
    groups: dict[int, list[Fraction]] = {}
    for group, y in zip(data["group"], values, strict=True):
        groups.setdefault(group, []).append(y)
    grand = sum(values) / len(values)
    means = {group: sum(own) / len(own) for group, own in groups.items()}
    between = sum(len(own) * (means[group] - grand) ** 2 for group, own in groups.items())
    within = sum((y - means[group]) ** 2 for group, own in groups.items() for y in own)
    layout = one_way(data["y"].to_numpy(float), data["group"].to_numpy())
    assert digits(layout.ss_between, float(between)) >= 9
    assert digits(layout.ss_within, float(within)) >= 9
