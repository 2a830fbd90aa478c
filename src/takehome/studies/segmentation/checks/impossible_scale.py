"""SEG012: do impossible values shape the scale?

A count below 0 cannot be. In a logarithm and in presence such values count as 0; a linear column keeps them, and its
mean and spread with them. So each column's spread is computed again with the nearest possible values in their place;
the largest change is the effect. Counts are exact, so there is no interval. The page is ``impossible_scale.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.protocol import Finding, Status
from takehome.studies.segmentation.checks.impossible_cells import Impossible, impossible_cells
from takehome.studies.segmentation.checks.stage import DATA, NOTHING_TO_DO, not_applicable
from takehome.studies.segmentation.outcome import Outcome
from takehome.studies.segmentation.scaling.transform import LINEAR
from takehome.studies.wording import listed
from takehome.units import Quantity, format_number

CODE = "SEG012"
TITLE = "Impossible values do not shape the scale"
SPREAD_LIMIT = 0.1
"""Change of a column's spread, this project's own limit: its weight in squared distances then moves by a fifth."""
ROWS_LIMIT = 0
"""Rows with an impossible value that pass without a word: one is proof that something was recorded wrongly."""
MOST_NAMED = 8
GOOD = "No value is impossible (a count below 0, a rate above 1), so that no column's spread rests on such values."
RULE = "values below 0 count as 0 in logs and presence; linear columns keep them"


@dataclass(frozen=True)
class _Repaired:
    """What the nearest possible values change: spread by column (a share), and rows that change their segment."""

    spread: dict[str, float]
    moved: int

    @property
    def most(self) -> str:
        return max(self.spread, key=lambda name: self.spread[name])


def check(outcome: Outcome) -> tuple[Finding, ...]:
    """PASSED without impossible values, CAUTION where they are harmless, FAILED where a spread rests on them."""
    if not outcome.design.names:
        return not_applicable(CODE, TITLE, GOOD, "0 columns of numbers enter the distance.", DATA)
    found = impossible_cells(outcome)
    if not found:
        seen = f"0 of {outcome.table.rows:,} rows hold an impossible value in {len(outcome.design.names)} columns."
        measured = {"rows": Quantity(0, "rows")}
        return (_finding(Status.PASSED, seen, "0 values had to be doubted.", NOTHING_TO_DO, measured, "rows"),)
    rows = int(np.any([one.mask for one in found], axis=0).sum())
    repaired = _repaired(outcome, found)
    change = 100 * repaired.spread[repaired.most]
    failed = change > 100 * SPREAD_LIMIT
    measured = {
        "rows": Quantity(rows, "rows"), "change of spread": Quantity(change, "%"),
        **{outcome.design.names[one.column]: Quantity(one.count, "rows") for one in found},
    }  # fmt: skip
    consequence = (
        f"With the nearest possible values in their place the spread of {repaired.most} changes by "
        f"{format_number(change)} % (limit {100 * SPREAD_LIMIT:g} %), the most of all, and {repaired.moved:,} rows "
        "would be in another segment."
    )
    remedy = (
        "Correct these values at their source or make them missing, and run again; if they are right, say what they "
        "mean (the sign may be a correction)."
    )
    status = Status.FAILED if failed else Status.CAUTION
    return (
        _finding(
            status, _seen(outcome, found, rows), consequence, remedy, measured, "change of spread" if failed else "rows"
        ),
    )


def _finding(
    status: Status, seen: str, consequence: str, remedy: str, measured: dict[str, Quantity], effect: str
) -> Finding:
    limit = Quantity(ROWS_LIMIT, "rows") if effect == "rows" else Quantity(100 * SPREAD_LIMIT, "%")
    return Finding(CODE, TITLE, status, GOOD, seen, consequence, remedy, None, DATA, measured, effect, None, limit)


def _seen(outcome: Outcome, found: tuple[Impossible, ...], rows: int) -> str:
    """Rows in all, counts by column with the reason, and which column has which transform."""
    worst = sorted(found, key=lambda one: (-one.count, one.column))
    counts = [_column(outcome, one) for one in worst[:MOST_NAMED]]
    more = f"; and {len(worst) - MOST_NAMED} more columns" if len(worst) > MOST_NAMED else ""
    kinds = {one.name: one.kind for one in outcome.scaling.evidence}
    by_kind: dict[str, list[str]] = {}
    for one in worst[:MOST_NAMED]:
        name = outcome.design.names[one.column]
        by_kind.setdefault(kinds[name], []).append(name)
    entered = "; ".join(f"{kind}: {listed(names)}" for kind, names in by_kind.items())
    return (
        f"{rows:,} of {outcome.table.rows:,} rows hold an impossible value: {'; '.join(counts)}{more}. The rule: "
        f"{RULE} ({entered})."
    )


def _column(outcome: Outcome, one: Impossible) -> str:
    x = outcome.design.values[one.mask, one.column]
    below, above = int((x < one.low).sum()), int((x > one.high).sum())
    parts = [f"{below:,} below {format_number(one.low)}"] if below else []
    parts += [f"{above:,} above {format_number(one.high)}"] if above else []
    return f"{outcome.design.names[one.column]} {' and '.join(parts)} ({one.why})"


def _repaired(outcome: Outcome, found: tuple[Impossible, ...]) -> _Repaired:
    """Put the nearest possible value in place of each impossible one."""
    design, people = outcome.design, outcome.strangers.member < 0
    values = design.values.copy()
    kinds = {one.name: one.kind for one in outcome.scaling.evidence}
    spread = {}
    for one in found:
        name, before = design.names[one.column], design.values[:, one.column]
        values[:, one.column] = np.where(one.mask, np.clip(before, one.low, one.high), before)
        scale = outcome.frozen.scaling.columns[one.column]
        was, now = (float(scale.moved(x[people]).std()) for x in (before, values[:, one.column]))
        spread[name] = abs(now / was - 1) if was > 0 and (kinds[name] == LINEAR or one.high < np.inf) else 0.0
    changed = np.any([one.mask for one in found], axis=0)
    codes = tuple(code[changed] for code in design.codes)
    after = outcome.frozen.segments(values[changed], codes, outcome.frozen.scaling.transform(values[changed], codes))
    return _Repaired(spread, int((after != outcome.judged.segment[changed]).sum()))
