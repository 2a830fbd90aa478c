"""No lever: what wrong budgets cost. Each model is valued by its mean absolute error on rows it has not seen.

The trivial options are the average (no model), the straight line (the naive model) and, where there are any, the
predictions that somebody else made (current practice). The chosen model must earn
its complexity cost, by default 1 % of the straight line's error, before it is preferred. Rows, or whole groups where
there are any, are drawn with replacement, the same ones for every option, so that differences are paired.
"""

from __future__ import annotations

import numpy as np

from takehome.economics import paired_bootstrap
from takehome.protocol import Price
from takehome.studies.ledger import Entry, Ledger
from takehome.studies.regression.economics import COMPLEXITY_SHARE, RegressionEconomics
from takehome.studies.regression.outcome import Outcome
from takehome.studies.wording import is_paid

REPLICATES, REPLICATES_OF_MANY, MANY = 1000, 200, 10_000
"""Bootstrap draws, and fewer of them above `MANY` rows, where each draw is already steady."""


def judged_rows(outcome: Outcome) -> np.ndarray:
    """The rows on which budgets are judged (n,): the hold-out where there is one, else all."""
    test = ~outcome.design.train
    return test if test.any() else np.ones_like(test)


def average_errors(outcome: Outcome) -> np.ndarray:
    """Actual − average of the other training rows, for every design row (n,)."""
    design = outcome.design
    y, train = design.y, design.train
    n = int(train.sum())
    errors = y - y[train].mean()
    errors[train] *= n / (n - 1) if n > 1 else 1.0
    return errors


def straight_line_error(outcome: Outcome) -> float:
    """Mean absolute out-of-sample error of the straight line, in the target's unit."""
    return float(np.abs(outcome.baseline_errors[judged_rows(outcome)]).mean())


def default_complexity(outcome: Outcome, price: float) -> float:
    """The complexity cost when none is given: a share of the straight line's error, priced."""
    return COMPLEXITY_SHARE * straight_line_error(outcome) * abs(price)


def budgeting_ledger(outcome: Outcome, economics: RegressionEconomics | None) -> Ledger:
    """Mean absolute error of each way to budget, per row or, with economics, per horizon for all units."""
    design, rows = outcome.design, judged_rows(outcome)
    count = int(rows.sum())
    replicates = REPLICATES if count <= MANY else REPLICATES_OF_MANY
    kind = "hold-out rows" if count < len(rows) else "rows, each by a model that has not seen it"
    scale = economics.units * economics.volume if economics else 1.0
    rate = economics.rate if economics else 1.0
    unit = design.target_unit or f"units of {design.target}"
    do = "budget" if is_paid(design.target) else "predict"
    stated = economics.complexity_cost if economics else None
    complexity = stated if stated is not None else default_complexity(outcome, rate * scale)

    def entry(action: str, errors: np.ndarray, trivial: bool, note: str) -> Entry:
        absolute = np.abs(errors[rows])
        groups = None if design.groups is None else design.groups[rows]
        draws = paired_bootstrap(absolute, replicates, np.random.default_rng([outcome.seed, 5]), groups)
        counts = scale * np.concatenate([[absolute.mean()], draws])[:, None]
        return Entry(action, counts, trivial, 0.0 if trivial else complexity, note)

    entries = [
        entry(f"{do} {design.target} with the straight line", outcome.baseline_errors, True, "the naive model"),
        entry(f"{do} {design.target} with its average", average_errors(outcome), True, "no model"),
    ]
    if outcome.given is not None:
        action = f"{do} {design.target} with {outcome.given.name}, as now"
        entries.insert(0, entry(action, outcome.given.errors, True, "current practice: the given predictions"))
    if outcome.chosen is not outcome.baseline:
        name = "the repaired model"
        note = next((rung.name for rung in outcome.ladder if rung.chosen), outcome.chosen.specification.name)
        entries.append(entry(f"{do} {design.target} with {name}", outcome.chosen_errors, False, note))
    currency = economics.currency if economics else unit
    per = economics.per if economics else f"row, mean absolute error over {count:,} {kind}"
    one = design.target_unit or f"unit of {design.target}"
    price = Price("absolute error", f"an error of 1 {one}", currency, rate, 0.0, 5.0 * rate)
    return Ledger(tuple(entries), ("absolute error",), (price,), currency, per)
