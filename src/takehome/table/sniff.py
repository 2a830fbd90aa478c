"""What a text file is written in: its encoding and its separator, found by trying, never by statistics of letters.

Encoding: a byte-order mark decides; else the whole file is tried as UTF-8 (which other encodings hardly ever satisfy
by chance); else zero bytes at every second place mean UTF-16; else it is Windows-1252, or Latin-1 where the bytes
that Windows-1252 leaves undefined occur.
Separator: the one of ``, ; tab |`` under which most of the first rows have as many fields as the header.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from takehome.errors import InputError

SEPARATORS = (",", ";", "\t", "|")
OTHER_SEPARATORS = (":", "^", "~", " ", "\x01")
"""Separators that are not read, but looked for when only one column was found."""

SAMPLE_BYTES = 1 << 18
SAMPLE_ROWS = 200
_BLOCK = 1 << 22
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNDEFINED_IN_1252 = frozenset(b"\x81\x8d\x8f\x90\x9d")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a delimited file is written.

    Attributes
    ----------
    header : a name for every field of a row.
    row_names : True where the rows start with a name that the header does not count (R writes such files).
    trailing : True where every row, not the header, ends with a separator.
    """

    encoding: str
    separator: str
    header: tuple[str, ...]
    row_names: bool = False
    trailing: bool = False


def sniff_encoding(open_bytes: Callable[[], IO[bytes]], origin: str) -> str:
    """The encoding of a text file, as Python names it.

    Raises
    ------
    InputError
        If the file is empty or binary.
    """
    with open_bytes() as stream:
        head = stream.read(SAMPLE_BYTES)
    if not head.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00"):
        raise InputError(f"{origin} is empty", "a header row and at least two rows of data", "check the path")
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            if encoding == "utf-8-sig" and not _is_utf8(open_bytes):
                saw = f"{origin} begins with the mark of UTF-8, but holds bytes that are not UTF-8"
                raise InputError(saw, "one encoding throughout", "save the file again as UTF-8")
            return encoding
    zeros = head.count(b"\x00")
    if zeros > len(head) / 4:
        even = head[::2].count(b"\x00")
        if max(even, zeros - even) > 0.9 * zeros:
            return "utf-16-be" if even > zeros - even else "utf-16-le"
    if zeros:
        place = head.index(b"\x00")
        raise InputError(
            f"{origin} has a zero byte at position {place:,}, so it is not a text file",
            "CSV, Parquet or JSON lines",
            "export the data as CSV in UTF-8",
        )
    return "utf-8" if _is_utf8(open_bytes) else _windows_or_latin(open_bytes)


def _is_utf8(open_bytes: Callable[[], IO[bytes]]) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with open_bytes() as stream:
        try:
            while block := stream.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _windows_or_latin(open_bytes: Callable[[], IO[bytes]]) -> str:
    with open_bytes() as stream:
        while block := stream.read(_BLOCK):
            if _UNDEFINED_IN_1252 & set(block):
                return "latin-1"
    return "cp1252"


def sniff_dialect(open_bytes: Callable[[], IO[bytes]], encoding: str, origin: str) -> Dialect:
    """The separator and the header of a delimited text file.

    Raises
    ------
    InputError
        If only one column can be found because the separator is none of ``, ; tab |``.
    """
    with open_bytes() as stream:
        head = stream.read(SAMPLE_BYTES)
    text = codecs.getincrementaldecoder(encoding)(errors="replace").decode(head)
    if len(head) == SAMPLE_BYTES and "\n" in text:
        text = text[: text.rindex("\n") + 1]
    rows = {separator: _rows(text, separator) for separator in SEPARATORS}
    best = max(SEPARATORS, key=lambda separator: _score(rows[separator]))
    found = rows[best]
    if not found:
        raise InputError(f"{origin} has no rows", "a header row and data", "check that the file is a CSV")
    if len(found[0]) == 1:
        _refuse_other_separators(found, origin)
    header = tuple(found[0])
    if _fields(found) == len(header):
        return Dialect(encoding, best, header)
    if all(row[-1] == "" for row in found[1:]):
        return Dialect(encoding, best, (*header, ""), trailing=True)
    return Dialect(encoding, best, ("", *header), row_names=True)


def _rows(text: str, separator: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            if row:
                rows.append(row)
            if len(rows) == SAMPLE_ROWS:
                break
    except csv.Error:
        return rows
    return rows


def _score(rows: list[list[str]]) -> tuple[float, int]:
    """Share of rows that agree with the header (one column counts nothing), then the number of columns."""
    if not rows or len(rows[0]) < 2:
        return (0.0, 0)
    width = len(rows[0])
    agree = sum(len(row) in (width, _fields(rows)) for row in rows) / len(rows)
    return (agree, width)


def _fields(rows: list[list[str]]) -> int:
    """Fields of a data row: the header's, or one more where *every* row has one more (row names, a last separator)."""
    width = len(rows[0])
    body = rows[1:]
    return width + 1 if body and all(len(row) == width + 1 for row in body) else width


def _refuse_other_separators(rows: list[list[str]], origin: str) -> None:
    """One column is fine for one column; a separator that stands equally often in every row was meant as one."""
    lines = [row[0] for row in rows if row]
    for separator in OTHER_SEPARATORS:
        counts = {line.strip().count(separator) for line in lines}
        if len(lines) > 2 and len(counts) == 1 and counts.pop() > 0:
            raise InputError(
                f"{origin} has one column, and every row holds the character {separator!r}",
                "fields separated by a comma, semicolon, tab or vertical bar",
                f"replace {separator!r} by one of these, or load the file yourself and pass the frame",
            )
