"""TAB002: rows are not counted twice, and the hold-out holds no row that was trained on.

Coarse columns make honest duplicates: two people of one age, sex and price. So the number of equal pairs is compared
with what independent columns would give, n(n−1)/2 · ∏ Σ p², where Σ p² is the probability that two rows agree in one
column. Only duplicates far beyond it are a fault.
"""

from __future__ import annotations

import numpy as np

from takehome.checks.context import Context
from takehome.checks.subjects import feature_columns, not_applicable
from takehome.protocol import Finding, Status
from takehome.table import Column, Role, Table
from takehome.table.canonical import equal_rows
from takehome.units import Quantity, format_number

CODE = "TAB002"
TITLE = "Rows are not counted twice"
GOOD = "No row repeats another beyond what coarse columns do by chance."

REPEATED_SHARE_LIMIT = 0.05
"""Share of rows that repeat an earlier one from which intervals are wrong: with a share d of copies the standard
errors are too small by about √(1 − d), 2.5 % at this limit (our convention)."""

SHARED_SHARE_LIMIT = 0.01
"""Share of held-out rows that were trained on, from which the hold-out flatters (our convention)."""

CHANCE_FACTOR = 100.0
"""Equal pairs must exceed by this factor what independent columns give before they count as copies."""

MOST_ROWS = 5000
LEAST_ROWS = 10
_SEED = 0


def check(table: Table, target: str | None, context: Context) -> tuple[Finding, ...]:
    """One finding on repeated rows, and one on rows shared by training and hold-out where there are any."""
    columns = _compared(table, target, context)
    if table.rows < LEAST_ROWS or not columns:
        return not_applicable(CODE, TITLE, GOOD, f"There are {table.rows:,} rows.")
    labels = equal_rows(columns)
    sets, sizes = np.unique(labels[labels >= 0], return_counts=True)
    repeated, pairs = int((sizes - 1).sum()), float((sizes * (sizes - 1.0)).sum() / 2)
    copies = bool(len(sets)) and pairs > CHANCE_FACTOR * _pairs_by_chance(columns)
    findings = [_repeated(table.rows, repeated, copies)]
    if context.train is not None and len(sets) and not context.train.all():
        findings += _shared(labels, context.train, copies)
    return tuple(findings)


def _compared(table: Table, target: str | None, context: Context) -> tuple[Column, ...]:
    """The target first: it is mostly continuous, and then hardly any ties are left to sort."""
    others = [column for column in table.with_role(Role.ORDER) + table.with_role(Role.GROUP) if column.name != target]
    first = (table[target],) if target is not None else ()
    return (*first, *feature_columns(table, target, context), *others)


def _pairs_by_chance(columns: tuple[Column, ...]) -> float:
    """Equal pairs expected if the columns were independent of each other."""
    rows = len(columns[0].values)
    drawn = np.random.default_rng(_SEED).permutation(rows)[:MOST_ROWS]
    log_agree = 0.0
    for column in columns:
        values = column.values[drawn]
        counts = np.unique(np.where(column.missing[drawn], "", values.astype(str)), return_counts=True)[1]
        agree = (counts * (counts - 1.0)).sum() / (len(drawn) * (len(drawn) - 1.0))
        log_agree += np.log(max(agree, 1.0 / (len(drawn) * (len(drawn) - 1.0))))
    return float(np.exp(np.log(rows * (rows - 1.0) / 2) + log_agree))


def _repeated(rows: int, repeated: int, copies: bool) -> Finding:
    share = repeated / rows
    failed = copies and share > REPEATED_SHARE_LIMIT
    status = Status.FAILED if failed else Status.CAUTION if copies else Status.PASSED
    verb = "repeats" if repeated == 1 else "repeat"
    seen = f"{repeated:,} of {rows:,} rows ({share:.2%}) {verb} an earlier row in every column"
    seen += "." if copies or not repeated else ", as many as coarse columns give by chance."
    shrink = 1 - np.sqrt(1 - share)
    return Finding(
        CODE, TITLE, status, GOOD, seen,
        f"Copies make intervals too narrow, here by about {shrink:.2%}, and leave-one-out errors too small."
        if copies else "Intervals count every row once.",
        "Find out whether they are copies; if so, drop them before the study (SELECT DISTINCT, drop_duplicates())."
        if copies else "Nothing.",
        measured={"repeated rows": Quantity(repeated, "rows"), "repeated share": Quantity(share)},
        effect="repeated share",
        limit=Quantity(REPEATED_SHARE_LIMIT),
    )  # fmt: skip


def _shared(labels: np.ndarray, train: np.ndarray, copies: bool) -> list[Finding]:
    """The finding on held-out rows that equal a training row."""
    trained = np.unique(labels[train & (labels >= 0)])
    shared = int(np.isin(labels[~train], trained).sum())
    if not shared:
        return []
    share = shared / int((~train).sum())
    failed = copies and share > SHARED_SHARE_LIMIT
    seen = f"{shared:,} of {int((~train).sum()):,} held-out rows ({share:.2%}) equal a training row in every column."
    status = Status.FAILED if failed else Status.CAUTION if copies else Status.PASSED
    finding = Finding(
            CODE,
            TITLE,
            status,
            GOOD,
            seen,
            f"The hold-out error is measured on rows that the model has seen, {format_number(100 * share)} % of them.",
            "Drop the copies, or hold out whole groups: groups='…' names the column that copies share.",
            subject="hold-out",
            measured={"shared rows": Quantity(shared, "rows"), "shared share": Quantity(share)},
            effect="shared share",
            limit=Quantity(SHARED_SHARE_LIMIT),
        )  # fmt: skip
    return [finding]
