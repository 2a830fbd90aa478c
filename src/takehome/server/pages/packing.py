"""Several uploaded notebooks as one zip, since a submission is one file: the names that candidates see stay.

It is made in memory: a submission is small, and its size was limited before.
"""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Sequence
from typing import cast

from fastapi import UploadFile as OneFile
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from takehome.errors import InputError
from takehome.server.receiving import shown_name
from takehome.server.refusal import Refusal
from takehome.server.settings import MEGABYTE, Settings


async def packed(files: Sequence[UploadFile], settings: Settings) -> OneFile:
    """The one file to be received: the only one as it is, several in a zip.

    Raises
    ------
    InputError
        If there is no file, or if one of several is a zip itself.
    Refusal
        413, if several are together larger than a submission may be.
    """
    if not files:
        raise InputError("no file was chosen", "notebooks (.ipynb), or one zip of them", "choose them above")
    if len(files) == 1:
        return cast(OneFile, files[0])
    if zips := [each for each in files if (each.filename or "").casefold().endswith(".zip")]:
        saw = f"{len(files)} files, of which {shown_name(zips[0].filename)} is a zip"
        raise InputError(saw, "several notebooks, or one zip of them", "hand the zip in alone")
    if sum(each.size or 0 for each in files) > settings.limits.notebook_bytes:
        allowed = f"{settings.limits.notebook_bytes / MEGABYTE:g} MB"
        raise Refusal(413, f"notebooks of more than {allowed} in all", f"at most {allowed}", "hand in fewer at a time")
    return await run_in_threadpool(_zip, files)


def _zip(files: Sequence[UploadFile]) -> OneFile:
    spool = io.BytesIO()
    taken: set[str] = set()
    with zipfile.ZipFile(spool, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            with archive.open(_free(shown_name(file.filename), taken), "w") as member:
                shutil.copyfileobj(file.file, member)
    spool.seek(0)
    return OneFile(spool, filename=f"{len(files)} notebooks.zip")


def _free(name: str, taken: set[str]) -> str:
    """The last part of a name; in a folder of its own where another file has the same."""
    last = name.replace("\\", "/").rpartition("/")[2].lstrip(".") or "unnamed"
    number, free = 1, last
    while free.casefold() in taken:
        number += 1
        free = f"{number}/{last}"
    taken.add(free.casefold())
    return free
