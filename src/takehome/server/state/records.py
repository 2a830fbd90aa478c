"""What the server remembers, as plain records; the tables in `tables.py` hold the same fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class RunKind(StrEnum):
    """What a job does: a study of a table, or the grading of notebooks."""

    STUDY = "study"
    GRADE = "grade"


class RunStatus(StrEnum):
    """Where a run stands; the last four are final."""

    QUEUED = "queued"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"

    @property
    def final(self) -> bool:
        return self not in (RunStatus.QUEUED, RunStatus.RUNNING)


class UploadKind(StrEnum):
    """What was uploaded: a table, or a notebook (or a zip of them)."""

    TABLE = "table"
    NOTEBOOKS = "notebooks"


@dataclass(frozen=True, slots=True)
class Upload:
    """An accepted file: on disk and readable.

    Attributes
    ----------
    id : 16 hexadecimal digits. name : as the client called it, shown escaped, never used as a path.
    sha256 : of the bytes. preview : what `jobs.preview` saw of a table (see its `Preview`); empty for notebooks.
    """

    id: str
    kind: UploadKind
    name: str
    size: int
    sha256: str
    created: datetime
    preview: Mapping[str, Any] = field(default_factory=dict)

    @property
    def column_names(self) -> list[str]:
        """Of a table: all of them, also those that the preview does not describe."""
        described = (column["name"] for column in self.preview.get("columns", ()))
        return [*described, *self.preview.get("names_left_out", ())]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a run failed, in the parts of :class:`takehome.errors.TakehomeError`; `ours` is a fault of takehome's."""

    saw: str
    expected: str = ""
    try_next: str = ""
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """One job, asked for once and repeatable.

    Attributes
    ----------
    id : 16 hexadecimal digits. number : 1, 2, 3 …, for people, in the order in which runs were asked for.
    verb : of a study (``"classify"``); ``"grade"`` for grading.
    upload : id of the upload, or None where a scenario is studied. scenario : its name, or empty.
    options : keyword arguments of the verb, as JSON; already checked against the study's form.
    economics : TOML text, or empty.
    key : SHA-256 of data, options, economics, seed and version: equal keys must give equal answers.
    summary : of a finished run, for lists and comparison (see `jobs.outcome.summary_of`).
    answer_sha256 : of the report's JSON without its `run` part. note : a person's own words.
    worker : process group of the worker while it runs; 0 otherwise.
    """

    id: str
    number: int
    kind: RunKind
    verb: str
    status: RunStatus
    created: datetime
    key: str
    seed: int = 0
    upload: str | None = None
    scenario: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    economics: str = ""
    version: str = ""
    data_name: str = ""
    data_sha256: str = ""
    started: datetime | None = None
    finished: datetime | None = None
    worker: int = 0
    repeats: str | None = None
    problem: Problem | None = None
    summary: Mapping[str, Any] = field(default_factory=dict)
    answer_sha256: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One step of a run: `number` counts from 1 within the run; `seconds` is since its start."""

    run: str
    number: int
    text: str
    seconds: float
