"""Two runs side by side: what was asked, of which data, what it is worth, and which findings came or went.

Everything here is pure: two runs and their report documents in, a :class:`Comparison` out, which the page renders and
the JSON interface prints. A difference of money is shown only where both amounts have one currency and one basis and
answer one question; an interval of the difference only where there is one (see :mod:`takehome.server.paired`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from takehome.server.compared_findings import FindingChange, changed_findings
from takehome.server.compared_money import Money, compared_money
from takehome.server.compared_settings import Setting, differing_settings
from takehome.server.repetition import Kind, Repetition, repetition
from takehome.server.state.records import Run
from takehome.units import format_number


@dataclass(frozen=True, slots=True)
class Data:
    """The tables of both runs: whether their content is the same (None where a fingerprint is missing), in words."""

    same: bool | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two runs, as a heading names it; `decision` is its report's sentence."""

    id: str
    number: int
    verb: str
    title: str
    data_name: str
    status: str
    decision: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between two runs.

    Attributes
    ----------
    settings : everything that was set differently. money : both gains, and their difference where there is one.
    findings : those that appeared, vanished or changed, the worst first; None where the two studies differ or one did
        not finish. unchanged : how many stayed as they were.
    """

    a: Side
    b: Side
    sentence: str
    answer: Repetition
    data: Data
    settings: tuple[Setting, ...]
    money: Money
    findings: tuple[FindingChange, ...] | None
    unchanged: int


def compare(
    a: Run, b: Run, document_a: Mapping[str, Any] | None = None, document_b: Mapping[str, Any] | None = None
) -> Comparison:
    """Compare two runs; the documents are their ``report.json``, None for a run that did not finish."""
    answer = repetition(a, b)
    data = _data(a, b, document_a, document_b)
    money = compared_money(a, b, document_a, document_b, same_data=data.same)
    settings = differing_settings(a, b)
    found = None
    if a.verb == b.verb and document_a and document_b:
        found = changed_findings(document_a["findings"], document_b["findings"])
    changes = None if found is None else found.changes
    return Comparison(
        a=_side(a),
        b=_side(b),
        sentence=_sentence(a, b, answer, data, settings, money, changes),
        answer=answer,
        data=data,
        settings=settings,
        money=money,
        findings=changes,
        unchanged=0 if found is None else found.unchanged,
    )


def as_document(comparison: Comparison) -> dict[str, Any]:
    """The comparison as JSON values; an amount that does not exist is null."""
    document = asdict(comparison)
    document["answer"] = {**document["answer"], "kind": comparison.answer.kind.value, "fault": comparison.answer.fault}
    return document


def _side(run: Run) -> Side:
    title, decision = str(run.summary.get("title", "")), str(run.summary.get("sentence", ""))
    return Side(run.id, run.number, run.verb, title, run.data_name or run.scenario, run.status.value, decision)


def _data(a: Run, b: Run, first: Mapping[str, Any] | None, second: Mapping[str, Any] | None) -> Data:
    """Compared by the fingerprint of the content, which a report holds; else by that of the file."""
    mine, yours = _fingerprint(a, first), _fingerprint(b, second)
    if first and second and mine == yours:
        rows, columns = first["data"]["rows"], first["data"]["columns"]
        said = f"Both studied the same table: {rows:,} rows, {columns:,} columns, fingerprint {mine[:12]}…"
        if a.data_name != b.data_name:
            said += f" It was called “{a.data_name or a.scenario}” and “{b.data_name or b.scenario}”."
        return Data(True, said)
    if not mine or not yours:
        return Data(None, "Whether both studied the same table is not known: one of them has no fingerprint yet.")
    if mine == yours:
        return Data(True, f"Both were given the same table, fingerprint {mine[:12]}…")
    return Data(False, f"They studied different tables: {_table(a, first, mine)}; {_table(b, second, yours)}.")


def _fingerprint(run: Run, document: Mapping[str, Any] | None) -> str:
    return str(document["data"]["sha256"]) if document else str(run.summary.get("data_sha256") or run.data_sha256)


def _table(run: Run, document: Mapping[str, Any] | None, fingerprint: str) -> str:
    size = f", {document['data']['rows']:,} rows, {document['data']['columns']:,} columns" if document else ""
    return f"run {run.number} “{run.data_name or run.scenario}”{size}, fingerprint {fingerprint[:12]}…"


def _sentence(
    a: Run,
    b: Run,
    answer: Repetition,
    data: Data,
    settings: tuple[Setting, ...],
    money: Money,
    findings: tuple[FindingChange, ...] | None,
) -> str:
    """The comparison in one or two sentences, for its head."""
    if answer.kind is not Kind.DIFFERENT:
        return answer.sentence
    if a.verb != b.verb:
        return f"Run {a.number} and run {b.number} asked different questions: their answers cannot be set side by side."
    parts = []
    if data.same is not None:
        parts.append("the table is the same" if data.same else "the tables differ")
    others = [setting for setting in settings if setting.name != "table"]
    parts.append(f"{len(others) or 'no'} setting{'s' * (len(others) != 1)} differ{'s' * (len(others) == 1)}")
    if money.difference is not None:
        more = "more" if money.difference > 0 else "less"
        amount = f"{format_number(abs(money.difference))} {money.a.currency if money.a else ''} {more}"
        parts.append(f"the gain is {amount}" if money.difference else "the gain is the same")
    if findings is not None:
        count = len(findings)
        parts.append(f"{count or 'no'} finding{'s' * (count != 1)} came, went or changed")
    return f"Run {b.number} against run {a.number}: {', '.join(parts)}."
