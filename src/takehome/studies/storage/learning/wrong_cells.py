r"""Where a learned table is wrong, and what each wrong cell costs.

In a cell the greedy action *a* costs :math:`V^*(s) - Q^*(s, a) \ge 0`, if everything after it is done right. Summed
along the way that the greedy policy really goes, these costs are exactly what it earns less than the optimum, the
performance difference lemma (Kakade & Langford 2002, "Approximately optimal approximate reinforcement learning",
*ICML*); a wrong cell that is never entered costs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.studies.storage.learning.day_problem import DayProblem
from takehome.studies.storage.learning.exact_day import Exact, greedy, walk


@dataclass(frozen=True, eq=False)
class WrongCells:
    """All arrays are (levels, decisions).

    Attributes
    ----------
    chosen, best : greedy action of the table, and an optimal one. cost : money that the chosen one costs there.
    wrong : whether it costs anything. reachable : whether some schedule enters the cell.
    visited : whether training did. on_path : whether the greedy policy does.
    loss : optimum less what the greedy policy earns; the sum of `cost` on the path.
    """

    chosen: np.ndarray
    best: np.ndarray
    cost: np.ndarray
    wrong: np.ndarray
    reachable: np.ndarray
    visited: np.ndarray
    on_path: np.ndarray
    loss: float

    @property
    def counts(self) -> dict[str, int]:
        """Reachable cells, and how many of them are wrong, unvisited, wrong though visited, and wrong on the path."""
        wrong = self.wrong & self.reachable
        return {
            "reachable": int(self.reachable.sum()),
            "wrong": int(wrong.sum()),
            "unvisited": int((self.reachable & ~self.visited).sum()),
            "wrong_visited": int((wrong & self.visited).sum()),
            "wrong_on_path": int((wrong & self.on_path).sum()),
        }

    def paid(self) -> list[tuple[int, int, float]]:
        """(level, hour, money) of the wrong cells on the path, the dearest first."""
        cells = np.argwhere(self.wrong & self.on_path)
        found = [(int(level), int(hour), float(self.cost[level, hour])) for level, hour in cells]
        return sorted(found, key=lambda cell: (-cell[2], cell[1]))


def wrong_cells(problem: DayProblem, exact: Exact, q: np.ndarray, visits: np.ndarray) -> WrongCells:
    """Judge a table q (levels, decisions, 3) with its visits."""
    chosen = greedy(q)
    cost = exact.values[:, :-1] - np.take_along_axis(exact.q, chosen[:, :, None], axis=2)[:, :, 0]
    day = walk(problem, chosen)
    on_path = np.zeros(chosen.shape, bool)
    on_path[day.levels[:-1], np.arange(problem.decisions)] = True
    return WrongCells(
        chosen, greedy(exact.q), cost, cost > problem.tolerance, problem.reachable(), visits.sum(axis=2) > 0, on_path,
        exact.optimum - day.profit,
    )  # fmt: skip
