"""STO002: has every step a price of its own?

A step without a price takes that of the step before, a flat price at which nothing can be earned; and a price that
was invented may not carry the result. So two things are counted: steps that were filled, and how much of the money
that changes hands in the bound's schedule does so in them. Hours that the local clock skips or repeats are no faults.
Counts are exact, so there is no interval. The page is ``gaps.md``.
"""

from __future__ import annotations

import numpy as np

from takehome.protocol import Finding, Status
from takehome.studies.storage.checks.stage import DATA, NOTHING_TO_DO, money, not_applicable
from takehome.studies.storage.outcome import Outcome
from takehome.studies.wording import listed
from takehome.units import Quantity, format_number

CODE = "STO002"
TITLE = "Every step has a price of its own"
FILLED_LIMIT = 0.01
"""Share of steps that were filled, this project's own limit: a fifth of what reading refuses. Market operators publish
every hour, so more than one in a hundred says that the file was cut or joined wrongly."""
TURNOVER_LIMIT = 0.01
"""Share of the money that changes hands in the bound's schedule in steps that were filled; this project's own limit:
the result then hangs on invented prices by more than policies differ (:mod:`~.far_from_bound`)."""
RUN_LIMIT = 24
"""Hours of the longest run that was filled: from a day on, a whole cycle of charging and selling is invented."""
COPIES_LIMIT = 0.01
"""Share of rows that repeat another's time and price, this project's own limit: more says that pieces were joined
twice (the Dutch file of ev2gym 2.0.0 repeats 6,553 of 94,392 hours)."""
GOOD = "Every step has one price; only the hours of summer time are skipped or doubled."


def check(outcome: Outcome) -> tuple[Finding, ...]:
    """One finding on filled steps, one on rows that repeat others."""
    gaps = outcome.reading.gaps
    if not (outcome.task.prices.clock or gaps.missing or gaps.copies):
        steps = len(outcome.task.prices)
        why = f"No column says when the {steps:,} prices hold, so a step that is missing cannot be seen."
        return not_applicable(CODE, TITLE, GOOD, why, DATA)
    return (_filled(outcome), *([_copies(outcome)] if gaps.copies else []))


def _filled(outcome: Outcome) -> Finding:
    gaps, prices = outcome.reading.gaps, outcome.task.test
    hours = gaps.longest * prices.step_hours
    turnover = np.abs(outcome.bound.account.income)
    total, here = float(turnover.sum()), float(turnover[prices.filled].sum())
    share = 100 * here / total if total > 0 else 0.0
    effect = "money in filled steps" if share > 100 * TURNOVER_LIMIT else "filled"
    status = Status.FAILED if share > 100 * TURNOVER_LIMIT else Status.PASSED
    if status is Status.PASSED and (gaps.share > FILLED_LIMIT or hours >= RUN_LIMIT):
        status = Status.CAUTION
        effect = "filled" if gaps.share > FILLED_LIMIT else "longest run"
    limits = {
        "filled": Quantity(100 * FILLED_LIMIT, "%"), "longest run": Quantity(RUN_LIMIT, "h"),
        "money in filled steps": Quantity(100 * TURNOVER_LIMIT, "%"),
    }  # fmt: skip
    net = float(outcome.bound.account.by_step()[prices.filled].sum())
    cost = "0 % of the result rests on prices that were filled in."
    if gaps.missing:
        cost = (
            f"In judged steps that were filled the bound's schedule moves {money(outcome, here)} of the "
            f"{money(outcome, total)} that change hands, {money(outcome, net)} net."
        )
    return Finding(
        CODE, TITLE, status, GOOD, _seen(outcome, hours, share), cost,
        NOTHING_TO_DO if status is Status.PASSED else
        "Get the missing prices from the market's operator, or judge a period without them (train=, --train).",
        None, DATA,
        {"filled": Quantity(100 * gaps.share, "%"), "longest run": Quantity(hours, "h"),
         "money in filled steps": Quantity(share, "%"), "steps filled": Quantity(gaps.missing, "rows"),
         "hours skipped by the clock": Quantity(gaps.skipped, "h"),
         "hours repeated by the clock": Quantity(gaps.repeated, "h")},
        effect, None, limits[effect],
    )  # fmt: skip


def _seen(outcome: Outcome, hours: float, share: float) -> str:
    gaps, steps = outcome.reading.gaps, len(outcome.task.prices)
    clock = [
        f"{verb} {n} hour{'s' * (n != 1)}" for verb, n in (("skips", gaps.skipped), ("repeats", gaps.repeated)) if n
    ]
    summer = f" The local clock {listed(clock)} (summer time), which is no fault." if clock else ""
    if not gaps.missing:
        return f"0 of {steps:,} steps lack a price.{summer}"
    return (
        f"{gaps.missing:,} of {steps:,} steps lack a price and took that of the step before: "
        f"{format_number(100 * gaps.share)} % (limit {100 * FILLED_LIMIT:g} %), at most {format_number(hours)} hours "
        f"on end (limit {RUN_LIMIT}), with {format_number(share)} % of the money that changes hands (limit "
        f"{100 * TURNOVER_LIMIT:g} %).{summer}"
    )


def _copies(outcome: Outcome) -> Finding:
    copies, rows = outcome.reading.gaps.copies, outcome.table.rows
    share = 100 * copies / rows
    many = share > 100 * COPIES_LIMIT
    return Finding(
        CODE, TITLE, Status.CAUTION if many else Status.PASSED, GOOD,
        f"{copies:,} of {rows:,} rows repeat the time and price of another: {format_number(share)} % (limit "
        f"{100 * COPIES_LIMIT:g} %).",
        f"They were left out, so each of the {len(outcome.task.prices):,} steps counts 1 time.",
        "Look where the rows were joined: pieces that overlap may also come from two versions of the prices."
        if many else NOTHING_TO_DO,
        "repeated rows", DATA, {"repeated": Quantity(share, "%"), "rows repeated": Quantity(copies, "rows")},
        "repeated", None, Quantity(100 * COPIES_LIMIT, "%"),
    )  # fmt: skip
