"""What a policy is: something that is fitted to the past and then moves a battery step by step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, Self

import numpy as np

from takehome.studies.storage.information import Information
from takehome.studies.storage.task import Task


class Policy(Protocol):
    """A rule of conduct.

    Attributes
    ----------
    key : short permanent name (``"yesterday"``). label : in words, for reports ("plan on yesterday's prices").
    information : the least that must be known for it to act.
    trivial : whether it needs neither a model nor training; the best trivial policy is what others must beat.
    """

    key: str
    label: str
    information: Information
    trivial: bool

    def fit(self, task: Task) -> Self:
        """Learn from ``task.train`` alone."""
        ...

    def dispatch(self, task: Task) -> np.ndarray:
        """(T − first,) int levels by which the store changes in each step from ``task.first`` on.

        At each step it reads no price from ``known_until(task.prices, self.information)`` on, and respects the
        limits through :func:`~.walking_kernels.clip_move`.
        """
        ...

    def to_plain(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """The fitted policy as settings and arrays."""
        ...

    @classmethod
    def from_plain(cls, document: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> Self:
        """The inverse of :meth:`to_plain`."""
        ...
