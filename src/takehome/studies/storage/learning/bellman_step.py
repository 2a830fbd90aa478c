"""One update of the table, with its numbers: the Bellman equation of the brief on one cell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.studies.storage.learning.day_problem import ACTIONS, DayProblem
from takehome.studies.storage.learning.exact_day import Exact
from takehome.studies.storage.learning.wrong_cells import WrongCells
from takehome.units import Quantity, format_number


@dataclass(frozen=True)
class BellmanStep:
    """One update.

    Attributes
    ----------
    level, hour, action : the cell. price, reward : money. next_level : where the action leads.
    best_next : the best estimate there, 0 after the last decision. old, new : the estimate before and after.
    step_size, discount : α and γ. exact : Q* of the cell. currency : of all money.
    """

    level: int
    hour: int
    action: int
    price: float
    reward: float
    next_level: int
    best_next: float
    old: float
    new: float
    step_size: float
    discount: float
    exact: float
    currency: str

    @property
    def target(self) -> float:
        """r + γ max Q(s′, a′)."""
        return self.reward + self.discount * self.best_next

    @property
    def sentence(self) -> str:
        """The update in words and numbers."""
        best, exact = Quantity(self.best_next, self.currency), Quantity(self.exact, self.currency)
        old, alpha, gamma = (format_number(value) for value in (self.old, self.step_size, self.discount))
        less = f"− {old}" if self.old >= 0 else f"+ {format_number(-self.old)}"
        return (
            f"At charge level {self.level} in step {self.hour} (price {Quantity(self.price, self.currency)}) the "
            f"action “{ACTIONS[self.action]}” earns {Quantity(self.reward, self.currency)} and leads to level "
            f"{self.next_level}, from where the table expects {best} at best. Its estimate becomes {old} + {alpha} × "
            f"({format_number(self.reward)} + {gamma} × {format_number(self.best_next)} {less}) = "
            f"{Quantity(self.new, self.currency)}; the exact value is {exact}."
        )


def bellman_step(
    problem: DayProblem, exact: Exact, q: np.ndarray, cell: tuple[int, int, int], step_size: float, discount: float
) -> BellmanStep:
    """The update of ``cell`` = (level, hour, action) of the table q (levels, decisions, 3); q stays as it is."""
    level, hour, action = cell
    reward, after = float(problem.rewards()[level, hour, action]), int(problem.next_levels()[level, action])
    best_next = float(q[after, hour + 1].max()) if hour + 1 < problem.decisions else 0.0
    old = float(q[level, hour, action])
    new = old + step_size * (reward + discount * best_next - old)
    return BellmanStep(
        level, hour, action, float(problem.prices[hour]), reward, after, best_next, old, new, step_size, discount,
        float(exact.q[level, hour, action]), problem.currency,
    )  # fmt: skip


def telling_cell(problem: DayProblem, wrong: WrongCells) -> tuple[int, int, int]:
    """The cell worth explaining: the right action where the agent's own way loses most, or at the highest price."""
    paid = wrong.paid()
    hour = paid[0][1] if paid else int(np.argmax(problem.prices[:-1]))
    level = int(np.flatnonzero(wrong.on_path[:, hour])[0])
    return level, hour, int(wrong.best[level, hour])
