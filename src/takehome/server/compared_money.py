"""What two runs say a decision is worth, and what may be said about the difference.

Two amounts have a difference only in one currency, on one basis and in answer to one question. Two intervals that
overlap do not say that there is no difference, and two that do not overlap say it only roughly; so the difference gets
an interval of its own where there is one, and otherwise a sentence that says there is none.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from takehome.server.paired import independent_interval, paired_interval
from takehome.server.state.records import Run
from takehome.units import format_number


@dataclass(frozen=True, slots=True)
class Gain:
    """What one run's decision gains against its baseline; ends are None where they are unbounded or missing."""

    action: str
    baseline: str
    amount: float
    low: float | None
    high: float | None
    confidence_level: float
    currency: str
    per: str

    @property
    def unit(self) -> str:
        """Currency and basis."""
        return f"{self.currency} per {self.per}"


@dataclass(frozen=True, slots=True)
class OptionPair:
    """One option that either run valued: its value in both, None where a run has no such option."""

    action: str
    a: float | None
    b: float | None
    difference: float | None
    chosen_a: bool
    chosen_b: bool


@dataclass(frozen=True, slots=True)
class Money:
    """Both gains, and their difference b − a with its interval; None where they do not exist.

    Attributes
    ----------
    unit : of difference and interval. assumed_independent : the interval holds only if the tables share no rows.
    sentences : what may be concluded and what may not.
    """

    a: Gain | None
    b: Gain | None
    difference: float | None
    low: float | None
    high: float | None
    unit: str
    assumed_independent: bool
    sentences: tuple[str, ...]
    options: tuple[OptionPair, ...] = ()


def compared_money(
    a: Run, b: Run, first: Mapping[str, Any] | None, second: Mapping[str, Any] | None, *, same_data: bool | None
) -> Money:
    """Both gains and what may be said of their difference; `same_data` is None where that is not known."""
    mine, yours = _gain(first), _gain(second)
    if mine is None or yours is None or first is None or second is None:
        return _refused(mine, yours, _absent([run for run, gain in ((a, mine), (b, yours)) if gain is None]))
    if reason := _refusal(a, b, mine, yours):
        return _refused(mine, yours, reason)
    difference = yours.amount - mine.amount
    sentences = [_said(a, b, mine, yours)]
    if mine.baseline != yours.baseline:
        sentences.append(
            f"Mind the baselines: run {a.number} gains against “{mine.baseline}”, run {b.number} against "
            f"“{yours.baseline}”; so the difference of the gains is not the difference of what the actions are worth."
        )
    ends, assumed = None, False
    if mine.confidence_level == yours.confidence_level:
        ends, assumed = _ends(mine, yours, first, second, same_data)
    sentences.append(_interval_said(mine, ends, assumed, same_data))
    low, high = ends or (None, None)
    pairs = tuple(_options(first["recommendation"], second["recommendation"]))
    return Money(mine, yours, difference, low, high, mine.unit, assumed, tuple(sentences), pairs)


def _gain(document: Mapping[str, Any] | None) -> Gain | None:
    if document is None or document["recommendation"]["gain"]["amount"] is None:
        return None
    said = document["recommendation"]
    gain, interval = said["gain"], said["gain_interval"]
    return Gain(
        said["action"],
        said["baseline"],
        gain["amount"],
        interval["low"],
        interval["high"],
        interval["confidence_level"],
        gain["currency"],
        gain["per"],
    )


def _refused(mine: Gain | None, yours: Gain | None, reason: str) -> Money:
    said = f"The money cannot be compared: {reason}"
    return Money(mine, yours, None, None, None, "", False, (said,))


def _absent(runs: list[Run]) -> str:
    which = " and ".join(f"run {run.number}" for run in runs)
    return f"{which} {'has' if len(runs) == 1 else 'have'} no amount."


def _refusal(a: Run, b: Run, mine: Gain, yours: Gain) -> str:
    """Why the two amounts have no difference; empty where they have one."""
    if a.verb != b.verb:
        return f"{a.verb} and {b.verb} answer different questions."
    if mine.currency != yours.currency:
        return (
            f"run {a.number} counts in {mine.currency}, run {b.number} in "
            f"{yours.currency}. Give both the same currency in their economics."
        )
    if mine.per != yours.per:
        return (
            f"run {a.number} counts per {mine.per}, run {b.number} per {yours.per}. "
            "An amount means nothing without its basis."
        )
    return ""


def _said(a: Run, b: Run, mine: Gain, yours: Gain) -> str:
    difference = yours.amount - mine.amount
    if difference == 0:
        return f"Both runs gain the same: {format_number(mine.amount)} {mine.unit}."
    more = "more" if difference > 0 else "less"
    amount = f"{format_number(abs(difference))} {mine.currency} {more} per {mine.per}"
    return f"Against run {a.number}, run {b.number} gains {amount}."


def _ends(
    mine: Gain, yours: Gain, first: Mapping[str, Any], second: Mapping[str, Any], same_data: bool | None
) -> tuple[tuple[float, float] | None, bool]:
    """The interval of the difference, and whether it assumes that the tables are independent."""
    if same_data:
        return paired_interval(first, second), False
    if same_data is None:
        return None, False
    ends = independent_interval(_three(mine), _three(yours))
    return ends, ends is not None


def _three(gain: Gain) -> tuple[float, float, float]:
    low = -math.inf if gain.low is None else gain.low
    high = math.inf if gain.high is None else gain.high
    return gain.amount, low, high


def _interval_said(gain: Gain, ends: tuple[float, float] | None, assumed: bool, same_data: bool | None) -> str:
    level = f"{100 * gain.confidence_level:g}%"
    said = f"{format_number(ends[0])} to {format_number(ends[1])} {gain.currency}" if ends else ""
    if ends and not assumed:
        return (
            f"Interval of the difference, {level}: {said}. Both runs drew the same samples of the same rows, so their "
            "draws were subtracted one from the other."
        )
    if ends:
        return (
            f"The two intervals come from different tables. If these share no rows and were drawn independently, the "
            f"interval of the difference is about {said} ({level}); if they overlap, as two months of the same "
            "customers do, it has no interval that could be computed from these two reports."
        )
    if same_data:
        return (
            "Both intervals come from the same table, so their errors move together: whether they overlap says "
            "nothing about the difference, and it has no interval of its own here, since the two runs' draws are not "
            "paired row by row."
        )
    return "The difference has no interval of its own here."


def _options(a: Mapping[str, Any], b: Mapping[str, Any]) -> Iterable[OptionPair]:
    """Every option of either run, in the order of the first and then of the second."""
    mine = {option["action"]: option["value"]["amount"] for option in a["options"]}
    yours = {option["action"]: option["value"]["amount"] for option in b["options"]}
    for action in dict.fromkeys([*mine, *yours]):
        first, second = mine.get(action), yours.get(action)
        difference = None if first is None or second is None else second - first
        yield OptionPair(action, first, second, difference, action == a["action"], action == b["action"])
