"""The name under which a worker reads an upload: our own, so that nothing which a client called its file has an effect.

The reader of tables tells a file by its bytes, and pretty-printed JSON by its name alone. The link gets that name by
what the file begins with, in the preview and in the study alike, so that both read the same table.
"""

from __future__ import annotations

import gzip
import re
import zlib
from pathlib import Path

from takehome.errors import InputError

NAME = "uploaded-table"
"""What messages call the file until the client's name takes its place."""
_JSON = re.compile(rb'\s*(\{\s*"|\[\s*\{)')


def linked(path: Path, folder: Path) -> Path:
    """A link to the file in `folder`, both absolute; raises :class:`InputError` where the file is gone."""
    if not path.is_file():
        raise InputError(f"{NAME}, which is not there any more", "an upload that was not deleted", "upload it again")
    place = folder.resolve() / (f"{NAME}.json" if _JSON.match(_head(path).lstrip(b"\xef\xbb\xbf")) else NAME)
    place.unlink(missing_ok=True)
    place.symlink_to(path.resolve())
    return place


def _head(path: Path) -> bytes:
    with path.open("rb") as stream:
        head = stream.read(1 << 12)
    if not head.startswith(b"\x1f\x8b"):
        return head
    try:
        with gzip.open(path, "rb") as unpacked:
            return unpacked.read(1 << 12)
    except (OSError, EOFError, zlib.error):
        return b""  # the reader says what is wrong with it
