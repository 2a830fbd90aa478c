"""What the single and the vector form of the home environment share: homes, hours, episodes, sight, moves."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import Any

import numpy as np
from gymnasium import spaces

from takehome.errors import InputError
from takehome.studies.storage.homes.homes import HOURS, TOP, Homes
from takehome.studies.storage.homes.observing import FEATURES, features
from takehome.studies.storage.homes.semi_synthetic import semi_synthetic

PARTS = ("judged", "own", "all")
LIMIT = 10.0
"""Bounds of every feature, to which :func:`features` clips."""


@dataclass(frozen=True, eq=False)
class HomeSeries:
    """Homes and the hours in which they are played.

    Attributes
    ----------
    homes : those that are played. seen : (N, T + 1, FEATURES) float32; the row after the last hour is 0.
    pieces : first hour of each episode, and one past its last. last : one past the last hour of all.
    lowest : the move of action 0, below 0. actions : how many there are.
    """

    homes: Homes
    seen: np.ndarray
    pieces: tuple[tuple[int, int], ...]
    lowest: int
    actions: int

    @property
    def last(self) -> int:
        return self.pieces[-1][1]

    @property
    def observation_space(self) -> spaces.Box:
        """Charge as a share of the battery, then the features."""
        low = np.full(1 + FEATURES, -LIMIT, np.float32)
        low[0] = 0.0
        high = np.full(1 + FEATURES, LIMIT, np.float32)
        high[0] = 1.0
        return spaces.Box(low, high, dtype=np.float32)

    def piece(self, chosen: object, generator: np.random.Generator) -> tuple[int, int]:
        """The episode chosen by ``options["piece"]``, or else drawn."""
        if chosen is None:
            return self.pieces[int(generator.integers(len(self.pieces))) if len(self.pieces) > 1 else 0]
        if not isinstance(chosen, int | np.integer) or not 0 <= chosen < len(self.pieces):
            raise InputError(f"piece {chosen!r}", f"a whole number from 0 to {len(self.pieces) - 1}", "choose one")
        return self.pieces[int(chosen)]

    def limits(self, home: Any, level: Any) -> tuple[Any, Any]:
        """The lowest and the highest possible move at a level; numbers or arrays."""
        return -np.minimum(self.homes.down[home], level), np.minimum(self.homes.up[home], TOP - level)

    def mask(self, home: Any, level: Any) -> np.ndarray:
        """(…, actions) int8, 1 for moves that are possible."""
        low, high = (np.asarray(one)[..., None] for one in self.limits(home, level))
        move = self.lowest + np.arange(self.actions)
        return ((move >= low) & (move <= high)).astype(np.int8)

    def look(self, home: Any, hour: Any, level: Any) -> np.ndarray:
        """(…, 1 + FEATURES) float32 observations."""
        charge = np.asarray(level, np.float32)[..., None] / np.float32(TOP)
        return np.concatenate([charge, self.seen[home, hour]], axis=-1)


def home_series(homes: Homes | None, home: int | None, part: str, episode_hours: int | None) -> HomeSeries:
    """Set up from the parameters of :class:`~takehome.studies.storage.environments.home_storage.HomeStorage`."""
    homes = semi_synthetic(1) if homes is None else homes
    if home is not None:
        homes = homes.take(np.array([_position(home, len(homes))]))
    if part not in PARTS:
        raise InputError(f"part = {part!r}", f"one of {', '.join(PARTS)}", "judged is what policies are compared on")
    first = homes.judged if part == "judged" else int(homes.begins.max())
    last = homes.judged if part == "own" else homes.hours
    size = last - first if episode_hours is None else episode_hours
    if not isinstance(size, int | np.integer) or size < 1:
        raise InputError(f"episode_hours = {episode_hours!r}", "a whole number of at least 1", f"{HOURS} is a day")
    if last <= first:
        raise InputError(f"no hour in the part {part!r} of the homes", "at least one", f"one of {', '.join(PARTS)}")
    seen = np.concatenate([features(homes), np.zeros((len(homes), 1, FEATURES), np.float32)], axis=1)
    seen[:, last] = 0.0
    pieces = tuple((start, min(start + size, last)) for start in range(first, last, size))
    lowest = -int(homes.down.max())
    return HomeSeries(homes, seen, pieces, lowest, int(homes.up.max()) - lowest + 1)


def _position(home: Any, homes: int) -> int:
    try:
        place = operator.index(home)
    except TypeError:
        place = -1
    if not 0 <= place < homes:
        raise InputError(f"home = {home!r}", f"a position from 0 to {homes - 1}", "homes.names lists them in order")
    return place
