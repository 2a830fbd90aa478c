"""What the two errors cost, and what else limits the decision: the economics of a classification study.

Read from a mapping, a TOML file (``takehome economics classify`` prints a commented one) or an object. A cost may be
a number, a column, or arithmetic on columns, so that each row has its own. Nothing is guessed, and no table is priced
with numbers that its owner did not give.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np

from takehome.errors import InputError
from takehome.studies.economics_source import mapping_of, require_known_keys, require_number
from takehome.units import format_number

VERB = "classify"
Cost = float | str
"""A number of money, or a formula on columns."""

CELLS = ("fp", "fn", "tp", "tn")
CELL_WORDS = {
    "fp": "acted on, negative",
    "fn": "left alone, positive",
    "tp": "acted on, positive",
    "tn": "left alone, negative",
}


@dataclass(frozen=True, slots=True)
class CostMatrix:
    """What each of the four outcomes costs; a benefit is a negative cost.

    Attributes
    ----------
    fp : acting on a negative (a needless call). fn : leaving a positive alone (a lost customer).
    tp, tn : acting on a positive, leaving a negative alone.

    A cost is a number, the name of a column, or arithmetic on columns (``"0.2 * BillAmount"``).

    Raises
    ------
    InputError
        For a cost that is no finite number and no text, or for constant costs that are unreasonable: where an error
        costs no more than the right decision, one action is always best (Elkan 2001, "The foundations of
        cost-sensitive learning", IJCAI, section 1.1).
    """

    fp: Cost
    fn: Cost
    tp: Cost = 0.0
    tn: Cost = 0.0

    def __post_init__(self) -> None:
        for cell in CELLS:
            value = getattr(self, cell)
            if not isinstance(value, str):
                require_number(cell, value, "costs")
        for error, right, act in (("fn", "tp", "nobody"), ("fp", "tn", "everybody")):
            wrong, fine = getattr(self, error), getattr(self, right)
            if not isinstance(wrong, str) and not isinstance(fine, str) and wrong <= fine:
                raise unreasonable(error, float(wrong), right, float(fine), act)

    @classmethod
    def from_table(cls, table: Any) -> CostMatrix:
        """From a 2 × 2 table with rows = actual (negative, positive) and columns = predicted (negative, positive)."""
        cells = np.asarray(table, float)
        if cells.shape != (2, 2):
            raise InputError(f"a cost table of shape {cells.shape}", "2 × 2: [[tn, fp], [fn, tp]]", "CostMatrix(…)")
        (tn, fp), (fn, tp) = cells.tolist()
        return cls(fp=fp, fn=fn, tp=tp, tn=tn)


def unreasonable(error: str, wrong: float, right: str, fine: float, act: str) -> InputError:
    """The refusal of a matrix in which an error is no dearer than the right decision."""
    return InputError(
        f"{error} = {format_number(wrong)} ({CELL_WORDS[error]}) is not above {right} = {format_number(fine)} "
        f"({CELL_WORDS[right]}): then acting on {act} is always best, whatever a model says",
        f"{error} above {right}; costs are positive, benefits negative",
        f"check the signs, and that the matrix is not transposed: CostMatrix({error}=…, {right}=…)",
    )


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign that tries to keep what would be lost.

    Attributes
    ----------
    contact_cost : money per contact, for whoever is contacted.
    customer_value : money lost when a positive is left alone.
    success_rate : the share of contacted positives that the campaign keeps.
    """

    contact_cost: Cost
    customer_value: Cost
    success_rate: float = 1.0

    def __post_init__(self) -> None:
        for key in ("contact_cost", "customer_value"):
            if not isinstance(getattr(self, key), str):
                require_number(key, getattr(self, key), "campaign", above=0.0)
        require_number("success_rate", self.success_rate, "campaign", above=0.0, most=1.0)

    def matrix(self) -> CostMatrix:
        """The cost matrix: every contact is paid for, and what is not kept is lost.

        Raises
        ------
        InputError
            If a contact costs more than it saves on average: then nobody is worth one.
        """
        lost = _times(1.0 - self.success_rate, self.customer_value)
        return CostMatrix(fp=self.contact_cost, fn=self.customer_value, tp=_plus(self.contact_cost, lost), tn=0.0)


def _times(factor: float, cost: Cost) -> Cost:
    return f"{factor!r} * ({_formula(cost)})" if isinstance(cost, str) else factor * cost


def _plus(one: Cost, other: Cost) -> Cost:
    if isinstance(one, str) or isinstance(other, str):
        return f"({_formula(one)}) + ({_formula(other)})"
    return one + other


def _formula(cost: Cost) -> str:
    """A cost as part of a formula: the bare name of a column is quoted."""
    if not isinstance(cost, str):
        return repr(float(cost))
    arithmetic = any(sign in cost for sign in "+-*/()`") or cost.strip().replace(".", "", 1).isdigit()
    return cost if arithmetic else f"`{cost}`"


@dataclass(frozen=True, slots=True)
class ClassificationEconomics:
    """Prices and limits of a classification study; see ``economics.toml`` for each key in words.

    Attributes
    ----------
    population : how many rows the decision is for in one horizon; None prices the rows that were judged.
    capacity : at most so many rows can be acted on, of the population.
    budget : at most so much money can be spent on acting, on the population.
    thresholds : cuts on the probability that are in use or under discussion.
    complexity_cost : money that having a model must earn before it is preferred to a policy without one; None is the
        default share.
    """

    currency: str = "$"
    unit: str = "customer"
    horizon: str = "period"
    population: float | None = None
    costs: CostMatrix | None = None
    campaign: Campaign | None = None
    capacity: float | None = None
    budget: float | None = None
    thresholds: tuple[float, ...] = field(default=())
    complexity_cost: float | None = None

    def __post_init__(self) -> None:
        for key in ("currency", "unit", "horizon"):
            if not isinstance(getattr(self, key), str) or not getattr(self, key):
                raise InputError(f"{key} = {getattr(self, key)!r}", "a word", f'{key} = "…"')
        if self.population is not None:
            require_number("population", self.population, "economics", above=0.0)
        for key in ("capacity", "budget", "complexity_cost"):
            if getattr(self, key) is not None:
                require_number(key, getattr(self, key), "economics", least=0.0)
        for threshold in self.thresholds:
            require_number("thresholds", threshold, "economics", least=0.0, most=1.0)
        if self.costs is not None and self.campaign is not None:
            raise InputError("costs and a campaign", "one of the two: a campaign becomes a cost matrix", "drop one")
        if self.budget is not None and self.capacity is not None:
            raise InputError("a capacity and a budget", "one of the two limits", "give the one that binds")

    @property
    def matrix(self) -> CostMatrix | None:
        """The cost matrix, given as such or made from the campaign; None without any."""
        return self.campaign.matrix() if self.campaign is not None else self.costs

    def per(self, judged: str) -> str:
        """The basis of all money: ``"month, 40,000 customers"``, or the rows that were judged."""
        if self.population is None:
            return judged
        plural = self.unit if self.population == 1 else f"{self.unit}s"
        count = f"{self.population:,.0f}" if float(self.population).is_integer() else format_number(self.population)
        return f"{self.horizon}, {count} {plural}"


def parse_economics(source: Any) -> ClassificationEconomics | None:
    """Economics from a mapping, a path to a TOML file, a matrix, a campaign or an object; None stays None.

    Raises
    ------
    InputError
        Naming the key and value that are unknown, of the wrong type, negative or impossible.
    """
    if source is None or isinstance(source, ClassificationEconomics):
        return source
    if isinstance(source, CostMatrix):
        return ClassificationEconomics(costs=source)
    if isinstance(source, Campaign):
        return ClassificationEconomics(campaign=source)
    given = dict(mapping_of(source, VERB))
    require_known_keys(given, ClassificationEconomics, "economics", VERB)
    given["costs"] = parse_costs(given.get("costs"))
    given["campaign"] = _parse_campaign(given.get("campaign"))
    thresholds = given.pop("thresholds", ())
    given["thresholds"] = tuple(thresholds) if isinstance(thresholds, list | tuple) else (thresholds,)
    return ClassificationEconomics(**given)


def parse_costs(source: Any) -> CostMatrix | None:
    """A cost matrix from a mapping, a 2 × 2 table ([[tn, fp], [fn, tp]]) or an object; None stays None."""
    if source is None or isinstance(source, CostMatrix):
        return source
    if not isinstance(source, Mapping):
        return CostMatrix.from_table(source)
    require_known_keys(source, CostMatrix, "costs", VERB)
    missing = [key for key in ("fp", "fn") if key not in source]
    if missing:
        raise InputError(f"costs without {' and '.join(missing)}", "at least fp and fn", f"{missing[0]} = …")
    return CostMatrix(**source)


def _parse_campaign(source: Any) -> Campaign | None:
    if source is None or isinstance(source, Campaign):
        return source
    if not isinstance(source, Mapping):
        raise InputError(f"campaign = {source!r}", "a mapping", "campaign = {contact_cost = 10, customer_value = 100}")
    require_known_keys(source, Campaign, "campaign", VERB)
    missing = [key for key in ("contact_cost", "customer_value") if key not in source]
    if missing:
        raise InputError(f"a campaign without {missing[0]}", "contact_cost and customer_value", f"{missing[0]} = …")
    return Campaign(**source)


def combined(
    economics: Any, costs: Any = None, capacity: float | None = None, budget: float | None = None, thresholds: Any = ()
) -> ClassificationEconomics | None:
    """Economics with what was given beside it; a key that is given twice is an error, not a choice."""
    base = parse_economics(economics)
    own = parse_economics(costs) if isinstance(costs, Campaign) else None
    given: dict[str, Any] = {
        "costs": None if own else parse_costs(costs), "campaign": own.campaign if own else None, "capacity": capacity,
        "budget": budget, "thresholds": tuple(np.atleast_1d(thresholds).tolist()) or None,
    }  # fmt: skip
    added = {key: value for key, value in given.items() if value is not None}
    if base is None:
        return ClassificationEconomics(**added) if added else None
    for key in added:
        if getattr(base, key) not in (None, ()):
            raise InputError(f"{key} both in the economics and beside it", "one of them", f"drop {key}")
    return replace(base, **added)


def to_plain(economics: ClassificationEconomics | None) -> dict[str, Any] | None:
    """Economics as plain values, which :func:`parse_economics` reads back."""
    if economics is None:
        return None
    plain = {f.name: getattr(economics, f.name) for f in fields(economics) if getattr(economics, f.name) is not None}
    for key, owner in (("costs", CostMatrix), ("campaign", Campaign)):
        if key in plain:
            plain[key] = {f.name: getattr(plain[key], f.name) for f in fields(owner)}
    return {**plain, "thresholds": list(economics.thresholds)}
