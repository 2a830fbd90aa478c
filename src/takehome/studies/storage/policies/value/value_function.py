r"""A network that says what stored energy is worth now, and a rule that compares it with the price.

On past years, whose prices are all known, the marginal value of every part of the store after every step is exact
(:mod:`~.marginal_values`); a network learns to tell it from what was known at the time, and the battery charges while a
unit costs less than it is worth, discharges while it earns more. That is the method of Baker, Zheng & Xu (2023,
"Transferable Energy Storage Bidder", arXiv 2301.01233).

*Rounds* go further. The hindsight value is what a unit is worth to one who knows the future, and nobody will: it waits
for peaks that cannot be told from others beforehand. So the values are computed again for one who acts by the
network's own answers, the network goes on learning towards these, and so forth: policy iteration with an approximate
evaluation (Bertsekas & Tsitsiklis 1996, *Neuro-Dynamic Programming*, section 6.2). As prices do not react to the
battery, each past day evaluates every charge level at once.

The values that decide are a weighted mean of three that do not err together: the mean of several networks,
randomised trees (:mod:`~.trees`) that learn what a unit is worth in the hands of the last networks, and the Markov
model (:mod:`~.markov`). To them comes a *premium*, in units of the market's scale: what a unit turned out to be worth
in the hands of an earlier round is less than it is worth in better hands.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Self

import numpy as np

from takehome.studies.storage.information import Information
from takehome.studies.storage.lattice import Lattice
from takehome.studies.storage.market.prices import Prices
from takehome.studies.storage.policies.value.features import rows
from takehome.studies.storage.policies.value.marginal_values import (
    dispatch_by,
    hindsight,
    in_the_hands_of,
    non_increasing,
    single_move,
    store_side,
)
from takehome.studies.storage.policies.value.markov import MarkovPolicy
from takehome.studies.storage.policies.value.network import Network, Training
from takehome.studies.storage.policies.value.outlook import Outlook, outlook, reference_column
from takehome.studies.storage.policies.value.segments import segments
from takehome.studies.storage.policies.value.trees import Trees, grow
from takehome.studies.storage.task import Task

PASS = 90_000
"""Rows that one pass goes through; longer series are thinned to it, since neighbouring steps tell the same."""


@dataclass(frozen=True, eq=False)
class ValueFunction:
    """The policy.

    Attributes
    ----------
    hidden : units of each of the two hidden layers. passes : over the past towards hindsight values.
    rounds : of learning again towards what the values turned out to be in the policy's own hands; 0 is the published
        method. passes_a_round : over the past in each. networks : trained from seeds ``seed, seed + 1, …``; on held-out
        training years three of them earn 2 to 4 points of the bound more than one, eight about one more.
    trees : how many. tree_share, model_share : weights of the trees' and the Markov model's values in the decision.
    premium : added to every value, in units of the scale. learned, wood, model, reference, usual : what
        `fit` found, the last being the median scale of the past.
    """

    hidden: int = 64
    passes: int = 6
    rounds: int = 2
    passes_a_round: int = 3
    networks: int = 8
    trees: int = 40
    tree_share: float = 0.3
    model_share: float = 0.1
    premium: float = 0.04
    seed: int = 0
    learned: tuple[Network, ...] = ()
    wood: Trees | None = None
    reference: str = ""
    usual: float = 1.0
    model: MarkovPolicy = field(default_factory=lambda: MarkovPolicy(20))

    key = "value_function"
    label = "learned value of stored energy"
    information = Information.CURRENT_PRICE
    trivial = False

    def fit(self, task: Task) -> Self:
        """Learn from the past alone; without a past it never moves."""
        past = task.train
        if len(past) < 2:
            return replace(self, learned=(), wood=None)
        reference = reference_column(past)
        source = outlook(past, reference).settled()
        usual = float(np.median(source.scale.scale))
        features = rows(source, np.arange(len(source.prices)), usual)
        model = self.model.fit(task)
        learned, wood = self._learn(task.lattice, source, features)
        return replace(self, learned=learned, wood=wood, usual=usual, reference=reference, model=model)

    def _learn(self, lattice: Lattice, source: Outlook, features: np.ndarray) -> tuple[tuple[Network, ...], Trees]:
        parts, price = segments(lattice), source.scale.left_over(lattice.battery.terminal_price)
        side = source.scale.side(store_side(lattice, source.prices))
        every = -(-len(features) // PASS)
        trainings = [Training(features, self.hidden, self.seed + k) for k in range(self.networks)]
        answers, passes = hindsight(side, parts, price), self.passes
        for turn in range(self.rounds + 1):
            if turn:
                answers = in_the_hands_of(_mean(tuple(t.network() for t in trainings), features), side, parts, price)
                passes = self.passes_a_round
            for training in trainings:
                training.passes(answers, passes, every)
        learned = tuple(training.network() for training in trainings)
        answers = in_the_hands_of(_mean(learned, features), side, parts, price)
        return learned, grow(features, answers, self.trees, self.seed)

    def values(self, source: Outlook, positions: np.ndarray) -> np.ndarray:
        """(n, count) money per MWh of each segment after the steps at `positions`, by networks and trees together."""
        assert self.wood is not None, "fit first"
        features = rows(source, positions, self.usual)
        scale, middle = source.scale.scale[positions, None], source.scale.middle[positions, None]
        part = self.tree_share / (1 - self.model_share)
        learned = (1 - part) * _mean(self.learned, features) + part * self.wood.predict(features) + self.premium
        return non_increasing(learned * scale + middle)

    def dispatch(self, task: Task) -> np.ndarray:
        """Moves in levels."""
        positions = np.arange(task.first, len(task.prices))
        if not self.learned:
            return dispatch_by(task, store_side(task.lattice, task.test).buy[:, None])  # worth its price: never moves
        source = self.prepare(task.prices)
        modelled = self.model.values(task.lattice, source, task.first)
        return dispatch_by(task, self._mixed(self.values(source, positions), modelled))

    def _mixed(self, learned: np.ndarray, modelled: np.ndarray) -> np.ndarray:
        return (1 - self.model_share) * learned + self.model_share * modelled

    def prepare(self, prices: Prices) -> Outlook:
        """What :meth:`act` reads, made once a day.

        `prices` needs the :data:`~.market_scale.HISTORY_DAYS` whole days before, and columns known ahead to the end
        of the day.
        """
        return outlook(prices, self.reference)

    def act(self, lattice: Lattice, level: int, source: Outlook, t: int, left: int, row: np.ndarray) -> int:
        """The move at step `t` alone, with `left` steps to go, this one included; `row` of the day's table is its."""
        mixed = self._mixed(self.values(source, np.array([t]))[0], row[self.model.cell(source, t)])
        return single_move(lattice, source.prices, t, level, mixed, left)

    def table(self, lattice: Lattice, source: Outlook, t: int) -> np.ndarray:
        """What the Markov model says of the rest of the day of `t`; made once a day, see :class:`~.MarkovPolicy`."""
        return self.model.table(lattice, source, t)

    def to_plain(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """Settings and arrays."""
        names = (
            "hidden",
            "passes",
            "rounds",
            "passes_a_round",
            "networks",
            "trees",
            "tree_share",
            "model_share",
            "premium",
            "seed",
            "reference",
            "usual",
        )
        arrays = {f"{k}/{name}": array for k, net in enumerate(self.learned) for name, array in net.to_arrays().items()}
        arrays |= {f"wood/{name}": array for name, array in self.wood.to_arrays().items()} if self.wood else {}
        settings, chain = self.model.to_plain()
        arrays |= {f"model/{name}": array for name, array in chain.items()}
        return {name: getattr(self, name) for name in names} | {"learned": len(self.learned), "model": settings}, arrays

    @classmethod
    def from_plain(cls, document: dict[str, Any], arrays: dict[str, np.ndarray]) -> Self:
        """The same policy again."""
        settings = {name: value for name, value in document.items() if name not in ("learned", "model")}
        nets = [
            {name.partition("/")[2]: array for name, array in arrays.items() if name.startswith(f"{k}/")}
            for k in range(document["learned"])
        ]
        chain = {name.partition("/")[2]: array for name, array in arrays.items() if name.startswith("model/")}
        wood = {name.partition("/")[2]: array for name, array in arrays.items() if name.startswith("wood/")}
        return cls(
            **settings, model=MarkovPolicy.from_plain(document["model"], chain), wood=Trees(**wood) if wood else None,
            learned=tuple(Network.from_arrays(net) for net in nets),
        )  # fmt: skip


def _mean(networks: tuple[Network, ...], features: np.ndarray) -> np.ndarray:
    """(n, count) mean answer of the networks, made non-increasing."""
    return non_increasing(np.mean([network.predict(features) for network in networks], axis=0))
