"""Which reader a file needs: told by its first bytes, and by its name only where the bytes leave a choice."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from pathlib import Path

from takehome.errors import InputError
from takehome.table.delimited import opener, read_delimited
from takehome.table.json_lines import read_json
from takehome.table.parquet import read_parquet
from takehome.table.raw import Raw

_EXPECTED = "a CSV, Parquet or JSON lines file"
_TO_CSV = "save the sheet as CSV (File > Save as > CSV UTF-8), or pass pandas.read_excel(path) as the table"
_EXCEL_NAMES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BINARY = {
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"SQLite format 3": "an SQLite database",
    b"ARROW1": "an Arrow file",
    b"Obj\x01": "an Avro file",
    b"\x80\x04\x95": "a pickle",
    b"7z\xbc\xaf": "a 7z archive",
    b"BZh": "a bzip2 file",
    b"\xfd7zXZ": "an xz file",
    b"\x28\xb5\x2f\xfd": "a Zstandard file",
}


def read_file(path: Path, cap_bytes: int, seed: int) -> Raw:
    """Read a file of any kind that is understood.

    Raises
    ------
    InputError
        If the path is missing, a directory or unreadable, or the file is of a kind that is not understood.
    """
    head = _first_bytes(path)
    gzipped = head.startswith(b"\x1f\x8b")
    try:
        if gzipped:
            with gzip.open(path, "rb") as stream:
                head = stream.read(4096)
        _refuse_foreign(path, head)
        if head.startswith(b"PAR1"):
            return read_parquet(path, cap_bytes, seed)
        if _is_json(path, head):
            return read_json(opener(path, gzipped), path.name, cap_bytes, seed)
        return read_delimited(path, gzipped, cap_bytes, seed)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise InputError(f"{path.name} is a damaged gzip file: {error}", _EXPECTED, "copy it again") from error
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path.name} has bytes that are not {error.encoding} at position {error.start:,}",
            _EXPECTED,
            "save the file again as UTF-8",
        ) from error


def _first_bytes(path: Path) -> bytes:
    if path.is_dir():
        raise InputError(f"{path} is a directory", _EXPECTED, "name one file inside it")
    try:
        with path.open("rb") as stream:
            return stream.read(4096)
    except FileNotFoundError as error:
        near = sorted(other.name for other in path.parent.glob(f"*{path.suffix}"))[:5] if path.parent.is_dir() else []
        hint = f"the folder holds {', '.join(near)}" if near else "check the path and the working directory"
        raise InputError(f"there is no file {path}", _EXPECTED, hint) from error
    except OSError as error:
        raise InputError(f"{path} cannot be opened: {error.strerror}", _EXPECTED, "check the permissions") from error


def _refuse_foreign(path: Path, head: bytes) -> None:
    """Name what a file is when it is something that is not read here."""
    zipped = head.startswith(b"PK\x03\x04")
    names = set(zipfile.ZipFile(path).namelist()) if zipped and zipfile.is_zipfile(path) else set()
    sheet = any(name.startswith("xl/") for name in names) or "content.xml" in names
    if sheet or head.startswith(_OLD_EXCEL) or (path.suffix.lower() in _EXCEL_NAMES and (zipped or b"\x00" in head)):
        raise InputError(f"{path.name} is a spreadsheet", _EXPECTED, _TO_CSV)
    if zipped:
        raise InputError(f"{path.name} is a zip archive", _EXPECTED, "unpack it and name the file inside")
    for mark, kind in _BINARY.items():
        if head.startswith(mark):
            raise InputError(f"{path.name} is {kind}", _EXPECTED, "load it yourself and pass the frame")
    if path.suffix.lower() in (".parquet", ".pq") and not head.startswith(b"PAR1"):
        raise InputError(f"{path.name} does not begin as a Parquet file does", _EXPECTED, "write or copy it again")


def _is_json(path: Path, head: bytes) -> bool:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    named = any(suffix.lower() in (".jsonl", ".ndjson", ".json") for suffix in path.suffixes)
    return bool(start) and (named or start.startswith((b'{"', b"[{")))
