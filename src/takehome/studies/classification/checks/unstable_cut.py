"""CLA006: does the cheapest cut stay where it is when the rows are drawn again?

The page is ``unstable_cut.md``. Thiele & Hirschfeld (2021), "cutpointr", *J. Statistical Software* 98(11), on the
variability of optimal cutpoints.
"""

from __future__ import annotations

import numpy as np

from takehome.protocol import Finding, Status
from takehome.studies.classification.checks.stage import decides, not_applicable
from takehome.studies.classification.cuts import cut_curve
from takehome.studies.classification.decision import Priced
from takehome.studies.classification.policies import score_of
from takehome.units import Quantity, format_number

CODE = "CLA006"
TITLE = "The cheapest cut is a stable one"
LOSS_LIMIT = 5.0
LOSS_CAUTION = 2.0
"""Per cent of the cost that a cut learned from as many other rows loses on average: this project's own limits."""
DRAWS = 200
MOST_ROWS = 20_000
GOOD = "Learned from other rows, the cheapest cut would cost about the same."


def check(made: Priced) -> tuple[Finding, ...]:
    """One finding, by the Bayesian bootstrap of the training rows."""
    if made.options.cut is None:
        return not_applicable(CODE, TITLE, GOOD, "With 0 cuts learned there is none that could move.", decides(made))
    rows = made.rows
    rng = np.random.default_rng([made.outcome.seed, 33])
    kept = np.sort(rng.permutation(len(rows.train_y))[:MOST_ROWS])
    costs, y = rows.train_costs.take(kept), rows.train_y[kept]
    scores = score_of(rows.chosen_p[0, kept], costs)
    act, leave, weights = costs.of(True, y), costs.of(False, y), rows.train_weights[kept]
    curve = cut_curve(scores, act, leave, weights)
    cuts = np.empty(DRAWS)
    for b in range(DRAWS):
        drawn = cut_curve(scores, act, leave, weights * rng.standard_exponential(len(kept)))
        cuts[b] = drawn.cuts[drawn.best]
    cheapest = float(curve.costs[curve.best])
    losses = np.array([curve.at(cut) for cut in cuts]) - cheapest
    share = 100 * float(losses.mean()) / abs(cheapest) if cheapest else 0.0
    return (_finding(made, cuts, share, float(curve.cuts[curve.best])),)


def _finding(made: Priced, cuts: np.ndarray, share: float, best: float) -> Finding:
    status = Status.FAILED if share > LOSS_LIMIT else Status.CAUTION if share > LOSS_CAUTION else Status.PASSED
    low, high = (float(end) for end in np.quantile(cuts, [0.025, 0.975], method="nearest"))
    on = "a probability" if made.rows.costs.constant else "log odds above the row's own break-even"
    seen = (
        f"The cheapest cut is {_shown(best)} on {on}; drawn again {DRAWS} times it lies between {_shown(low)} and "
        f"{_shown(high)} in 95 % of the draws, and costs {format_number(share)} % more on average than the cheapest "
        f"(limits: {LOSS_CAUTION:g} % caution, {LOSS_LIMIT:g} % failed)."
    )
    remedy = "Nothing to do."
    if status is not Status.PASSED:
        remedy = (
            "Use the expected-gain rule, which is not searched: it is recommended unless the cheapest cut is surely "
            "better."
        )
    return Finding(
        CODE, TITLE, status, GOOD, seen,
        f"A cut searched on these rows loses about {format_number(share)} % of the cost to chance alone.", remedy, None,
        decides(made), {"loss": Quantity(share, "%"), "cut": Quantity(best if np.isfinite(best) else 0.0)}, "loss",
        None, Quantity(LOSS_LIMIT, "%"),
    )  # fmt: skip


def _shown(cut: float) -> str:
    return format_number(cut) if np.isfinite(cut) else "below every row"
