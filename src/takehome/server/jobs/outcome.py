"""What is remembered of a finished study: a summary for lists and comparison, and the digest of its answer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

MAY_DIFFER = "run"
"""The part of a report that differs between equal runs: duration, machine, command."""


def summary_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """The summary of a report's JSON.

    Keys: title, question, sentence, action, baseline, gain, gain_low, gain_high, gain_unit (currency), gain_basis
    ("year, 200 servers"), probability_better, findings, rows, columns, data_sha256, options. Null stands for a number
    that does not exist, and for an unbounded end.
    """
    advice, data = document["recommendation"], document["data"]
    gain, interval = advice["gain"], advice["gain_interval"]
    return {
        "title": document["title"],
        "question": document["question"],
        "sentence": advice["sentence"],
        "action": advice["action"],
        "baseline": advice["baseline"],
        "gain": gain["amount"],
        "gain_low": interval["low"],
        "gain_high": interval["high"],
        "gain_unit": gain["currency"],
        "gain_basis": gain["per"],
        "probability_better": advice["probability_better"],
        "findings": [
            {key: found[key] for key in ("code", "subject", "stage", "status", "title")}
            for found in document["findings"]
        ],
        "rows": data["rows"],
        "columns": data["columns"],
        "data_sha256": data["sha256"],
        "options": [_option(option) for option in advice["options"]],
    }


def _option(option: Mapping[str, Any]) -> dict[str, Any]:
    interval = option["interval"] or {"low": None, "high": None}
    value = option["value"]["amount"]
    return {"action": option["action"], "value": value, "low": interval["low"], "high": interval["high"]}


def answer_digest(document: Mapping[str, Any]) -> str:
    """SHA-256 of a report's JSON without the part that may differ between equal runs."""
    answer = {key: value for key, value in document.items() if key != MAY_DIFFER}
    text = json.dumps(answer, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
