"""Seeds: an open one to practise with, a sealed one from a secret and a name, and a hidden second one.

In practice mode the generator and its seed stand in the notebook. In sealed mode the seed is a keyed hash (HMAC-SHA256)
of what identifies the hand-out, so that the instructor can recompute it from the secret and the candidate's name and
nobody else can: the generator is public, hence 128 bits of seed and a secret of at least 16 bytes, which nobody can try
out. The second seed serves the rerun that finds answers typed in by hand.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import unicodedata
from os import PathLike
from pathlib import Path

from takehome.errors import InputError
from takehome.practice.shown_paths import clipped

SECRET_VARIABLE = "TAKEHOME_PRACTICE_SECRET"
"""The environment variable that may hold the secret of sealed mode."""

LEAST_SECRET_BYTES = 16
"""A shorter secret could be found by trying: the generator is public, so each guess can be compared with the data."""

SEALED_BYTES = 16
"""128 bits of seed: NumPy's SeedSequence takes integers of this length, and nobody can try them all."""

OPEN_SEEDS = 1_000_000
"""Practice seeds are drawn below this number: short enough to be told to a friend."""

LARGEST_SEED = 2 ** (8 * SEALED_BYTES) - 1
"""Larger seeds are refused wherever a seed is read."""


def open_seed() -> int:
    """A seed for practice mode, drawn at random."""
    return secrets.randbelow(OPEN_SEEDS)


def second_open_seed(assignment: str, version: int, level: int, seed: int) -> int:
    """The seed of the rerun in practice mode: fixed by the first, and not a neighbour of it."""
    text = _message("second", assignment, version, level, seed)
    return int.from_bytes(hashlib.sha256(text).digest()[:4], "big")


def sealed_seed(secret: bytes, assignment: str, version: int, level: int, candidate: str) -> int:
    """The seed of a sealed hand-out: 128 bits of HMAC-SHA256, keyed by the secret."""
    return _keyed(secret, "sealed", assignment, version, level, normalised(candidate))


def second_sealed_seed(secret: bytes, assignment: str, version: int, level: int, candidate: str) -> int:
    """The seed of the rerun of a sealed hand-out, through the secret as well."""
    return _keyed(secret, "second", assignment, version, level, normalised(candidate))


def normalised(candidate: str) -> str:
    """A name as the hash sees it: compatible characters, no upper case, single spaces.

    >>> normalised("  Ada   LOVELACE ")
    'ada lovelace'
    """
    folded = unicodedata.normalize("NFKC", candidate).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())


def secret_of(secret: str | bytes | PathLike[str] | None) -> bytes:
    """The secret itself.

    Parameters
    ----------
    secret : a text or bytes are the secret, a path is the file that holds it; None means the environment variable
        ``TAKEHOME_PRACTICE_SECRET``. White space at both ends does not count.

    Raises
    ------
    InputError
        If there is none, if it is none of these, if its file cannot be read, or if it is shorter than 16 bytes. The
        secret is never shown.
    """
    if secret is None:
        secret = os.environ.get(SECRET_VARIABLE)
    if secret is None:
        raise InputError(
            "sealed mode without a secret",
            f"the secret in a file or in the environment variable {SECRET_VARIABLE}",
            f"{_MAKE_ONE} and then --secret-file secret.txt",
        )
    if not isinstance(secret, str | bytes | PathLike):
        raise InputError(
            f"a secret of the type {type(secret).__name__}",
            "a text or bytes, which are the secret, or the path of the file that holds it",
            'secret=Path("secret.txt")',
        )
    if isinstance(secret, PathLike):
        secret = _read(Path(secret))
    key = (secret.encode() if isinstance(secret, str) else secret).strip()
    if len(key) < LEAST_SECRET_BYTES:
        raise InputError(f"a secret of {len(key)} bytes", f"at least {LEAST_SECRET_BYTES} bytes", _MAKE_ONE)
    return key


_MAKE_ONE = "python -c 'import secrets; print(secrets.token_hex(32))' > secret.txt"


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (OSError, ValueError) as problem:  # a path with the character NUL is a ValueError
        why = getattr(problem, "strerror", None) or problem
        raise InputError(
            f"the secret's file {clipped(path)}, which cannot be read ({why})",
            "a file with the secret",
            _MAKE_ONE,
        ) from None


def _keyed(secret: bytes, *parts: str | int) -> int:
    return int.from_bytes(hmac.digest(secret, _message(*parts), "sha256")[:SEALED_BYTES], "big")


def _message(*parts: str | int) -> bytes:
    """The parts as JSON, in which no two different lists read the same."""
    return json.dumps(["takehome practice", *parts], ensure_ascii=True).encode()
