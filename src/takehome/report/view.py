"""What the HTML templates are given: the report's nouns with the pictures and links that belong to them."""

from __future__ import annotations

import json
from typing import Any

from takehome.protocol import Chart, Finding, Interval, WhatIf
from takehome.report import arrange, charts, pictures
from takehome.report.build import Report
from takehome.report.curve import curve, cut_labels
from takehome.report.cut import at_defaults, cut_text, default_setting
from takehome.report.document import to_document
from takehome.report.what_if import Revaluation


def page_view(report: Report) -> dict[str, Any]:
    """Everything that the page's template names."""
    groups = [
        (group, [_check(report, finding) for finding in group.findings[: arrange.TABLE_ROWS]])
        for group in arrange.groups(report.findings)
    ]
    shown = {check["anchor"] for _, checks in groups for check in checks}
    links = {item: place for item, place in _links(report).items() if place in shown or not place.startswith("check-")}
    options = arrange.trivial_first(report.recommendation.options)
    dots = pictures.effect_dots(report.effects)
    return {
        **summary_view(report),
        "groups": groups,
        "effects": list(zip(report.effects, dots, arrange.new_directions(report.effects), strict=True)),
        "options": list(zip(options, pictures.option_dots(options, report.recommendation.baseline), strict=True)),
        "answers": [(answer, [(item, links.get(item)) for item in answer.evidence]) for answer in report.answers],
        "charts": [_chart(chart, f"chart-{i}") for i, chart in enumerate(report.charts, 1)],
        "what_if": None if report.what_if is None else _what_if(report, report.what_if),
        "table_rows": arrange.TABLE_ROWS,
    }  # fmt: skip


def summary_view(report: Report) -> dict[str, Any]:
    """The first screen alone; nothing is drawn."""
    counts = [(group.status, group.title, len(group.findings)) for group in arrange.groups(report.findings)]
    worst = [_check(report, finding) for finding in arrange.worst(report.findings)]
    return {"report": report, "advice": report.recommendation, "worst": worst, "counts": counts}


def anchor(report: Report, finding: Finding) -> str:
    """The finding's place in the page: its position in the report, since codes repeat over subjects and stages."""
    return f"check-{next(i for i, other in enumerate(report.findings, 1) if other is finding)}"


def _check(report: Report, finding: Finding) -> dict[str, Any]:
    return {
        "finding": finding,
        "anchor": anchor(report, finding),
        "stage": arrange.stage_name(report, finding.stage),
        "repaired": arrange.is_repaired(finding, report.findings),
        "settling": arrange.settling(finding),
        "dot": pictures.finding_dot(finding),
    }


def _links(report: Report) -> dict[str, str]:
    """Where each piece of evidence stands: the first finding of a code, effect of a subject, chart of an id."""
    links: dict[str, str] = {}
    for i, finding in enumerate(report.findings, 1):
        links.setdefault(finding.code, f"check-{i}")
    for i, effect in enumerate(report.effects, 1):
        links.setdefault(effect.subject, f"effect-{i}")
    for i, chart in enumerate(report.charts, 1):
        links.setdefault(chart.id, f"chart-{i}")
    return links


def _chart(chart: Chart, name: str) -> dict[str, Any]:
    columns = list(dict.fromkeys(key for row in chart.data[: arrange.TABLE_ROWS] for key in row))
    return {"chart": chart, "anchor": name, "svg": charts.draw(chart, name), "columns": columns}


def _what_if(report: Report, what_if: WhatIf) -> dict[str, Any]:
    level = report.recommendation.gain_interval.confidence_level
    island = {**to_document(report)["what_if"], "confidence_level": level}
    by_event = {price.event: price for price in what_if.prices}
    at_default, said = at_defaults(what_if, level)
    return {
        "nouns": what_if,
        "prices": [by_event[event] for event in what_if.events if event in by_event],
        "at_default": at_default,
        "bands": [
            Interval(*ends, what_if.currency, level) for ends in zip(at_default.lows, at_default.highs, strict=True)
        ],
        "dots": pictures.band_dots(at_default.values, at_default.lows, at_default.highs, at_default.baseline),
        "shown": _shown(what_if, at_default.best, at_default.baseline),
        "sentence": said,
        "cut": None if what_if.scale is None else _cut(what_if, at_default),
        "draws": what_if.counts.shape[1] - 1,
        "island": json.dumps(island, allow_nan=False).replace("<", "\\u003c").replace("&", "\\u0026"),
    }


def _cut(what_if: WhatIf, result: Revaluation) -> dict[str, Any]:
    """The slider along the scale, and the curve above it."""
    assert what_if.scale is not None
    scale, made = what_if.scale, default_setting(what_if)
    drawn = curve(what_if, result)
    longest = max((len(tick.label) for tick in drawn.ticks), default=0)
    return {
        "curve": drawn,
        "labels": cut_labels(what_if),
        "gutter": longest + 2,
        "stop": scale.stops.index(result.best) if result.best in scale.stops else 0,
        "last": len(scale.stops) - 1,
        "said": cut_text(what_if, result.best),
        "following": made.at is None,
        "can_follow": scale.follows is not None or scale.positions[what_if.options.index(scale.default)] is None,
    }


def _shown(what_if: WhatIf, *wanted: int) -> list[int]:
    """The options of the table: at most fifty, evenly spread, the wanted ones among them.

    Of a scale, those that the curve does not show as well, the simple ones, and the recommended one.
    """
    scale, options = what_if.scale, list(range(len(what_if.options)))
    if scale is not None:
        named = {*what_if.trivial, scale.default}
        options = [i for i in options if scale.positions[i] is None or what_if.options[i] in named]
        wanted = tuple(i for i in wanted if i in options)
    if len(options) <= arrange.TABLE_ROWS:
        return options
    room = arrange.TABLE_ROWS - len(wanted)
    return sorted({*wanted, *(options[round(i * (len(options) - 1) / (room - 1))] for i in range(room))})
