"""Arrays and orders as Flower's records, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from flwr.app import Array, ArrayRecord, ConfigRecord

from takehome.studies.storage.federated.task import LocalSettings

GIVEN, ORDER, DONE = "given", "order", "done"
"""Names of the records: the shared arrays and the order go out; what was done comes back beside the homes' updates."""
UPDATE = "home-"
"""A home's update travels under this and its position in the fleet."""


@dataclass(frozen=True)
class Order:
    """What a node is asked to do in one round.

    Attributes
    ----------
    round : from 0. homes : positions in the fleet whose local step is wanted. settings : how they learn.
    seed : what local draws are keyed by. clip : greatest norm of a home's update, 0 is none.
    """

    round: int
    homes: tuple[int, ...]
    settings: LocalSettings
    seed: int = 0
    clip: float = 0.0

    def record(self) -> ConfigRecord:
        """As it travels."""
        plain = {name: value for name, value in asdict(self).items() if name not in ("homes", "settings")}
        return ConfigRecord({**plain, "homes": list(self.homes), "settings": json.dumps(asdict(self.settings))})

    @classmethod
    def read(cls, record: Mapping[str, Any]) -> Order:
        """From the wire; an entry that is not known, or a setting out of bounds, raises (TypeError, InputError)."""
        plain = dict(record)
        settings = LocalSettings(**json.loads(plain.pop("settings")))
        return cls(homes=tuple(plain.pop("homes")), settings=settings, **plain)


def array_record(arrays: Mapping[str, np.ndarray]) -> ArrayRecord:
    """Named arrays as they travel: plain bytes with shape and type, no pickle."""
    return ArrayRecord({name: Array(np.ascontiguousarray(array)) for name, array in arrays.items()})


def arrays_of(record: ArrayRecord) -> dict[str, np.ndarray]:
    """Named arrays from the wire."""
    return {name: array.numpy() for name, array in record.items()}
