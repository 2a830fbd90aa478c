"""A text file written whole or not at all; columns as CSV text come from :mod:`takehome.csv_text`."""

from __future__ import annotations

import os
from pathlib import Path

from takehome.csv_text import FORMULA, to_csv

__all__ = ["FORMULA", "to_csv", "write_text"]


def write_text(path: Path, text: str) -> None:
    """Write under a temporary name, then rename."""
    path.parent.mkdir(parents=True, exist_ok=True)
    staging = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        staging.write_text(text, encoding="utf-8")
        os.replace(staging, path)
    finally:
        staging.unlink(missing_ok=True)
