"""What an uploaded file certainly is not, told in the server before a worker reads it: cheap, and without parsing it.

Whether it is a table is the worker's to say, under its limits of memory and time. Here stands what would cost minutes
to find out there (a gzip bomb), and whether something is a notebook or a zip, which no worker looks at before grading.
The name and the type that the client gave are believed in nothing.
"""

from __future__ import annotations

import codecs
import os
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from takehome.errors import InputError
from takehome.server.refusal import Refusal
from takehome.server.settings import MEGABYTE
from takehome.units import format_number

BLOCK = 1 << 20
HEAD_BYTES = 4096
CELLS = b'"cells"'
_GZIP = 31
"""What zlib calls a gzip stream with its header."""

TABLE = "a table as CSV, Parquet or JSON lines"
NOTEBOOKS = "a Jupyter notebook (.ipynb), or a zip of notebooks"


def refuse_empty_or_bomb(path: Path, largest: int) -> None:
    """Refuse a file without content, or one that unpacks to too much.

    Parameters
    ----------
    largest : bytes that a table may have, unpacked.

    Raises
    ------
    InputError
        If the file is empty, or a damaged gzip.
    Refusal
        413, if it unpacks to more than `largest`.
    """
    with path.open("rb") as stream:
        if not path.stat().st_size:
            raise InputError("an empty file", TABLE, "check that the export worked, and choose the file again")
        if stream.read(2) == b"\x1f\x8b":
            stream.seek(0)
            _refuse_bomb(stream, largest)


def refuse_foreign_notebooks(path: Path) -> None:
    """Refuse what is neither a notebook nor a zip; what is inside is judged by the grader, a row each.

    Raises
    ------
    InputError
        If the file is empty, or can be neither JSON with cells nor a whole zip.
    """
    with path.open("rb") as stream:
        start = stream.read(HEAD_BYTES)
        if not start:
            raise InputError("an empty file", NOTEBOOKS, "save the notebook, and choose it again")
        if start.startswith(b"PK"):
            if not zipfile.is_zipfile(stream):
                raise InputError("a zip that is cut short or damaged", NOTEBOOKS, "pack it again, and upload that")
            return
        stream.seek(-min(path.stat().st_size, HEAD_BYTES), os.SEEK_END)
        end = stream.read()
        # the whole is read under the limits of a worker: JSON takes many times its length in memory
        if not (start.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"{") and end.rstrip().endswith(b"}")):
            raise InputError("a file that is not JSON", NOTEBOOKS, "save the notebook in Jupyter, and upload it")
        if not _has_cells(stream):
            raise InputError("JSON without cells", NOTEBOOKS, "save the notebook in Jupyter (format 4), and upload it")


def _has_cells(stream: IO[bytes]) -> bool:
    """Whether the key of a notebook's cells stands somewhere, a block at a time."""
    stream.seek(0)
    before = b""
    while block := stream.read(BLOCK):
        if CELLS in before + block:
            return True
        before = block[-len(CELLS) :]
    return False


def _refuse_bomb(stream: IO[bytes], largest: int) -> None:
    """Unpack the whole once, counting the bytes and throwing them away."""
    size = 0
    try:
        for block in _unpacked(stream):
            size += len(block)
            if size > largest:
                raise Refusal(
                    413,
                    f"a gzip file that unpacks to more than {format_number(largest / MEGABYTE)} MB",
                    "a table that is not larger than that when it is unpacked",
                    "upload a part or a sample of the rows",
                )
    except (zlib.error, EOFError) as error:
        raise InputError(f"a damaged gzip file ({error})", TABLE, "compress or copy it again") from None


def _unpacked(stream: IO[bytes]) -> Iterator[bytes]:
    """Blocks of the unpacked bytes, never more than one megabyte at a time, whatever the packed ones expand to."""
    unpacker = zlib.decompressobj(wbits=_GZIP)
    while packed := unpacker.unconsumed_tail or unpacker.unused_data or stream.read(BLOCK):
        if unpacker.eof:  # another member may follow; what is no gzip there is the reader's to judge
            if not packed.startswith(b"\x1f"):
                return
            unpacker = zlib.decompressobj(wbits=_GZIP)
        yield unpacker.decompress(packed, BLOCK)
    if not unpacker.eof:
        raise EOFError("it ends too early")
