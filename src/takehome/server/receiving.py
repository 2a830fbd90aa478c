"""How an uploaded file becomes an :class:`Upload`: written to staging, looked at, renamed into its place, remembered.

The order makes a half upload impossible: the bytes are on disk (fsync) before they are read, the folder gets its name
in one step, and the database hears of it last. A file that is refused leaves nothing. What the client calls the file
is text to show; the path is made of our own id alone.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import unicodedata
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import IO, Any

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar
from starlette.datastructures import FormData, UploadFile

from takehome.errors import InputError
from takehome.server.foreign_files import refuse_empty_or_bomb, refuse_foreign_notebooks
from takehome.server.refusal import FULL, Refusal, full_disk
from takehome.server.settings import MEGABYTE, Limits, Settings
from takehome.server.state.database import Database, new_id, now
from takehome.server.state.records import Upload, UploadKind
from takehome.server.state.uploads import add_upload
from takehome.units import format_number

FILE = "table"
"""Name of every uploaded file inside its folder."""

LONGEST_NAME = 200
BLOCK = 1 << 20
AT_ONCE = 8
"""Threads that take uploads in; how many files are looked at side by side is the preview's to decide."""

_at_once: RunVar[CapacityLimiter] = RunVar("threads that take uploads in")


async def receive(settings: Settings, db: Database, file: UploadFile, kind: UploadKind) -> Upload:
    """Take an uploaded file in.

    Parameters
    ----------
    file : as it was parsed from the form, at its beginning or not. kind : what it must be.

    Raises
    ------
    InputError
        If it cannot be read as what it must be; nothing is kept.
    Refusal
        413, if it is larger than the server takes; 507, if there is no room for it on the server's disk.
    """
    await file.seek(0)
    take = partial(_take, settings, db, file.file, shown_name(file.filename), kind)
    return await to_thread.run_sync(take, limiter=_limiter())


def only_file(form: FormData, field: str = "file", beside: tuple[str, ...] = ()) -> UploadFile:
    """The one file of a form.

    Parameters
    ----------
    field : its name. beside : names of other fields that the form may have.

    Raises
    ------
    InputError
        If the form has no file, several, the file as text, or a field of another name.
    """
    expected = f"one file, in the field {field!r} of a multipart form"
    files = [value for name, value in form.multi_items() if name == field]
    others = sorted({name for name, _ in form.multi_items()} - {field, *beside})
    if others:
        raise InputError(f"the field {_cleaned(others[0], 60)!r}", expected, "leave it out")
    if len(files) != 1:
        raise InputError(f"{len(files)} fields {field!r}", expected, "send one file at a time")
    found = files[0]
    if not isinstance(found, UploadFile):
        raise InputError(f"text in the field {field!r}", expected, f"curl -F {field}=@table.csv")
    return found


def shown_name(name: str | None) -> str:
    """What the client calls its file, as text that can be shown and stored.

    Control and formatting characters, which could reorder or hide text, become nothing; at most 200 characters stay.

    >>> shown_name("../churn\\u202e.csv"), shown_name(None)
    ('../churn.csv', 'unnamed')
    """
    return _cleaned(name or "", LONGEST_NAME) or "unnamed"


def _cleaned(text: str, longest: int) -> str:
    kept = (" " if mark in "\t\r\n" else mark for mark in text[: 10 * longest])
    return "".join(mark for mark in kept if unicodedata.category(mark) not in _UNSHOWN)[:longest].strip()


_UNSHOWN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def _limiter() -> CapacityLimiter:
    """The limiter of this event loop."""
    try:
        return _at_once.get()
    except LookupError:
        _at_once.set(CapacityLimiter(AT_ONCE))
        return _at_once.get()


def _take(settings: Settings, db: Database, source: IO[bytes], name: str, kind: UploadKind) -> Upload:
    """In a thread: copy, look, keep; whatever goes wrong, staging is left as it was."""
    upload_id = new_id()
    staged = settings.staging / f"upload-{upload_id}"
    staged.mkdir(parents=True, mode=0o700)
    try:
        size, digest = _copy(source, staged / FILE, _largest(settings.limits, kind))
        preview = _look(settings, staged / FILE, name, kind)
        upload = Upload(upload_id, kind, name, size, digest, now(), preview)
        _keep(settings, db, staged, upload)
    except OSError as problem:
        if problem.errno not in FULL:
            raise
        raise full_disk() from None
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    return upload


def _largest(limits: Limits, kind: UploadKind) -> int:
    return limits.upload_bytes if kind is UploadKind.TABLE else limits.notebook_bytes


def _copy(source: IO[bytes], target: Path, largest: int) -> tuple[int, str]:
    """Write the bytes to disk for good; gives their number and SHA-256."""
    size, digest = 0, hashlib.sha256()
    with target.open("xb") as file:
        while block := source.read(BLOCK):
            size += len(block)
            if size > largest:
                raise too_large(largest)
            digest.update(block)
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
    return size, digest.hexdigest()


def too_large(largest: int) -> Refusal:
    """413: an upload of more than `largest` bytes."""
    return Refusal(
        413,
        f"a file of more than {format_number(largest / MEGABYTE)} MB",
        f"at most {largest:,} bytes",
        "compress it with gzip, or upload a sample of its rows",
    )


def _look(settings: Settings, path: Path, name: str, kind: UploadKind) -> dict[str, Any]:
    """What stands in the file; raises what is told to the client when it cannot be used."""
    if kind is UploadKind.NOTEBOOKS:
        refuse_foreign_notebooks(path)
        return {}
    from takehome.server.jobs.preview import preview_file

    refuse_empty_or_bomb(path, settings.limits.upload_bytes)
    preview = preview_file(path, settings.limits, name, data=settings.data)
    if len(preview["columns"]) < 2:
        raise InputError(
            "a table of one column",
            "at least two columns, separated by comma, semicolon, tab or vertical bar",
            "check the separator of the export",
        )
    return preview


def _keep(settings: Settings, db: Database, staged: Path, upload: Upload) -> None:
    """Give the folder its name, then tell the database; the other order could promise a file that is not there."""
    place = settings.uploads / upload.id
    settings.uploads.mkdir(parents=True, exist_ok=True)
    os.replace(staged, place)
    with ExitStack() as undone:
        undone.callback(shutil.rmtree, place, ignore_errors=True)
        _sync_folder(settings.uploads)
        add_upload(db, upload)
        undone.pop_all()


def _sync_folder(folder: Path) -> None:
    """Make a rename in `folder` outlast a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
