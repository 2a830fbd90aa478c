"""What becomes of a table: it is refused with a message, or read, mostly with a finding that says what is wrong."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from takehome.protocol import Status


@dataclass(frozen=True)
class Refused:
    """One :class:`InputError` whose message holds each of these words."""

    words: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """Read, and the check `code` says `status` about `subject` (None: about any subject)."""

    code: str
    status: Status
    subject: str | None = None


@dataclass(frozen=True)
class Understood:
    """Read without a complaint: these columns hold these values in their first row of the file."""

    first: Mapping[str, float | str]


@dataclass(frozen=True)
class Entry:
    """One table of the corpus.

    Attributes
    ----------
    write : writes the file into an empty folder and returns the path to be read.
    target, roles : what a user would say with it.
    """

    name: str
    write: Callable[[Path], Path]
    expected: Refused | Found | Understood
    target: str = "y"
    roles: Mapping[str, str] = field(default_factory=dict)
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)


def refused(*words: str) -> Refused:
    return Refused(words)


def failed(code: str, subject: str | None = None) -> Found:
    return Found(code, Status.FAILED, subject)


def caution(code: str, subject: str | None = None) -> Found:
    return Found(code, Status.CAUTION, subject)


def passed(code: str, subject: str | None = None) -> Found:
    return Found(code, Status.PASSED, subject)


def understood(**first: float | str) -> Understood:
    return Understood(first)
