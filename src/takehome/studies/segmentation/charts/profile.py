"""Groups × columns: how far each group lies from the rest, and its own value in the column's unit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from takehome.protocol import Chart
from takehome.studies.marks import rounded
from takehome.studies.segmentation.charts.short_names import short, with_units
from takehome.studies.segmentation.outcome import Outcome
from takehome.studies.segmentation.personas.cells import Cell
from takehome.studies.wording import with_unit
from takehome.units import format_number

MOST_COLUMNS = 12
MOST_GROUPS = 30
MOST_WRITTEN = 7
"""Groups up to which a cell has room for its number."""

STRONGEST = 0.5
"""Opacity at `FAR`: more, and the number in the cell could not be read in both themes."""

FAR = 2.0
"""Spreads from the rest at which a cell has its full colour: ends of the middle 95 % of a normal distribution."""

STEP, HEAD = 30, 40


def profile_chart(outcome: Outcome) -> Chart | None:
    """The heat map; None for one group, or where no number is profiled."""
    seen = outcome.profile
    far = {column: max((abs(seen.cells[one, column].gap) for one in seen.ids), default=0.0) for column in seen.columns}
    columns = sorted(seen.columns, key=lambda column: -far[column])[:MOST_COLUMNS]
    groups = _groups(seen.ids, outcome.micro_ids)
    if len(seen.ids) < 2 or not columns or not any(far.values()):
        return None
    kept = [column for column in seen.columns if column in columns]
    names = dict(zip(kept, with_units(kept, [seen.units[seen.columns.index(c)] for c in kept]), strict=True))
    heads = {one: one for one in groups}
    rows = tuple(_row(seen.cells[one, column], heads[one], names[column]) for column in kept for one in groups)
    good = (
        "Blue is above the rest, orange below, in the column's own spread; the number is the group's median (its mean "
        "where medians are equal). A group without colour is described by nothing."
    )
    title = _sentence(outcome, len(kept), len(groups))
    return Chart("profile", title, rows, _encoding(list(names.values()), list(heads.values())), good)


def _groups(ids: Sequence[str], micro: Sequence[str]) -> list[str]:
    """The groups that are drawn: micro-clusters always where there is room."""
    strangers = list(micro)[: MOST_GROUPS // 2]
    segments = [one for one in ids if one not in micro][: MOST_GROUPS - len(strangers)]
    return [*segments, *(one for one in strangers if one in ids)]


def _row(cell: Cell, group: str, column: str) -> dict[str, Any]:
    value = cell.mean if cell.by_mean else cell.median
    return {
        "group": group, "column": column, "gap": rounded(cell.gap), "value": format_number(value) if cell.n else "–",
        "kind": "mean" if cell.by_mean else "median", "part": "above" if cell.gap >= 0 else "below",
        "strength": rounded(STRONGEST * min(abs(cell.gap) / FAR, 1.0)),
    }  # fmt: skip


def _sentence(outcome: Outcome, columns: int, groups: int) -> str:
    """The segment that lies farthest from the rest, and what is not shown."""
    seen = outcome.profile
    cells = [seen.cells[one, column] for one in seen.ids for column in seen.columns]
    own = [cell for cell in cells if cell.group in outcome.segment_ids and cell.gap] or cells
    most = max(own, key=lambda cell: abs(cell.gap))
    kind, value, rest = (
        ("mean", most.mean, most.rest_mean) if most.by_mean else ("median", most.median, most.rest_median)
    )
    way = "above" if most.gap > 0 else "below"
    said = (
        f"{most.group} stands out most, in {short(most.column)}: {kind} {with_unit(value, most.unit)} against "
        f"{with_unit(rest, most.unit)} in the rest, {format_number(abs(most.gap))} spreads {way} it"
    )
    hidden = []
    if columns < len(seen.columns):
        hidden.append(f"{columns} of {len(seen.columns)} columns")
    if groups < len(seen.ids):
        hidden.append(f"{groups} of {len(seen.ids)} groups")
    return f"{said}{'; shown: ' + ' and '.join(hidden) if hidden else ''}."


def _encoding(columns: list[str], groups: list[str]) -> dict[str, Any]:
    named = {"type": "nominal", "title": None}
    cell = {
        "x": {**named, "field": "group", "sort": groups,
              "axis": {"orient": "top", "labelAngle": 0 if len(groups) <= MOST_WRITTEN else -90, "domain": False,
                       "ticks": False}},
        "y": {**named, "field": "column", "sort": columns, "axis": {"domain": False, "ticks": False}},
    }  # fmt: skip
    opacity = {"field": "strength", "type": "quantitative", "legend": None, "scale": None}
    layers: list[dict[str, Any]] = [
        {"mark": {"type": "rect", "style": style}, "encoding": {**cell, "opacity": opacity},
         "transform": [{"filter": {"field": "part", "equal": part}}]}
        for part, style in (("above", "accent"), ("below", "bad"))
    ]  # fmt: skip
    if len(groups) <= MOST_WRITTEN:
        layers.append({"mark": {"type": "text"}, "encoding": {**cell, "text": {"field": "value", "type": "nominal"}}})
    return {"height": HEAD + STEP * len(columns), "layer": layers}
