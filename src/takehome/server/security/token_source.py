"""Where a server's token comes from: a file, the environment, or 32 random bytes that are kept in the data folder."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import stat
from pathlib import Path

from takehome.errors import InputError

VARIABLE = "TAKEHOME_SERVER_TOKEN"
KEPT = "token"
SHORTEST = 16
"""Characters of a token that people chose."""

_USABLE = re.compile(r"[!-~]+")
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def given_token(file: Path | None) -> str:
    """The operator's own token: from `file`, else from the variable TAKEHOME_SERVER_TOKEN; empty where there is none.

    The variable is taken out of this process's environment, so that no job inherits it.

    Raises
    ------
    InputError : it cannot be read, is shorter than 16 characters, or cannot stand in a header.
    """
    said = os.environ.pop(VARIABLE, None)
    if file is not None:
        return _usable(_read(file), f"the file {file}")
    return "" if said is None else _usable(said.strip(), f"the variable {VARIABLE}")


def kept_token(data: Path) -> str:
    """The token that was made for this data folder, made now where there is none; the file is its owner's alone.

    Raises
    ------
    InputError : others could read the file, or it cannot be read or written.
    """
    path = data / KEPT
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            _write_new(path, secrets.token_urlsafe(32))
        if path.stat().st_mode & _OTHERS:
            raise InputError(
                f"the token's file {path}, which others than its owner may use",
                "a file of its owner alone",
                f"delete it, and a new token is made; or chmod 600 {path}, if nobody else has read it",
            )
    except OSError as problem:
        raise _unreadable(path, problem) from None
    return _usable(_read(path), f"the file {path}")


def _write_new(path: Path, token: str) -> None:
    """Write a file that did not exist; whoever reads it sees all of it or nothing.

    Raises
    ------
    FileExistsError : there is one, and it stays.
    """
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(descriptor, "w", encoding="ascii") as file:
            file.write(f"{token}\n")
            file.flush()
            os.fsync(descriptor)
        os.link(draft, path)
    finally:
        draft.unlink()


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as problem:
        raise _unreadable(path, problem) from None


def _unreadable(path: Path, problem: OSError | UnicodeDecodeError) -> InputError:
    why = problem.strerror if isinstance(problem, OSError) else "it is not text"
    return InputError(
        f"the token's file {path}, which cannot be used ({why})",
        "a text file with the token alone",
        "another file with --token-file FILE, or another folder with --data FOLDER",
    )


def _usable(token: str, where: str) -> str:
    """The token, unless it is too short or holds what no header may; the message does not hold it."""
    if len(token) < SHORTEST or not _USABLE.fullmatch(token):
        raise InputError(
            f"{where}, whose token has {len(token)} characters or holds spaces or others than ASCII's visible ones",
            f"a token of {SHORTEST} visible ASCII characters or more",
            "python3 -c 'import secrets; print(secrets.token_urlsafe(32))' makes a good one",
        )
    return token
