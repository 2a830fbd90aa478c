"""The report as a JSON document with stable keys, and back.

`run` holds what may vary between equal runs; every other part is equal for equal data, seed and versions. The
published schema (``schema.json``, :mod:`takehome.report.schema`) describes each key. Null stands for a number that
does not exist (NaN); an interval's null end is unbounded.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from takehome.errors import InputError
from takehome.protocol import (
    Answer,
    Assumption,
    Chart,
    Direction,
    Effect,
    Finding,
    Interval,
    Option,
    Price,
    Recommendation,
    Status,
    WhatIf,
)
from takehome.provenance import Citation, DataInfo
from takehome.report.build import Report, Run
from takehome.report.plain import plain
from takehome.report.what_if import pack, unpack
from takehome.scale import Scale
from takehome.units import Money, Quantity


def to_document(report: Report) -> dict[str, Any]:
    """The report as JSON values, its keys in the published order."""
    what_if = report.what_if
    return {
        "schema_version": report.schema_version,
        "study": report.study,
        "title": report.title,
        "question": report.question,
        "data": plain(report.data, "data"),
        "seed": plain(report.seed, "seed"),
        "findings": plain(report.findings, "findings"),
        "effects": plain(report.effects, "effects"),
        "recommendation": plain(report.recommendation, "recommendation"),
        "answers": plain(report.answers, "answers"),
        "metrics": plain(report.metrics, "metrics"),
        "charts": plain(report.charts, "charts"),
        "what_if": None if what_if is None else _what_if_document(what_if),
        "echo": plain(report.echo, "echo"),
        "methods": plain(report.methods, "methods"),
        "run": plain(report.run, "run"),
    }


def to_json(report: Report) -> str:
    """The document as indented JSON text, ASCII only, ending in a newline."""
    return json.dumps(to_document(report), indent=1, allow_nan=False) + "\n"


def _what_if_document(what_if: WhatIf) -> dict[str, Any]:
    return {
        "options": plain(what_if.options),
        "events": plain(what_if.events),
        "counts": pack(what_if.counts),
        "prices": plain(what_if.prices, "what_if.prices"),
        "trivial": plain(what_if.trivial),
        "currency": what_if.currency,
        "per": what_if.per,
        "scale": plain(what_if.scale, "what_if.scale"),
    }


def from_document(document: Mapping[str, Any]) -> Report:
    """Read a report back from its document.

    Raises
    ------
    InputError
        If the document does not follow the published schema; the message names the key.
    """
    from takehome.report.schema import validate

    validate(document)
    run = document["run"]
    return Report(
        schema_version=document["schema_version"],
        study=document["study"],
        title=document["title"],
        question=document["question"],
        data=DataInfo(**document["data"]),
        seed=document["seed"],
        findings=tuple(_finding(item) for item in document["findings"]),
        effects=tuple(_effect(item) for item in document["effects"]),
        recommendation=_recommendation(document["recommendation"]),
        answers=tuple(Answer(**{**item, "evidence": tuple(item["evidence"])}) for item in document["answers"]),
        metrics=document["metrics"],
        charts=tuple(Chart(**{**item, "data": tuple(item["data"])}) for item in document["charts"]),
        what_if=None if document["what_if"] is None else _what_if(document["what_if"]),
        echo=tuple(document["echo"]),
        methods=tuple(Citation(**item) for item in document["methods"]),
        run=Run(_number(run["seconds"]), run["versions"], run["machine"], run["command"]),
    )


def _number(value: float | None, absent: float = float("nan")) -> float:
    return absent if value is None else value


def _quantity(item: Mapping[str, Any] | None) -> Quantity | None:
    return None if item is None else Quantity(_number(item["value"]), item["unit"])


def _known_quantity(item: Mapping[str, Any]) -> Quantity:
    return Quantity(_number(item["value"]), item["unit"])


def _money(item: Mapping[str, Any]) -> Money:
    return Money(_number(item["amount"]), item["currency"], item["per"])


def _known_interval(item: Mapping[str, Any]) -> Interval:
    low, high = _number(item["low"], float("-inf")), _number(item["high"], float("inf"))
    return Interval(low, high, item["unit"], item["confidence_level"])


def _interval(item: Mapping[str, Any] | None) -> Interval | None:
    return None if item is None else _known_interval(item)


def _finding(item: Mapping[str, Any]) -> Finding:
    changed = {
        "status": Status(item["status"]),
        "measured": {name: _known_quantity(quantity) for name, quantity in item["measured"].items()},
        "interval": _interval(item["interval"]),
        "limit": _quantity(item["limit"]),
    }
    return Finding(**{**item, **changed})


def _effect(item: Mapping[str, Any]) -> Effect:
    changed = {
        "estimate": _known_quantity(item["estimate"]),
        "interval": _interval(item["interval"]),
        "direction": Direction(item["direction"]),
    }
    return Effect(**{**item, **changed})


def _option(item: Mapping[str, Any]) -> Option:
    return Option(**{**item, "value": _money(item["value"]), "interval": _interval(item["interval"])})


def _recommendation(item: Mapping[str, Any]) -> Recommendation:
    more_data = item["value_of_more_data"]
    changed = {
        "gain": _money(item["gain"]),
        "gain_interval": _known_interval(item["gain_interval"]),
        "probability_better": _number(item["probability_better"]),
        "options": tuple(_option(option) for option in item["options"]),
        "break_even": _quantity(item["break_even"]),
        "value_of_more_data": None if more_data is None else _money(more_data),
        "holds_while": tuple(item["holds_while"]),
        "would_change_if": tuple(item["would_change_if"]),
        "assumes": tuple(Assumption(**assumption) for assumption in item["assumes"]),
    }
    return Recommendation(**{**item, **changed})


def _what_if(item: Mapping[str, Any]) -> WhatIf:
    return WhatIf(
        options=tuple(item["options"]),
        events=tuple(item["events"]),
        counts=unpack(item["counts"]),
        prices=tuple(Price(**price) for price in item["prices"]),
        trivial=tuple(item["trivial"]),
        currency=item["currency"],
        per=item["per"],
        scale=None if item.get("scale") is None else _scale(item["scale"], item["options"]),
    )


def _scale(item: Mapping[str, Any], options: Sequence[str]) -> Scale:
    follows, positions, default = item["follows"], tuple(item["positions"]), item["default"]
    if len(positions) != len(options) or default not in options:
        saw = f"a what-if scale of {len(positions)} positions that starts at {default[:80]!r}"
        raise InputError(saw, f"one of the {len(options)} options, and a position or null for each")
    return Scale(item["name"], positions, default, None if follows is None else tuple(follows))
