"""What the target is worth and what the business can change: the economics of a regression study.

Read from a mapping, a TOML file (``takehome economics regress`` prints a commented one) or an object. Nothing is
guessed: a key that is not known, a negative price or a range outside the data is refused and named. A range that
leaves the data by up to `EXTRAPOLATION_SHARE` of their spread is kept and flagged, since an age of 0 is rarely seen
exactly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import resources
from typing import Any

import numpy as np

from takehome.errors import InputError
from takehome.studies.economics_source import mapping_of, require_known_keys, require_number, require_one_of
from takehome.studies.regression.prepare import Design
from takehome.units import format_number

EXTRAPOLATION_SHARE = 0.05
"""Share of the data's spread by which a lever may leave their range, flagged; beyond it is refused."""

COMPLEXITY_SHARE = 0.01
"""Default complexity cost: this share of the straight line's mean absolute error, priced like the target."""

VERB = "regress"
KINDS = ("renew", "shift")
MEANINGS = ("cost", "income")


@dataclass(frozen=True, slots=True)
class Lever:
    """A feature that the business can change.

    Attributes
    ----------
    kind : ``"renew"`` (grows with time, is reset at `price` a time) or ``"shift"`` (is moved to a value at `price`
        per unit of the feature and horizon).
    low, high : feasible range in the feature's unit; None is the data's range.
    to : the value after a reset, or the value to move to (None: the best one in the range).
    pace : how much a renewed feature grows in one horizon.
    """

    feature: str
    kind: str
    price: float
    low: float | None = None
    high: float | None = None
    to: float | None = None
    pace: float = 1.0

    def __post_init__(self) -> None:
        where = f"lever on {self.feature!r}"
        if not isinstance(self.feature, str) or not self.feature:
            raise InputError(f"levers.feature = {self.feature!r}", "the name of a numeric feature", "name a column")
        require_one_of("kind", self.kind, KINDS, where)
        require_number("price", self.price, where, least=0.0)
        require_number("pace", self.pace, where, above=0.0)
        for key in ("low", "high", "to"):
            if getattr(self, key) is not None:
                require_number(key, getattr(self, key), where)
        if self.low is not None and self.high is not None and self.low >= self.high:
            raise InputError(f"{where}: low = {self.low} and high = {self.high}", "low below high", "exchange them")


@dataclass(frozen=True, slots=True)
class FeasibleLever:
    """A lever held against the data: its range is known.

    Attributes
    ----------
    low, high : feasible range, in the feature's unit.
    start : the value after a renewal (for a shift, `low`).
    to : the value to move to, or None when it is searched.
    """

    feature: str
    kind: str
    price: float
    low: float
    high: float
    start: float
    to: float | None = None
    pace: float = 1.0


@dataclass(frozen=True, slots=True)
class RegressionEconomics:
    """Prices of a regression study; see ``economics.toml`` for each key in words.

    Attributes
    ----------
    volume : how often one unit pays the target in one horizon (8,760 hours a year for a target in $/h).
    units, unit : how many units the decision is for, and what one is called.
    rate : money per one unit of the target.
    complexity_cost : money per horizon that a model must earn before it is preferred; None is the default share.
    """

    currency: str = "$"
    horizon: str = "year"
    volume: float = 1.0
    units: float = 1.0
    unit: str = "unit"
    rate: float = 1.0
    target_is: str = "cost"
    complexity_cost: float | None = None
    levers: tuple[Lever, ...] = ()

    def __post_init__(self) -> None:
        for key in ("currency", "horizon", "unit"):
            if not isinstance(getattr(self, key), str) or not getattr(self, key):
                raise InputError(f"{key} = {getattr(self, key)!r}", "a word", f'{key} = "…"')
        for key in ("volume", "units", "rate"):
            require_number(key, getattr(self, key), "economics", above=0.0)
        if self.complexity_cost is not None:
            require_number("complexity_cost", self.complexity_cost, "economics", least=0.0)
        require_one_of("target_is", self.target_is, MEANINGS, "economics")
        object.__setattr__(self, "levers", tuple(self.levers))

    @property
    def per(self) -> str:
        """The basis of all money: ``"year, 200 servers"``."""
        plural = self.unit if self.units == 1 else f"{self.unit}s"
        count = f"{self.units:,.0f}" if float(self.units).is_integer() else format_number(self.units)
        return f"{self.horizon}, {count} {plural}"

    @property
    def target_price(self) -> float:
        """Money per horizon, all units, for one unit of the target: a cost is positive, an income negative."""
        return (1.0 if self.target_is == "cost" else -1.0) * self.rate * self.volume * self.units


def parse_economics(source: Any) -> RegressionEconomics | None:
    """Economics from a mapping, a path to a TOML file, or an object; None stays None.

    Raises
    ------
    InputError
        Naming the key and value that are unknown, of the wrong type, negative or impossible.
    """
    if source is None or isinstance(source, RegressionEconomics):
        return source
    return _from_mapping(mapping_of(source, VERB))


def template() -> str:
    """The commented TOML that ``takehome economics regress`` prints."""
    return resources.files(__package__).joinpath("economics.toml").read_text(encoding="utf-8")


def resolve_lever(lever: Lever, design: Design) -> tuple[FeasibleLever, tuple[str, ...]]:
    """Fill a lever's range from the training rows, and say where it leaves them.

    Returns
    -------
    (lever, notes) : the lever with its range; a note for each extrapolation.

    Raises
    ------
    InputError
        If the feature is not a numeric column, or the range leaves the data by more than `EXTRAPOLATION_SHARE`.
    """
    values = _feature_values(lever, design)
    least, most = float(values.min()), float(values.max())
    slack = EXTRAPOLATION_SHARE * (most - least)
    if least == most:
        raise InputError(f"lever on {lever.feature!r}: always {least:g}", "a feature that varies", "drop the lever")
    low, high = (least if lever.low is None else lever.low), (most if lever.high is None else lever.high)
    fresh = lever.to if lever.to is not None else 0.0 if 0 <= least <= slack else least
    start = fresh if lever.kind == "renew" else low
    checked = {"low": low, "high": high, "to": start if lever.kind == "renew" else lever.to}
    notes = []
    for key, value in checked.items():
        if value is None or least <= value <= most:
            continue
        said = f"{key} = {value:g} {_unit(lever, design)} lies outside the data ({least:.4g} to {most:.4g})"
        if not least - slack <= value <= most + slack:
            inside = f"{key} = {min(max(value, least), most):.4g}"
            raise InputError(f"lever on {lever.feature!r}: {said}", "a value that the data can speak for", inside)
        notes.append(f"Extrapolation on {lever.feature}: {said}.")
    if low >= high or start >= high:
        raise InputError(f"lever on {lever.feature!r}: {low:g} to {high:g}, to = {start:g}", "low and to below high",
                         "lower low or to")  # fmt: skip
    feasible = FeasibleLever(lever.feature, lever.kind, lever.price, low, high, start, lever.to, lever.pace)
    return feasible, tuple(notes)


def _feature_values(lever: Lever, design: Design) -> np.ndarray:
    numeric = [column.name for column in design.columns if column.numeric]
    if lever.feature not in numeric:
        close = get_close_matches(lever.feature, numeric, 1)
        raise InputError(
            f"lever on {lever.feature!r}, which is not a numeric feature of this study",
            f"one of {', '.join(map(repr, numeric[:20]))}",
            f"feature = {close[0]!r}" if close else "name a numeric feature",
        )
    return design.X[design.train, design.position(lever.feature)]


def _unit(lever: Lever, design: Design) -> str:
    return design.columns[design.position(lever.feature)].unit


def _from_mapping(mapping: Mapping[str, Any]) -> RegressionEconomics:
    given = dict(mapping)
    require_known_keys(given, RegressionEconomics, "economics", VERB)
    levers = given.pop("levers", ())
    if isinstance(levers, Mapping | str) or not hasattr(levers, "__iter__"):
        raise InputError(f"levers = {levers!r}", "a list of levers", "[[levers]] in TOML, a list of mappings in Python")
    return RegressionEconomics(levers=tuple(_lever(lever) for lever in levers), **given)


def _lever(lever: Any) -> Lever:
    if isinstance(lever, Lever):
        return lever
    if not isinstance(lever, Mapping):
        raise InputError(f"a lever {lever!r}", "a mapping", 'feature = "Age", kind = "renew", price = 20000')
    require_known_keys(lever, Lever, f"lever on {lever.get('feature')!r}", VERB)
    missing = [key for key in ("feature", "kind", "price") if key not in lever]
    if missing:
        raise InputError(f"a lever without {', '.join(missing)}", "feature, kind and price", f"add {missing[0]} = …")
    return Lever(**lever)
