"""Looking at an upload from the server's side: a worker reads it, under limits; the server never parses a byte of it.

What is found is the document of :mod:`takehome.server.jobs.describing`.
"""

from __future__ import annotations

import logging
import tempfile
import threading
from pathlib import Path
from typing import Any

from takehome.errors import InputError
from takehome.server.jobs.ending import Ending
from takehome.server.jobs.family import mark_of
from takehome.server.jobs.process import follow, start
from takehome.server.jobs.watch import Allowed
from takehome.server.settings import Limits

AT_ONCE = 2
"""Uploads that are looked at at the same time: each may take the whole memory limit."""
NICE = 5
_turn = threading.BoundedSemaphore(AT_ONCE)
logger = logging.getLogger(__name__)


def preview_file(path: Path, limits: Limits, name: str = "", data: Path | None = None) -> dict[str, Any]:
    """What the table in a file looks like, as JSON values. Blocks until a worker has read it.

    Parameters
    ----------
    path : the file; its folder must be writable. limits : see :class:`Limits`. name : as the client called the file,
        for messages. data : the server's data folder, whose mark the worker then bears.

    Raises
    ------
    InputError
        If it cannot be read as a table, or not within the limits.
    """
    if not _turn.acquire(timeout=2 * limits.preview_seconds):
        raise InputError("a server that is busy with other uploads", "a turn within two minutes", "try again later")
    try:
        # in the file's own folder: what a killed server leaves there goes with it at the next start
        with tempfile.TemporaryDirectory(prefix=".look-", dir=path.parent, ignore_cleanup_errors=True) as place:
            ending = _looked(
                path, limits, name, Path(place), mark_of(data or path.parent, f"preview-{path.parent.name}")
            )
    finally:
        _turn.release()
    if ending.noise and (ending.problem is None or ending.problem.ours):
        logger.warning("the preview of an upload said: %s", ending.noise.decode(errors="replace"))
    return _told(ending, name or "the table")


def _looked(path: Path, limits: Limits, name: str, place: Path, mark: str) -> Ending:
    allowed = Allowed("reading the table", limits.preview_seconds, limits.memory_bytes, limits.file_bytes)
    job = {
        "kind": "preview",
        "path": str(path.resolve()),
        "folder": str(place),
        "shown_name": name,
        "file_bytes": allowed.file_bytes,
        "nice": NICE,
    }
    return follow(start(job, mark, place), allowed, mark, on_step=lambda text, seconds: None, stop=lambda: None)


def _told(ending: Ending, name: str) -> dict[str, Any]:
    if ending.done is not None:
        return dict(ending.done)
    problem = ending.problem
    if problem is None or problem.ours:
        # a reader that crashes on a stranger's bytes is met by damaged and by malicious files
        saw = f"{name}, on which the reader of tables failed"
        raise InputError(saw, "a whole CSV, Parquet or JSON lines file", "export the data again, as CSV in UTF-8")
    raise InputError(problem.saw, problem.expected, problem.try_next)
