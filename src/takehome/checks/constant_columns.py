"""TAB003: every column varies, and in more than a handful of rows."""

from __future__ import annotations

from collections import Counter

import numpy as np

from takehome.checks.context import Context
from takehome.checks.subjects import clear, feature_columns, shown_name, worst_first
from takehome.protocol import Finding, Status
from takehome.table import Column, Kind, Table
from takehome.units import Quantity

CODE = "TAB003"
TITLE = "Every column varies"
GOOD = "Every column has two values or more, each of them in enough rows to learn from."

DEVIATING_ROWS_LIMIT = 10
"""An effect rests on the rows that deviate from the commonest value; fewer than this are too few (Harrell 2015,
*Regression Modeling Strategies*, section 4.4: ten to twenty per parameter)."""

COMMON_SHARE_LIMIT = 0.95
"""Only a column whose commonest value fills this share is looked at: the frequency ratio of 95 to 5 by which Kuhn
(2008, *J. Statistical Software* 28(5), section 3.1) marks near-zero variance."""

_PROBE = 200


def check(table: Table, target: str | None, context: Context) -> tuple[Finding, ...]:
    """One finding for every constant (failed) or nearly constant (caution) column, or one that says there is none."""
    columns = feature_columns(table, target, context)
    findings = [f for column in columns if (f := _judge(column)) is not None]
    if findings:
        return worst_first(findings)
    seen = (
        f"All {len(columns):,} columns vary in more than {DEVIATING_ROWS_LIMIT} rows or {1 - COMMON_SHARE_LIMIT:.0%}."
    )
    limit = Quantity(DEVIATING_ROWS_LIMIT, "rows")
    cost = "Every column can carry an effect."
    return clear(CODE, TITLE, GOOD, seen, cost, "nearly constant columns", Quantity(0, "columns"), limit)


def _judge(column: Column) -> Finding | None:
    present = column.values[~column.missing]
    if not len(present):
        return None
    deviating = _deviating(present, column.kind)
    if deviating is None or deviating >= DEVIATING_ROWS_LIMIT or deviating > (1 - COMMON_SHARE_LIMIT) * len(present):
        return None
    name = shown_name(column.name)
    if deviating:
        seen = f"{name} has one and the same value in all but {deviating:,} of {len(present):,} rows."
        cost = f"Whatever effect {name} shows rests on {deviating:,} rows."
        advice = f"Leave it out (ignore=[{column.name[:60]!r}]) or collect rows in which it differs."
    else:
        seen = f"{name} is {str(present[0])[:40]!r} in all {len(present):,} rows that have a value."
        cost = f"Nothing can be learned about {name} from 0 rows that differ; it was left out."
        advice = "Collect rows in which it differs, or drop the column."
    return Finding(
        CODE, TITLE, Status.CAUTION if deviating else Status.FAILED, GOOD, seen, cost, advice,
        subject=column.name,
        measured={"deviating rows": Quantity(deviating, "rows")},
        effect="deviating rows",
        limit=Quantity(DEVIATING_ROWS_LIMIT, "rows"),
    )  # fmt: skip


def _deviating(present: np.ndarray, kind: Kind) -> int | None:
    """Rows that differ from the commonest value, or None where no value is in half of the rows.

    A value in more than half of the rows is the median, so one partition replaces counting.
    """
    if kind is Kind.CATEGORY:
        return len(present) - Counter(present).most_common(1)[0][1]
    probe = np.sort(present[:: max(len(present) // _PROBE, 1)])
    if np.mean(probe == probe[len(probe) // 2]) < COMMON_SHARE_LIMIT / 2:
        return None
    middle = np.partition(present, len(present) // 2)[len(present) // 2]
    return int(np.sum(present != middle))
