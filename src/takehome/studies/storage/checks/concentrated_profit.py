"""STO010: does the profit come from many days, or from a few?

In ERCOT's 2021 half of a battery's profit fell in nine days of one storm. A year like that says little about the next,
and whoever missed those days earned nearly nothing. So the share of the profit that the best 1 % of days earn is held
against a limit, with whole weeks of days drawn anew. The page is ``concentrated_profit.md``.
"""

from __future__ import annotations

import math

import numpy as np

from takehome.protocol import Finding, Status
from takehome.studies.storage.checks.day_draws import Judgement, judge, weights_of
from takehome.studies.storage.checks.stage import (
    CHOSEN,
    NOTHING_TO_DO,
    best_allowed,
    counted_days,
    money,
    not_applicable,
    under,
)
from takehome.studies.storage.concentration import MANY, TOP, concentrations, top_share
from takehome.studies.storage.money.blocks import FEWEST_DAYS
from takehome.studies.storage.outcome import Outcome
from takehome.studies.storage.result import PolicyResult
from takehome.units import Quantity, format_number

CODE = "STO010"
TITLE = "The profit does not come from a few days"
TOP_LIMIT = 0.2
"""Share of the profit that the best 1 % of days may earn, this project's own limit, between a calm year (Dutch 2019:
4 %) and a year of one storm (ERCOT 2021: 48 %; field notes, section 8.2). Above it, what four days of a year bring
decides more than any policy does."""
GOOD = "The best 1 % of days earn a small share of the profit, so that another year would say about the same."


def check(outcome: Outcome) -> tuple[Finding, ...]:
    """The share of the best days, of the best policy that may be used."""
    days = outcome.task.test.days
    result = best_allowed(outcome)
    if days < FEWEST_DAYS:
        why = f"It takes {FEWEST_DAYS} days to ask how evenly a profit is spread; here it is {counted_days(days)}."
        return not_applicable(CODE, TITLE, GOOD, why)
    share = top_share(result.day_profit, TOP)
    if share is None:
        why = f"'{result.label}' earns {money(outcome, result.profit)}, so there is no profit to share out."
        return not_applicable(CODE, TITLE, GOOD, why)
    many = top_share(result.day_profit, MANY) or 0.0
    judged = judge(outcome, 100 * share, 100 * _drawn_shares(outcome, result.day_profit), 100 * TOP_LIMIT)
    top, more = (counted_days(math.ceil(part * days)) for part in (TOP, MANY))
    seen = (
        f"The best {top} of {days:,} bring {format_number(100 * share)} % of the profit of '{result.label}' "
        f"({under(outcome)}; {judged.words}), the best {more} {format_number(100 * many)} %."
    )
    return (
        Finding(
            CODE, TITLE, judged.status, GOOD, seen, _consequence(outcome, result), _remedy(judged), None, CHOSEN,
            {"top 1 % of days": Quantity(100 * share, "%"), "top 5 % of days": Quantity(100 * many, "%")},
            "top 1 % of days", judged.interval, judged.cap, judged.settle,
        ),
    )  # fmt: skip


def _drawn_shares(outcome: Outcome, day_profit: np.ndarray) -> np.ndarray:
    """(draws,) the share of the best days when days are drawn with their weights."""
    order = np.argsort(-day_profit, kind="stable")
    weights, sorted_profit = weights_of(outcome)[:, order], day_profit[order]
    top = math.ceil(TOP * len(day_profit))
    before = np.cumsum(weights, axis=1) - weights
    taken = np.clip(top - before, 0, weights)
    total = weights @ sorted_profit
    return (taken @ sorted_profit)[total > 0] / total[total > 0]


def _consequence(outcome: Outcome, result: PolicyResult) -> str:
    """What is left without the bound's spike days, in money and as a share."""
    one = concentrations(outcome.bound, (result,))[1]
    said = (
        f"Without the {counted_days(one.spike_days)} on which the bound earns most it earns "
        f"{money(outcome, one.without_spikes)} instead of {money(outcome, one.profit)}"
    )
    if one.share is None or one.share_without_spikes is None:
        return f"{said}."
    return (
        f"{said}: {format_number(100 * one.share_without_spikes)} % of the bound on the days that remain, against "
        f"{format_number(100 * one.share)} % on all."
    )


def _remedy(judged: Judgement) -> str:
    if judged.status is Status.PASSED:
        return NOTHING_TO_DO
    said = "Read every result with and without the spike days, plan the money on the latter, and judge more years."
    return f"{said} {judged.advice}".strip()
