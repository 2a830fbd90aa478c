"""The errors that a caller may see, each in three parts: what was seen, what was expected, what to try.

Bad input raises :class:`InputError` and nothing else; usable but doubtful input becomes a finding instead.
"""

from __future__ import annotations


class TakehomeError(Exception):
    """Base of every error that this package raises on purpose.

    Parameters
    ----------
    saw : what was found, naming the column, value and row where there is one.
    expected : what would have been accepted.
    try_next : the next thing to do, as a call or a flag.
    """

    def __init__(self, saw: str, expected: str = "", try_next: str = "") -> None:
        self.saw, self.expected, self.try_next = saw, expected, try_next
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """The whole message, one part a line."""
        parts = [("Saw", self.saw), ("Expected", self.expected), ("Try", self.try_next)]
        return "\n".join(f"{label}: {text}" for label, text in parts if text)


class InputError(TakehomeError, ValueError):
    """The input cannot be used as it is; nothing was written."""


class NotFitted(TakehomeError, RuntimeError):
    """A result was asked for before ``fit``."""


class MissingExtra(TakehomeError, ImportError):
    """An optional dependency is absent.

    Parameters
    ----------
    extra : the name of the extra in ``pyproject.toml``.
    needed_for : what wanted it.
    """

    def __init__(self, extra: str, needed_for: str) -> None:
        super().__init__(
            f"the optional packages of the extra '{extra}' are not installed",
            f"them to be importable, because {needed_for} needs them",
            f"pip install 'takehome[{extra}]'",
        )
