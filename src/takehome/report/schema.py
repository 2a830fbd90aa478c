"""The published JSON Schema (2020-12) of a report, and the check that a document follows it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import resources
from typing import Any

from takehome.errors import InputError


def schema() -> dict[str, Any]:
    """The published schema, as shipped with the package."""
    text = resources.files("takehome.report").joinpath("schema.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def validate(document: Mapping[str, Any]) -> None:
    """Check a document against the published schema.

    Raises
    ------
    InputError
        If it does not follow the schema; the message names the key nearest to the fault.
    """
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    error = best_match(Draft202012Validator(schema()).iter_errors(document))
    if error is not None:
        raise InputError(
            f"report document, at {error.json_path}: {error.message[:300]}",
            "a document of the published schema, report/schema.json",
            "write the report again with this version of takehome",
        )
