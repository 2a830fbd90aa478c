r"""A feature that grows with time and is reset at a price: at which value does a reset pay?

Theory
------
A unit is renewed each time its feature *a* reaches *A*, from which it restarts at :math:`a_0`. With growth *g* per
horizon, a cycle lasts :math:`(A - a_0)/g` horizons, costs one price *P* and the running cost on the way, so that the
long-run cost per horizon is (renewal-reward theorem)

.. math:: c(A) = \frac{g}{A - a_0}\Bigl[P + \frac{V}{g} \int_{a_0}^{A} \hat c(a)\,da\Bigr],

with *V* the volume and :math:`\hat c(a)` the average response to the feature over the other columns. At an inner
optimum the marginal cost equals the average: :math:`V \hat c(A^*) = c(A^*)`. Never resetting costs at least
:math:`V \hat c(A_{max})` when the cost rises, the most favourable value that the data can support.

Ross (2014), *Introduction to Probability Models*, §7.4 (replacement as a renewal reward process);
Jardine & Tsang (2013), *Maintenance, Replacement, and Reliability*, §2.5 (minimise the total cost per unit time).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.studies.ledger import Entry, Ledger
from takehome.studies.regression.dependence import along, average_response
from takehome.studies.regression.economics import FeasibleLever, RegressionEconomics
from takehome.studies.regression.event_prices import event_prices
from takehome.studies.regression.model import Fitted
from takehome.units import format_number

NODES = 65
GRID = 2001
SLIDER_AGES = 24
CURRENT_PRACTICE = "current practice: the data's oldest"
STRAIGHT_ADVICE = "the straight line's advice"
MIN_CYCLE_SHARE = 0.01
"""The shortest cycle that is considered, as a share of the feasible range: A → a₀ would divide by nothing."""


@dataclass(frozen=True)
class RunningCost:
    """Average response along the feature and its running integral, estimate first, then draws.

    Attributes
    ----------
    at : (k,) values of the feature, from the reset value to the largest.
    rate : (1 + replicates, k) average response, in the target's unit.
    total : (1 + replicates, k) its integral from ``at[0]``.
    """

    at: np.ndarray
    rate: np.ndarray
    total: np.ndarray

    def mean_until(self, age: float | np.ndarray) -> np.ndarray:
        """Average response over a cycle that ends at `age`, shape (1 + replicates, ...)."""
        from scipy.interpolate import CubicHermiteSpline

        total = CubicHermiteSpline(self.at, self.total, self.rate, axis=1)(age)
        return total / (np.asarray(age) - self.at[0])

    @property
    def last(self) -> np.ndarray:
        """Average response at the largest value, shape (1 + replicates,)."""
        return self.rate[:, -1]


def running_cost(fitted: Fitted, background: np.ndarray, column: int, start: float, stop: float) -> RunningCost:
    """The average response from `start` to `stop` and its integral (Simpson's rule on `NODES` points)."""
    from scipy.integrate import cumulative_simpson

    at = np.linspace(start, stop, NODES)
    response = average_response(fitted, background, along(column, at))
    rate = np.vstack([response.estimate, response.draws])
    return RunningCost(at, rate, cumulative_simpson(rate, x=at, axis=1, initial=0))


def cost_per_horizon(
    age: float | np.ndarray, cost: RunningCost, price: float, volume_price: float, pace: float
) -> np.ndarray:
    """Long-run cost per unit and horizon of renewing at `age`, shape (1 + replicates, ...).

    Parameters
    ----------
    price : of one renewal. volume_price : money per horizon for one unit of the target.
    """
    return pace * price / (np.asarray(age) - cost.at[0]) + volume_price * cost.mean_until(age)


def best_age(cost: RunningCost, lever: FeasibleLever, volume_price: float) -> float:
    """The value at which renewing costs least: a grid brackets it, golden sections refine it, 3 digits are kept."""
    from scipy.optimize import minimize_scalar

    low = max(lever.low, cost.at[0] + MIN_CYCLE_SHARE * (cost.at[-1] - cost.at[0]))
    grid = np.linspace(low, lever.high, GRID)

    def estimate(age: float | np.ndarray) -> np.ndarray:
        return cost_per_horizon(age, cost, lever.price, volume_price, lever.pace)[0]

    i = int(np.argmin(estimate(grid)))
    bracket = grid[max(i - 1, 0)], grid[min(i + 1, GRID - 1)]
    refined = float(minimize_scalar(estimate, bounds=bracket, method="bounded").x)
    kept = min((refined, float(grid[i])), key=lambda age: float(estimate(age)))
    rounded = float(f"{kept:.3g}")
    return rounded if low <= rounded <= lever.high else kept


def break_even(
    cost: RunningCost, lever: FeasibleLever, volume_price: float, renewals: float, running: float
) -> float | None:
    """The price above which no earlier renewal beats a baseline of so many renewals and so much running cost.

    Renewing at A gains :math:`V(r_0 - r(A)) - P\\,(n(A) - n_0)`; the largest price with a gain is the largest ratio.

    Parameters
    ----------
    renewals, running : the baseline's renewals per unit and horizon, and its average response.
    """
    low = max(lever.low, cost.at[0] + MIN_CYCLE_SHARE * (cost.at[-1] - cost.at[0]))
    ages = np.linspace(low, lever.high, GRID)[:-1]
    more = lever.pace / (ages - cost.at[0]) - renewals
    saved = volume_price * (running - cost.mean_until(ages)[0])
    with np.errstate(divide="ignore", invalid="ignore"):
        prices = np.where(more > 0, saved / more, -np.inf)
    highest = float(prices.max())
    return highest if np.isfinite(highest) and highest > 0 else None


def age_words(age: float, unit: str) -> str:
    """``"6.43 years"``."""
    return f"{format_number(age)} {unit}".strip()


@dataclass(frozen=True)
class _Renewing:
    """Makes the entries of a renewal ledger."""

    cost: RunningCost
    lever: FeasibleLever
    economics: RegressionEconomics
    unit: str
    complexity: float

    @property
    def oldest(self) -> str:
        return age_words(self.cost.at[-1], self.unit)

    def counts(self, renewals: float, running: np.ndarray) -> np.ndarray:
        """Renewals and running cost of all units in one horizon, (1 + replicates, 2)."""
        units = self.economics.units
        return np.column_stack([np.full(len(running), units * renewals), units * self.economics.volume * running])

    def until(self, age: float) -> np.ndarray:
        """The counts of renewing at `age`."""
        return self.counts(self.lever.pace / (age - self.cost.at[0]), self.cost.mean_until(age))

    def at(self, age: float, note: str = "", shown: bool = True) -> Entry:
        """Renewing at `age`, by the model's advice."""
        reached = f"{self.lever.feature} reaches {age_words(age, self.unit)}"
        action = f"replace every {self.economics.unit} when {reached}"
        return Entry(action, self.until(age), complexity=self.complexity, note=note, shown=shown)

    def trivial(self) -> list[Entry]:
        """Keeping until the oldest age that the data know, and never renewing."""
        every, feature = f"every {self.economics.unit}", self.lever.feature
        kept = f"keep {every} until {feature} is {self.oldest}"
        never = f"never replace: {every} stays at {feature} {self.oldest} or more"
        unknown = f"valued at {self.oldest}, beyond which nothing is known"
        return [
            Entry(kept, self.until(float(self.cost.at[-1])), trivial=True, note=CURRENT_PRACTICE),
            Entry(never, self.counts(0.0, self.cost.last), trivial=True, note=unknown),
        ]


def renewal_ledger(
    cost: RunningCost,
    lever: FeasibleLever,
    economics: RegressionEconomics,
    unit: str,
    complexity: float,
    advised: float | None,
) -> Ledger:
    """Renewals and running cost of every option.

    Parameters
    ----------
    advised : the value that the straight line would have advised, or None where it is the chosen model.
    """
    renewing = _Renewing(cost, lever, economics, unit, complexity)
    best = best_age(cost, lever, economics.target_price / economics.units)
    entries = [*renewing.trivial(), renewing.at(best, "the lowest long-run cost")]
    if advised is not None and age_words(advised, unit) != age_words(best, unit):
        entries.append(renewing.at(advised, STRAIGHT_ADVICE))
    named = {entry.action for entry in entries}
    others = [renewing.at(age, shown=False) for age in _slider_ages(lever, cost)]
    entries += [entry for entry in others if entry.action not in named]
    prices = event_prices("replacement", f"one replacement of one {economics.unit}", lever.price, economics)
    events = tuple(price.event for price in prices)
    return Ledger(tuple(entries), events, prices, economics.currency, economics.per, lever.feature)


def _slider_ages(lever: FeasibleLever, cost: RunningCost) -> list[float]:
    """Evenly spaced ages for the report's sliders, rounded to three digits, the oldest left out."""
    low = max(lever.low, cost.at[0] + (cost.at[-1] - cost.at[0]) / (SLIDER_AGES + 1))
    return [float(f"{age:.3g}") for age in np.linspace(low, lever.high, SLIDER_AGES + 1)[:-1]]
