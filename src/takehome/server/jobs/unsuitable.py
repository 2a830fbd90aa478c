"""Files that would read as a table and are none: web pages, pictures as text, notebooks; and tables that are too wide.

A reader of delimited text takes nearly every text for a table of one column, so what a file is must be asked before.
Only what no table begins with is refused: a CSV may hold HTML in its cells.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO, cast

from takehome.errors import InputError

EXPECTED = "a table: CSV, Parquet or JSON lines"
MOST_COLUMNS = 20_000
"""Columns that are read: the reader looks at the first 256 KB for the header, and a study of more would take hours."""
HEAD_BYTES = 4096
HEADER_BYTES = 1 << 24
_MARKUP = re.compile(
    # possessive: a beginning of hundreds of comments is read in one way and not in all
    rb"(?:<!--(?:(?!-->).)*+-->\s*+)*+(<!doctype\s+(?P<page>html)|<(?P<tag>html|head|body|svg|table)[\s>]|<\?(?P<xml>xml)\s)",
    re.DOTALL | re.IGNORECASE,
)
_NAMES = {b"svg": "an SVG picture", b"xml": "an XML document"}
_SEPARATORS = (b",", b";", b"\t", b"|")


def refuse_unsuitable(path: Path, name: str) -> None:
    """Raise :class:`InputError` where a file is a document of another kind, or has too many columns.

    Parameters
    ----------
    path : the file. name : what to call it.
    """
    open_bytes = _opener(path)
    try:
        with open_bytes() as stream:
            head = stream.read(HEAD_BYTES)
            stream.seek(0)
            line = stream.readline(HEADER_BYTES)
    except (OSError, EOFError, zlib.error):
        return  # the reader says what is wrong with it
    if head.startswith(b"PAR1"):
        return
    # zero bytes of UTF-16 and byte-order marks stand between the letters of a document too
    plain = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    found = _MARKUP.match(plain)
    if found:
        kind = _NAMES.get((found["tag"] or found["xml"] or b"html").lower(), "a web page (HTML)")
        raise InputError(f"{name} is {kind}", EXPECTED, "download the data itself, or save the sheet as CSV")
    if plain.startswith(b"{") and _is_notebook(path, head):
        raise InputError(f"{name} is a Jupyter notebook", EXPECTED, "hand it in under Practice, or export its data")
    if not plain.startswith((b"{", b"[")):
        refuse_wide(1 + max(line.count(separator) for separator in _SEPARATORS), name)


def _opener(path: Path) -> Callable[[], IO[bytes]]:
    with path.open("rb") as stream:
        zipped = stream.read(2) == b"\x1f\x8b"
    return (lambda: cast(IO[bytes], gzip.open(path, "rb"))) if zipped else (lambda: path.open("rb"))


def _is_notebook(path: Path, head: bytes) -> bool:
    """The keys of a notebook, at the beginning and at the end of a file that is no line of JSON."""
    with path.open("rb") as stream:
        stream.seek(max(path.stat().st_size - HEAD_BYTES, 0))
        both = head + stream.read()
    return b'"cells"' in both and b'"nbformat"' in both


def refuse_wide(columns: int, name: str) -> None:
    """Raise :class:`InputError` for more columns than are examined."""
    if columns > MOST_COLUMNS:
        raise InputError(
            f"{name} has {columns:,} columns",
            f"at most {MOST_COLUMNS:,} columns",
            "keep the columns that matter; a table with rows and columns exchanged must be turned",
        )
