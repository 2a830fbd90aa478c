"""Dataclasses with arrays survive being saved."""

import json
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from takehome.studies.storage.packing import pack, unpack


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True, eq=False)
class Inner:
    values: np.ndarray
    number: float


@dataclass(frozen=True, eq=False)
class Outer:
    parts: tuple[Inner, ...]
    pair: tuple[Inner, int]
    named: dict[str, float]
    colour: Colour
    nothing: Inner | None
    when: np.ndarray
    flags: np.ndarray = field(default_factory=lambda: np.array([True, False]))


def test_what_is_unpacked_is_what_was_packed() -> None:
    inner = Inner(np.arange(6.0).reshape(2, 3), 3.0)
    made = Outer((inner, inner), (inner, 2), {"a": 1.5}, Colour.RED, None, np.array(["2019-01-01"], "datetime64[us]"))
    arrays: dict[str, np.ndarray] = {}
    document = json.loads(json.dumps(pack(made, "made", arrays)))
    again = unpack(Outer, document, arrays)
    assert [part.number for part in again.parts] == [3.0, 3.0]
    np.testing.assert_array_equal(again.parts[1].values, inner.values)
    assert again.pair[1] == 2
    assert (again.named, again.colour, again.nothing) == ({"a": 1.5}, Colour.RED, None)
    assert again.when.dtype == made.when.dtype
    np.testing.assert_array_equal(again.when, made.when)
    np.testing.assert_array_equal(again.flags, made.flags)
