"""Find what was submitted: files, folders and zips become a list of submissions, none lost and none trusted.

Every notebook found gets a row in the gradebook, also one that cannot be graded: what is refused here (a link, a path
that leaves the zip, a bomb) is a submission with a *problem*. Nothing is unpacked to disk, and nothing is fetched.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import IO

from takehome.errors import InputError
from takehome.practice.grading.notebook_file import DOWNLOAD, LARGEST, read_notebook
from takehome.practice.shown_paths import clipped, shown

MOST_MEMBERS = 10_000
"""Files in one zip: a hundred times a class."""

MOST_UNPACKED = 500 * 2**20
"""Bytes of all notebooks of one zip, unpacked."""

RATIO = 200
"""Unpacked by packed size of one member; a notebook with pictures reaches 10, a bomb 1000."""

RESOURCES = "__MACOSX"
"""Folder that macOS packs beside the files: what it holds is no submission."""

ONE = "one notebook (.ipynb)"
"""What is expected where one is asked for."""

SMALL = 2**20
"""Bytes below which the ratio does not matter: blank text packs well."""


@dataclass(frozen=True, slots=True)
class Submission:
    """One submitted file.

    Attributes
    ----------
    file : as the user named it, with the path inside a folder or zip. content : its bytes, empty with a problem.
    problem : why it cannot be read, a whole sentence.
    """

    file: str
    content: bytes
    problem: str = ""

    @property
    def sha256(self) -> str:
        """Of the content; of the name where there is none, so that no two problems are the same submission."""
        return hashlib.sha256(self.content or self.file.encode("utf-8", "replace")).hexdigest()


def find(paths: Sequence[str | Path]) -> Iterator[Submission]:
    """Every submission under these paths, read one at a time, in the order of the paths and of names within.

    No two have the same name: a file that is met again (given beside its folder) is left out, and of the members of a
    zip that have one name the second is called “NAME (2)”.

    Raises
    ------
    InputError
        A path that is a web address, does not exist, or holds no notebook.
    """
    for path in paths:
        _refuse_absent(path, "a notebook, a folder or a zip")
    met: Counter[str] = Counter()
    for path in map(Path, paths):
        empty = True
        for submission in _in_folder(path) if path.is_dir() else _in_file(path):
            empty = False
            met[submission.file] += 1
            if met[submission.file] == 1:
                yield submission
            elif not os.path.lexists(submission.file):  # not a file, hence a member of a zip
                yield _called_apart(submission, met)
        if empty:
            raise InputError(f"no notebook in {clipped(path)}", "at least one .ipynb file", "check the path")


def _called_apart(submission: Submission, met: Counter[str]) -> Submission:
    """The same under a name that none has had; the ending stays."""
    stem, ending = os.path.splitext(submission.file)
    number = met[submission.file]
    while met[name := f"{stem} ({number}){ending}"]:
        number += 1
    met[name] += 1
    return replace(submission, file=name)


def read_one(path: str | Path) -> Submission:
    """The one notebook at a path.

    Raises
    ------
    InputError
        As :func:`find`, and for a folder or zip with several notebooks, or a file that cannot be read as one.
    """
    _refuse_absent(path, ONE)
    found = list(find([path]))
    named = clipped(path)
    if len(found) != 1:
        raise InputError(f"{named}, which holds {len(found):,} notebooks", "one notebook", f"give {found[0].file}")
    if found[0].problem:
        raise InputError(f"{named}: {found[0].problem}", ONE, "check the file")
    try:
        read_notebook(found[0].content)
    except InputError as problem:
        raise InputError(f"{named}: {problem.saw}", problem.expected, problem.try_next) from None
    return found[0]


def _refuse_absent(path: str | Path, expected: str) -> None:
    _refuse_address(str(path))
    if not os.path.lexists(path):
        raise InputError(f"no file or folder {clipped(path)}", expected, "check the path")


def _refuse_address(path: str) -> None:
    if "://" in path or path.startswith(("http:/", "https:/", "www.")):
        address = re.sub(r"^(https?):/(?!/)", r"\1://", path)  # a path joins slashes
        raise InputError(
            f"a web address, {clipped(address)}",
            "a file: a shared link is not fetched, because what stands behind it can change after grading",
            f"download the notebook ({DOWNLOAD}) and give the file",
        )


def _in_folder(folder: Path) -> Iterator[Submission]:
    unread: list[OSError] = []
    for place, folders, names in os.walk(folder, onerror=unread.append):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != RESOURCES)
        for name in sorted(names):
            path = Path(place, name)
            if name.startswith(".") or path.suffix.lower() not in (".ipynb", ".zip"):
                continue
            if path.is_symlink():
                yield Submission(
                    shown(path), b"", "This is a link to another file; links in a folder are not followed."
                )
            else:
                yield from _in_file(path)
    for error in unread:
        yield Submission(shown(Path(error.filename)), b"", f"This folder could not be read: {error.strerror}.")


def _in_file(path: Path) -> Iterator[Submission]:
    name = shown(path)
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            yield Submission(name, b"", "This is not a regular file.")
            return
        with path.open("rb") as file:
            if zipfile.is_zipfile(file):
                yield from _in_zip(file, name)
            elif path.suffix.lower() == ".zip":
                yield Submission(name, b"", "This is not a whole zip: it is cut short, or another kind of file.")
            else:
                file.seek(0)
                yield _bounded(name, file)
    except OSError as error:
        yield Submission(name, b"", f"The file could not be read: {error.strerror}.")


def _bounded(name: str, file: IO[bytes]) -> Submission:
    """At most one byte more than the limit, whatever a header claims."""
    content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        too_large = f"The file is larger than {LARGEST // 2**20} MB; clear all outputs, save, and submit again."
        return Submission(name, b"", too_large)
    return Submission(name, content)


def _in_zip(file: IO[bytes], name: str) -> Iterator[Submission]:
    left = MOST_UNPACKED
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            if len(members) > MOST_MEMBERS:
                said = f"The zip holds {len(members):,} files; at most {MOST_MEMBERS:,} are read."
                yield Submission(name, b"", said)
                return
            named = sorted((member for member in members if _is_submission(member)), key=lambda each: each.filename)
            if not named:
                yield Submission(name, b"", f"The zip holds no notebook (.ipynb) among its {len(members):,} files.")
            for member in named:
                submission = _member(archive, member, f"{name}/{shown(Path(member.filename))}", left)
                left -= len(submission.content)
                yield submission
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, zlib.error) as error:
        yield Submission(name, b"", f"The zip is damaged and could not be read ({error}).")


def _is_submission(member: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(member.filename.replace("\\", "/"))
    hidden = any((part.startswith(".") and part != "..") or part == RESOURCES for part in path.parts)
    return not member.is_dir() and not hidden and path.suffix.lower() in (".ipynb", ".zip")


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, left: int) -> Submission:
    problem = _member_problem(member, left)
    if problem:
        return Submission(name, b"", problem)
    try:
        with archive.open(member) as file:
            return _bounded(name, file)
    except (zipfile.BadZipFile, OSError, RuntimeError, ValueError, EOFError, zlib.error) as error:
        return Submission(name, b"", f"This member of the zip is damaged and could not be read ({error}).")


def _member_problem(member: zipfile.ZipInfo, left: int) -> str:
    path = PurePosixPath(member.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        return "The path of this member leaves the zip; it was not read."
    if stat.S_ISLNK(member.external_attr >> 16):
        return "This member of the zip is a link to another file; links are not followed."
    if path.suffix.lower() == ".zip":
        return "A zip within a zip is not opened; unpack it and grade what is in it."
    if member.flag_bits & 1:
        return "This member of the zip is encrypted; unpack it and grade the notebook."
    if member.file_size > SMALL and member.file_size > RATIO * max(member.compress_size, 1):
        return (
            f"This member unpacks to {member.file_size / max(member.compress_size, 1):,.0f} times its size: a zip bomb."
        )
    if member.file_size > left:
        return f"The notebooks of this zip unpack to more than {MOST_UNPACKED // 2**20} MB; this one was not read."
    return ""
