"""What the study understood of its input, said back in sentences, so that a misreading is seen at once."""

from __future__ import annotations

from takehome.studies.storage.battery import Battery, WearKind
from takehome.studies.storage.information import MEANING
from takehome.studies.storage.market.prices import MWH, Prices
from takehome.studies.storage.market.reading import Reading
from takehome.studies.storage.outcome import Outcome
from takehome.studies.wording import plain
from takehome.units import Quantity, format_number


def echo(outcome: Outcome) -> tuple[str, ...]:
    """Sentences for the head of the report: prices, battery, what may be known, and every rule that was applied."""
    task, prices = outcome.task, outcome.task.test
    column, battery = outcome.reading.price_column, outcome.settings.battery
    sentences = [
        f"{outcome.table.rows:,} rows from {outcome.table.source}{_order(outcome.reading)}; the price is {column!r} in "
        f"{outcome.reading.price_unit} ({_worth(prices)})",
        f"{_battery(battery)}{_wear(battery, prices.currency)}",
    ]
    if outcome.settings.assumed:
        sentences.append("no battery was given: figures are for this one, without losses or wear")
    sentences.append(f"information = {outcome.information.value}: {MEANING[outcome.information]}")
    if task.first:
        sentences.append(
            f"policies learn from {task.train.days:,} days and are valued on the {prices.days:,} days from "
            f"{prices.time[0]!s:.10} on"
        )
    else:
        days = "the 1 day is" if prices.days == 1 else f"all {prices.days:,} days are"
        sentences.append(f"{days} valued; nothing was held back to learn from")
    sentences += _not_run(outcome)
    given = () if outcome.given is None else outcome.given.notes
    notes = (note.text for note in outcome.table.notes)
    return (*sentences, *outcome.reading.notes, *task.lattice.notes, *given, *notes)


def _not_run(outcome: Outcome) -> list[str]:
    """One sentence a reason, with all policies that were left out for it."""
    by_reason: dict[str, list[str]] = {}
    for key, why in outcome.skipped.items():
        if key != "deep_q":
            by_reason.setdefault(why, []).append(key)
    return [f"not run: {', '.join(keys)} ({why})" for why, keys in by_reason.items()]


def _order(reading: Reading) -> str:
    """In which order the rows are taken; the same sentence for rows that were shuffled, since nothing else differs."""
    return "" if reading.time_column is None else f", in order of {reading.time_column!r} however they stood there"


def _worth(prices: Prices) -> str:
    """A sample conversion, so that a wrong unit is seen."""
    highest = float(prices.values.max())
    worth = Quantity(highest / MWH, prices.currency)
    return f"at the highest judged price, {format_number(highest)}, one kWh is worth {worth}"


def _battery(battery: Battery) -> str:
    said = (
        f"a battery of {plain(battery.capacity_kwh)} kWh and {plain(battery.power_kw)} kW; of "
        f"one kWh bought {format_number(100 * battery.round_trip)} % is sold again"
    )
    if battery.end_kwh is not None:
        said += f"; at least {format_number(battery.end_kwh)} kWh must be stored at the end"
    if not battery.sell_below_zero:
        said += "; it may not sell below a price of 0"
    return said


def _wear(battery: Battery, currency: str) -> str:
    wear = battery.wear
    return {
        WearKind.NONE: "; use costs nothing (no wear)",
        WearKind.PER_KWH: f"; wear costs {format_number(wear.cost)} {currency} per kWh delivered",
        WearKind.PER_CYCLE: f"; wear costs {format_number(wear.cost)} {currency} per full equivalent cycle",
        WearKind.DEPTH: f"; wear costs {format_number(wear.cost)} {currency} per cycle of full depth, and depth to the "
        f"power {format_number(wear.exponent)} of that per shallower one",
    }[wear.kind]
