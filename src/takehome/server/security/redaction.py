"""The last resort against secrets in logs: whatever is written, tracebacks included, has them blotted out."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

BLOT = "***"
SHORTEST = 6
"""Shorter secrets are not blotted out: they would stand in innocent words, and show where they were taken out."""


class Redacting(logging.Formatter):
    """A formatter that writes `***` for every secret."""

    def __init__(self, secrets: Iterable[str], form: str = "%(asctime)s %(levelname)s %(name)s %(message)s") -> None:
        super().__init__(form)
        self._secrets = sorted({secret for secret in secrets if len(secret) >= SHORTEST}, key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        for secret in self._secrets:
            text = text.replace(secret, BLOT)
        return text


def secrets_in(token: str, database: str) -> tuple[str, ...]:
    """The token, and the password of a database's URL, as it stands there and decoded."""
    try:
        password = urlsplit(database).password or ""
    except ValueError:
        password = ""
    return tuple(secret for secret in (token, password, unquote(password)) if secret)
