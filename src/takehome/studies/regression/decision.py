"""The recommendation: the option of the highest expected value, against the best trivial one, in money.

Three steps that can be had one by one: :func:`ledgers` counts what every option causes, :mod:`.ledger` values it,
and :func:`recommend` chooses and says so. Other prices need no new fit.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from takehome.economics import probability_better, value_of_perfect_information
from takehome.protocol import Interval, Option, Recommendation
from takehome.studies.ledger import Ledger
from takehome.studies.regression import decision_words as words
from takehome.studies.regression.budgeting import budgeting_ledger, default_complexity
from takehome.studies.regression.dependence import background_rows
from takehome.studies.regression.draws import with_draws
from takehome.studies.regression.economics import (
    FeasibleLever,
    Lever,
    RegressionEconomics,
    parse_economics,
    resolve_lever,
)
from takehome.studies.regression.outcome import Outcome
from takehome.studies.regression.renewal import RunningCost, best_age, break_even, renewal_ledger, running_cost
from takehome.studies.regression.robustness import causal_share_needed, robustness_value, t_statistic
from takehome.studies.regression.shift import LEAVE, break_even_move, shift_ledger
from takehome.studies.regression.uncertainty import half_width, residual_degrees
from takehome.units import Money, Quantity


def recommend(outcome: Outcome, economics: Any = None) -> Recommendation:
    """What to do and what it is worth.

    Parameters
    ----------
    economics : a mapping, a TOML file, an object, or None; without levers it prices wrong budgets.

    Returns
    -------
    The recommendation of the lever that gains most; the other levers are named in `holds_while`.

    Raises
    ------
    InputError
        Where the economics cannot be used.
    """
    prices = parse_economics(economics)
    if prices is None or not prices.levers:
        return _budgeting(outcome, prices)
    made = [_of_lever(outcome, prices, lever) for lever in prices.levers]
    best = _most_gain([recommendation.gain.amount for recommendation in made])
    others = tuple(words.also(made[i]) for i in range(len(made)) if i != best)
    return words.with_others(made[best], others)


def ledgers(outcome: Outcome, economics: Any = None) -> tuple[Ledger, ...]:
    """What each option causes: one ledger for each lever, or one for budgeting where there is none."""
    prices = parse_economics(economics)
    if prices is None or not prices.levers:
        return (budgeting_ledger(outcome, prices),)
    return tuple(_lever_ledger(outcome, prices, lever)[0] for lever in prices.levers)


def decisive_ledger(outcome: Outcome, economics: Any = None) -> Ledger:
    """The ledger of what :func:`recommend` recommends: of the lever that gains most, or of budgeting."""
    made = ledgers(outcome, economics)
    return made[_most_gain([ledger.gain for ledger in made])]


def _most_gain(gains: list[float]) -> int:
    return max(range(len(gains)), key=lambda i: (gains[i], -i))


def _of_lever(outcome: Outcome, prices: RegressionEconomics, stated: Lever) -> Recommendation:
    ledger, lever, cost = _lever_ledger(outcome, prices, stated)
    made = decide(ledger, outcome)
    unit = outcome.design.columns[outcome.design.position(lever.feature)].unit
    facts = words.LeverFacts(
        lever=lever,
        economics=prices,
        unit=unit,
        target=outcome.design.target,
        break_even=_break_even(ledger, lever, prices, cost, outcome),
        robustness=_robustness(ledger, outcome, cost),
        misbudget=_misbudget(outcome, prices, lever, cost, ledger),
        notes=ledger.notes,
    )
    return words.lever_recommendation(made, ledger, facts)


def _budgeting(outcome: Outcome, prices: RegressionEconomics | None) -> Recommendation:
    ledger = budgeting_ledger(outcome, prices)
    return words.budgeting_recommendation(
        decide(ledger, outcome), outcome, stated=prices is not None and prices.complexity_cost is not None
    )


def decide(ledger: Ledger, outcome: Outcome) -> words.Decision:
    """Choose in a ledger, with the interval of the gain and the probability that it is above zero."""
    values, action, baseline = ledger.values, ledger.action, ledger.baseline
    shown = [i for i, entry in enumerate(ledger.entries) if entry.shown]
    options = tuple(
        Option(
            ledger.entries[i].action,
            Money(float(values[i, 0]), ledger.currency, ledger.per),
            _interval(values[i], ledger, outcome),
            ledger.entries[i].trivial,
            ledger.entries[i].note,
        )
        for i in shown
    )
    gains = values[action] - values[baseline]
    challenger = values[ledger.challenger] - values[baseline] if ledger.has_challenger else None
    return words.Decision(
        action=ledger.entries[action].action,
        baseline=ledger.entries[baseline].action,
        trivial=ledger.entries[action].trivial,
        gain=Money(float(gains[0]), ledger.currency, ledger.per),
        gain_interval=_interval(gains, ledger, outcome) or Interval(-np.inf, np.inf, _unit(ledger)),
        probability=0.0 if action == baseline else probability_better(gains[1:]),
        options=options,
        more_data=_more_data(values[shown], ledger),
        challenger=None if challenger is None else _challenger(challenger, ledger, outcome),
    )


def _challenger(gains: np.ndarray, ledger: Ledger, outcome: Outcome) -> words.Challenger:
    entry = ledger.entries[ledger.challenger]
    return words.Challenger(
        entry.action,
        Money(float(gains[0]), ledger.currency, ledger.per),
        _interval(gains, ledger, outcome),
        probability_better(gains[1:]),
        Money(entry.complexity, ledger.currency, ledger.per),
    )


def _unit(ledger: Ledger) -> str:
    return f"{ledger.currency} per {ledger.per}"


def _interval(values: np.ndarray, ledger: Ledger, outcome: Outcome) -> Interval | None:
    """Estimate (first) ± t × SD of the draws (rest); None without draws."""
    half = half_width(values[1:], residual_degrees(outcome), outcome.confidence_level)
    if not np.isfinite(half):
        return None
    return Interval(float(values[0] - half), float(values[0] + half), _unit(ledger), outcome.confidence_level)


def _more_data(values: np.ndarray, ledger: Ledger) -> Money | None:
    """Expected value of perfect information among the options shown; None without draws."""
    if values.shape[1] < 3:
        return None
    return Money(value_of_perfect_information(values[:, 1:]), ledger.currency, ledger.per)


def _lever_ledger(
    outcome: Outcome, prices: RegressionEconomics, stated_lever: Lever
) -> tuple[Ledger, FeasibleLever, RunningCost | None]:
    lever, notes = resolve_lever(stated_lever, outcome.design)
    design, fitted = outcome.design, with_draws(outcome)
    column, rows = design.position(lever.feature), background_rows(design, fitted)
    unit = design.columns[column].unit
    stated = prices.complexity_cost
    complexity = stated if stated is not None else default_complexity(outcome, prices.target_price)
    if lever.kind == "shift":
        ledger = shift_ledger(fitted, rows, column, lever, prices, unit, complexity)
        return words.with_notes(ledger, notes), lever, None
    cost = running_cost(fitted, rows, column, lever.start, lever.high)
    advised = _straight_line_advice(outcome, prices, lever)
    ledger = renewal_ledger(cost, lever, prices, unit, complexity, advised)
    return words.with_notes(ledger, notes), lever, cost


def _straight_line_cost(outcome: Outcome, lever: FeasibleLever) -> RunningCost:
    rows = background_rows(outcome.design, outcome.baseline)
    return running_cost(outcome.baseline, rows, outcome.design.position(lever.feature), lever.start, lever.high)


def _straight_line_advice(outcome: Outcome, prices: RegressionEconomics, lever: FeasibleLever) -> float | None:
    if outcome.baseline is outcome.chosen:
        return None
    return best_age(_straight_line_cost(outcome, lever), lever, prices.target_price / prices.units)


def _misbudget(
    outcome: Outcome, prices: RegressionEconomics, lever: FeasibleLever, cost: RunningCost | None, ledger: Ledger
) -> Money | None:
    """Running cost that the straight line forecasts for the action, minus that of the chosen model."""
    if cost is None or outcome.baseline is outcome.chosen or ledger.entries[ledger.action].trivial:
        return None
    age = best_age(cost, lever, prices.target_price / prices.units)
    line = _straight_line_cost(outcome, lever).mean_until(age)[0]
    return Money(abs(prices.target_price) * float(line - cost.mean_until(age)[0]), prices.currency, prices.per)


def _break_even(
    ledger: Ledger, lever: FeasibleLever, prices: RegressionEconomics, cost: RunningCost | None, outcome: Outcome
) -> Quantity | None:
    """The price of the lever above which no option beats the trivial ones that do not act more."""
    volume_price = prices.target_price / prices.units
    if cost is None:
        column, fitted = outcome.design.position(lever.feature), with_draws(outcome)
        found = break_even_move(fitted, background_rows(outcome.design, fitted), column, lever, volume_price)
        unit = outcome.design.columns[column].unit or "unit"
        return None if found is None else Quantity(found, f"{prices.currency} per {unit} of {lever.feature} moved")
    base = ledger.entries[ledger.baseline].counts[0]
    scale = prices.units * prices.volume
    found = break_even(cost, lever, volume_price, base[0] / prices.units, base[1] / scale)
    return None if found is None else Quantity(found, f"{prices.currency} per replacement")


def _robustness(ledger: Ledger, outcome: Outcome, cost: RunningCost | None) -> tuple[float, float] | None:
    """(share of the effect that must be spurious, robustness value) at which the best active option gains nothing.

    The lever's effect enters through the running cost alone, so without any effect only the price is left.
    """
    base = ledger.entries[ledger.baseline if cost is not None else LEAVE]
    entry = ledger.entries[ledger.challenger]
    extra = entry.counts - base.counts
    without = -float(extra[0, 0]) * ledger.prices[0].default
    effect = -extra[:, 1] * ledger.prices[1].default
    needed = causal_share_needed(without + float(effect[0]), without)
    if without + float(effect[0]) <= 0:
        return None
    share = 1.0 if needed is None else 1.0 - needed
    t = t_statistic(float(effect[0]), effect[1:])
    if not np.isfinite(t):
        return None
    return share, robustness_value(t, residual_degrees(outcome), share)
