"""Where a result comes from: the data, the seed, the command, and the publications behind the methods that ran."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Citation:
    """One method that ran in this very study, and where it is published."""

    method: str
    source: str


@dataclass(frozen=True, slots=True)
class DataInfo:
    """The table that was studied: its size and the SHA-256 of its canonical content."""

    rows: int
    columns: int
    sha256: str


@dataclass(frozen=True, slots=True)
class RunInfo:
    """How to repeat the run: data, seed, command; `seconds` is the only part that varies between equal runs."""

    data: DataInfo
    seed: int
    command: str
    seconds: float
