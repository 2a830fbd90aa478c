"""Probe worlds with known answers, and the proof that they are sharp: each mutation of the code makes one of them fail.

A mutation is a change of one piece of source text, compiled into a module of its own and put in the place of the true
one. Where the text is no longer found, the table below must follow the code.
"""

from __future__ import annotations

import importlib
import inspect
import sys
from types import ModuleType

import pytest

from takehome.studies.storage.environments import storage, trading
from takehome.studies.storage.environments.discrete import StorageDiscrete
from takehome.studies.storage.settlement import settle
from takehome.studies.storage.tests.probe_worlds import (
    DAYS,
    WORLDS,
    probe_day,
    probe_environment,
    probe_ledger,
)  # fmt: skip

STUDY = "takehome.studies.storage"
ENDED = [name for name, world in WORLDS.items() if not world.truncated]

WORTH, ENV, LEDGER, GRID = "environments.step_worth", "environments.storage", "settlement", "lattice"
MUTATIONS = [
    # the mistake, the module, its text, the text instead, and the world that must notice
    ("buying earns", WORTH, "pay = prices.buy", "pay = -prices.buy", "sign"),
    ("selling costs", WORTH, "earn = (prices.sell", "earn = -(prices.sell", "sign"),
    ("buys at the next price", WORTH, "pay = prices.buy", "pay = np.roll(prices.buy, -1)", "own price"),
    ("sells at the next price", WORTH, "(prices.sell /", "(np.roll(prices.sell, -1) /", "own price"),
    ("buys at the last price", WORTH, "pay = prices.buy", "pay = np.roll(prices.buy, 1)", "own price"),
    ("charge loss on the wrong side", WORTH, "/ battery.charge_eff", "* battery.charge_eff", "efficiency"),
    ("discharge loss on the wrong side", WORTH, ") * battery.discharge_eff", ") / battery.discharge_eff", "efficiency"),
    ("wear twice", WORTH, "- battery.wear_per_kwh", "- 2 * battery.wear_per_kwh", "wear per kWh"),
    ("cycles twice", WORTH, "- battery.wear_per_kwh", "- 2 * battery.wear_per_kwh", "wear per cycle"),
    ("no fee on buying", WORTH, "pay = prices.buy", "pay = prices.values", "fees"),
    ("no fee on selling", WORTH, "(prices.sell /", "(prices.values /", "fees"),
    ("sells below zero", WORTH, "battery.sell_below_zero |", "True |", "negative price"),
    ("prices per kWh", WORTH, "charge_efficiency / MWH", "charge_efficiency", "sign"),
    ("store gains what is bought", GRID, "step * _fraction(battery.charge_eff", "step / _fraction(battery.charge_eff",
     "efficiency"),
    ("kW taken for kWh", GRID, "_fraction(battery.power_kw) * _fraction(step_hours)", "_fraction(battery.power_kw)",
     "half hours"),
    ("a cut pays what is left", ENV, "if terminated:\n            reward +=",
     "if step == self._stop:\n            reward +=", "cut"),
    ("nothing paid at the end", ENV, "reward += self.trading", "reward += 0 * self.trading", "terminal"),
    ("paid at every step", ENV, "if terminated:\n            reward +=", "if True:\n            reward +=", "terminal"),
    ("a cut marked as an end", ENV, "terminated = step == self._length", "terminated = step == self._stop", "cut"),
    ("a cut not marked", ENV, "step == self._stop and not terminated", "False", "cut"),
    ("an end marked as a cut too", ENV, "step == self._stop and not terminated", "step == self._stop", "terminal"),
    ("depth twice", ENV, "reward -= self._closed_wear", "reward -= 2 * self._closed_wear", "wear by depth"),
    ("open cycles charged at a cut", ENV, "if terminated:\n            closed", "if True:\n            closed",
     "open cycles at a cut"),
    ("open cycles forgotten", ENV, "closed + rainflow.residual()", "closed", "wear by depth"),
    ("required end forgotten", ENV, "top, up, down, end, self._length - step - 1, may_sell",
     "top, up, down, 0, self._length - step - 1, may_sell", "required end"),
    ("full cycles as halves", "rainflow", "points[-2], 1.0)", "points[-2], 0.5)", "wear by depth"),
]  # fmt: skip
LEDGER_MUTATIONS = [
    ("sign", "prices.sell * sold - prices.buy * bought", "prices.buy * bought - prices.sell * sold", "sign"),
    ("next price", "(prices.sell * sold", "(np.roll(prices.sell, -1) * sold", "own price"),
    ("charge loss", "/ battery.charge_efficiency", "* battery.charge_efficiency", "efficiency"),
    ("discharge loss", "* battery.discharge_efficiency", "/ battery.discharge_efficiency", "efficiency"),
    ("terminal twice", "money[-1] += self.terminal", "money[-1] += 2 * self.terminal", "terminal"),
    ("no terminal", "- self.wear.sum() + self.terminal", "- self.wear.sum()", "terminal"),
    ("wear twice by step", "self.income - self.wear\n", "self.income - 2 * self.wear\n", "wear per kWh"),
    ("wear twice in all", "- self.wear.sum() +", "- 2 * self.wear.sum() +", "wear by depth"),
    ("cycles twice", "battery.wear_per_kwh * sold", "2 * battery.wear_per_kwh * sold", "wear per cycle"),
]
DAY_MUTATIONS = [
    ("sign", "reward = -self.prices[hour]", "reward = self.prices[hour]", "sign"),
    ("next price", "reward = self.prices[hour] -", "reward = self.prices[hour + 1] -", "last price"),
    ("hour 23 traded", "hour + 1 >= self._last", "hour >= self._last", "last price"),
    ("no penalty", "PENALTY = -50.0", "PENALTY = 0.0", "penalty"),
    (
        "degradation pays",
        "-self.prices[hour] - self.degradation",
        "-self.prices[hour] + self.degradation",
        "degradation",
    ),
]


def mutant(monkeypatch: pytest.MonkeyPatch, name: str, old: str, new: str) -> ModuleType:
    """The study's module with one piece of its text changed, under a name of its own."""
    source = inspect.getsource(importlib.import_module(f"{STUDY}.{name}"))
    assert source.count(old) == 1, f"{name} has {source.count(old)} times: {old}"
    module = ModuleType(f"{STUDY}.{name}_mutant")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    exec(compile(source.replace(old, new), module.__name__, "exec"), module.__dict__)
    return module


def environment_with(monkeypatch: pytest.MonkeyPatch, name: str, old: str, new: str) -> type:
    """The environment's class, the module changed wherever it comes in."""
    made = mutant(monkeypatch, name, old, new)
    if name == ENV:
        return made.Storage
    place, part = {
        WORTH: (trading, "step_worth"), GRID: (trading, "lattice"), "rainflow": (storage, "Rainflow"),
    }[name]  # fmt: skip
    monkeypatch.setattr(place, part, getattr(made, part))
    return storage.Storage


@pytest.mark.parametrize("name", WORLDS)
def test_the_environment_gives_the_known_answer(name: str) -> None:
    probe_environment(WORLDS[name], storage.Storage)


@pytest.mark.parametrize("name", ENDED)
def test_the_ledger_gives_the_known_answer(name: str) -> None:
    probe_ledger(WORLDS[name], settle)


@pytest.mark.parametrize("name", DAYS)
def test_the_briefs_environment_gives_the_known_answer(name: str) -> None:
    probe_day(DAYS[name], StorageDiscrete)


@pytest.mark.parametrize(("module", "old", "new", "world"), [pytest.param(*rest, id=name) for name, *rest in MUTATIONS])
def test_a_mistake_in_the_environment_is_noticed(
    monkeypatch: pytest.MonkeyPatch, module: str, old: str, new: str, world: str
) -> None:
    made = environment_with(monkeypatch, module, old, new)
    with pytest.raises(AssertionError):
        probe_environment(WORLDS[world], made)


@pytest.mark.parametrize(("old", "new", "world"), [pytest.param(*rest, id=name) for name, *rest in LEDGER_MUTATIONS])
def test_a_mistake_in_the_ledger_is_noticed(monkeypatch: pytest.MonkeyPatch, old: str, new: str, world: str) -> None:
    made = mutant(monkeypatch, LEDGER, old, new)
    with pytest.raises(AssertionError):
        probe_ledger(WORLDS[world], made.settle)


@pytest.mark.parametrize(("old", "new", "day"), [pytest.param(*rest, id=name) for name, *rest in DAY_MUTATIONS])
def test_a_mistake_in_the_briefs_environment_is_noticed(
    monkeypatch: pytest.MonkeyPatch, old: str, new: str, day: str
) -> None:
    made = mutant(monkeypatch, "environments.discrete", old, new)
    with pytest.raises(AssertionError):
        probe_day(DAYS[day], made.StorageDiscrete)


@pytest.mark.parametrize(
    ("module", "text"),
    [(WORTH, "pay = prices.buy"), (GRID, "_fraction(step_hours)"), (ENV, "reward += self"), ("rainflow", "1.0)")],
)
def test_a_copy_without_a_mistake_passes(monkeypatch: pytest.MonkeyPatch, module: str, text: str) -> None:
    """So it is the mistake, not the copying, that the probes notice."""
    made = environment_with(monkeypatch, module, text, text)
    for world in WORLDS.values():
        probe_environment(world, made)
