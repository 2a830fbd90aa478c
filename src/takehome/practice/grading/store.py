"""Finished grades on disk, one file each, so that a run that was stopped goes on where it was.

A file is written under a temporary name and renamed: it is whole or it is not there. Its name starts with the key of
what was graded and how; a change of the notebook, the grader, the assignment or the options makes another key, so
nothing old is taken for new.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable
from pathlib import Path

from takehome.errors import InputError
from takehome.practice.grading.options import Options
from takehome.practice.handout.naming import RESERVED
from takehome.practice.results import Grade

GRADER = 2
"""Raised by every change of the grader that can change an outcome."""

KEY_DIGITS = 20
"""Hexadecimal digits of a key in a file's name: 80 bits."""

FOLDER = "grades"


def key_of(sha256: str, options: Options) -> str:
    """What was graded and how; whether both runs ran at the same time changes nothing."""
    how = options.to_document()
    how.pop("together")
    text = json.dumps([GRADER, sha256, how], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:KEY_DIGITS]


class Store:
    """The grades of one output folder.

    Parameters
    ----------
    folder : the output folder. current : whether a grade is of the current version of its
        assignment.
    """

    def __init__(self, folder: Path, current: Callable[[Grade], bool]) -> None:
        self.folder = folder / FOLDER
        self.current = current
        self._files = {path.name.partition("-")[0]: path for path in self.folder.glob("*.json")}

    def make(self) -> None:
        """Make the folder where it is absent; raises :class:`InputError` where it cannot be written to."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            write(self.folder / ".writable", "")
            (self.folder / ".writable").unlink()
        except OSError as problem:
            raise InputError(
                f"the folder {self.folder.parent}, which cannot be written to ({problem.strerror})",
                "a folder that grades can be kept in",
                "--out FOLDER",
            ) from None

    def load(self, key: str) -> Grade | None:
        """The grade of a key, or None where it is absent, unreadable or of another version."""
        from takehome.practice import feedback

        path = self._files.get(key)
        if path is None:
            return None
        try:
            grade = feedback.from_document(json.loads(path.read_text(encoding="utf-8")))
        except (InputError, ValueError, OSError):
            return None
        return grade if self.current(grade) else None

    def save(self, key: str, grade: Grade, name: str) -> None:
        """Write a grade; `name` is for people only."""
        from takehome.practice import feedback

        self._files[key] = self.folder / f"{key}-{safe_name(name)}.json"
        write(self._files[key], feedback.to_json(grade))


def write(path: Path, text: str) -> None:
    """Write a file as a whole or not at all."""
    content = text.encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_bytes(content)
    beside.replace(path)


def safe_name(file: str) -> str:
    """A submission's name as a file's name, without its ending.

    >>> safe_name("class.zip/Zoë O'Neill.ipynb"), safe_name("../..ipynb")
    ('Zoë-O-Neill', 'submission')
    """
    stem = re.sub(r"\.ipynb$", "", file.rpartition("/")[2], flags=re.IGNORECASE)
    kept = re.sub(r"[^\w.]+", "-", stem).strip("-.")
    kept = f"_{kept}" if RESERVED.fullmatch(kept) else kept
    return kept.encode()[:80].decode(errors="ignore") or "submission"
