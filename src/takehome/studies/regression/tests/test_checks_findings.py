"""What the findings say: status from interval and limit, subjects, units, sentences; and the checks' edges."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from takehome.checks.verdict import MOST_ROWS, rows_to_settle, verdict
from takehome.protocol import Status
from takehome.studies.regression import checks
from takehome.studies.regression.checks import (
    collinearity,
    homoscedasticity,
    independence,
    influence,
    interactions,
    interval_coverage,
    linearity,
    overfitting,
)
from takehome.studies.regression.tests.check_worlds import evidence_of, planted, straight
from takehome.table.encoding import DesignColumn

HEADINGS = ("## How it is measured", "## Why it matters", "## What to do")


@given(st.floats(0, 10), st.floats(0, 10), st.floats(0.1, 9))
def test_verdict_is_the_place_of_the_interval(a, b, limit):
    low, high = min(a, b), max(a, b)
    status = verdict(low, high, limit)
    assert (status is Status.FAILED) == (low > limit)
    assert (status is Status.PASSED) == (high <= limit)


@given(st.integers(20, 10**6), st.floats(0.01, 5), st.floats(0.01, 5), st.floats(0.1, 4))
def test_rows_to_settle_is_more_rows(rows, estimate, half, limit):
    needed = rows_to_settle(rows, estimate, estimate - half, estimate + half, limit)
    assert rows < needed <= MOST_ROWS
    if half < abs(estimate - limit) * 2 and needed > rows + 1:
        assert needed <= 1.2 * rows * (half / abs(estimate - limit)) ** 2 + 10


@pytest.mark.parametrize("module", checks.modules(), ids=lambda m: m.CODE)
def test_every_check_has_its_page(module):
    page = Path(module.__file__).with_suffix(".md").read_text()
    assert page.startswith(f"# {module.CODE} · {module.TITLE}\n")
    assert [line for line in page.splitlines() if line.startswith("## ")] == list(HEADINGS)
    for name in _placeholders(page):
        assert isinstance(getattr(module, name), (int, float))


def _placeholders(page: str) -> list[str]:
    return [part.split("}")[0] for part in page.split("{")[1:]]


def every_finding():
    rng = np.random.default_rng(3)
    order, groups = rng.permutation(300), np.repeat(np.arange(30), 10)
    X = rng.normal(size=(300, 3))
    memory = np.convolve(rng.normal(size=320), 0.8 ** np.arange(20), mode="valid")[:300]
    worlds = [planted(f, 1)[0] for f in ("hinge", "step", "product", "spread", "outliers")]
    worlds += [straight(1, 50, 3, "lognormal"), straight(1, 50, 20, "normal"), straight(1, 1000, 3, "uniform")]
    worlds.append(evidence_of(X, X[:, 0] + memory[order] + rng.normal(size=30)[groups], order=order, groups=groups))
    worlds.append(evidence_of(X[:, :1], X[:, 0] + rng.normal(size=300)))
    return [(w, f) for w in worlds for f in checks.run_checks(w)]


def test_every_finding_is_consistent():
    """Numbers in every sentence, the effect among the measured, and the status that interval and limit call for."""
    seen = set()
    for evidence, f in every_finding():
        seen.add((f.code, f.status))
        assert any(ch.isdigit() for ch in f.seen), f
        assert "nan" not in f.seen + f.consequence, f
        if f.status is Status.NOT_APPLICABLE:
            continue
        assert any(ch.isdigit() for ch in f.consequence), f
        assert f.effect in f.measured
        assert all(math.isfinite(q.value) for q in f.measured.values()), f
        assert f.remedy.endswith("."), f
        assert f.limit is not None
        if f.interval is not None:
            assert f.interval.low - 1e-9 <= f.measured[f.effect].value <= f.interval.high + 1e-9, f
        if f.status is Status.FAILED:
            assert f.subject is None or set(f.subject.split(" × ")) <= set(evidence.design.names)
        if f.status is Status.PASSED:
            assert f.subject is None
            assert f.rows_to_settle is None
    assert {code for code, _ in seen} == {f"REG00{k}" for k in range(1, 9)}
    assert {status for _, status in seen} == set(Status)


def test_collinear_columns_fail_by_name():
    rng = np.random.default_rng(0)
    a = rng.normal(size=500)
    X = np.column_stack([a, a + 0.1 * rng.normal(size=500), rng.normal(size=500)])
    found = collinearity.check(evidence_of(X, X.sum(axis=1) + rng.normal(size=500), ("a", "b", "c")))
    assert [(f.subject, f.status) for f in found] == [("a", "failed"), ("b", "failed"), (None, "passed")]
    inflation = found[0].measured["variance_inflation"].value
    assert inflation == pytest.approx(1 / (1 - np.corrcoef(a, X[:, 1])[0, 1] ** 2), rel=0.02)
    assert found[0].measured["interval_width"].value == pytest.approx(math.sqrt(inflation))


def test_indicators_of_one_category_are_one_feature():
    """Indicators of a rare reference level inflate each other by construction; the category as a whole is fine."""
    rng = np.random.default_rng(0)
    level = rng.choice(4, size=800, p=[0.02, 0.33, 0.33, 0.32])
    X = np.column_stack([*(level == k for k in (1, 2, 3)), rng.normal(size=800)]).astype(float)
    columns = (*(DesignColumn(f"site = {k}", "site", "", False, "0") for k in (1, 2, 3)), DesignColumn("x", "x"))
    names = tuple(c.name for c in columns)
    evidence = evidence_of(X, X @ [1.0, 2.0, 3.0, 1.0] + rng.normal(size=800), names, columns=columns)
    assert [f.status for f in collinearity.check(evidence)] == [Status.PASSED]
    assert [f.status for f in interactions.check(evidence)] == [Status.PASSED]
    bent = evidence_of(X, X[:, 0] * X[:, 3] + rng.normal(size=800), names, columns=columns)
    assert interactions.missing(bent) == ("site × x",)


def test_independence_needs_an_order():
    assert independence.check(straight(0, 100, 3, "normal"))[0].status is Status.NOT_APPLICABLE


@pytest.mark.parametrize("seed", range(5))
def test_memory_is_found_only_in_the_declared_order(seed):
    """First-order noise with ρ = .5; the factor is √((1+ρ)/(1−ρ)) ≈ 1.73 for the constant (Wooldridge 2013, §12.1)."""
    rng = np.random.default_rng(seed)
    noise = np.zeros(1500)
    for t in range(1, 1500):
        noise[t] = 0.5 * noise[t - 1] + rng.normal()
    when = rng.permutation(1500)
    X = rng.normal(size=(1500, 2))
    (finding,) = independence.check(evidence_of(X, X[:, 0] + noise[when], order=when))
    assert finding.status is Status.FAILED
    assert finding.measured["too_narrow"].value == pytest.approx(math.sqrt(3), rel=0.15)
    (other,) = independence.check(evidence_of(X, X[:, 0] + noise[when], order=np.arange(1500)))
    assert other.status is not Status.FAILED


@pytest.mark.parametrize("seed", range(3))
def test_shared_noise_in_groups_is_found(seed):
    """Half of the variance shared: ICC ≈ .5; a column constant within groups has errors √(1 + 9·ICC) ≈ 2.3 × wider."""
    rng = np.random.default_rng(seed)
    groups = np.repeat(np.arange(100), 10)
    X = np.column_stack([rng.normal(size=100)[groups], rng.normal(size=1000)])
    y = X.sum(axis=1) + rng.normal(size=100)[groups] + rng.normal(size=1000)
    (finding,) = independence.check(evidence_of(X, y, groups=groups))
    assert finding.status is Status.FAILED
    assert finding.measured["intraclass_correlation"].value == pytest.approx(0.5, abs=0.12)
    assert finding.measured["too_narrow"].value == pytest.approx(math.sqrt(5.5), rel=0.25)


def test_overfitting_fails_on_memory():
    """Forty columns of noise for 44 rows."""
    rng = np.random.default_rng(0)
    (finding,) = overfitting.check(evidence_of(rng.normal(size=(44, 40)), rng.normal(size=44)))
    assert finding.status is Status.FAILED
    assert finding.measured["rmse_unseen"].value > 2 * finding.measured["rmse_seen"].value


def test_long_tails_that_hide_in_one_third_are_found():
    """Spread ten times as wide for the largest third: its intervals hold far fewer than 95 %."""
    rng = np.random.default_rng(0)
    x = rng.uniform(size=3000)
    evidence = evidence_of(x[:, None], 5 * x + rng.normal(size=3000) * np.where(x > 2 / 3, 10.0, 1.0))
    (finding,) = interval_coverage.check(evidence)
    assert finding.status is Status.FAILED
    assert "the largest" in finding.seen
    assert homoscedasticity.check(evidence)[0].status is Status.FAILED


def test_predictions_of_somebody_else_are_checked_too():
    """A straight line's predictions, given as such: the bend is found in their errors."""
    evidence, _, subject = planted("U", 2)
    given_ones = type(evidence)("given", evidence.design, evidence.fitted, evidence.residuals, evidence.residuals)
    found = checks.run_checks(given_ones)
    assert [f.subject for f in found if f.code == "REG001" and f.status is Status.FAILED] == [subject]


def test_a_model_without_linear_terms_is_not_blamed_for_them():
    evidence, *_ = planted("U", 2)
    forest = type(evidence)("chosen", evidence.design, evidence.fitted, evidence.residuals, evidence.residuals)
    statuses = {f.code: f.status for f in checks.run_checks(forest)}
    assert {c for c, s in statuses.items() if s is Status.NOT_APPLICABLE} >= {"REG001", "REG005", "REG006", "REG007"}


@pytest.mark.parametrize("values", [[0.0] * 11 + [1.0], [0.0, 1.0] * 6])
def test_columns_that_cannot_bend(values):
    evidence = evidence_of(np.array(values)[:, None], np.arange(12.0) % 5)
    assert linearity.check(evidence)[0].status is Status.NOT_APPLICABLE
    assert interactions.check(evidence)[0].status is Status.NOT_APPLICABLE


def test_units_scale_numbers_and_not_verdicts():
    """Feature in another unit, target in another currency: same statuses, numbers times the factor."""
    evidence, *_ = planted("hinge", 0)
    other = evidence_of(evidence.design.X * 12.0, evidence.design.y * 100.0)
    first, second = checks.run_checks(evidence), checks.run_checks(other)
    assert [(f.code, f.status, f.subject) for f in first] == [(f.code, f.status, f.subject) for f in second]
    assert second[0].measured["bend"].value == pytest.approx(100 * first[0].measured["bend"].value, rel=1e-9)
    assert second[0].measured["bends_at"].value == pytest.approx(12 * first[0].measured["bends_at"].value, rel=1e-9)


def test_outliers_are_counted_and_their_pull_is_that_of_a_refit():
    evidence, _, subject = planted("outliers", 3)
    (finding,) = influence.check(evidence)
    j = evidence.design.position(subject)
    X, y = evidence.design.X, evidence.design.y
    far = np.argsort(X[:, j])[-len(y) // 25 :: 2]
    keep = np.setdiff1d(np.arange(len(y)), far)
    from takehome.stats.ols import fit_ols

    without = fit_ols(np.column_stack([np.ones(len(keep)), X[keep]]), y[keep]).coef[j + 1]
    change = finding.measured["coefficient_change"].value
    assert change == pytest.approx(evidence.ols.coef[j + 1] - without, rel=0.2)
    assert finding.measured["outliers"].value == pytest.approx(len(far), abs=8)


@pytest.mark.parametrize("y", [np.zeros(60), np.full(60, 7.0), np.arange(60.0)])
def test_an_exact_fit_has_no_noise_to_ask_about(y):
    """Rounding is not noise: no check of the noise fails, and nothing divides by zero."""
    X = np.column_stack([np.arange(60.0), np.random.default_rng(0).normal(size=60)])
    statuses = {f.code: f.status for f in checks.run_checks(evidence_of(X, y))}
    assert {c for c, s in statuses.items() if s is not Status.NOT_APPLICABLE} == {"REG005"}


@pytest.mark.parametrize("seed", range(5))
def test_equal_predictions_are_not_split_by_rounding(seed):
    """Columns that are nearly always 0 make most predictions equal but for rounding, which depends on the residual."""
    rng = np.random.default_rng(seed)
    X = np.where(rng.uniform(size=(300, 2)) < 0.97, 0.0, rng.lognormal(size=(300, 2)))
    (finding,) = interval_coverage.check(evidence_of(X, rng.normal(size=300)))
    assert finding.status is not Status.FAILED


def test_a_large_group_is_not_called_outliers():
    """A fifth of the rows on another line: a caution that points to what tells them apart, not "errors"."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(1000, 2))
    slope = np.where(np.arange(1000) % 5 == 0, 40.0, 1.0)
    (finding,) = influence.check(evidence_of(X, X[:, 0] * slope + rng.normal(size=1000)))
    assert finding.status is Status.CAUTION
    assert "another relation" in finding.remedy
