"""Hand an assignment out: ``new`` writes the notebook, in sealed mode a folder with the notebook and its data.

In practice mode everything is open: the generator and its seed stand in the notebook. In sealed mode the folder holds
the data as files; the seed, which only the holder of the secret can compute, stands nowhere.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from takehome.errors import InputError
from takehome.practice import available, seeds
from takehome.practice.assignments import by_name, require
from takehome.practice.shown_paths import clipped

if TYPE_CHECKING:
    from takehome.practice.spec import Assignment


def new(
    assignment: str,
    *,
    name: str,
    seed: int | None = None,
    level: int = 1,
    sealed: bool = False,
    secret: str | bytes | PathLike[str] | None = None,
    out: str | PathLike[str] = ".",
) -> Path:
    """Write a candidate's notebook.

    Parameters
    ----------
    assignment : its name, as ``takehome practice list`` shows it.
    name : of the candidate; the file is called so and the first cell bears it.
    seed : of the open generator, 0 or more; None draws one. Sealed mode takes none.
    level : the higher, the more traps.
    sealed : write a folder with the data as files, whose seed comes from the secret and the name.
    secret : of sealed mode: a text or bytes, or the path of a file; None means ``TAKEHOME_PRACTICE_SECRET``.
    out : an existing or new folder.

    Returns
    -------
    The path of the notebook.

    Raises
    ------
    InputError
        For an unknown or unavailable assignment, a level that it has not, an unusable name, seed or secret, or where
        the file or folder is there already; nothing is then written.
    MissingExtra
        If the packages that write notebooks are absent.
    """
    from takehome.practice.handout import checked_name, file_name

    available.require("writing a notebook", ("nbformat",))
    chosen = by_name(assignment)
    require(chosen)
    if not isinstance(name, str):
        raise InputError(f"{name!r} as the candidate's name", "a text", 'name="Ada Lovelace"')
    if isinstance(level, bool) or not isinstance(level, int):
        raise InputError(f"level {level!r}", "a whole number", "level=1")
    if not isinstance(out, str | PathLike):
        raise InputError(f"{out!r} as the folder to write into", "a path", 'out="class"')
    candidate, stem = checked_name(name), file_name(name)
    if sealed:
        _no_seed(seed)
        key = seeds.secret_of(secret)
        drawn = seeds.sealed_seed(key, chosen.name, chosen.version, level, candidate)
        return _sealed(chosen, candidate, level, drawn, Path(out) / stem)
    drawn = seeds.open_seed() if seed is None else _usable(seed)
    return _open(chosen, candidate, level, drawn, Path(out) / f"{stem}.ipynb")


def write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet, whole or not at all.

    Raises
    ------
    InputError
        If it is there already, or cannot be written.
    """
    refuse_overwriting(path)
    staging = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        staging.write_text(text, encoding="utf-8")
        staging.rename(path)
    except OSError as problem:
        raise _unwritable(path, problem) from None
    finally:
        with suppress(OSError):
            staging.unlink()


def refuse_overwriting(path: Path) -> None:
    """Raise :class:`InputError` where something has this name already, or nothing can have it."""
    if "\0" in str(path):
        raise InputError(f"the path {str(path)!r}", "a path without the character NUL", "--out FOLDER")
    if os.path.lexists(path):
        raise InputError(
            f"{path}, which is there already and may hold somebody's work",
            "a name that is still free",
            "give another folder with --out, or move the old one away",
        )


def _open(assignment: Assignment, candidate: str, level: int, seed: int, path: Path) -> Path:
    from takehome.practice.handout import PRACTICE, build

    refuse_overwriting(path)
    write_new(path, _text(build(assignment, level=level, mode=PRACTICE, seed=seed, candidate=candidate)))
    return path


def _sealed(assignment: Assignment, candidate: str, level: int, seed: int, folder: Path) -> Path:
    """The folder, made under another name and then renamed."""
    from takehome.practice.handout import SEALED, build, data_checksum, data_files

    refuse_overwriting(folder)
    files = data_files(assignment, assignment.draw(seed, level))
    told = data_checksum(files)
    notebook = build(assignment, level=level, mode=SEALED, seed=seed, candidate=candidate, data=told)
    files[f"{folder.name}.ipynb"] = _text(notebook).encode()
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(dir=folder.parent))
        try:
            for name, content in files.items():
                (staging / name).parent.mkdir(exist_ok=True)
                (staging / name).write_bytes(content)
            staging.chmod(0o777 & ~_umask())
            staging.rename(folder)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    except OSError as problem:
        raise _unwritable(folder, problem) from None
    return folder / f"{folder.name}.ipynb"


def _umask() -> int:
    """The process's mask for new files: temporary folders are made private, what is handed out is not."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _text(notebook: object) -> str:
    import nbformat

    return f"{nbformat.writes(notebook)}\n"


def _no_seed(seed: int | None) -> None:
    if seed is not None:
        raise InputError(
            f"the seed {seed} in sealed mode",
            "no seed: it is computed from the secret and the candidate's name",
            "leave out --seed, or leave out --sealed",
        )


def _usable(seed: int) -> int:
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed <= seeds.LARGEST_SEED:
        raise InputError(f"the seed {seed!r}", "a whole number, 0 or more and below 2^128", "--seed 7")
    return seed


def _unwritable(path: Path, problem: OSError) -> InputError:
    return InputError(
        f"{clipped(path)}, which cannot be written ({problem.strerror})",
        "a folder that can be written to",
        "--out FOLDER",
    )
