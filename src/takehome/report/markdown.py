"""The report as GitHub-flavoured Markdown: the same content in the same order.

Text from data is escaped so that it shows as it is: no markup, no HTML, no links, no mathematics, no table cell split
by a pipe, and no cell that a spreadsheet would run as a formula.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from takehome.protocol import Chart, Finding
from takehome.report import arrange, words
from takehome.report.build import Report
from takehome.report.cut import at_defaults
from takehome.units import format_number, format_probability

CELL_LENGTH = 200
# Every ASCII character that can begin or end markup (CommonMark 0.31.2, section 2.4), and GitHub's mentions and maths.
_MARKUP = re.compile(r"([\\`*_\[\]<>#|~$@^]|&(?=[#\w])|:(?=//|\w+:))")
_LINE_START = re.compile(r"^(\d+)([.)])(?=\s|$)")


def escape(text: str) -> str:
    """One line of Markdown that shows the text as it is.

    >>> escape("<b>a|b</b>"), escape("=1+1"), escape("1. x")
    ('\\\\<b\\\\>a\\\\|b\\\\</b\\\\>', '\\\\=1+1', '1\\\\. x')
    """
    text = " ".join(words.visible(text).split())
    text = _MARKUP.sub(r"\\\1", text)
    # A full stop joins the parts of an address that would become a link by itself.
    text = re.sub(r"(?i)\bwww\.", r"www\\.", text)
    text = re.sub(r"^([=+\-])", r"\\\1", text)
    return _LINE_START.sub(r"\1\\\2", text)


def markdown(report: Report, pictures: Mapping[str, str] | None = None) -> str:
    """The whole report as Markdown.

    Parameters
    ----------
    pictures : chart id → path of its picture, relative to the Markdown file; without it, charts are their sentences.
    """
    parts = [
        *_decision(report),
        *_checks(report),
        *_effects(report),
        *_options(report),
        *_what_if(report),
        *_answers(report),
        *_charts(report.charts, pictures or {}),
        *_method(report),
    ]
    return "\n\n".join(parts) + "\n"


def _bullets(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of at most fifty rows; `rows` hold escaped text."""
    lines = [header, ["---"] * len(header), *rows[: arrange.TABLE_ROWS]]
    table = "\n".join("| " + " | ".join(line) + " |" for line in lines)
    rest = len(rows) - arrange.TABLE_ROWS
    return f"{table}\n\n{rest:,} more in report.json." if rest > 0 else table


def _cell(text: str) -> str:
    return escape(words.clip(text, CELL_LENGTH))


def _title(finding: Finding) -> str:
    return escape(finding.title + (f": {words.clip(finding.subject, CELL_LENGTH)}" if finding.subject else ""))


def _decision(report: Report) -> list[str]:
    advice = report.recommendation
    gain = f"{words.amount_text(advice.gain)} per {advice.gain.per}"
    facts = [
        f"**Gain**: {escape(gain)} ({escape(words.interval_text(advice.gain_interval, advice.gain.currency))})",
        f"**Probability that it is better** than “{_cell(advice.baseline)}”: "
        f"{format_probability(advice.probability_better)}",
    ]
    if advice.break_even is not None:
        facts.append(f"**Break-even**: {escape(str(advice.break_even))}")
    if advice.value_of_more_data is not None:
        facts.append(f"**Value of more data**: {escape(str(advice.value_of_more_data))}")
    worst = arrange.worst(report.findings)
    said = [f"**{arrange.GROUP_TITLES[f.status]}** {_title(f)}: {escape(f.consequence)}" for f in worst]
    return [
        f"# {escape(report.title)}",
        f"**{escape(advice.sentence)}**",
        _bullets(facts),
        "## It would change if",
        _bullets(map(escape, advice.would_change_if)) or "Nothing that this study could name.",
        "## The findings to know",
        _bullets(said) or "No check failed or asks for caution.",
    ]


def _checks(report: Report) -> list[str]:
    parts = ["## Is it sound?"]
    for group in arrange.groups(report.findings):
        parts.append(f"### {group.title} ({len(group.findings)})")
        parts += [_check(report, finding) for finding in group.findings[: arrange.TABLE_ROWS]]
        if len(group.findings) > arrange.TABLE_ROWS:
            parts.append(f"{len(group.findings) - arrange.TABLE_ROWS:,} more in report.json.")
    return parts


def _check(report: Report, finding: Finding) -> str:
    stage = arrange.stage_name(report, finding.stage)
    if arrange.is_repaired(finding, report.findings):
        stage += ", repaired in the chosen model"
    lines = [f"**{escape(finding.code)} {_title(finding)}** ({escape(stage)})", ""]
    lines += [
        f"- Good: {escape(finding.good)}",
        f"- Seen: {escape(finding.seen)}",
        f"- Cost: {escape(finding.consequence)}",
        f"- Do: {escape(finding.remedy)} {arrange.settling(finding)}".rstrip(),
    ]
    if finding.measured:
        named = [
            f"{_cell(name.replace('_', ' '))} {escape(str(quantity))}" for name, quantity in finding.measured.items()
        ]
        lines.append(f"- Measured: {'; '.join(named[: arrange.TABLE_ROWS])}")
    return "\n".join(lines)


def _effects(report: Report) -> list[str]:
    rows = []
    for effect in report.effects:
        band = escape(words.interval_text(effect.interval)) or "exact"
        estimate = escape(str(effect.estimate))
        rows.append([_cell(effect.subject), _cell(effect.contrast), estimate, band, effect.direction.value])
    sentences = [escape(effect.sentence) + (f" *{escape(effect.caveat)}*" if effect.caveat else "")
                 for effect in report.effects[: arrange.TABLE_ROWS]]  # fmt: skip
    if not rows:
        return ["## What each number means", "No effect was estimated."]
    header = ["Subject", "Contrast", "Estimate", "Interval", "Direction"]
    return ["## What each number means", _bullets(sentences), _table(header, rows)]


def _options(report: Report) -> list[str]:
    advice = report.recommendation
    rows = []
    for option in arrange.trivial_first(advice.options):
        action = _cell(option.action)
        name = f"**{action}** (recommended)" if option.action == advice.action else action
        value, band = str(option.value), words.interval_text(option.interval, option.value.currency)
        rows.append([name, escape(value), escape(band), "yes" if option.trivial else "", _cell(option.note)])
    header = ["Option", "Value", "Interval", "Simple", "Note"]
    parts = ["## What could be done instead", _table(header, rows)]
    if advice.holds_while:
        parts += ["### It holds while", _bullets(map(escape, advice.holds_while))]
    if advice.assumes:
        said = [f"{escape(item.statement)} Tolerance: {escape(item.tolerance)}." for item in advice.assumes]
        parts += ["### It assumes", _bullets(said)]
    return parts


def _what_if(report: Report) -> list[str]:
    if report.what_if is None:
        return []
    level = report.recommendation.gain_interval.confidence_level
    rows = [[_cell(p.name), format_number(p.default), escape(p.unit)] for p in report.what_if.prices]
    said = escape(at_defaults(report.what_if, level)[1])
    return ["## At these prices", _table(["Price", "Value", "Unit"], rows), f"{said} report.html has the sliders."]


def _answers(report: Report) -> list[str]:
    parts = ["## The questions, answered"] if report.answers else []
    for answer in report.answers:
        parts += [f"### {escape(answer.question)}", escape(answer.answer)]
        if answer.evidence:
            parts.append(f"Evidence: {', '.join(_cell(item) for item in answer.evidence)}")
    return parts


def _charts(charts: Sequence[Chart], pictures: Mapping[str, str]) -> list[str]:
    parts = ["## The pictures"] if charts else []
    for chart in charts:
        good = f" *What good looks like: {escape(chart.good)}*" if chart.good else ""
        parts.append(f"{escape(chart.title)}{good}")
        if chart.id in pictures:
            parts.append(f"![{_cell(chart.title)}]({pictures[chart.id]})")
    return parts


def _method(report: Report) -> list[str]:
    data, run = report.data, report.run
    fence = "`" * (max((len(ticks) for ticks in re.findall("`+", run.command)), default=0) + 3)
    command = f"{fence}sh\n{words.visible(run.command)}\n{fence}"
    if not run.command:
        command = f"It was called from Python; the same call with seed {report.seed} gives the same report."
    return [
        "## How it was done",
        _bullets([*map(escape, report.echo), f"{data.rows:,} rows, {data.columns:,} columns; seed {report.seed}",
                  f"SHA-256 of the table {escape(data.sha256)}"]),
        "### What ran",
        _bullets(f"{escape(c.method)}: {escape(c.source)}" for c in report.methods) or "Nothing was cited.",
        "### Do it again",
        command,
        f"It took {format_number(run.seconds)} s on {escape(run.machine)}; "
        + ", ".join(f"{name} {version}" for name, version in run.versions.items()) + ".",
    ]  # fmt: skip
