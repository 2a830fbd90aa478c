"""The store cut into equal segments, coarse enough to learn on: 24 or 60 of them instead of thousands of levels.

On segments a full step should still add and take a whole number of them, or the learner's battery would be faster or
slower than the real one; the number of segments is chosen for that.
"""

from __future__ import annotations

from dataclasses import dataclass

from takehome.studies.storage.lattice import Lattice

FEWEST, MOST = 12, 120
"""Fewer lose sight of a part-full store; more make a table thin and a network slow."""
NEAR = 0.02
"""A step that is at most this share too large or too small counts as whole: losses are known no better."""


@dataclass(frozen=True, slots=True)
class Segments:
    """`count` equal segments of a store of `top` lattice levels; a full step adds `up` of them or takes `down`."""

    count: int
    up: int
    down: int
    top: int

    def bottom_of(self, level: int) -> int:
        """How many segments lie below a lattice level, rounded to the nearest (half up)."""
        return (2 * level * self.count + self.top) // (2 * self.top)


def segments(lattice: Lattice) -> Segments:
    """The fewest segments on which the steps are whole within :data:`NEAR`, or else the number that comes nearest."""
    top = lattice.top
    up, down = min(lattice.up, top), min(lattice.down, top)
    if top <= FEWEST:
        return Segments(top, up, down, top)
    best, least = Segments(top, up, down, top), float("inf")
    for count in range(FEWEST, min(top, MOST) + 1):
        steps = [max(1, round(move * count / top)) for move in (up, down)]
        error = max(abs(step * top / (move * count) - 1) for step, move in zip(steps, (up, down), strict=True))
        if error < least:
            best, least = Segments(count, steps[0], steps[1], top), error
        if error <= NEAR:
            break
    return best
