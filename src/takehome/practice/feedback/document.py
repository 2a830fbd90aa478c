"""The grade as a JSON document with stable keys, and back.

`run` holds what may vary between equal runs (seconds, versions, machine); every other part is equal for equal
notebooks and versions. The published schema (``schema.json``) describes each key. The way back is exact as long as
`run` holds plain JSON values.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import resources
from typing import Any

from takehome.errors import InputError
from takehome.practice.results import About, Grade, Note, Outcome, Point, Protection, SectionGrade
from takehome.report.plain import plain

SCHEMA_VERSION = "1.0"
"""A new key raises the minor version, a change of meaning the major one."""


def to_document(grade: Grade) -> dict[str, Any]:
    """The grade as JSON values, its keys in the published order."""
    document: dict[str, Any] = plain(grade, "grade")
    return {"schema_version": SCHEMA_VERSION, **document}


def to_json(grade: Grade) -> str:
    """The document as indented JSON text, ASCII only, ending in a newline."""
    return json.dumps(to_document(grade), indent=1, allow_nan=False) + "\n"


def from_document(document: Mapping[str, Any]) -> Grade:
    """Read a grade back from its document.

    Raises
    ------
    InputError
        If the document does not follow the published schema; the message names the key.
    """
    validate(document)
    changed = {
        "outcome": Outcome(document["outcome"]),
        "sections": tuple(_section(item) for item in document["sections"]),
        "notes": _notes(document["notes"]),
        "protections": tuple(Protection(**item) for item in document["protections"]),
        "run": dict(document["run"]),
    }
    kept = {name: value for name, value in document.items() if name != "schema_version"}
    return Grade(**{**kept, **changed})


def _notes(items: list[Mapping[str, Any]]) -> tuple[Note, ...]:
    return tuple(Note(About(item["about"]), item["name"], item["sentence"]) for item in items)


def _section(item: Mapping[str, Any]) -> SectionGrade:
    changed = {
        "outcome": Outcome(item["outcome"]),
        "notes": _notes(item["notes"]),
        "points": tuple(Point(**point) for point in item["points"]),
        "right": tuple(item["right"]),
    }
    return SectionGrade(**{**item, **changed})


def schema() -> dict[str, Any]:
    """The published schema, as shipped with the package."""
    text = resources.files("takehome.practice.feedback").joinpath("schema.json").read_text("utf-8")
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
            f"feedback document, at {error.json_path}: {error.message[:300]}",
            "a document of the published schema, docs/schema/feedback-1.0.json",
            "grade the notebook again with this version of takehome",
        )
