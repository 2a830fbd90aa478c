r"""A feature that is moved to a value at a price per unit of it: for whom does moving pay?

Theory
------
Moving a unit from :math:`x_i` to :math:`x^*` costs :math:`p\,|x^* - x_i|` per horizon and changes its running cost by
:math:`V(\hat f(x^*, x_{iC}) - \hat f(x_i, x_{iC}))`. Moving everybody is a trivial policy; the model's policy moves
only those for whom the estimated change pays. Who is moved is decided once, by the estimate, and valued in every draw.
"""

from __future__ import annotations

import numpy as np

from takehome.studies.ledger import Entry, Ledger
from takehome.studies.regression.economics import FeasibleLever, RegressionEconomics
from takehome.studies.regression.event_prices import event_prices
from takehome.studies.regression.model import Fitted
from takehome.units import format_number

TARGETS = 25
LEAVE = 0
"""Where the option that moves nobody stands in the ledger."""


def moved(fitted: Fitted, rows: np.ndarray, column: int, to: float) -> tuple[np.ndarray, np.ndarray]:
    """Change of the prediction when the column is set to `to`: (1 + replicates, m), estimate first; and |move| (m,)."""
    after = rows.copy()
    after[:, column] = to
    draws = fitted.predict_draws(after) - fitted.predict_draws(rows)
    return np.vstack([fitted.predict(after) - fitted.predict(rows), draws]), np.abs(rows[:, column] - to)


def shift_ledger(
    fitted: Fitted, rows: np.ndarray, column: int, lever: FeasibleLever, economics: RegressionEconomics, unit: str,
    complexity: float,
) -> Ledger:  # fmt: skip
    """Moves and running cost of leaving, moving everybody, and moving those for whom it pays.

    Parameters
    ----------
    rows : (m, q) design rows that stand for the units.
    """
    volume_price = economics.target_price / economics.units
    to = lever.to if lever.to is not None else _best_target(fitted, rows, column, lever, volume_price)
    change, distance = moved(fitted, rows, column, to)
    pays = volume_price * change[0] + lever.price * distance < 0
    scale = economics.units
    place, each = f"{format_number(to)} {unit}".strip(), f"every {economics.unit}"

    def entry(action: str, who: np.ndarray, trivial: bool, note: str) -> Entry:
        running = economics.volume * scale * (change * who).mean(axis=1)
        moves = np.full(len(running), scale * (distance * who).mean())
        return Entry(action, np.column_stack([moves, running]), trivial, 0.0 if trivial else complexity, note)

    nobody, everybody = np.zeros(len(rows), bool), np.ones(len(rows), bool)
    entries = (
        entry(f"leave {lever.feature} as it is", nobody, True, "current practice"),
        entry(f"move {lever.feature} of {each} to {place}", everybody, True, "everybody"),
        entry(f"move {lever.feature} to {place} where the model says that it pays", pays, False,
              f"{pays.mean():.0%} of the {economics.unit}s"),
    )  # fmt: skip
    prices = event_prices("move", f"moving one {economics.unit} by 1 {unit}".strip(), lever.price, economics)
    events = tuple(price.event for price in prices)
    return Ledger(entries, events, prices, economics.currency, economics.per, lever.feature)


def break_even_move(
    fitted: Fitted, rows: np.ndarray, column: int, lever: FeasibleLever, volume_price: float
) -> float | None:
    """The price per unit moved above which it pays for nobody: the largest saving per unit; None if none saves."""
    to = lever.to if lever.to is not None else _best_target(fitted, rows, column, lever, volume_price)
    change, distance = moved(fitted, rows, column, to)
    apart = distance > 0
    if not apart.any():
        return None
    highest = float((-volume_price * change[0][apart] / distance[apart]).max())
    return highest if highest > 0 else None


def _best_target(fitted: Fitted, rows: np.ndarray, column: int, lever: FeasibleLever, volume_price: float) -> float:
    """The value of the range at which moving those for whom it pays is worth most; the first of equals."""

    def worth(to: float) -> float:
        after = rows.copy()
        after[:, column] = to
        change = fitted.predict(after) - fitted.predict(rows)
        saved = -volume_price * change - lever.price * np.abs(rows[:, column] - to)
        return float(np.maximum(saved, 0.0).mean())

    return max((float(f"{to:.3g}") for to in np.linspace(lever.low, lever.high, TARGETS)), key=worth)
