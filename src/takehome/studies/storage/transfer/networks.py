"""Learning with the deep Q-network: from random weights, and from the source's, with parts of it frozen.

The network and its learning are the fleet's (:mod:`takehome.studies.storage.federated.deep`). Each stretch has networks
of its own: a seed draws the random weights, the batches and the stretch. JAX is imported when something is learned.
"""

from __future__ import annotations

import numpy as np

from takehome.studies.storage.federated.deep.freeze import CHOICES, trainable
from takehome.studies.storage.federated.deep.home import initial_networks, learn_seeds
from takehome.studies.storage.federated.deep.network import ARRAYS
from takehome.studies.storage.federated.deep.rows import learn_rows
from takehome.studies.storage.federated.deep.settings import DeepSettings
from takehome.studies.storage.federated.deep.walking import savings_of_each
from takehome.studies.storage.homes.homes import Homes
from takehome.studies.storage.transfer.learner import AS_IS, SCRATCH, Arrays, all_seen, hidden_hours, without_hours
from takehome.studies.storage.transfer.settings import Settings
from takehome.studies.storage.transfer.windows import Stretches

SOURCE = DeepSettings(refreshes=20, steps=100)
"""How the source's network learns: for as long as it still gains."""
LOCAL = DeepSettings(refreshes=10, steps=30, rate=5e-4)
"""How a network learns from local days, from scratch and with transfer alike: among five settings the best for both.
More or larger steps learn few days by heart and save less on the days that follow."""

Networks = dict[str, np.ndarray]


class NetworkLearner:
    """Deep Q-networks, for one source home and the stretches of one target."""

    label = "a deep Q-network"
    choices: tuple[str, ...] = tuple(name for name, arrays in CHOICES.items() if arrays)

    def __init__(
        self, source: Homes, stretches: Stretches, settings: Settings, taught: DeepSettings = SOURCE,
        local: DeepSettings = LOCAL,
    ) -> None:  # fmt: skip
        self.settings, self.local = settings, local
        self.random: Networks = initial_networks(len(stretches.homes), settings.seed)
        self.given = source_networks(source, stretches, self.random, taught, settings.seed)

    def scratch(self, homes: Homes) -> np.ndarray:
        """From random weights."""
        return self._saved(self._learned(self.random, homes, ARRAYS), homes)

    def transferred(self, homes: Homes, choice: str | None) -> np.ndarray:
        """From the source's weights, of which a choice trains some on; None trains none."""
        arrays = () if choice is None else trainable(choice)
        return self._saved(self._learned(self.given, homes, arrays), homes)

    def policies(self, homes: Homes) -> dict[str, Arrays]:
        """What the first stretch would run, by way to start: the arrays of its network."""
        found = {SCRATCH: self._learned(self.random, homes, ARRAYS), AS_IS: self.given}
        found |= {choice: self._learned(self.given, homes, trainable(choice)) for choice in self.choices}
        return {name: {key: array[0] for key, array in one.items()} for name, one in found.items()}

    def _learned(self, networks: Networks, homes: Homes, arrays: tuple[str, ...]) -> Networks:
        if not arrays or homes.judged - int(homes.begins.min()) < 2:
            return networks
        return learn_rows(networks, all_seen(homes), homes.begins, self.local, arrays, self.settings.seed)

    def _saved(self, networks: Networks, homes: Homes) -> np.ndarray:
        return savings_of_each(networks, all_seen(homes), self.settings.discount)


def source_networks(source: Homes, stretches: Stretches, random: Networks, taught: DeepSettings, seed: int) -> Networks:
    """A network for each stretch, learned in the source without the hours on which its group is judged."""
    groups = list(hidden_hours(stretches))
    homes = [without_hours(source, hidden) for _, hidden in groups]
    shortest = min(home.hours for home in homes)  # one length, so that one program serves all groups
    learned = [
        learn_seeds(
            {name: array[rows] for name, array in random.items()},
            home.windowed(home.hours - shortest, home.hours, shortest), taught, seed=seed + int(rows[0]),
        )
        for (rows, _), home in zip(groups, homes, strict=True)
    ]  # fmt: skip
    return {name: np.concatenate([one[name] for one in learned]) for name in ARRAYS}
