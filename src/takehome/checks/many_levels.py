"""TAB010: a category has few enough levels for each of them to be learned."""

from __future__ import annotations

from collections import Counter

from takehome.checks.context import Context
from takehome.checks.subjects import clear, feature_columns, not_applicable, shown_name, worst_first
from takehome.protocol import Finding, Status
from takehome.table import LEVEL_LIMIT, MIN_LEVEL_ROWS, OTHER, Column, Kind, Table, kept_levels
from takehome.table.levels import NAME_SHARE, is_name
from takehome.units import Quantity

CODE = "TAB010"
TITLE = "Categories have few levels"
GOOD = "Every category has so few levels that each is seen in many rows."

LEVELS_LIMIT = LEVEL_LIMIT
ROWS_LIMIT = MIN_LEVEL_ROWS
NAME_LIMIT = NAME_SHARE

POOLED_SHARE_LIMIT = 0.5
"""When more than this share of the rows falls into the pool, most of what the column says is lost."""


def check(table: Table, target: str | None, context: Context) -> tuple[Finding, ...]:
    """One finding for every category with more levels than are kept, or one that says there is none."""
    columns = feature_columns(table, target, context)
    categories = [c for c in columns if c.kind is Kind.CATEGORY and not is_name(c)]
    if not categories:
        return not_applicable(CODE, TITLE, GOOD, "The table has 0 categories (names of rows aside).")
    counts = {column.name: len(set(column.values[~column.missing])) for column in categories}
    findings = [_finding(c, counts[c.name]) for c in categories if counts[c.name] > LEVELS_LIMIT]
    if findings:
        return worst_first(findings)
    name = max(counts, key=lambda key: counts[key])
    most = f"{shown_name(name)} has the most levels, {counts[name]:,} (limit {LEVELS_LIMIT})"
    seen = f"{len(categories):,} categories; {most}."
    cost, limit = "No level was pooled for lack of room.", Quantity(LEVELS_LIMIT, "levels")
    return clear(CODE, TITLE, GOOD, seen, cost, "levels", Quantity(counts[name], "levels"), limit)


def _finding(column: Column, levels: int) -> Finding:
    kept = set(kept_levels(column))
    rows = Counter(value for value in column.values if value is not None)
    pooled = sum(count for level, count in rows.items() if level not in kept)
    share = pooled / max(sum(rows.values()), 1)
    name = shown_name(column.name)
    what = f"its {len(kept):,} most frequent levels were kept and {pooled:,} rows ({share:.0%}) pooled as {OTHER!r}"
    return Finding(
        CODE, TITLE, Status.CAUTION, GOOD,
        f"{name} has {levels:,} levels in {sum(rows.values()):,} rows (limit {LEVELS_LIMIT}); {what}.",
        f"Differences among the {levels - len(kept):,} levels that were not kept are lost.",
        "Group the levels by what they have in common (region, maker, class) in a column of its own"
        + (" before using it." if share <= POOLED_SHARE_LIMIT else "; as it is, most of its rows are in the pool."),
        subject=column.name,
        measured={"levels": Quantity(levels, "levels"), "pooled share": Quantity(share)},
        effect="levels",
        limit=Quantity(LEVELS_LIMIT, "levels"),
    )  # fmt: skip
