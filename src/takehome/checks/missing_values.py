"""TAB005: how much is missing, where, and what was done about it."""

from __future__ import annotations

from takehome.checks.context import Context
from takehome.checks.subjects import feature_columns, listed, shown_name, worst_first
from takehome.protocol import Finding, Status
from takehome.table import Column, Kind, Table
from takehome.units import Quantity

CODE = "TAB005"
TITLE = "Few values are missing"
GOOD = "Every column has a value in nearly every row."

CAUTION_SHARE = 0.05
"""Up to this share, how missing values are filled hardly matters (Schafer 1999, *Statistical Methods in Medical
Research* 8:3–15; Harrell 2015, *Regression Modeling Strategies*, section 3.10, draws the line at 0.03 to 0.05)."""

FAILED_SHARE = 0.5
"""Beyond this share more of the column is filled in than observed."""


def check(table: Table, target: str | None, context: Context) -> tuple[Finding, ...]:
    """One finding for the target, one for every column with many missing values, and one for all others together."""
    shares = {c.name: float(c.missing.mean()) for c in feature_columns(table, target, context)}
    kinds = {column.name: column.kind for column in table.columns}
    many = [_many(name, share, kinds[name], table.rows) for name, share in shares.items() if share > CAUTION_SHARE]
    own = [_target(table[target])] if target is not None and table[target].missing.any() else []
    few = {name: share for name, share in shares.items() if 0 < share <= CAUTION_SHARE}
    rest = [_few(few, len(shares), table.rows)] if few or not (many or own) else []
    return worst_first([*own, *many, *rest])


def _many(name: str, share: float, kind: Kind, rows: int) -> Finding:
    count, rule = round(share * rows), _rule(kind)
    return Finding(
        CODE, TITLE, Status.FAILED if share > FAILED_SHARE else Status.CAUTION, GOOD,
        f"{shown_name(name)} is missing in {count:,} of {rows:,} rows ({share:.1%}).",
        f"Its effect rests on the {rows - count:,} rows that have it; {rule}.",
        f"Find out why it is missing: if the reason has to do with the target, no rule is right. Else collect it, or "
        f"leave it out: ignore=[{name[:60]!r}].",
        subject=name,
        measured={"missing share": Quantity(share), "missing rows": Quantity(count, "rows")},
        effect="missing share",
        limit=Quantity(FAILED_SHARE if share > FAILED_SHARE else CAUTION_SHARE),
    )  # fmt: skip


def _rule(kind: Kind) -> str:
    if kind is Kind.NUMBER:
        return "a missing number is replaced by the median of the training rows and marked by a column of its own"
    if kind is Kind.CATEGORY:
        return "a missing category is a level of its own, '(missing)'"
    return "dates are not used as features"


def _target(column: Column) -> Finding:
    rows, count = len(column.values), int(column.missing.sum())
    share = count / rows
    return Finding(
        CODE, TITLE, Status.FAILED if share > FAILED_SHARE else Status.CAUTION, GOOD,
        f"The target {shown_name(column.name)} is missing in {count:,} of {rows:,} rows ({share:.1%}).",
        f"These {count:,} rows were set aside; the results hold for rows like the other {rows - count:,}.",
        "Find out why it is missing; if rows with high or low values lack it, the effects are biased.",
        subject=column.name,
        measured={"missing share": Quantity(share), "missing rows": Quantity(count, "rows")},
        effect="missing share",
        limit=Quantity(FAILED_SHARE if share > FAILED_SHARE else CAUTION_SHARE),
    )  # fmt: skip


def _few(few: dict[str, float], columns: int, rows: int) -> Finding:
    largest = max(few.values(), default=0.0)
    seen = f"No value is missing in {columns:,} columns of {rows:,} rows."
    if few:
        names = listed(sorted(few, key=lambda name: -few[name]))
        cells = sum(round(share * rows) for share in few.values())
        seen = f"{cells:,} values are missing in {len(few):,} of {columns:,} columns, at most {largest:.1%} of one"
        seen += f": {names}."
    return Finding(
        CODE, TITLE, Status.PASSED, GOOD, seen,
        f"Filling {largest:.1%} of a column or less hardly moves an effect." if few else "No value was filled in.",
        "Nothing.",
        measured={"largest missing share": Quantity(largest)},
        effect="largest missing share",
        limit=Quantity(CAUTION_SHARE),
    )  # fmt: skip
