"""How one server is set up; everything that an operator can choose, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

MEGABYTE = 1_000_000
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Limits:
    """What uploads and jobs may take; a job that passes one is ended and says which.

    Attributes
    ----------
    upload_bytes : of one uploaded table. notebook_bytes : of one notebook, or one zip of a class.
    preview_seconds : for reading a new upload. run_seconds, grade_seconds : for a study, for grading.
    memory_bytes : resident memory of a job with all its children. file_bytes : of one file that a job writes.
    batch_rows : rows in one scoring request that is not streamed.
    """

    upload_bytes: int = 500 * MEGABYTE
    notebook_bytes: int = 50 * MEGABYTE
    preview_seconds: float = 60.0
    run_seconds: float = 3600.0
    grade_seconds: float = 3600.0
    memory_bytes: int = 4_000 * MEGABYTE
    file_bytes: int = 2_000 * MEGABYTE
    batch_rows: int = 1_000


@dataclass(frozen=True, slots=True)
class Settings:
    """One server.

    Attributes
    ----------
    data : the folder of everything that is kept: uploads, reports, and the database where it is SQLite.
    database : SQLAlchemy URL; empty means SQLite in `data`. Its password is never shown.
    token : what a browser or a program must present; empty asks for none, which `launch` allows on loopback alone.
    hosts : names by which the server may be called (the Host header), beside those of loopback.
    workers : jobs at the same time; the others wait in order.
    retain_days : after so many days uploads and runs are deleted; None keeps them.
    secret_file : the practice secret of sealed hand-outs; None offers practice mode alone.
    studies : folders of saved studies that are scored beside those that the server made.
    token_made : whether the token was made for the operator, who has to be shown it; one of his own is never printed.
    """

    data: Path
    database: str = field(default="", repr=False)
    host: str = "127.0.0.1"
    port: int = 8642
    token: str = field(default="", repr=False)
    hosts: tuple[str, ...] = ()
    workers: int = 1
    retain_days: float | None = None
    secret_file: Path | None = None
    studies: tuple[Path, ...] = ()
    limits: Limits = Limits()
    token_made: bool = False

    @property
    def uploads(self) -> Path:
        """Uploaded files, one folder an upload: ``uploads/ID/table``."""
        return self.data / "uploads"

    @property
    def runs(self) -> Path:
        """What finished jobs wrote, one folder a run: ``runs/ID/report.html``, ``runs/ID/study/`` …"""
        return self.data / "runs"

    @property
    def staging(self) -> Path:
        """Where files are written before they are renamed into their place; emptied at every start."""
        return self.data / "staging"
