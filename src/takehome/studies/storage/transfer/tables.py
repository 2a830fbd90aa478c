r"""Learning with tables: from nothing, and from the table of another home.

*Learner.* The table of :mod:`~takehome.studies.storage.federated.table_kernels` has 24 · 3⁴ cells, far more than a few
days can visit; a cell never visited would say that stored energy is worth nothing. So a small table of the hour of the
day alone is learned first, and each cell starts from the row of its hour (shrinkage to a coarser model; as in
hierarchical aggregation, George, Powell & Kulkarni 2008, *JMLR* 9:2079). That holds for the source, for the target
from scratch and for both alike: the comparison is one of starts, not of learners.

*Warm start.* The target's table starts as the source's, each row counting for `prior` own hours (Taylor & Stone 2009,
*JMLR* 10:1633, call it transfer of the value function).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from takehome.studies.storage.federated.table_kernels import KNOTS, learn, walk
from takehome.studies.storage.homes.bound import battery_arrays
from takehome.studies.storage.homes.homes import HOURS, Homes
from takehome.studies.storage.homes.observing import CELLS, cells
from takehome.studies.storage.transfer.learner import AS_IS, SCRATCH, Arrays, all_seen, hidden_hours, without_hours
from takehome.studies.storage.transfer.settings import Settings
from takehome.studies.storage.transfer.windows import Stretches

CELLS_AN_HOUR = CELLS // HOURS
WARM = "warm start"
TABLE = "value"
"""Name of a table among the arrays of a policy."""


@dataclass(frozen=True, eq=False)
class Part:
    """Hours of one home, as the kernels take them: cell (T,), hour (T,), net, buy, sell (T,), battery and scale."""

    cell: np.ndarray
    hour: np.ndarray
    net: np.ndarray
    buy: np.ndarray
    sell: np.ndarray
    battery: tuple[float, ...]
    scale: float

    @property
    def money(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Net load and the two prices."""
        return self.net, self.buy, self.sell


def parts_of(homes: Homes) -> Callable[[int, int, int], Part]:
    """A function of (row, first, last) that gives hours of one home; what they are seen as is computed once."""
    seen = all_seen(homes)
    cell, hour, scale = cells(seen), seen.hour.astype(np.int64), seen.scale
    batteries = list(zip(*battery_arrays(homes), strict=True))

    def part(row: int, first: int, last: int) -> Part:
        cut = slice(first, last)
        return Part(
            cell[row, cut], hour[row, cut], homes.net_kwh[row, cut], homes.buy[row, cut], homes.sell[row, cut],
            batteries[row], float(scale[row]),
        )  # fmt: skip

    return part


def from_nothing(part: Part, settings: Settings, passes: int) -> np.ndarray:
    """The table (CELLS, KNOTS) that these hours teach: the table of hours, then each cell from its hour's row."""
    hours = _learned(np.zeros((HOURS, KNOTS)), part.hour, part, settings.discount, 0.0, passes)
    return gone_on(np.repeat(hours, CELLS_AN_HOUR, axis=0), part, settings, passes)


def gone_on(given: np.ndarray, part: Part, settings: Settings, passes: int) -> np.ndarray:
    """A table that goes on learning from these hours; the one given is not changed."""
    return _learned(given, part.cell, part, settings.discount, settings.prior, passes)


def _learned(given: np.ndarray, cell: np.ndarray, part: Part, discount: float, prior: float, passes: int) -> np.ndarray:
    table = given.copy()
    if len(cell) >= 2:
        rest = (*part.money, *part.battery, part.scale, discount, prior, 0.0, passes)
        learn(table, np.zeros(len(table)), given, cell, *rest)
    return table


def saved_by(table: np.ndarray, part: Part, discount: float) -> float:
    """Money that the policy of a table saves in these hours, starting empty."""
    rest = (*part.money, *part.battery, part.scale, discount)
    return float(walk(table, part.cell, *rest))


def source_table(source: Homes, settings: Settings) -> np.ndarray:
    """The table that all hours of the source teach."""
    return from_nothing(parts_of(source)(0, 0, source.hours), settings, settings.source_passes)


class TableLearner:
    """Tables, for one source home and the stretches of one target.

    The source's table is learned once a group of neighbouring stretches, without the hours on which any of the group
    is judged.
    """

    label = "a table"
    choices: tuple[str, ...] = (WARM,)

    def __init__(self, source: Homes, stretches: Stretches, settings: Settings) -> None:
        self.settings = settings
        self.given: list[np.ndarray] = []
        for group, hidden in hidden_hours(stretches):
            table = source_table(without_hours(source, hidden), settings)
            self.given += [table] * len(group)

    def scratch(self, homes: Homes) -> np.ndarray:
        """From the local hours alone."""
        return self._saved(homes, lambda row, own: from_nothing(own, self.settings, self.settings.passes))

    def transferred(self, homes: Homes, choice: str | None) -> np.ndarray:
        """From the source's table; `choice` None does not learn on."""

        def start(row: int, own: Part) -> np.ndarray:
            if choice is None:
                return self.given[row]
            return gone_on(self.given[row], own, self.settings, self.settings.passes)

        return self._saved(homes, start)

    def _saved(self, homes: Homes, learned: Callable[[int, Part], np.ndarray]) -> np.ndarray:
        part, first, last = parts_of(homes), homes.judged, homes.hours
        return np.array(
            [
                saved_by(learned(row, part(row, int(homes.begins[row]), first)), part(row, first, last),
                         self.settings.discount)
                for row in range(len(homes))
            ]
        )  # fmt: skip

    def policies(self, homes: Homes) -> dict[str, Arrays]:
        """What the first stretch would run, by way to start: named arrays."""
        own = parts_of(homes)(0, int(homes.begins[0]), homes.judged)
        found = {SCRATCH: from_nothing(own, self.settings, self.settings.passes), AS_IS: self.given[0]}
        found[WARM] = gone_on(self.given[0], own, self.settings, self.settings.passes)
        return {name: {TABLE: table} for name, table in found.items()}
