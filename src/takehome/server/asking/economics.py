"""Economics as TOML text: read as data, never as the name of a file."""

from __future__ import annotations

import math
import re
import tomllib
from typing import Any

from takehome.server.asking.field_error import FieldError, shown
from takehome.server.asking.long_keys import has_long_key
from takehome.studies import by_verb

LONGEST = 100_000
DEEPEST = 20
FIELD = "economics"
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def parsed_economics(verb: str, toml_text: str) -> dict[str, Any] | None:
    """The mapping that a verb takes as its economics; None for text that is empty or holds only comments.

    The keys are judged by the verb. Values are JSON's: what no study prices anything with (dates, infinities) is
    refused here, so that a run can be stored and repeated.

    Raises
    ------
    InputError
        For TOML that cannot be read, with its line; for text that is too long or nests too deep; for an unknown verb,
        and for one that takes no economics.
    """
    if not isinstance(toml_text, str):
        raise FieldError(FIELD, f"economics that are {shown(toml_text)}", "TOML text", 'currency = "$"')
    if not toml_text.strip():
        return None
    entry = by_verb(verb)
    if not entry.economics:
        raise FieldError(FIELD, f"economics for the verb {verb!r}", "none: it prices nothing", "leave them out")
    found = _read(toml_text, verb)
    for key, value in found.items():
        _require_plain(key, value, 1)
    return found or None


def _read(text: str, verb: str) -> dict[str, Any]:
    template = f"takehome economics {verb} prints a commented example"
    if len(text) > LONGEST:
        raise FieldError(FIELD, f"economics of {len(text):,} characters", f"at most {LONGEST:,}", template)
    too_deep = FieldError(FIELD, "economics that nest too deep", f"at most {DEEPEST} levels", template)
    if has_long_key(text, DEEPEST):
        raise too_deep
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise too_deep from None
    except tomllib.TOMLDecodeError as error:
        said = str(error).replace("at end of document", f"at line {text.rstrip().count(chr(10)) + 1}, the last")
        saw = f"economics that are no TOML: {_printable(said)}"
        raise FieldError(FIELD, saw, 'lines such as currency = "$"', template) from None
    except ValueError:
        raise FieldError(FIELD, "economics with a number of too many digits", "a finite number", template) from None


def _require_plain(key: str, value: Any, depth: int) -> None:
    name = _printable(key)
    if _UNSTORABLE.search(key) or (isinstance(value, str) and _UNSTORABLE.search(value)):
        saw = f"economics: {name} with a zero byte or half of a surrogate pair"
        raise FieldError(FIELD, saw, "text that can be stored", "type it again")
    if depth > DEEPEST:
        raise FieldError(FIELD, f"economics that nest too deep at {name}", f"at most {DEEPEST} levels", "flatten them")
    if isinstance(value, dict):
        for inner, one in value.items():
            _require_plain(f"{key[:200]}.{inner}", one, depth + 1)
    elif isinstance(value, list):
        for one in value:
            _require_plain(key, one, depth + 1)
    elif isinstance(value, bool | str):
        return
    elif not isinstance(value, int | float) or not _is_finite(value):
        raise FieldError(FIELD, f"economics: {name} = {shown(value)}", "a finite number, a text, true or false", name)


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def _printable(text: str) -> str:
    return text[:200].encode("ascii", "backslashreplace").decode()
