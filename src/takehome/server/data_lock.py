"""One server a data folder: a lock that the kernel gives back when its holder ends, however it ends."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from takehome.errors import InputError

LOCK = "lock"


@contextlib.contextmanager
def locked(data: Path) -> Iterator[None]:
    """Hold the data folder for as long as the block runs; makes the folder, for its owner alone, where it is absent.

    Raises
    ------
    InputError : another server holds it, or it cannot be written to.
    """
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(data / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as problem:
        raise InputError(
            f"the data folder {data}, which cannot be used ({problem.strerror})",
            "a folder that can be written to",
            "takehome serve --data FOLDER",
        ) from None
    try:
        _lock(descriptor, data)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, data: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise InputError(
            f"the data folder {data}, which another server uses",
            "one server a folder",
            "stop the other one, or takehome serve --data FOLDER with a folder of its own",
        ) from None
