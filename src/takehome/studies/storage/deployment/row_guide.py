"""What an observation must hold, and what the answer's columns mean."""

from __future__ import annotations

from typing import Any

import numpy as np

from takehome.studies.row_guide import RowGuide, RowInput, RowWords
from takehome.studies.storage.deployment.conductors import DAY_PRICES, Conductor, PlanOfDay, Streamed
from takehome.studies.storage.deployment.observations import CHARGE, Inputs, inputs_of, read_rows
from takehome.studies.storage.deployment.session import conductor, policy_key
from takehome.studies.storage.market.columns import numbers_of
from takehome.studies.storage.outcome import Outcome
from takehome.table import Kind, Table

WORDS = RowWords(action="action", money="profit")


def row_guide(outcome: Outcome, action: str, probe: Table) -> RowGuide:
    """The columns of time and price, what is known ahead, and the words of the answer.

    Parameters
    ----------
    action : what the recommendation calls the policy. probe : rows of which one becomes the example.

    Raises
    ------
    InputError
        Where the recommendation cannot be deployed: a schedule that was given.
    """
    moved_by, read = conductor(outcome, policy_key(outcome, action)), inputs_of(outcome)
    currency = outcome.task.prices.currency
    means = {
        "action": f"hold, charge or discharge, by: {action}",
        "power_kw": "on the grid side during the step, kW; negative where energy is sold",
        "energy_kwh": "bought in the step, kWh; negative where sold",
        "charge_kwh": "stored after the step, kWh",
        "profit": f"of the step, {currency}",
    }
    inputs = _inputs(outcome, read, moved_by)
    return RowGuide(inputs, WORDS, means, currency, True, _example(outcome, read, moved_by, probe))


def _ahead(moved_by: Conductor) -> tuple[str, ...]:
    """Columns whose values of the whole day the policy reads when a day begins."""
    return moved_by.stream.known if isinstance(moved_by, Streamed) else ()


def _inputs(outcome: Outcome, read: Inputs, moved_by: Conductor) -> tuple[RowInput, ...]:
    whole_day = "in the first row of a day, the list of the whole day's values"
    found = [RowInput(name, outcome.table[name].kind) for name in read.clock.names]
    found.append(RowInput(read.price, Kind.NUMBER, read.unit))
    found += [RowInput(name, Kind.NUMBER, required=False, many=True, help=whole_day) for name in _ahead(moved_by)]
    if isinstance(moved_by, PlanOfDay):
        found.append(RowInput(DAY_PRICES, Kind.NUMBER, read.unit, required=False, many=True, help=whole_day))
    top = outcome.task.lattice.battery.capacity_kwh
    stored = "what is stored now; left out, it is what the last answer left"
    found.append(RowInput(CHARGE, Kind.NUMBER, "kWh", required=False, low=0.0, high=top, help=stored))
    return tuple(found)


def _example(outcome: Outcome, read: Inputs, moved_by: Conductor, probe: Table) -> dict[str, Any]:
    """The first row of a day, with what must be known of that day."""
    if not probe.rows:
        return {}
    ahead = _ahead(moved_by)
    seen = read_rows(outcome, probe, ahead)
    dates = np.zeros(probe.rows) if seen.moments is None else seen.moments.astype("datetime64[D]")
    starts = np.flatnonzero(dates[1:] != dates[:-1]) + 1
    first = int(starts[0]) if starts.size else 0
    day = seen.order[dates == dates[first]]
    made: dict[str, Any] = {name: _plain(probe[name].values[day[0]]) for name in read.clock.names}
    prices = seen.prices[dates == dates[first]] / read.factor
    made[read.price] = float(prices[0])
    made |= {name: numbers_of(probe[name])[0][day].tolist() for name in ahead}
    return made | ({DAY_PRICES: prices.tolist()} if isinstance(moved_by, PlanOfDay) else {})


def _plain(value: Any) -> Any:
    if isinstance(value, np.datetime64):
        return str(value)[:16].replace("T", " ")
    return value.item() if isinstance(value, np.generic) else value
