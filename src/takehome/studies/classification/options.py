"""The options as a ledger: how often each priced event happens under each policy, in the estimate and in every draw.

Events are counted where the costs are equal for all rows, and priced at the costs; where each row has its own, the
event's amount is the money itself, and its price a factor of 1. So the report's sliders serve both.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from takehome.economics import value_of
from takehome.protocol import Price
from takehome.stats.bayesian_bootstrap import RowDraws
from takehome.studies.classification.economics import CELLS
from takehome.studies.classification.judged import Judged
from takehome.studies.classification.limits import at_random, limit_of, limited_rule, random_share
from takehome.studies.classification.policies import (
    FEWEST,
    HALF,
    LearnedCut,
    cut_acts,
    learned_cut,
    named_acts,
    rule_acts,
)
from takehome.studies.ledger import Entry, Ledger
from takehome.studies.wording import plain
from takehome.units import format_number

REPLICATES = 1_000
COMPLEXITY_SHARE = 0.01
"""Default complexity cost: this share of what the best policy without a model costs."""

REFITTED = 0.7
"""The policy that is deployed is fitted anew on all rows, and the choice of the model may fall otherwise: 17 % more
spread at 300 rows, 7 % at 10,000, as ``benchmarks/classification_money.py`` measures it (Bates, Hastie & Tibshirani
2024, *JASA* 119, on why cross-validation's own interval is too narrow for the model at hand)."""

PROOF = 0.975
"""Probability from which the cheapest cut counts as better than the expected-gain rule: a one-sided 2.5 %."""

NOBODY, EVERYBODY = "act on nobody", "act on everybody"
RULE_NOTE, CUT_NOTE, LIMIT_NOTE = "the expected-gain rule", "the cheapest cut", "within the limit"
GRID_SHARES = (0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
GRID_CUTS = (0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
"""Shares of rows acted on, and probabilities, at which the report's slider has a stop."""

EVENT_NAMES = {
    "fp": "a needless action",
    "fn": "a missed positive",
    "tp": "acting on a positive",
    "tn": "leaving a negative alone",
}


@dataclass(frozen=True)
class Options:
    """The priced options.

    Attributes
    ----------
    ledger : trivial policies first, then those that need the model, then the slider's stops (not shown).
    acts : action → (repeats, m) decisions on the judged rows (shares, where drawn at random), of the options shown.
    cut : the cheapest cut; None where there are too few positives to learn one.
    shadow : what one more unit of the capacity or budget is worth; None without a limit.
    stops : (options,) the probability cut of the slider's stops and of nobody (1) and everybody (0), NaN elsewhere.
    enough : whether there are enough rows of each class to trust a model with.
    """

    ledger: Ledger
    acts: dict[str, np.ndarray]
    cut: LearnedCut | None
    shadow: float | None
    stops: np.ndarray
    enough: bool


def enough_rows(rows: Judged) -> bool:
    """Whether both classes have `FEWEST` rows or more, in training and among the judged."""
    return all(min((y == 1).sum(), (y == 0).sum()) >= FEWEST for y in (rows.y, rows.train_y))


def priced_options(rows: Judged, seed: int, replicates: int = REPLICATES) -> Options:
    """Every policy, counted."""
    shape = rows.p.shape
    enough = enough_rows(rows)
    cut = learned_cut(rows) if enough else None
    limit = limited_rule(rows)
    everybody = everybody_action(rows)
    plain = {NOBODY: np.zeros(shape), everybody: np.full(shape, random_share(rows))}
    named = {named_action(rows, t): t for t in (HALF, *rows.economics.thresholds)}
    plain |= {action: at_random(rows, named_acts(rows, t)) for action, t in named.items()}
    models = {rule_action(rows): (rule_acts(rows), RULE_NOTE)}
    if cut is not None:
        models |= {learned_action(rows, cut.cut): (cut.acts, CUT_NOTE)}
    if limit is not None:
        models = {limit_action(rows): (limit[0], LIMIT_NOTE)}
    models = {action: made for action, made in models.items() if action not in plain}
    stops = {} if limit is not None else _stops(rows, (*plain, *models))
    draws = _draws(rows, seed, replicates)
    complexity = np.inf if not enough else having_cost(rows)
    entries = [_entry(rows, draws, action, acts, trivial=True) for action, acts in plain.items()]
    able = [
        _entry(rows, draws, action, acts, complexity=complexity, note=note) for action, (acts, note) in models.items()
    ]
    entries += [_unless_proved(entry, able[0], rows) if entry.note == CUT_NOTE else entry for entry in able]
    entries += [
        _entry(rows, draws, action, cut_acts(rows, t), complexity=np.inf, shown=False) for action, t in stops.items()
    ]
    at = {NOBODY: 1.0, everybody: 0.0, **stops, **named}
    return Options(
        ledger=Ledger(tuple(entries), _events(rows), _prices(rows), rows.currency, rows.per),
        acts={**plain, **{action: acts for action, (acts, _) in models.items()}},
        cut=cut,
        shadow=None if limit is None else limit[1],
        stops=np.array([at.get(entry.action, np.nan) for entry in entries]),
        enough=enough,
    )


def _unless_proved(cut: Entry, rule: Entry, rows: Judged) -> Entry:
    """The cheapest cut may be chosen only where it is surely better than the rule.

    To take the better of the two on the same rows would favour the luckier one, and its gain would look too large.
    """
    if rule.note != RULE_NOTE:
        return cut
    prices = np.array([price.default for price in _prices(rows)])
    better = value_of(cut.counts, prices) - value_of(rule.counts, prices)
    return cut if float(np.mean(better[1:] > 0)) >= PROOF else replace(cut, complexity=np.inf)


def cut_action(cut: float) -> str:
    """What a cut on the probability is called."""
    return f"act above a probability of {format_number(cut)}"


def everybody_action(rows: Judged) -> str:
    """What acting on everybody is called: under a limit it is acting on as many, drawn at random."""
    if random_share(rows) == 1:
        return EVERYBODY
    economics = rows.economics
    if economics.capacity is not None:
        return f"act on {plain(economics.capacity)} at random"
    return f"act at random, up to {format_number(economics.budget or 0.0)} {rows.currency}"


def named_action(rows: Judged, cut: float) -> str:
    """What a cut in use is called: on the scores given, where they are judged; at random within a limit."""
    name = cut_action(cut) if rows.given is None else f"act above {format_number(cut)} on {rows.given}, as it is"
    return name if limit_of(rows) is None else f"{name}, at random up to the limit"


def rule_action(rows: Judged) -> str:
    """What the expected-gain rule is called."""
    if rows.costs.constant:
        return f"{cut_action(float(rows.costs.break_even[0]))}, the costs' break-even"
    return "act where the expected gain is above 0"


def learned_action(rows: Judged, cut: float) -> str:
    """What the cheapest cut is called."""
    if rows.costs.constant:
        return f"{cut_action(cut)}, the cheapest cut" if np.isfinite(cut) else f"{EVERYBODY}, the cheapest cut"
    return f"act above {format_number(float(np.exp(cut)))} times each row's break-even odds, the cheapest cut"


def limit_action(rows: Judged) -> str:
    """What acting within the limit is called."""
    economics = rows.economics
    if economics.capacity is not None:
        return f"act on the {plain(economics.capacity)} of the highest expected gain"
    budget = f"{format_number(economics.budget or 0.0)} {rows.currency}"
    return f"act on those of the highest expected gain for each {rows.currency}, up to {budget}"


def _stops(rows: Judged, taken: tuple[str, ...]) -> dict[str, float]:
    """The slider's cuts: fixed probabilities, and those that act on fixed shares of the rows."""
    p = rows.p.mean(axis=0)
    wanted = sorted(
        {*GRID_CUTS, *(float(f"{q:.3g}") for q in np.quantile(p, [1 - s for s in GRID_SHARES]))}, reverse=True
    )
    return {action: cut for cut in wanted if 0 < cut < 1 and (action := cut_action(cut)) not in taken}


def _draws(rows: Judged, seed: int, replicates: int) -> RowDraws:
    acted = rule_acts(rows).mean(axis=0) > HALF
    return RowDraws(
        rows.weights, replicates, np.random.default_rng([seed, 13]), rows.blocks, cells=2 * (rows.y == 1) + acted
    )


def _entry(
    rows: Judged, draws: RowDraws, action: str, acts: np.ndarray, trivial: bool = False, complexity: float = 0.0,
    note: str = "", shown: bool = True,
) -> Entry:  # fmt: skip
    amounts = event_amounts(rows, acts)
    estimate = amounts.sum(axis=0)
    drawn = draws.totals(amounts)
    counts = rows.scale * np.vstack([estimate, estimate + spread_factor(rows) * (drawn - estimate)])
    return Entry(action, counts, trivial, complexity, note, shown)


def spread_factor(rows: Judged) -> float:
    """How much wider the draws are made, about the estimate: they hold the models as they are."""
    return 1.0 + REFITTED / rows.rows**0.25 if rows.refitted else 1.0


def event_amounts(rows: Judged, acts: np.ndarray) -> np.ndarray:
    """What each judged row adds to each event, (m, events), averaged over repeats."""
    share, positive = acts.mean(axis=0), rows.y == 1
    happens = {
        "fp": share * ~positive,
        "fn": (1 - share) * positive,
        "tp": share * positive,
        "tn": (1 - share) * ~positive,
    }
    unit = 1.0
    columns = []
    for cell in _events(rows):
        unit = 1.0 if rows.costs.constant else getattr(rows.costs, cell)
        columns.append(happens[cell] * unit * rows.weights)
    return np.column_stack(columns)


def _events(rows: Judged) -> tuple[str, ...]:
    """Both errors and acting on a positive; leaving a negative alone only where it costs or gains something."""
    return CELLS if np.any(rows.costs.tn) else CELLS[:3]


def _prices(rows: Judged) -> tuple[Price, ...]:
    made = []
    for cell in _events(rows):
        if not rows.costs.constant:
            made.append(Price(cell, f"{EVENT_NAMES[cell]}, times its own cost", "×", 1.0, 0.0, 3.0))
            continue
        cost = float(getattr(rows.costs, cell)[0])
        largest = max(abs(float(getattr(rows.costs, other)[0])) for other in CELLS)
        low, high = (0.0, 3 * cost) if cost > 0 else (-largest if cost == 0 else 3 * cost, largest)
        low = min(low, 0.0) if cell in ("tp", "tn") else 0.0
        made.append(Price(cell, EVENT_NAMES[cell], rows.currency, cost, low, high))
    return tuple(made)


def having_cost(rows: Judged) -> float:
    """What having a model must earn before it is preferred: as stated, or a share of what going without costs."""
    stated = rows.economics.complexity_cost
    if stated is not None:
        return stated
    shape = rows.p.shape
    costs = [total_cost(rows, np.zeros(shape)), total_cost(rows, np.full(shape, random_share(rows)))]
    return COMPLEXITY_SHARE * abs(min(costs))


def total_cost(rows: Judged, acts: np.ndarray) -> float:
    """The cost of decisions (repeats, m) on the population, in the currency."""
    share = acts.mean(axis=0)
    act, leave = rows.costs.of(True, rows.y), rows.costs.of(False, rows.y)
    return float(((share * act + (1 - share) * leave) * rows.weights).sum()) * rows.scale
