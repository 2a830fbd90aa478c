r"""CLA006: does the cheapest cut stay where it is when the rows are drawn again?

Theory
------
The cheapest cut is searched again under random weights :math:`w` of whole blocks of rows (Rubin 1981, "The Bayesian
bootstrap", *Annals of Statistics* 9; Thiele & Hirschfeld 2021, "cutpointr", *J. Statistical Software* 98(11), on how
much optimal cuts vary). What a cut learned from as many other rows loses is estimated by
:math:`\bar L = \frac1B \sum_b C(t_{w_b}) - \min_t C(t)`, with *C* the cost on the rows as they are, in per cent of what
the cheapest cut's errors cost. Its standard error is the spread of the same number over rows that are themselves drawn
again (the bootstrap after the bootstrap: Efron & Tibshirani 1993, *An Introduction to the Bootstrap*, section 8.3).
The page is ``unstable_cut.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from takehome.checks.verdict import between, joint_level, rows_to_settle, settle_sentence, tail
from takehome.protocol import Finding, Interval, Status
from takehome.studies.classification.checks.cut_draws import SortedRows
from takehome.studies.classification.checks.stage import decides, not_applicable
from takehome.studies.classification.checks.sure import sure_tail, sure_verdict
from takehome.studies.classification.decision_words import PLATEAU_SHARE, plateau
from takehome.studies.classification.options import CUT_NOTE
from takehome.studies.classification.policies import score_of
from takehome.studies.classification.priced import Priced
from takehome.units import Quantity, format_number

CODE = "CLA006"
TITLE = "The cheapest cut is a stable one"
LOSS_LIMIT = 5.0
"""Per cent of what its errors cost that a cut learned from other rows loses on average, this project's own limit: as
much as 5 % more errors would."""
DRAWS = 60
REDRAWN = 40
"""Draws of the cut, and how often the rows are drawn again to see how far their mean loss is known."""
MOST_ROWS = 20_000
GOOD = "Learned from other rows, the cheapest cut would cost about the same."


@dataclass(frozen=True)
class _Loss:
    """What cuts learned again lose: per cent of the cheapest cut's error cost, its interval, and in money."""

    cut: float
    cuts: np.ndarray
    percent: float
    interval: Interval
    sure_low: float
    money: float
    rows: int


def check(made: Priced) -> tuple[Finding, ...]:
    """One finding, by the Bayesian bootstrap of the training rows."""
    if made.options.cut is None:
        return not_applicable(CODE, TITLE, GOOD, "With 0 cuts learned there is none that could move.", decides(made))
    return (_finding(made, _loss(made)),)


def _loss(made: Priced) -> _Loss:
    rows, cut = made.rows, made.options.cut
    assert cut is not None
    rng = np.random.default_rng([made.outcome.seed, 33])
    kept = np.sort(rng.permutation(len(rows.train_y))[:MOST_ROWS])
    costs, y, weights = rows.train_costs.take(kept), rows.train_y[kept], rows.train_weights[kept]
    act, leave = costs.of(True, y), costs.of(False, y)
    ordered = SortedRows.of(score_of(rows.chosen_p[:, kept], costs), act - leave)
    regret = leave - np.minimum(act, leave)  # what leaving a row alone costs beyond deciding it right
    blocks = np.unique(made.outcome.design.blocks[made.outcome.design.train][kept], return_inverse=True)[1]
    draws = rng.standard_exponential((DRAWS, int(blocks.max()) + 1))[:, blocks]
    lost, percent, places = _lost(ordered, regret, weights, draws)
    again = [
        _lost(ordered, regret, weights * rng.standard_exponential(int(blocks.max()) + 1)[blocks], draws)[1]
        for _ in range(REDRAWN)
    ]
    level = made.outcome.confidence_level
    reach, sure_reach = (float(norm.isf(one)) * float(np.std(again, ddof=1)) for one in (tail(level, 1), sure_tail(1)))
    interval = Interval(max(percent - reach, 0.0), percent + reach, "%", joint_level(level))
    population = float(rows.weights.sum()) * rows.scale
    money = lost / float(weights.sum()) * population
    return _Loss(cut.cut, ordered.cuts[places], percent, interval, percent - sure_reach, money, len(rows.train_y))


def _lost(
    ordered: SortedRows, regret: np.ndarray, weights: np.ndarray, draws: np.ndarray
) -> tuple[float, float, np.ndarray]:
    """Mean loss of cuts learned under draws of rows with these weights: in money, in per cent, and the cuts."""
    places = ordered.cheapest(draws * weights)
    totals = ordered.totals(weights[None])[0]
    lost = float(totals[places].mean() - totals.min())
    errors = float(regret @ weights + totals.min())
    return lost, 100 * lost / errors if errors > 1e-12 * float(np.abs(regret) @ weights) else 0.0, places


def _finding(made: Priced, loss: _Loss) -> Finding:
    status = sure_verdict(loss.interval.low, loss.interval.high, loss.sure_low, LOSS_LIMIT)
    settle = None
    if status is Status.CAUTION:
        settle = rows_to_settle(loss.rows, loss.percent, loss.sure_low, loss.interval.high, LOSS_LIMIT)
    used = made.options.ledger.entries[made.action].note == CUT_NOTE
    consequence = f"A cut searched on these rows loses about {made.money(loss.money)} to chance. "
    consequence += "The recommendation rests on it." if used else "The recommendation does not rest on it."
    remedy = "Nothing to do."
    if status is not Status.PASSED:
        remedy = (
            "Use the expected-gain rule, which is not searched: th.classify(…) recommends it unless the cheapest cut "
            f"is surely better. {settle_sentence(settle)}"
        ).strip()
    measured = {"loss": Quantity(loss.percent, "%"), "lost": Quantity(loss.money, made.money(loss.money).unit)}
    if np.isfinite(loss.cut):
        measured["cut"] = Quantity(loss.cut)
    return Finding(
        CODE, TITLE, status, GOOD, _seen(made, loss), consequence, remedy, None, decides(made), measured, "loss",
        loss.interval, Quantity(LOSS_LIMIT, "%"), settle,
    )  # fmt: skip


def _seen(made: Priced, loss: _Loss) -> str:
    constant = made.rows.costs.constant
    on = "the probability" if constant else "log odds above the row's own break-even"
    level = made.outcome.confidence_level
    low, high = (float(end) for end in np.quantile(loss.cuts, [(1 - level) / 2, (1 + level) / 2], method="nearest"))
    flat = ""
    if constant:
        least, most = plateau(made)
        flat = f", and any from {_probability(least)} to {_probability(most)} costs at most {PLATEAU_SHARE:.0%} more"
    return (
        f"The cheapest cut on {on} is {_shown(loss.cut)}{flat}; searched again in {DRAWS} draws of the rows it lies "
        f"between {_shown(low)} and {_shown(high)} ({level:.0%} of the draws). Such cuts lose {loss.percent:.2f} % of "
        f"what the cheapest cut's errors cost ({loss.interval.confidence_level:.0%} interval: "
        f"{between(loss.interval)}), against a limit of {LOSS_LIMIT:g} %."
    )


def _probability(cut: float) -> str:
    return format_number(min(max(cut, 0.0), 1.0))


def _shown(cut: float) -> str:
    return format_number(cut) if np.isfinite(cut) else "below every row"
