"""How a grade is made: everything beside the notebook that decides its outcome, as plain values."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from os import PathLike
from typing import Any


@dataclass(frozen=True, slots=True)
class Options:
    """How a notebook is graded.

    Attributes
    ----------
    secret : of sealed mode, None without one. trust : run without isolation where none can be had.
    second_seed : run again on hidden data. section : this section alone, None for all.
    reader : ``module:function`` of a second reader of texts, empty without one.
    limits : what one run may use, by the names of :class:`takehome.practice.runner.Limits`; empty for its own.
    together : both runs at the same time, for one notebook on two cores; those of a sealed one never are.
    """

    secret: bytes | None = None
    trust: bool = False
    second_seed: bool = True
    section: int | None = None
    reader: str = ""
    limits: Mapping[str, Any] = field(default_factory=dict)
    together: bool = False

    def to_document(self) -> dict[str, Any]:
        """As JSON values, for a worker's standard input; the secret travels as hexadecimal digits."""
        return {**asdict(self), "secret": self.secret.hex() if self.secret is not None else None}

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Options:
        """Back from :meth:`to_document`."""
        secret = document["secret"]
        return cls(**{**document, "secret": bytes.fromhex(secret) if secret is not None else None})


def known_secret(secret: str | bytes | PathLike[str] | None) -> bytes | None:
    """The secret that was given, or that the environment holds; None without one, as practice mode needs none.

    Raises
    ------
    InputError
        If its file cannot be read or it is too short.
    """
    from takehome.practice import seeds

    return seeds.secret_of(secret) if secret is not None or seeds.SECRET_VARIABLE in os.environ else None
