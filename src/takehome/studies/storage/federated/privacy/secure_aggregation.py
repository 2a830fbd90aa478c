r"""Sums without summands: a simulation of secure aggregation with drop-outs.

*Theory* (Bonawitz et al. 2017, *Practical secure aggregation for privacy-preserving machine learning*; with few
neighbours: Bell et al. 2020). Each two neighbours *u*, *v* agree on a secret from keys of which only the public half
passes through the server (Diffie & Hellman), and stretch it to a mask :math:`m_{uv}` that one adds and the other
takes away; each home adds a mask :math:`b_u` of its own, too:

.. math:: y_u = x_u + b_u + \sum_{v > u} m_{uv} - \sum_{v < u} m_{uv} \pmod{2^{32}}.

In the sum the mutual masks cancel. Keys and own masks are shared out among the neighbours (Shamir). For a home that
dropped out the survivors reveal shares of its key, so that its half of the masks can be taken off; for a survivor,
shares of its own mask, so that it can be; never both for the same home, for then its update would lie open. With fewer
shares than the threshold nothing can be taken off, and the round is refused.

*What is simulated.* The messages, masks, recovery and byte counts are real; the group is small
(:math:`2^{127} - 1`, not an elliptic curve), shares are not encrypted and public keys are not signed. It shows that
sums are exact and what a round costs; a deployment takes Flower's `secaggplus`.
"""

from __future__ import annotations

import hashlib
import math
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

import numpy as np

from takehome.errors import InputError
from takehome.studies.storage.federated.privacy.shamir import PRIME, SHARE_BYTES, Below, join, split

GENERATOR = 3
KEY_BYTES = 32
"""A public key on the wire (an X25519 key has this length); each home sends two."""
SURVIVING = 2 / 3
"""Share of the neighbours that must survive, unless told otherwise."""


class TooFewHomes(InputError):
    """So many homes dropped out that the masks cannot be taken off; nothing is revealed."""


@dataclass(frozen=True, slots=True)
class Bytes:
    """What one home sends in a round, in bytes."""

    keys: int
    shares: int
    masked: int
    revealed: int

    @property
    def all(self) -> int:
        """Sum of the four."""
        return self.keys + self.shares + self.masked + self.revealed


@dataclass(frozen=True)
class _Home:
    """What one home holds: its key and own mask's seed, and for each neighbour the shares of theirs."""

    key: int
    own_seed: int
    key_shares: dict[int, int] = field(default_factory=dict)
    seed_shares: dict[int, int] = field(default_factory=dict)


class SecureSum:
    """One round among homes 0 … n − 1.

    Parameters
    ----------
    homes : n, at least 3. threshold : shares that give a secret back; two thirds of the neighbours unless given.
    neighbours : with how many others each home shares masks; all of them unless given (an even number).
    seed : for simulations; without one the operating system draws.

    Raises
    ------
    InputError : fewer than 3 homes, or a threshold or number of neighbours that cannot be.
    """

    def __init__(
        self, homes: int, *, threshold: int | None = None, neighbours: int | None = None, seed: int | None = None
    ) -> None:
        if homes < 3:
            raise InputError(f"{homes} homes", "at least 3: the sum of two tells each of the other", "a larger cohort")
        self.homes = homes
        below = secrets.randbelow if seed is None else Random(seed).randrange
        self._around = _ring(homes, homes - 1 if neighbours is None else neighbours, below)
        wanted = len(self._around[0])
        self.threshold = math.ceil(SURVIVING * wanted) if threshold is None else threshold
        # with half or fewer, a server could ask one half for the key and the other for the own mask
        if not wanted / 2 < self.threshold <= wanted:
            raise InputError(
                f"a threshold of {self.threshold} of {wanted} neighbours", "more than half, at most all", "two thirds"
            )
        self._held = [_Home(below(PRIME - 2) + 1, below(PRIME)) for _ in range(homes)]
        self._public = [pow(GENERATOR, home.key, PRIME) for home in self._held]
        self._share_out(below)

    def masked(self, home: int, vector: np.ndarray) -> np.ndarray:
        """(entries,) uint32, what the home sends: its vector (uint32) under all its masks."""
        if vector.dtype != np.uint32 or vector.ndim != 1:
            raise InputError(
                f"a vector of {vector.dtype} with {vector.ndim} axes", "one axis of uint32", "FixedPoint.encode"
            )
        held = self._held[home]
        hidden = vector + _stretch("own", held.own_seed, len(vector))
        return hidden + self._mutual(home, held.key, self._around[home], len(vector))

    def total(self, received: Mapping[int, np.ndarray]) -> np.ndarray:
        """(entries,) uint32 sum of the vectors of the homes that were heard.

        Raises
        ------
        TooFewHomes : fewer neighbours of some home survived than the threshold.
        """
        survivors = sorted(received)
        self.require_survivors(survivors)
        entries = len(received[survivors[0]])
        total = np.zeros(entries, np.uint32)
        for home in survivors:
            total += received[home]
            total -= _stretch("own", self._revealed(home, survivors, of_key=False), entries)
        for lost in sorted(set(range(self.homes)) - set(survivors)):
            heard = [one for one in self._around[lost] if one in received]
            if heard:  # its masks are in the sum only where a neighbour was heard
                total += self._mutual(lost, self._revealed(lost, survivors, of_key=True), heard, entries)
        return total

    def require_survivors(self, survivors: Iterable[int]) -> None:
        """Raise :class:`TooFewHomes` where the shares of some home no longer reach the threshold."""
        alive = set(survivors)
        if len(alive) < self.threshold:
            raise self._too_few(len(alive), self.homes)
        for around in self._around:
            heard = len(alive.intersection(around))
            if heard < self.threshold:
                raise self._too_few(heard, len(around))

    def bytes_per_home(self, entries: int) -> Bytes:
        """What a home sends for a vector of so many entries."""
        around = len(self._around[0])
        return Bytes(2 * KEY_BYTES, 2 * SHARE_BYTES * around, 4 * entries, SHARE_BYTES * around)

    def _share_out(self, below: Below) -> None:
        for home, held in enumerate(self._held):
            places = [one + 1 for one in self._around[home]]
            key_shares = split(held.key, self.threshold, places, below)
            seed_shares = split(held.own_seed, self.threshold, places, below)
            for one in self._around[home]:
                self._held[one].key_shares[home] = key_shares[one + 1]
                self._held[one].seed_shares[home] = seed_shares[one + 1]

    def _revealed(self, home: int, survivors: Sequence[int], *, of_key: bool) -> int:
        """A home's key, or the seed of its own mask, from the shares that surviving neighbours reveal."""
        asked = [one for one in survivors if one in self._around[home]][: self.threshold]
        if of_key:
            return join({one + 1: self._held[one].key_shares[home] for one in asked})
        return join({one + 1: self._held[one].seed_shares[home] for one in asked})

    def _mutual(self, home: int, key: int, others: Iterable[int], entries: int) -> np.ndarray:
        """Sum of a home's masks with others, with its signs."""
        masks = np.zeros(entries, np.uint32)
        for other in others:
            mask = _stretch("mutual", pow(self._public[other], key, PRIME), entries)
            masks += mask if other > home else np.negative(mask)
        return masks

    def _too_few(self, survivors: int, homes: int) -> TooFewHomes:
        return TooFewHomes(
            f"{survivors} survivors among {homes} homes",
            f"at least {self.threshold}",
            "start the round again with others",
        )


def _ring(homes: int, neighbours: int, below: Below) -> list[list[int]]:
    """Each home's neighbours: the nearest on a ring in drawn order."""
    if not 2 <= neighbours <= homes - 1 or (neighbours < homes - 1 and neighbours % 2):
        raise InputError(
            f"{neighbours} neighbours among {homes} homes", "all others, or an even number from 2 on", "neighbours=20"
        )
    if neighbours == homes - 1:
        return [[one for one in range(homes) if one != home] for home in range(homes)]
    order = list(range(homes))
    for place in range(homes - 1, 0, -1):
        other = below(place + 1)
        order[place], order[other] = order[other], order[place]
    around: list[list[int]] = [[] for _ in range(homes)]
    for place, home in enumerate(order):
        for away in range(1, neighbours // 2 + 1):
            around[home] += [order[(place + away) % homes], order[(place - away) % homes]]
    return [sorted(one) for one in around]


def _stretch(kind: str, secret: int, entries: int) -> np.ndarray:
    """(entries,) uint32 that look drawn evenly, from a secret (SHAKE-256)."""
    seed = kind.encode() + secret.to_bytes(SHARE_BYTES, "little")
    return np.frombuffer(hashlib.shake_256(seed).digest(4 * entries), "<u4").astype(np.uint32)
