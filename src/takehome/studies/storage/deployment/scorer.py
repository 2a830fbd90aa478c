"""The recommended policy for one observation at a time: a mapping in, an action out.

An observation holds the columns of the price file (its time and price), and may hold ``charge_kwh``, what is stored
now. Where the policy plans on a day's known prices, the first observation of a day holds them all in ``day_prices``;
where it reads a column known a day ahead, the first one holds the whole day's values as a list.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import numpy as np

from takehome.errors import InputError
from takehome.studies.storage.deployment.conductors import DAY_PRICES, Streamed
from takehome.studies.storage.deployment.observations import CHARGE, Inputs, inputs_of
from takehome.studies.storage.deployment.row_clock import Way, hours_of
from takehome.studies.storage.deployment.session import Session
from takehome.studies.storage.outcome import Outcome

LISTS = (list, tuple, np.ndarray)


class LineScorer:
    """Answers observations in order of time.

    Parameters
    ----------
    action : what the recommendation calls the policy.
    """

    def __init__(self, outcome: Outcome, action: str) -> None:
        self._session, self._inputs = Session(outcome, action), inputs_of(outcome)
        self._capacity = outcome.task.lattice.battery.capacity_kwh
        moved_by = self._session.conductor
        self._known = moved_by.stream.known if isinstance(moved_by, Streamed) else ()

    def answer(self, record: Mapping[str, Any]) -> dict[str, object]:
        """The action of one observation: ``action``, ``power_kw``, ``energy_kwh``, ``charge_kwh``, ``profit``.

        Raises
        ------
        InputError
            Where a value is absent or cannot be used; the message names its key. Nothing is remembered of it.
        """
        inputs = self._inputs
        price = number(record, inputs.price) * inputs.factor
        moment = moment_of(record, inputs)
        charge = None if record.get(CHARGE) is None else charge_of(record, self._capacity)
        ahead = {name: numbers(record, name) for name in self._known if isinstance(record.get(name), LISTS)}
        if DAY_PRICES in record and record[DAY_PRICES] is not None:
            ahead[DAY_PRICES] = numbers(record, DAY_PRICES) * inputs.factor
        return self._session.answer(price, moment, charge, ahead).plain()


def moment_of(record: Mapping[str, Any], inputs: Inputs) -> np.datetime64 | None:
    """The local time of an observation; None where the fitted table says none."""
    clock = inputs.clock
    if clock.way is Way.NOT:
        return None
    columns: dict[str, np.ndarray] = {}
    for place, name in enumerate(clock.names):
        if clock.way in (Way.COUNT, Way.EPOCH):
            columns[name] = np.array([number(record, name)])
        elif place == 0:
            columns[name] = np.array([date(record, name, clock.utc)], "datetime64[us]")
        else:
            columns[name] = hours_of(np.array([present(record, name)], object))
    return clock.local(columns)[0]


def present(record: Mapping[str, Any], name: str) -> Any:
    """The value of a key."""
    if record.get(name) is None:
        raise InputError(f"an observation without {name!r}", "every column that the study reads", f"add {name!r}")
    return record[name]


def number(record: Mapping[str, Any], name: str) -> float:
    """A finite number."""
    value = present(record, name)
    if isinstance(value, bool) or not isinstance(value, int | float | np.number) or not math.isfinite(value):
        raise InputError(f"{name!r} is {value!r}", "a finite number", f"correct {name!r}")
    return float(value)


def numbers(record: Mapping[str, Any], name: str) -> np.ndarray:
    """A list of finite numbers."""
    value = record[name]
    if not isinstance(value, LISTS) or not len(value):
        raise InputError(f"{name!r} is {value!r}", "a list of the whole day's numbers", f"correct {name!r}")
    return np.array([number({name: one}, name) for one in value])


def date(record: Mapping[str, Any], name: str, utc: bool) -> datetime:
    """A time as the study's clock shows it: one with an offset is brought to UTC, or keeps what its own clock shows."""
    value = present(record, name)
    try:
        found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        raise InputError(f"{name!r} is {value!r}", "a time such as 2024-03-31 14:00", f"correct {name!r}") from None
    return (found.astimezone(UTC) if found.tzinfo and utc else found).replace(tzinfo=None)


def charge_of(record: Mapping[str, Any], capacity: float) -> float:
    """kWh stored now."""
    value = number(record, CHARGE)
    if not 0 <= value <= capacity:
        raise InputError(f"{CHARGE!r} is {value:g}", f"0 to {capacity:g} kWh, what the battery holds", "correct it")
    return value
