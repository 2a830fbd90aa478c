"""The nouns of a run: what it may use, what became of each cell, and what came back.

A run is believed in nothing: whatever arrives was written by the candidate's processes, and is plain JSON.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from takehome.practice.drawn import Drawn
    from takehome.practice.results import Protection

Status = Literal["ok", "error", "timeout", "died", "skipped"]
"""``died``: the kernel ended while the cell ran. ``skipped``: the run was over before the cell's turn."""

MEGABYTE = 1_000_000
GIGABYTE = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run of one notebook may use.

    Attributes
    ----------
    cell_seconds, total_seconds : time (s) of one cell and of the whole run, the kernel's start included; time for which
        the notebook was ready and others had the processors does not count, up to a few times the limit.
    memory_bytes : resident memory of all processes of the run together (bytes).
    processes : processes and threads at the same time.
    file_bytes : everything that the notebook may write, together, and the largest file (bytes).
    output_bytes : what one cell may print or display before it is stopped (bytes).
    answers_bytes : the largest JSON text of answers, texts or pictures that is accepted (bytes).
    """

    cell_seconds: float = 60.0
    total_seconds: float = 240.0
    memory_bytes: int = 3 * GIGABYTE
    processes: int = 128
    file_bytes: int = 200 * MEGABYTE
    output_bytes: int = 4 * MEGABYTE
    answers_bytes: int = 8 * MEGABYTE


LIMITS = Limits()
"""Five times what a notebook uses that calls three studies: 0.5 GB, 24 processes and threads (measured)."""


@dataclass(frozen=True, slots=True)
class CellRun:
    """What became of one code cell: its printed text (cut), its error as ``Name: message``, its time (s)."""

    id: str
    status: Status
    text: str = ""
    error: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one notebook.

    Attributes
    ----------
    cells : every code cell, in order. answers, why : the kernel's dictionaries as last seen, keys as text.
    drawn : every axes, with the number of the section whose cells drew it. seconds : of the whole run.
    problem : why the run ended early, as a sentence; empty where it reached its end.
    """

    cells: tuple[CellRun, ...]
    answers: dict[str, Any]
    why: dict[str, str]
    drawn: tuple[Drawn, ...]
    protections: tuple[Protection, ...]
    seconds: float
    problem: str = ""
