"""What every policy did on the judged steps, and what the recommended one does in new rows."""

from __future__ import annotations

import numpy as np

from takehome.errors import InputError
from takehome.studies.scores import Scores
from takehome.studies.storage.deployment.conductors import PlanOfDay, Streamed
from takehome.studies.storage.deployment.observations import Observations, read_rows
from takehome.studies.storage.deployment.session import Session, Step
from takehome.studies.storage.market.clock import MOST_MISSING, clock_text
from takehome.studies.storage.outcome import Outcome
from takehome.table import Table
from takehome.units import format_number

PROBE_STEPS = 48
"""Rows whose answers a saved study must give again: two days of hours."""
ANSWERS = ("action", "power_kw", "energy_kwh", "charge_kwh", "profit")


def dispatch(outcome: Outcome) -> Scores:
    """The bound, every policy and the given schedule, step by step: energy bought (negative: sold) and stored after."""
    prices = outcome.task.test
    columns: dict[str, tuple[object, ...]] = (
        {"time": tuple(clock_text(moment) for moment in prices.time)}
        if prices.clock
        else {"step": tuple(range(outcome.task.first + 1, outcome.task.first + 1 + len(prices)))}
    )
    columns["price"] = tuple(prices.values.tolist())
    given = () if outcome.given is None else (outcome.given,)
    for result in (outcome.bound, *outcome.results, *given):
        account = result.account
        columns[f"{result.key}_energy_kwh"] = tuple((account.bought_kwh - account.sold_kwh + 0.0).tolist())
        columns[f"{result.key}_stored_kwh"] = tuple(account.stored_kwh[1:].tolist())
    return Scores(columns)


def score_rows(outcome: Outcome, action: str, rows: Table) -> Scores:
    """What the recommended policy does in each row.

    Rows are worked in order of time (in the order given where there are no times). Where ``charge_kwh`` does not say
    what is stored, the battery starts as it was fitted and follows its own answers.

    Raises
    ------
    InputError
        Where a column is absent or a value cannot be used, and where the recommended policy cannot be deployed.
    """
    if not rows.rows:
        return Scores(dict.fromkeys(ANSWERS, ()))
    session = Session(outcome, action)
    moved_by = session.conductor
    seen = read_rows(outcome, rows, moved_by.stream.known if isinstance(moved_by, Streamed) else ())
    made = _answers(session, seen)
    steps = [made[place] for place in np.argsort(seen.order).tolist()]
    _require_few_gaps(moved_by, len(steps))
    notes = list(session.notes())
    if seen.filled:
        notes.append(f"{seen.filled:,} of {rows.rows:,} rows have no price and take that of the row before")
    return Scores({name: tuple(getattr(step, name) for step in steps) for name in ANSWERS}, tuple(notes))


def _answers(session: Session, seen: Observations) -> list[Step]:
    """Row by row, in order of time; where a day begins, what is known of it ahead is that of all its rows."""
    moments = session.moments(len(seen.prices)) if seen.moments is None else seen.moments
    dates = moments.astype("datetime64[D]")
    first = np.searchsorted(dates, dates)
    after = np.searchsorted(dates, dates, side="right")
    made = []
    for i, (price, charge) in enumerate(zip(seen.prices.tolist(), seen.charge.tolist(), strict=True)):
        whole = slice(i, after[i]) if first[i] == i else slice(0, 0)
        if first[i] == i and isinstance(session.conductor, PlanOfDay):
            slots = (moments[whole] - dates[i]) // session.width
            session.conductor.begin(dates[i], seen.prices[whole], slots.astype(np.int64))
        ahead = {name: values[whole] for name, values in seen.known.items() if first[i] == i}
        made.append(session.answer(price, moments[i], None if np.isnan(charge) else charge, ahead))
    return made


def _require_few_gaps(moved_by: object, rows: int) -> None:
    """A price that is filled hides what the policy would have seen."""
    missing = moved_by.stream.missing if isinstance(moved_by, Streamed) else 0
    if missing > MOST_MISSING * (missing + rows):
        share = format_number(100 * missing / (missing + rows))
        raise InputError(
            f"rows that lack {missing:,} of {missing + rows:,} steps ({share} %)",
            f"at most {100 * MOST_MISSING:g} % of the steps without a row, since the policy reads the prices before",
            "give the rows of a part without gaps",
        )


def probe_rows(outcome: Outcome) -> Table:
    """The last rows of the fitted table in order of time; none where a given schedule, which answers no row, stands in.

    A policy that reads a history then has the study's own before them.
    """
    order = read_rows(outcome, outcome.table, ()).order
    return outcome.table.take(order[:0] if outcome.given is not None else order[-PROBE_STEPS:])
