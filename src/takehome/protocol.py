"""The nouns that every study, report and shell shares; everything else is readable after this page.

A study is fitted once to its input. It then yields *findings* (are the assumptions true?), *effects* (what does
each number mean?), a *recommendation* among *options* (what should we do, what is it worth?), *answers* to the
questions of a brief, *charts*, and what the report's sliders need to re-value the options (*what-if*).
All of them are frozen and hold only data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol, Self, runtime_checkable

from takehome.units import Money, Quantity, format_number

if TYPE_CHECKING:
    import numpy as np

    from takehome.provenance import Citation, RunInfo
    from takehome.scale import Scale

SCHEMA_VERSION = "1.0"


class Status(StrEnum):
    """What a check concluded; worst first."""

    FAILED = "failed"
    CAUTION = "caution"
    PASSED = "passed"
    NOT_APPLICABLE = "not_applicable"


class Direction(StrEnum):
    """Which way an effect goes; `FLAT` only when the whole interval is within the equivalence limit."""

    INCREASING = "increasing"
    DECREASING = "decreasing"
    NON_MONOTONE = "non-monotone"
    FLAT = "flat"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class Interval:
    """A confidence (or prediction) interval in the unit of what it surrounds."""

    low: float
    high: float
    unit: str = ""
    confidence_level: float = 0.95

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError(f"interval from {self.low} to {self.high}: low is above high")

    def __str__(self) -> str:
        ends = f"{format_number(self.low)} to {format_number(self.high)}"
        return f"{self.confidence_level:.0%}: {ends} {self.unit}".rstrip()

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check saw.

    Attributes
    ----------
    code : permanent, never reused (``REG001``). subject : the column at fault (``"Age"``, ``"Age × CPU"``), or None.
    stage : what it is about (``"data"``, ``"baseline"``, ``"chosen"``); a repaired assumption shows both.
    good, seen, consequence, remedy : four sentences: what good looks like, what was seen, what it costs in the
        user's units, which call comes next. `seen` holds its number and unit.
    measured : named quantities; an effect size in the user's units always, statistic and p-value where they exist.
    effect : the key in `measured` that decided the status.
    interval, limit : the effect's interval and the materiality limit it was held against.
    rows_to_settle : for `CAUTION`, about how many rows in all would settle it.
    """

    code: str
    title: str
    status: Status
    good: str
    seen: str
    consequence: str
    remedy: str
    subject: str | None = None
    stage: str = "data"
    measured: Mapping[str, Quantity] = field(default_factory=dict)
    effect: str | None = None
    interval: Interval | None = None
    limit: Quantity | None = None
    rows_to_settle: int | None = None


class Check(Protocol):
    """An assumption with a permanent code; calling it on a study's evidence gives findings, never an exception."""

    code: str
    title: str

    def __call__(self, evidence: Any) -> tuple[Finding, ...]: ...


@dataclass(frozen=True, slots=True)
class Effect:
    """What changes when `subject` changes by `contrast`, in the target's unit."""

    subject: str
    contrast: str
    estimate: Quantity
    interval: Interval | None
    direction: Direction
    sentence: str
    caveat: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """An action and its value; `trivial` options (do nothing, current practice) come first in every list."""

    action: str
    value: Money
    interval: Interval | None = None
    trivial: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Assumption:
    """A causal or business assumption and how wrong it may be before the action changes."""

    statement: str
    tolerance: str


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What to do, against the best trivial option, in money.

    `gain` is value(action) − value(baseline); `probability_better` is the probability that it is above zero.
    `break_even` and `value_of_more_data` are None where they do not exist, and `sentence` says why.
    """

    action: str
    baseline: str
    gain: Money
    gain_interval: Interval
    probability_better: float
    options: tuple[Option, ...]
    sentence: str
    break_even: Quantity | None = None
    value_of_more_data: Money | None = None
    holds_while: tuple[str, ...] = ()
    would_change_if: tuple[str, ...] = ()
    assumes: tuple[Assumption, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """A question of the brief, answered from evidence (finding codes, effect subjects, chart ids)."""

    id: str
    question: str
    answer: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture as data: a Vega-Lite specification without its data, the rows, and the sentence that they prove.

    Attributes
    ----------
    title : the sentence that the picture proves, with its number and unit.
    data : rows (at most 10,000; bin or sample before). good : what good looks like, for the caption.
    encoding : a Vega-Lite unit or layer specification (``mark``/``encoding`` or ``layer``), without ``data``.
    """

    id: str
    title: str
    data: tuple[Mapping[str, Any], ...]
    encoding: Mapping[str, Any]
    good: str = ""


@dataclass(frozen=True, slots=True)
class Price:
    """What one event costs: a slider of the report's what-if."""

    event: str
    name: str
    unit: str
    default: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What the report's sliders recompute offline: value = −Σ counts × prices.

    Attributes
    ----------
    counts : (options, replicates, events) array; replicate 0 is the estimate, the others are bootstrap draws.
    trivial : the options that need no model. per : the basis of the money (``"year, 200 servers"``).
    scale : what one more slider moves along, where some options are cuts of one quantity.
    """

    options: tuple[str, ...]
    events: tuple[str, ...]
    counts: np.ndarray
    prices: tuple[Price, ...]
    trivial: tuple[str, ...]
    currency: str
    per: str
    scale: Scale | None = None


@runtime_checkable
class Study(Protocol):
    """A question that can be asked of a table (or of prices, or of homes)."""

    name: str
    title: str
    question: str

    def fit(self, data: Any) -> Self: ...
    def checks(self) -> tuple[Finding, ...]: ...
    def effects(self) -> tuple[Effect, ...]: ...
    def recommend(self, economics: Any = None) -> Recommendation: ...
    def answers(self) -> tuple[Answer, ...]: ...
    def metrics(self) -> Mapping[str, object]: ...
    def charts(self) -> tuple[Chart, ...]: ...
    def what_if(self) -> WhatIf | None: ...
    def echo(self) -> tuple[str, ...]: ...
    def methods(self) -> tuple[Citation, ...]: ...
    def run_info(self) -> RunInfo: ...


@dataclass(frozen=True, slots=True)
class Scenario:
    """An embedded problem; a study is given only `table` (and example prices), so `truth` cannot leak."""

    table: Any
    truth: Mapping[str, Any]
    economics: Mapping[str, Any] | None = None
