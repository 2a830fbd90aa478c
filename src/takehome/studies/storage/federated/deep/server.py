r"""How the mean update of a round moves the shared network: FedAdam with a falling rate.

Reddi et al. (2021, *Adaptive federated optimization*, algorithm 2): the mean update :math:`\bar\Delta` stands for a
gradient, of which the server keeps running moments,

.. math:: m \leftarrow \beta_1 m + (1 - \beta_1) \bar\Delta, \quad v \leftarrow \beta_2 v + (1 - \beta_2) \bar\Delta^2,
          \quad \theta \leftarrow \theta + \eta_r\, \hat m / (\sqrt{\hat v} + \epsilon),

with the bias of the first rounds taken out of both (Kingma & Ba 2015), and :math:`\eta_r` falling to 0 by a cosine over
the rounds. Homes are unlike: many local steps pull each to its own optimum, and the mean of these is nobody's; so homes
make few small steps, and the server, which knows the mean direction well, makes the long ones. It reads the mean alone,
so that what is promised of the mean holds for what the server does with it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from takehome.studies.storage.federated.task import Arrays

RATE = 2e-2
"""First step size, for a server rate of 1."""
FIRST, SECOND = 0.9, 0.99
"""How much of the moments is kept from round to round; a fleet has tens of rounds, not thousands."""
TINY = 1e-8


@dataclass(frozen=True, eq=False)
class Memory:
    """What the server keeps between rounds: rounds done, and running moments of each shared array (float64)."""

    rounds: int
    first: Arrays
    second: Arrays


def blank(shared: Mapping[str, np.ndarray]) -> Memory:
    """The memory before the first round."""
    first, second = ({name: np.zeros(array.shape) for name, array in shared.items()} for _ in range(2))
    return Memory(0, first, second)


def moved(
    shared: Mapping[str, np.ndarray], mean: Mapping[str, np.ndarray], memory: Memory, rounds: int, rate: float = 1.0
) -> tuple[Arrays, Memory]:
    """The shared arrays (float32) after a round, and the memory.

    Parameters
    ----------
    mean : update of each shared array, mean over homes. rounds : in all. rate : multiplies `RATE`.
    """
    done = memory.rounds + 1
    size = rate * RATE * 0.5 * (1 + math.cos(math.pi * min(memory.rounds / rounds, 1)))
    first = {name: FIRST * memory.first[name] + (1 - FIRST) * mean[name] for name in shared}
    second = {name: SECOND * memory.second[name] + (1 - SECOND) * np.square(mean[name]) for name in shared}
    after = {}
    for name, array in shared.items():
        spread = np.sqrt(second[name] / (1 - SECOND**done)) + TINY
        after[name] = np.asarray(array + size * first[name] / (1 - FIRST**done) / spread, np.float32)
    return after, Memory(done, first, second)
