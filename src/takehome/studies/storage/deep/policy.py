"""A deep Q-network as a policy: trained on the past with several seeds, chosen on the last part of that past."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import Any, Self

import numpy as np

from takehome.errors import InputError, NotFitted
from takehome.studies.storage.deep.features import observe
from takehome.studies.storage.deep.network import from_first
from takehome.studies.storage.deep.settings import Settings
from takehome.studies.storage.information import Information
from takehome.studies.storage.lattice import Lattice
from takehome.studies.storage.market.prices import Prices
from takehome.studies.storage.policies.walking_kernels import clip_move
from takehome.studies.storage.settlement import settle
from takehome.studies.storage.task import Task

CHOOSING = 0.2
"""Last share of the training period, on which the network is chosen and nothing is learned (Hastie, Tibshirani &
Friedman 2009, *The Elements of Statistical Learning*, section 7.2: a validation set of a fifth to a quarter)."""
LEAST_DAYS = 28
"""Days of past below which no network is trained: four weeks, of which the last fifth still holds a weekend."""


@dataclass
class DeepQ:
    """A double, dueling Q-network that sees the market up to the current price, and its own charge.

    Attributes
    ----------
    settings : of training. seeds : networks trained, of which the best snapshot is kept. seed : of all that is random.
    network : arrays of the one kept, None before ``fit``.
    training_curve : (kept, seeds) profit per day on the part for choosing, after each share of the training.
    losses : (kept, seeds) mean Huber loss.
    """

    settings: Settings = field(default_factory=Settings)
    seeds: int = 2
    seed: int = 0
    network: dict[str, np.ndarray] | None = None
    training_curve: np.ndarray = field(default_factory=lambda: np.zeros((0, 0)))
    losses: np.ndarray = field(default_factory=lambda: np.zeros((0, 0)))

    key = "deep_q"
    label = "deep Q-network"
    information = Information.CURRENT_PRICE
    trivial = False

    def fit(self, task: Task) -> Self:
        """Train on the first part of ``task.train`` and keep the snapshot that earns most on the rest of it.

        Raises
        ------
        MissingExtra
            Where JAX or optax is absent.
        InputError
            Where the past is too short.
        """
        from takehome.studies.storage.deep.training import train_seeds

        past = task.train
        if len(past) < LEAST_DAYS * past.slots:
            saw = f"{len(past) / past.slots:.3g} days before trading begins"
            raise InputError(saw, f"at least {LEAST_DAYS} days to train a network on", "use another policy")
        first = int((1 - CHOOSING) * len(past))
        networks, losses = train_seeds(task.lattice, past.part(0, first), self.settings, self.seeds, self.seed)
        self.losses = losses.T
        self._choose(Task(task.lattice, past, first), networks)
        return self

    def _choose(self, task: Task, networks: dict[str, np.ndarray]) -> None:
        """Keep the snapshot that earns most; the earliest of equals."""
        test = task.test
        market = observe(task.prices).market[task.first :]
        battery = task.lattice.battery
        earned = np.empty(self.losses.shape)
        for part, seed in np.ndindex(earned.shape):
            one = {name: array[seed, part] for name, array in networks.items()}
            moves = walk(task.lattice, test, one, market) * task.lattice.pitch_kwh
            earned[part, seed] = settle(battery, test, moves).profit / (len(test) / test.slots)
        part, seed = np.unravel_index(int(earned.argmax()), earned.shape)
        self.training_curve = earned
        self.network = {name: np.ascontiguousarray(array[seed, part]) for name, array in networks.items()}

    def dispatch(self, task: Task) -> np.ndarray:
        """(T − first,) int moves in levels; needs neither JAX nor optax."""
        if self.network is None:
            raise NotFitted("a deep Q-network without parameters", "a trained one", "call fit(task) first")
        return walk(task.lattice, task.test, self.network, observe(task.prices).market[task.first :])

    def to_plain(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """Settings, and arrays of the network and its training."""
        if self.network is None:
            raise NotFitted("a deep Q-network without parameters", "a trained one", "call fit(task) first")
        document = {"settings": asdict(self.settings), "seeds": self.seeds, "seed": self.seed}
        arrays = {f"network_{name}": array for name, array in self.network.items()}
        return document, {**arrays, "training_curve": self.training_curve, "losses": self.losses}

    @classmethod
    def from_plain(cls, document: dict[str, Any], arrays: dict[str, np.ndarray]) -> Self:
        """The policy that :meth:`to_plain` described."""
        network = {name[8:]: array for name, array in arrays.items() if name.startswith("network_")}
        made = cls(Settings(**document["settings"]), document["seeds"], document["seed"], network)
        return replace(made, training_curve=arrays["training_curve"], losses=arrays["losses"])


def walk(lattice: Lattice, test: Prices, network: dict[str, np.ndarray], market: np.ndarray) -> np.ndarray:
    """(n,) greedy moves over the steps of `test`, whose features are `market` (n, observed), from the start level."""
    from takehome.studies.storage.deep.greedy_kernels import greedy_walk

    return np.asarray(greedy_walk(*arguments(lattice, test, network, market)))


def arguments(lattice: Lattice, test: Prices, network: dict[str, np.ndarray], market: np.ndarray) -> tuple[Any, ...]:
    """What the walk takes: layers as float32, whether selling is allowed, and the grid."""
    may_sell = np.ones(len(test), bool) if lattice.battery.sell_below_zero else test.values >= 0
    first = market @ network["market"] + network["bias"]
    layers = (first, network["charge"], network["deep"], network["deep_bias"], network["heads"], network["heads_bias"])
    grid = (lattice.start, lattice.top, lattice.up, lattice.down, lattice.end)
    return (*(np.ascontiguousarray(layer, np.float32) for layer in layers), may_sell, *grid)


def greedy_walk_reference(
    first: np.ndarray, charge: np.ndarray, deep: np.ndarray, deep_bias: np.ndarray, heads: np.ndarray,
    heads_bias: np.ndarray, may_sell: np.ndarray, level: int, top: int, up: int, down: int, end: int,
) -> np.ndarray:  # fmt: skip
    """The same walk in NumPy, for tests and for reading."""
    network = {"deep": deep, "deep_bias": deep_bias, "heads": heads, "heads_bias": heads_bias}
    moves = np.empty(len(first), np.int64)
    for t in range(len(first)):
        q = from_first(network, (first[t] + np.float32(level / top) * charge)[None])[0]
        wanted = (-down, 0, up)[int(q.argmax())]
        moves[t] = clip_move(level, wanted, top, up, down, end, len(first) - 1 - t, bool(may_sell[t]))
        level += moves[t]
    return moves
