"""What a row is worth, what can be done with it, and what strangers cost: the economics of a segmentation study.

Read from a mapping, a TOML file (``takehome economics segment`` prints a commented one) or an object. What an action
changes (its *uplift*) is an assumption that its owner states: no table of behaviour shows it, because nobody in it was
treated at random. Nothing is guessed, and no table is priced with numbers that its owner did not give.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from takehome.errors import InputError
from takehome.studies.economics_source import mapping_of, require_known_keys, require_number
from takehome.units import format_number

VERB = "segment"
STRANGER_KEYS = ("challenge_human", "missed_bot")


@dataclass(frozen=True, slots=True)
class Action:
    """Something that can be done with a row, for instance a mail.

    Attributes
    ----------
    name : what it is called. cost : money per contact.
    uplift : share of a row's value that a contact adds, from 0 to 1; an assumption.
    uplift_by_segment : the same for single segments, by id (``"S1"``) or persona name; the others have `uplift`.

    Raises
    ------
    InputError
        For a name that is no word, a negative cost, or a share outside 0 to 1.
    """

    name: str
    cost: float
    uplift: float = 0.0
    uplift_by_segment: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        require_word("name", self.name)
        where = f"action {self.name!r}"
        require_number("cost", self.cost, where, least=0.0)
        require_number("uplift", self.uplift, where, least=0.0, most=1.0)
        if not isinstance(self.uplift_by_segment, Mapping):
            saw = f"{where}: uplift_by_segment = {self.uplift_by_segment!r}"
            raise InputError(saw, "a share for each segment named", "uplift_by_segment = {S1 = 0.05}")
        for segment, share in self.uplift_by_segment.items():
            require_number(str(segment), share, f"{where}, uplift_by_segment", least=0.0, most=1.0)


@dataclass(frozen=True, slots=True)
class Strangers:
    """What the two errors about strangers cost, and who is assumed to be a bot.

    Attributes
    ----------
    challenge_human : money lost by challenging a human (a captcha, a call). missed_bot : by leaving a bot alone.
    bots_in_micro_cluster, bots_in_noise : assumed share of bots among these rows, from 0 to 1.
    """

    challenge_human: float
    missed_bot: float
    bots_in_micro_cluster: float = 1.0
    bots_in_noise: float = 0.0

    def __post_init__(self) -> None:
        for key in STRANGER_KEYS:
            require_number(key, getattr(self, key), "strangers", least=0.0)
        for key in ("bots_in_micro_cluster", "bots_in_noise"):
            require_number(key, getattr(self, key), "strangers", least=0.0, most=1.0)

    @property
    def break_even(self) -> float | None:
        """The share of bots in a group from which challenging all of it pays; None where both errors are free.

        It pays where share × missed_bot > (1 − share) × challenge_human.
        """
        both = self.challenge_human + self.missed_bot
        return self.challenge_human / both if both > 0 else None


@dataclass(frozen=True, slots=True)
class SegmentationEconomics:
    """Prices of a segmentation study; see ``economics.toml`` for each key in words.

    Attributes
    ----------
    value : what one row is worth in one horizon: a number, or the name of a column.
    actions : what can be done, each with its cost and its assumed uplift.
    strangers : what the errors about bots cost; None leaves them unpriced.
    population : how many rows the decision is for in one horizon; None prices the rows of the table.
    complexity_cost : money that treating segments apart must earn before it is preferred; None is the default share.

    Raises
    ------
    InputError
        Where a key is impossible, or where nothing is left to decide.
    """

    currency: str = "$"
    unit: str = "customer"
    horizon: str = "period"
    population: float | None = None
    value: float | str | None = None
    actions: tuple[Action, ...] = ()
    strangers: Strangers | None = None
    complexity_cost: float | None = None

    def __post_init__(self) -> None:
        for key in ("currency", "unit", "horizon"):
            require_word(key, getattr(self, key))
        if self.population is not None:
            require_number("population", self.population, "economics", above=0.0)
        if self.complexity_cost is not None:
            require_number("complexity_cost", self.complexity_cost, "economics", least=0.0)
        if isinstance(self.value, str):
            require_word("value", self.value)
        elif self.value is not None:
            require_number("value", self.value, "economics", least=0.0)
        self._require_a_choice()

    def _require_a_choice(self) -> None:
        names = [action.name for action in self.actions]
        for name in names:
            if names.count(name) > 1:
                raise InputError(f"{names.count(name)} actions called {name!r}", "a name of its own each", "rename one")
        if not names and self.strangers is None:
            saw = "economics with 0 actions and no prices for strangers"
            raise InputError(saw, "something to decide: an action, or [strangers]", f"takehome economics {VERB}")
        if names and self.value is None:
            saw = f"{len(names)} actions, and no value for a row"
            raise InputError(saw, "what a row is worth: a number or a column", 'value = 120, or value = "Cart_Value"')

    def per(self, rows: int) -> str:
        """The basis of all money: ``"month, 40,000 customers"``, or the rows of the table."""
        number = rows if self.population is None else self.population
        plural = self.unit if number == 1 else f"{self.unit}s"
        count = f"{number:,.0f}" if float(number).is_integer() else format_number(number)
        return f"{self.horizon}, {count} {plural}"


def require_word(key: str, value: Any) -> None:
    """Raise :class:`InputError` unless `value` is a text that is not empty."""
    if not isinstance(value, str) or not value.strip():
        raise InputError(f"{key} = {value!r}", "a word", f'{key} = "…"')


def parse_economics(source: Any) -> SegmentationEconomics | None:
    """Economics from a mapping, a path to a TOML file or an object; None stays None.

    Raises
    ------
    InputError
        Naming the key and value that are unknown, of the wrong type, negative or impossible.
    """
    if source is None or isinstance(source, SegmentationEconomics):
        return source
    given = dict(mapping_of(source, VERB))
    require_known_keys(given, SegmentationEconomics, "economics", VERB)
    actions = given.pop("actions", ())
    if not isinstance(actions, list | tuple):
        raise InputError(f"actions = {actions!r}", "a list of actions", '[[actions]], name = "mail", cost = 1')
    strangers = given.pop("strangers", None)
    return SegmentationEconomics(
        **given,
        actions=tuple(_owned(action, Action, ("name", "cost"), "an action") for action in actions),
        strangers=None if strangers is None else _owned(strangers, Strangers, STRANGER_KEYS, "strangers"),
    )


def _owned(source: Any, owner: type, needed: tuple[str, ...], what: str) -> Any:
    """An object of `owner` from a mapping with at least the keys `needed`."""
    if isinstance(source, owner):
        return source
    if not isinstance(source, Mapping):
        raise InputError(
            f"{what} = {source!r}", f"keys and values: {', '.join(needed)}, …", f"takehome economics {VERB}"
        )
    require_known_keys(source, owner, what, VERB)
    missing = [key for key in needed if key not in source]
    if missing:
        raise InputError(
            f"{what} without {' and '.join(missing)}", f"at least {' and '.join(needed)}", f"{missing[0]} = …"
        )
    return owner(**source)


def to_plain(economics: SegmentationEconomics | None) -> dict[str, Any] | None:
    """Economics as plain values, which :func:`parse_economics` reads back."""
    if economics is None:
        return None
    plain = {f.name: getattr(economics, f.name) for f in fields(economics) if getattr(economics, f.name) is not None}
    plain["actions"] = [
        {"name": a.name, "cost": a.cost, "uplift": a.uplift, "uplift_by_segment": dict(a.uplift_by_segment)}
        for a in economics.actions
    ]
    if economics.strangers is not None:
        plain["strangers"] = {f.name: getattr(economics.strangers, f.name) for f in fields(Strangers)}
    return plain
