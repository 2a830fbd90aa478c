"""TAB007: when rows have dates, their order is declared."""

from __future__ import annotations

from takehome.checks.context import Context
from takehome.checks.subjects import clear, feature_columns, listed, not_applicable
from takehome.protocol import Finding, Status
from takehome.table import Kind, Role, Table
from takehome.units import Quantity

CODE = "TAB007"
TITLE = "The order of dated rows is declared"
GOOD = "A table with dates says which of them orders its rows."

UNDECLARED_LIMIT = 0
"""Date columns without a role that are tolerated: one may hide that neighbouring rows are alike."""


def check(table: Table, target: str | None, context: Context) -> tuple[Finding, ...]:
    """CAUTION while a date column has no role, PASSED once an order is declared."""
    order = table.with_role(Role.ORDER)
    dates = [column for column in feature_columns(table, target, context) if column.kind is Kind.DATE]
    if not dates and not order:
        return not_applicable(CODE, TITLE, GOOD, "The table has 0 date columns.")
    if order:
        seen = f"Rows are ordered by {listed([order[0].name])}; {len(dates):,} date columns beside it are not used."
        cost, limit = "Neighbouring rows can be compared.", Quantity(UNDECLARED_LIMIT, "columns")
        return clear(CODE, TITLE, GOOD, seen, cost, "undeclared date columns", Quantity(0, "columns"), limit)
    names = [column.name for column in dates]
    return (
        Finding(
            CODE, TITLE, Status.CAUTION, GOOD,
            f"No order is declared, and {len(dates):,} of {len(table.columns):,} columns hold dates: {listed(names)}.",
            f"{listed(names)} left out: a date is not a quantity. Rows near in time may be alike, which "
            "intervals cannot know, and a random hold-out lets the future predict the past.",
            f"Declare it: order={names[0][:60]!r}; and if the season or the age matters, add it as a number "
            "(month, days since a start).",
            subject=names[0],
            measured={"undeclared date columns": Quantity(len(dates), "columns")},
            effect="undeclared date columns",
            limit=Quantity(UNDECLARED_LIMIT, "columns"),
        ),
    )  # fmt: skip
