r"""What each home makes of the fleet's network: as it is, learned on at home, or a network learned at home alone.

Learning on trains the whole network, or the head only (FedPer: then the head never leaves the home, and there is no
shared one). Which of the ways a home takes it decides from its own data: each half of its own hours judges what was
learned from the other half (two-fold cross-validation, Stone 1974, *JRSS B* 36), so that no judged hour is looked at.
Below a week two halves are noise, and no home chooses: with 3 own days choosing cost 2.1 points of the optimum (200
homes), as much as with tables (:mod:`~takehome.studies.storage.federated.personal`).
Networks of single homes exist for a block of homes at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from takehome.studies.storage.federated.deep.compiling import blocks, compiled, side_by_side
from takehome.studies.storage.federated.deep.learning import learn
from takehome.studies.storage.federated.deep.network import ARRAYS, HEAD, Parameters, as_numpy, initial
from takehome.studies.storage.federated.deep.settings import DeepSettings
from takehome.studies.storage.federated.deep.sight import Sight, judged
from takehome.studies.storage.federated.deep.targets import OwnHours
from takehome.studies.storage.federated.deep.walking import DISCOUNT, PLANNED_BLOCK, walked, worth_of_each
from takehome.studies.storage.federated.deep.walking_kernels import walk_homes
from takehome.studies.storage.federated.personal import FEWEST_DAYS, own_days
from takehome.studies.storage.federated.task import Arrays
from takehome.studies.storage.homes.homes import Homes

Learner = Callable[[OwnHours, np.ndarray], list[Any]]
"""What homes learn from, and their numbers → the networks of each way, None for no network."""
PLANNED, SHARED, LEARNED_ON, ALONE = 0, 1, 2, 3
"""Ways: the plan without correction, the fleet's network, the same learned on at home, one learned at home alone."""
WAYS = 4
ON = DeepSettings(lam=0.95, steps=16, rate=0.02, optimiser="sgd")
"""How a home learns on: few small steps, since its own days are few."""
FROM_NOTHING = DeepSettings(lam=0.95, refreshes=4, steps=32, rate=0.1, optimiser="sgd")
"""How a home learns alone."""


@dataclass(frozen=True, eq=False)
class Ways:
    """What each way saves each home, in its currency.

    Attributes
    ----------
    saved : (N, WAYS) over the judged hours. held_out : (N, WAYS) over own hours that were not learned from, in units
    of the home's scale. days : (N,) own days.
    """

    saved: np.ndarray
    held_out: np.ndarray
    days: np.ndarray

    @property
    def chosen(self) -> np.ndarray:
        """(N,) the way that each home takes: learned on; with enough own days, the best in what it held out."""
        best = self.held_out.argmax(axis=1)
        equal = self.held_out[:, LEARNED_ON] >= self.held_out.max(axis=1)
        return np.where(equal | (self.days < FEWEST_DAYS), LEARNED_ON, best)

    @property
    def personalised(self) -> np.ndarray:
        """(N,) what the way that it takes saves each home over the judged hours."""
        return self.saved[np.arange(len(self.saved)), self.chosen]


def own_ways(
    parameters: Parameters, homes: Homes, trainable: tuple[str, ...] = ARRAYS, on: DeepSettings = ON,
    alone: DeepSettings = FROM_NOTHING, seed: int = 0, threads: int | None = None,
) -> Ways:  # fmt: skip
    """Every way, tried in every home.

    Parameters
    ----------
    parameters : the fleet's network; with a personal head, its feature layers alone. trainable : what learns on.
    """
    import jax

    start = as_numpy(initial(jax.random.key(seed)))
    if not set(HEAD) <= set(parameters):
        trainable = HEAD  # nobody shares one, so that each home must learn its own
    whole = {name: np.asarray(parameters.get(name, start[name]), np.float32) for name in ARRAYS}
    learner = partial(_learned, whole, start, trainable, on, alone, seed)
    parts = [_some_ways(learner, homes.take(part), part, threads) for part in blocks(len(homes), PLANNED_BLOCK)]
    saved, held_out = (np.concatenate([one[i] for one in parts])[: len(homes)] for i in range(2))
    return Ways(saved, held_out, own_days(homes))


def _some_ways(
    learner: Learner, homes: Homes, numbers: np.ndarray, threads: int | None
) -> tuple[np.ndarray, np.ndarray]:
    """(N, WAYS) saved and (N, WAYS) held out, for as many homes as fit into memory."""
    sight = Sight.of(homes)
    seen, base = judged(homes)

    def block(part: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        some, hours = homes.take(part), sight.hours(part)
        said = _said(learner(hours, numbers[part]), seen[part])
        saved = np.stack([walked(one + base[part], some) for one in said], axis=1)
        return saved, _held_out(learner, hours, numbers[part])

    found = list(side_by_side(block, blocks(len(homes)), threads))
    saved, held_out = (np.concatenate([one[i] for one in found])[: len(homes)] for i in range(2))
    return saved, held_out


def _held_out(learner: Learner, hours: OwnHours, part: np.ndarray) -> np.ndarray:
    """(N, WAYS) saved in each half of the own hours after learning from the other, together."""
    length = hours.net.shape[1]
    middle = (length + int(hours.first.min())) // 2
    halves = (slice(0, middle), slice(middle, length))
    found = np.zeros((len(part), WAYS))
    for taught, tried in (halves, halves[::-1]):
        networks, trial = learner(_cut(hours, taught), part), _cut(hours, tried)
        for way, said in enumerate(_said(networks, trial.seen)):
            found[:, way] += _walked_own(said + trial.base, trial)
    return found


def _cut(hours: OwnHours, part: slice) -> OwnHours:
    """Some of the hours; a home with none of its own among them keeps the last two."""
    columns = {name: getattr(hours, name)[:, part] for name in ("seen", "net", "buy", "sell", "base")}
    first = np.clip(hours.first - part.start, 0, part.stop - part.start - 2)
    return hours._replace(**columns, first=first.astype(np.int32))


def _said(networks: list[Arrays | None], seen: np.ndarray) -> Iterator[np.ndarray | float]:
    """What each way adds to the plan's worth; None adds nothing."""
    for one in networks:
        yield 0.0 if one is None else worth_of_each(one, seen)


def _walked_own(worth: np.ndarray, hours: OwnHours) -> np.ndarray:
    """(N,) saved in own hours, in units of the home's scale."""
    battery = [np.asarray(column, float) for column in hours.battery]
    pitch, up, down, charging, discharging, wear, scale = battery
    net, buy, sell = (np.asarray(column, float) for column in (hours.net, hours.buy, hours.sell))
    saved: np.ndarray = walk_homes(
        worth, net, buy, sell, pitch, up.astype(int), down.astype(int), charging, discharging, wear, scale, DISCOUNT,
        np.asarray(hours.first, np.int64),
    )  # fmt: skip
    return saved / scale


def _learned(
    given: Arrays, start: Arrays, trainable: tuple[str, ...], on: DeepSettings, alone: DeepSettings, seed: int,
    hours: OwnHours, part: np.ndarray,
) -> list[Arrays | None]:  # fmt: skip
    """The networks of each way, arrays with a leading axis of homes; home *i* draws its hours by (seed, *i*)."""
    import jax

    def each(given: Any, start: Any, hours: Any, numbers: Any, key: Any) -> Any:
        def one(home: tuple[Any, Any]) -> Any:
            hours, number = home
            first, second = jax.random.split(jax.random.fold_in(key, number))
            return learn(given, hours, on, trainable, first), learn(start, hours, alone, ARRAYS, second)

        return jax.lax.map(one, (hours, numbers))

    arguments = (given, start, hours, part.astype(np.uint32), jax.random.key(seed))
    learned = compiled(("ways", trainable, on, alone), each, *arguments)(*arguments)
    further, lonely = ({name: np.asarray(array) for name, array in one.items()} for one in learned)
    same = {name: np.broadcast_to(array, (len(part), *array.shape)) for name, array in given.items()}
    return [None, same, further, lonely]
