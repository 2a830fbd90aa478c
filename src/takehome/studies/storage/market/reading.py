"""From a table to :class:`~takehome.studies.storage.market.prices.Prices`, with a sentence for all that was detected.

A price file says little about itself: which column is the price, in which currency and per how much energy, in which
time zone, and whether a missing or doubled hour is a fault or summer time. Each is decided by a rule of the modules
beside this one, each decision is a sentence in :attr:`Reading.notes`, and what cannot be decided is an error that says
which argument decides it. The order of the rows never matters where the table has times.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from takehome.errors import InputError
from takehome.studies.storage.market.clock import Steps, clock_text, in_words, lay_out, on_steps
from takehome.studies.storage.market.columns import known_columns, numbers_of, price_column
from takehome.studies.storage.market.ordering import Ordered, in_order
from takehome.studies.storage.market.prices import Prices
from takehome.studies.storage.market.time_columns import DAY, Times, counting_columns, times_of
from takehome.studies.storage.market.units import PriceUnit, doubts, price_unit
from takehome.table import Column, Table, Topic
from takehome.units import format_number

HIGHEST = 1e6
"""Currency per MWh that no market has had: the highest caps are near 20,000 (Australia's is 17,500 AUD/MWh)."""
HOUR = np.timedelta64(3_600_000_000, "us")


@dataclass(frozen=True, slots=True)
class Gaps:
    """What was missing, doubled or out of order.

    Attributes
    ----------
    missing : steps filled; `absent` of them have no row. share : of all steps. longest : steps of the longest run.
    copies : rows dropped because they repeat another's time and price.
    skipped, repeated : hours that the local clock skips or repeats, which are no faults.
    unsorted : rows that stood after a later one.
    """

    missing: int = 0
    absent: int = 0
    share: float = 0.0
    longest: int = 0
    copies: int = 0
    skipped: int = 0
    repeated: int = 0
    unsorted: int = 0


@dataclass(frozen=True, eq=False)
class Reading:
    """Prices and how they were read.

    Attributes
    ----------
    price_column, time_column : their names; None where no column says when.
    price_unit : after conversion, such as ``"EUR/MWh"``. zone : what is known of the local clock; empty without times.
    notes : plain sentences on everything that was detected, assumed or changed.
    """

    prices: Prices
    price_column: str
    time_column: str | None
    price_unit: str
    zone: str
    notes: tuple[str, ...]
    gaps: Gaps


def read_prices(
    table: Table,
    *,
    price: str | None = None,
    time: str | None = None,
    unit: str | None = None,
    currency: str | None = None,
    known: Collection[str] = (),
    buy_fee: float = 0.0,
    sell_fee: float = 0.0,
    step: float | None = None,
    zone: str | None = None,
) -> Reading:
    """Read prices from a table.

    Parameters
    ----------
    price, time : names of columns, where they are not to be found by role and name.
    unit, currency : of the price, where the table does not say them (``"EUR/kWh"``).
    known : columns of numbers that are known for a whole day before it begins; they keep their own units.
    buy_fee, sell_fee : currency per MWh, added to what is paid and taken off what is earned.
    step : hours; decides where the table has no times (1 if not said), and is checked against them where it has.
    zone : of the IANA database (``"Europe/Amsterdam"``), for local days where times are in UTC, or to tell gaps from
        changes of the clock where they are local.

    Raises
    ------
    InputError
        Where a choice cannot be made, and for prices on which nothing can be built: fewer than two, infinite, in mixed
        units, beyond any market's; two prices at one time, irregular steps, more than 5 % of the steps missing.
    """
    _require_fees(buy_fee, sell_fee)
    _require_all_rows(table)
    known = (known,) if isinstance(known, str) else known
    spacing = _spacing(step)
    column, times = columns_of(table, price, time, known)
    numbers, carried = numbers_of(column)
    found = price_unit(column.name, carried, unit, currency)
    values = numbers * found.factor
    _require_market(values, found, column.name)
    ahead = known_columns(table, known, column.name)
    ordered = in_order(times, values, column.name, zone, HOUR if spacing is None else spacing)
    said = spacing if ordered.clock else HOUR if spacing is None else spacing
    steps = lay_out(ordered.even, values[ordered.rows], said, column.name)
    prices = _prices(ordered, steps, values, found.currency, ahead)
    prices = replace(prices, buy_fee=float(buy_fee), sell_fee=float(sell_fee))
    notes = (
        *found.notes,
        *doubts(values, found),
        *ordered.notes,
        *_step_notes(prices, steps, said, step),
        *_known_notes(ahead),
    )
    return Reading(prices, column.name, times.column, found.text, ordered.zone, notes, _gaps(ordered, steps))


def columns_of(table: Table, price: str | None, time: str | None, known: Collection[str] = ()) -> tuple[Column, Times]:
    """The column of prices, and what the table says about when."""
    column = price_column(table, price, known, times={*counting_columns(table), *([time] if time else [])})
    return column, times_of(table, time, column.name)


def time_key(table: Table, price: str | None, time: str | None, known: Collection[str] = ()) -> np.ndarray | None:
    """(rows,) whole numbers that grow with time, by which rows can be sorted; None where no column says when."""
    _, times = columns_of(table, price, time, known)
    found = next((key for key in (times.utc, times.local, times.count) if key is not None), None)
    return None if found is None else found.astype(np.int64)


def _prices(ordered: Ordered, steps: Steps, values: np.ndarray, currency: str, ahead: dict[str, np.ndarray]) -> Prices:
    """The series on its steps, with the local calendar."""
    shift = (ordered.local - ordered.even).astype(np.int64).astype(float)
    local = steps.even + on_steps(steps, shift).astype(np.int64).astype("timedelta64[us]")
    date = local.astype("datetime64[D]")
    slots = round(DAY / steps.step)
    return Prices(
        values=values[ordered.rows][steps.row],
        time=local,
        day=np.maximum.accumulate((date - date[0]).astype(np.int64)),
        slot=((local - date) // steps.step).astype(np.int64),
        step_hours=float(steps.step / HOUR),
        slots=slots,
        currency=currency,
        known={name: on_steps(steps, numbers[ordered.rows]) for name, numbers in ahead.items()},
        filled=steps.filled,
        clock=ordered.clock,
    )


def _step_notes(prices: Prices, steps: Steps, said: np.timedelta64 | None, step: float | None) -> tuple[str, ...]:
    """Sentences on the length of the steps, the span, and the gaps."""
    if prices.clock:
        first, last = clock_text(prices.time[0]), clock_text(prices.time[-1])
        notes = [f"{len(prices):,} steps of {in_words(steps.step)}, from {first} to {last} ({prices.days:,} days)"]
    else:
        how = "as you said" if step is not None else "which is assumed (a column of times would say it)"
        notes = [f"{len(prices):,} steps of {in_words(steps.step)} each, {how}; a day is {prices.slots} steps"]
    if steps.filled.any():
        notes.append(_gap_note(prices, steps))
    return tuple(notes)


def _gap_note(prices: Prices, steps: Steps) -> str:
    missing = int(steps.filled.sum())
    share = format_number(100 * missing / len(prices))
    verbs = "has no price and takes" if missing == 1 else "have no price and take"
    source = "that of the step before" + (" (the first ones that of the step after)" if steps.filled[0] else "")
    first = clock_text(prices.time[int(np.argmax(steps.filled))])
    return (
        f"{missing:,} of {len(prices):,} steps ({share} %) {verbs} {source}; the longest run lasts "
        f"{in_words(steps.longest * steps.step)}, the first starts at {first}"
    )


def _known_notes(ahead: dict[str, np.ndarray]) -> tuple[str, ...]:
    counts = {name: int(np.isnan(values).sum()) for name, values in ahead.items()}
    return tuple(
        f"{name!r} is known for a whole day before it begins, as you said"
        + (f"; its {count:,} empty cells take the value of the step before" if count else "")
        for name, count in counts.items()
    )


def _gaps(ordered: Ordered, steps: Steps) -> Gaps:
    missing = int(steps.filled.sum())
    return Gaps(
        missing, steps.absent, missing / len(steps.filled), steps.longest, ordered.copies, ordered.skipped,
        ordered.repeated, ordered.unsorted,
    )  # fmt: skip


def _spacing(step: float | None) -> np.timedelta64 | None:
    if step is None:
        return None
    if isinstance(step, bool) or not isinstance(step, int | float) or not 0 < step <= 24:
        raise InputError(f"step={step!r}", "hours, from one minute (1/60) to 24", "correct the step")
    return np.timedelta64(round(step * 3_600e6), "us")


def _require_fees(buy_fee: float, sell_fee: float) -> None:
    numbers = all(isinstance(fee, int | float) and math.isfinite(fee) for fee in (buy_fee, sell_fee))
    if not numbers:
        raise InputError(f"buy_fee={buy_fee!r}, sell_fee={sell_fee!r}", "finite amounts per MWh", "correct the fees")
    if buy_fee + sell_fee < 0:
        saw = f"buy_fee={buy_fee:g} and sell_fee={sell_fee:g}, which add up to less than 0"
        expected = "fees of at least 0 in all; below, energy could be bought and sold at once for a profit"
        raise InputError(saw, expected, "correct the fees")


def _require_all_rows(table: Table) -> None:
    """Raise :class:`InputError` where the reader took a sample, which leaves a series with holes."""
    sample = next((note for note in table.notes if note.topic is Topic.SAMPLE), None)
    if sample is not None:
        raise InputError(sample.text, "every step of the series", "give a shorter part of it, or fewer columns")


def _require_market(values: np.ndarray, unit: PriceUnit, name: str) -> None:
    """Raise :class:`InputError` for fewer than two prices, or one that no market has."""
    present = int(np.count_nonzero(np.isfinite(values)))
    if present < 2:
        raise InputError(f"{name!r} holds {present} price{'' if present == 1 else 's'}", "at least two", "give more")
    wrong = np.flatnonzero(np.abs(values) > HIGHEST)
    if wrong.size:
        saw = (
            f"{name!r} is {format_number(values[wrong[0]])} {unit.text} in row {wrong[0] + 1:,} ({wrong.size:,} in all)"
        )
        expected = f"at most {HIGHEST:,.0f} {unit.text}; no market has such a price"
        raise InputError(saw, expected, "correct the cell, or the unit")
