"""What can be asked for: the embedded problems, and the studies with what can be set."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from takehome import api
from takehome.server.api.models import ScenarioDocument, VerbDocument, VerbSummary
from takehome.server.api.problems import declared
from takehome.server.asking import options_schema
from takehome.server.refusal import absent
from takehome.studies.entry import Entry

router = APIRouter(tags=["what can be asked for"])


@router.get("/scenarios")
def scenarios() -> list[ScenarioDocument]:
    """The embedded problems."""
    return [
        ScenarioDocument(name=name, verb=entry.verb, question=entry.question)
        for entry in api.entries()
        for name in sorted(entry.scenarios)
    ]


@router.get("/verbs")
def verbs() -> list[VerbSummary]:
    """The studies."""
    return [_summary(entry) for entry in api.entries()]


@router.get("/verbs/{verb}", responses=declared(404))
def one(verb: Annotated[str, Path(pattern=r"^[a-z_]{1,40}$")]) -> VerbDocument:
    """One study: what can be set, as JSON Schema, and the commented template of its costs and levers."""
    for entry in api.entries():
        if entry.verb == verb:
            economics = api.economics_template(verb) if entry.economics else ""
            schema = options_schema(api.form(verb))
            return VerbDocument(**_summary(entry).model_dump(), options=schema, economics=economics)
    raise absent("verb", verb, "/v1/verbs")


def _summary(entry: Entry) -> VerbSummary:
    return VerbSummary(
        verb=entry.verb,
        name=entry.name,
        title=entry.title,
        question=entry.question,
        table=api.form(entry.verb).table,
        scenarios=sorted(entry.scenarios),
    )
