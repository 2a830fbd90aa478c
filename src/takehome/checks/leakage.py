"""TAB001: no column gives the target away.

A column that all but equals the target is nearly always made from it, or recorded after it; a model with such a
column looks perfect and is useless, because the column is not known when the prediction is wanted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from takehome.checks.context import Context
from takehome.checks.explained_share import Share, scaled, unexplained_by_level, unexplained_by_number
from takehome.checks.identifiers import is_row_count
from takehome.checks.subjects import feature_columns, listed, not_applicable, shown_name, worst_first
from takehome.protocol import Finding, Interval, Status
from takehome.table import Column, Kind, Table
from takehome.units import Quantity, format_number

CODE = "TAB001"
TITLE = "No column gives the target away"
GOOD = "Every column alone leaves a real share of the target unexplained."

UNEXPLAINED_LIMIT = 0.02
"""A column that alone leaves less than this share of the target's variance unexplained is taken for a leak: the bound
R² > 0.98 is our convention, set where measured predictors of business outcomes hardly ever come (Kaufman, Rosset &
Perlich 2012, "Leakage in data mining", ACM TKDD 6(4), section 4, advise to look for features of implausible power)."""

NAME_R2_LIMIT = 0.5
"""A column whose name holds the target's name (or the reverse) is doubted when it explains more than this alone."""

EXACT_LIMIT = 1e-10
"""An unexplained share below this is rounding: the target is *computed* from these columns."""

RANK_FROM = 0.5
"""A column that surely leaves more than this share on the target's own scale is not tried on that of ranks."""

MOST_ROWS = 5000
"""Rows drawn (at random, seeded) to measure the share; more would not change the verdict."""

LEAST_ROWS = 20
SHORTEST_NAME = 3
MOST_CLASSES = 20
_MOST_COMBINED = 100
_SEED = 0


@dataclass(frozen=True)
class _Target:
    """The target on the drawn rows: `y` and, for numbers, its ranks `r`, each (n, k) and scaled."""

    name: str
    rows: np.ndarray
    y: np.ndarray
    r: np.ndarray | None


def check(table: Table, target: str | None, context: Context) -> tuple[Finding, ...]:
    """One finding for every column that gives the target away, or one that says that none does."""
    columns = [c for c in feature_columns(table, target, context) if c.kind is not Kind.DATE and not _counts_rows(c)]
    drawn = _draw(table[target]) if target is not None else None
    if drawn is None or not columns:
        return not_applicable(CODE, TITLE, GOOD, "There is no target, no column, or too few rows to measure this.")
    shares = {c.name: share for c in columns if (share := _share(c, drawn, context.confidence_level)) is not None}
    if not shares:
        return not_applicable(CODE, TITLE, GOOD, f"No column has {LEAST_ROWS} values beside the target.")
    if len(columns) == 1:
        return not_applicable(CODE, TITLE, GOOD, _only_feature(columns[0].name, shares[columns[0].name]))
    findings = [finding for name, share in shares.items() if (finding := _judge(name, drawn.name, share)) is not None]
    if not any(finding.status is Status.FAILED for finding in findings):
        findings += _combination([c for c in columns if c.kind is Kind.NUMBER], drawn)
    return worst_first(findings) if findings else (_passed(shares, drawn.name),)


def _counts_rows(column: Column) -> bool:
    """Row numbers and years stand for the order of the rows: TAB004 and TAB007 judge them."""
    return column.kind is Kind.NUMBER and is_row_count(column.values[np.isfinite(column.values)])


def _draw(target: Column) -> _Target | None:
    """The target on at most `MOST_ROWS` rows, in random order; None where it cannot be measured."""
    present = ~target.missing if target.kind is not Kind.NUMBER else np.isfinite(target.values)
    rows = np.random.default_rng(_SEED).permutation(np.flatnonzero(present))[:MOST_ROWS]
    values = target.values[rows]
    if len(rows) < LEAST_ROWS or target.kind is Kind.DATE or len(set(values.tolist())) < 2:
        return None
    if target.kind is Kind.NUMBER:
        ranks = np.argsort(np.argsort(values, kind="stable"), kind="stable").astype(float)
        return _Target(target.name, rows, scaled(values[:, None]), scaled(ranks[:, None]))
    classes = sorted(set(values.tolist()))
    if len(classes) > MOST_CLASSES:
        return None
    return _Target(target.name, rows, np.array([values == level for level in classes], float).T, None)


def _share(column: Column, target: _Target, confidence_level: float) -> Share | None:
    """What the column alone leaves of the target, on its own scale or, if clearer, on that of ranks."""
    values = column.values[target.rows]
    present = np.isfinite(values) if column.kind is Kind.NUMBER else ~column.missing[target.rows]
    y = target.y[present]
    if present.sum() < LEAST_ROWS or not np.ptp(y, axis=0).any():
        return None
    if column.kind is Kind.CATEGORY:
        codes = np.unique(values[present].astype(str), return_inverse=True)[1]
        return unexplained_by_level(codes, y, confidence_level)
    x = scaled(values[present])
    share = unexplained_by_number(x, y, confidence_level)
    if target.r is None or share.high < UNEXPLAINED_LIMIT or share.low > RANK_FROM:
        return share
    ranked = unexplained_by_number(x, target.r[present], confidence_level)
    return ranked if ranked.high < UNEXPLAINED_LIMIT else share


def _judge(name: str, target: str, share: Share) -> Finding | None:
    """FAILED wholly below the limit; CAUTION where the interval straddles it or the names are alike."""
    alike = _names_alike(name, target) and 1 - share.estimate > NAME_R2_LIMIT
    if share.low > UNEXPLAINED_LIMIT and not alike:
        return None
    failed = share.high < UNEXPLAINED_LIMIT
    rows = None
    if not failed and share.low <= UNEXPLAINED_LIMIT and share.estimate > 0:
        reach = np.log(share.high / share.estimate) / max(abs(np.log(UNEXPLAINED_LIMIT / share.estimate)), 1e-3)
        rows = max(int(np.ceil(share.rows * reach**2)), share.rows + 1)
    seen = f"{shown_name(name)} alone explains {1 - share.estimate:.2%} of the variance of {shown_name(target)}"
    seen += f" (R², by {share.method}, {share.rows:,} rows; unexplained {share.estimate:.2%}"
    seen += f", interval {share.low:.2%} to {share.high:.2%})."
    if alike and not failed:
        seen += " Their names are alike, so one may be made from the other."
    r2 = format_number(1 - share.estimate)
    return Finding(
        CODE, TITLE, Status.FAILED if failed else Status.CAUTION, GOOD, seen,
        f"Unless {shown_name(name)} is known before {shown_name(target)}, a model with it reports an R² of {r2} or "
        "more that no prediction will ever have.",
        f"Find out when and how {shown_name(name)} is recorded; if after or from {shown_name(target)}, leave it "
        f"out: ignore=[{name[:60]!r}].",
        subject=name,
        measured={"unexplained share": Quantity(share.estimate), "R² alone": Quantity(1 - share.estimate)},
        effect="unexplained share",
        interval=Interval(share.low, share.high),
        limit=Quantity(UNEXPLAINED_LIMIT),
        rows_to_settle=rows,
    )  # fmt: skip


def _names_alike(name: str, target: str) -> bool:
    first, second = (re.sub(r"[\W_]", "", text.casefold()) for text in (name, target))
    shorter, longer = sorted((first, second), key=len)
    return len(shorter) >= SHORTEST_NAME and shorter in longer


def _combination(columns: list[Column], target: _Target) -> list[Finding]:
    """A finding when several columns together give the target exactly (parts that add up to it)."""
    p = len(columns)
    if target.r is None or not 2 <= p <= _MOST_COMBINED:
        return []
    X = np.column_stack([column.values[target.rows] for column in columns])
    complete = np.isfinite(X).all(axis=1)
    if complete.sum() < 2 * (p + 1) + 10:
        return []
    Z, y = scaled(X[complete]), target.y[complete, 0]
    Z, y = Z - Z.mean(axis=0), y - y.mean()
    coef = np.linalg.lstsq(Z, y, rcond=1e-12)[0]
    residuals = y - Z @ coef
    share = float(residuals @ residuals / (y @ y)) if y @ y > 0 else 1.0
    parts = np.abs(coef) * Z.std(axis=0) > 1e-6 * y.std()
    names = [column.name for column, used in zip(columns, parts, strict=True) if used]
    if share > EXACT_LIMIT or len(names) < 2:
        return []
    return [_exact(names, target.name, share, int(complete.sum()))]


def _exact(names: list[str], target: str, share: float, rows: int) -> Finding:
    return Finding(
        CODE, TITLE, Status.FAILED, GOOD,
        f"{listed(names)} together give {shown_name(target)} exactly: a weighted sum of them leaves {share:.1e} of its "
        f"variance unexplained in {rows:,} rows, which is rounding.",
        f"{shown_name(target)} is computed from these columns, so the model restates arithmetic (R² = 1).",
        f"Leave out the parts that are known only with {shown_name(target)}: ignore=[{names[0][:60]!r}, …].",
        subject=" + ".join(name[:60] for name in names[:5]),
        measured={"unexplained share": Quantity(share)},
        effect="unexplained share",
        limit=Quantity(EXACT_LIMIT),
    )  # fmt: skip


def _only_feature(name: str, share: Share) -> str:
    return (
        f"{shown_name(name)} is the only feature (it explains {1 - share.estimate:.2%} alone); with one feature a "
        "calibration cannot be told from a leak."
    )


def _passed(shares: dict[str, Share], target: str) -> Finding:
    name, share = min(shares.items(), key=lambda item: item[1].estimate)
    seen = f"{shown_name(name)} comes nearest: alone it leaves {share.estimate:.2%} of the variance of "
    seen += f"{shown_name(target)} unexplained (interval {share.low:.2%} to {share.high:.2%}, "
    seen += f"limit {UNEXPLAINED_LIMIT:.0%})."
    return Finding(
        CODE, TITLE, Status.PASSED, GOOD, seen,
        "Predictions do not rest on a copy of the answer.",
        "Nothing; but think about when each column is known.",
        measured={"unexplained share": Quantity(share.estimate)},
        effect="unexplained share",
        interval=Interval(share.low, share.high),
        limit=Quantity(UNEXPLAINED_LIMIT),
    )  # fmt: skip
