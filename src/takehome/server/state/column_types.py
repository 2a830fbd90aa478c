"""How values are kept so that both databases give back exactly what they were given.

PostgreSQL's text holds no NUL, and neither database holds half of a surrogate pair; a file name or a note may have
both. Refusing them would make every page that echoes a name a place where a request can fail, and dropping them would
be a silent repair. So those characters are written as U+0010 ("data link escape") and four hexadecimal digits, as is
U+0010 itself; every other text is kept as it is. Because this is done character by character, a search finds such texts
too.

JSON is kept as ASCII text, in which both are ``\\u`` escapes already; JSONB would refuse ``\\u0000``. Seeds may pass 64
bits and are kept as digits. Times are UTC with microseconds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

ESCAPE = "\x10"
LARGEST_WHOLE = 2**63 - 1
"""Of what both databases call a big integer."""

_UNSTORABLE = re.compile("[\x00\x10\ud800-\udfff]")
_ESCAPED = re.compile("\x10([0-9a-f]{4})")


def storable(text: str) -> str:
    """The text without NUL and surrogates; :func:`restored` undoes it."""
    return _UNSTORABLE.sub(lambda found: f"{ESCAPE}{ord(found[0]):04x}", text)


def restored(text: str) -> str:
    """The text of which :func:`storable` made this one."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if ESCAPE in text else text


class AnyText(TypeDecorator[str]):
    """Any string that Python can hold."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else storable(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else restored(value)


class Json(TypeDecorator[Mapping[str, Any]]):
    """A mapping of plain values."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Mapping[str, Any] | None, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(dict(value), ensure_ascii=True, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Mapping[str, Any] | None:
        return None if value is None else json.loads(value)


class Digits(TypeDecorator[int]):
    """A whole number of any size; it cannot be compared or sorted in the database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> int | None:
        return None if value is None else int(value)


class Moment(TypeDecorator[datetime]):
    """A time with its zone; SQLite, which knows no zones, is given UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        universal = value.astimezone(UTC)
        return universal.replace(tzinfo=None) if dialect.name == "sqlite" else universal

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
