"""The JSON documents of the interface; every field is described here, and so it is in the OpenAPI document.

Texts and values from outside pass one check: nothing that a database or a report could not hold (zero bytes, halves of
surrogate pairs, numbers that are no numbers). They are refused, not cleaned: what was asked for is what is done.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from takehome.server.jobs.submitting import LARGEST_SEED
from takehome.server.state.records import RunKind, RunStatus, UploadKind

LARGEST_OPEN_SEED = 2**53 - 1
"""Of a hand-out: the largest whole number that every reader of JSON keeps."""
MOST_FIELDS = 50
_DEEPEST = 20


def storable(value: Any, depth: int = 0) -> Any:
    """The value itself, if it can be stored and written again.

    Raises
    ------
    ValueError
        For zero bytes, unpaired surrogates, not-a-number, infinities, and nesting deeper than 20.
    """
    if depth > _DEEPEST:
        raise ValueError(f"nested deeper than {_DEEPEST} levels")
    if isinstance(value, str):
        if "\x00" in value or any("\ud800" <= mark <= "\udfff" for mark in value):
            raise ValueError("a text with a zero byte or half of a surrogate pair")
    elif isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        raise ValueError("a number that is infinite or no number")
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            storable(name, depth + 1)
            storable(inner, depth + 1)
    elif isinstance(value, list | tuple):
        for inner in value:
            storable(inner, depth + 1)
    return value


STORABLE = AfterValidator(storable)
TEXT = r"^[^\x00]*$"
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=TEXT), STORABLE]
Text = Annotated[str, Field(max_length=100_000, pattern=TEXT), STORABLE]
Id = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$", description="16 hexadecimal digits.")]
Seed = Annotated[int, Field(ge=0, le=LARGEST_SEED, strict=True)]
OpenSeed = Annotated[int, Field(ge=0, le=LARGEST_OPEN_SEED, strict=True)]
Values = Annotated[dict[str, Any], STORABLE]


class Asked(BaseModel):
    """A body that a client sends; unknown fields are refused, so that a misspelt one is not silently without effect."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def has_few_fields(cls, body: Any) -> Any:
        """One error for a body of very many fields; each unknown one would have its own, in the event loop."""
        if isinstance(body, Mapping) and len(body) > MOST_FIELDS:
            raise ValueError(f"a body of at most {MOST_FIELDS} fields; this one has {len(body):,}")
        return body


class Parts(BaseModel):
    """What was wrong: what was seen, what would have been accepted, and what to do next."""

    saw: str
    expected: str
    try_next: str


class ProblemDocument(BaseModel):
    """The answer to every request that is refused."""

    error: Parts


class UploadSummary(BaseModel):
    """An uploaded file, for lists."""

    id: Id
    kind: UploadKind
    name: str = Field(description="As the client called it.")
    size: int = Field(description="Bytes.")
    sha256: str = Field(description="Of the bytes.")
    created: datetime


class UploadDocument(UploadSummary):
    """An uploaded file and what was seen in it."""

    preview: dict[str, Any] = Field(description="Rows, and of every column its kind, missing values and distribution.")


class RunProblem(Parts):
    """Why a run failed."""

    ours: bool = Field(description="Whether it is a fault of takehome's, and not of the input.")


class RunDocument(BaseModel):
    """A run: what was asked for, where it stands, and what came out."""

    id: Id
    number: int = Field(description="1, 2, 3 …, in the order in which runs were asked for.")
    kind: RunKind
    verb: str
    status: RunStatus
    place: int = Field(description="Place in the queue, 1 is next; 0 for a run that does not wait.")
    created: datetime
    started: datetime | None
    finished: datetime | None
    upload: Id | None = Field(description="The table; null for a scenario, or after the file was deleted.")
    scenario: str
    options: dict[str, Any]
    economics: str = Field(description="TOML.")
    seed: int
    repeats: Id | None = Field(description="The run that this one repeats.")
    key: str = Field(description="SHA-256 of data, options, economics, seed and version: equal keys, equal answers.")
    version: str
    data_name: str
    data_sha256: str
    problem: RunProblem | None
    summary: dict[str, Any] = Field(description="Of a finished run: the decision and the findings.")
    answer_sha256: str = Field(description="Of the report without what differs between equal runs.")
    note: str
    files: list[str] = Field(description="What can be downloaded of it.")


class RunRequest(Asked):
    """A study that is asked for: of an uploaded table, or of a scenario."""

    verb: Name = Field(description="As GET /v1/verbs lists it.")
    upload: Id | None = Field(None, description="Id of an uploaded table; leave out for a scenario.")
    scenario: Name | None = Field(None, description="Name of a scenario, as GET /v1/scenarios lists it.")
    options: Values = Field(default_factory=dict, description="As the schema at GET /v1/verbs/{verb} says.")
    economics: Text | Values | None = Field(None, description="Costs and levers: TOML text, or the same as an object.")
    seed: Seed | None = Field(None, description="Of every random draw.")


class NoteRequest(Asked):
    """A person's own words on a run."""

    note: Annotated[str, Field(max_length=10_000, pattern=TEXT), STORABLE]


class EverythingRequest(Asked):
    """The words that must be sent to delete everything."""

    confirm: Annotated[str, Field(max_length=100), STORABLE] = Field(description="The words: delete everything")


class ScenarioDocument(BaseModel):
    """An embedded problem."""

    name: str
    verb: str
    question: str


class VerbSummary(BaseModel):
    """A study that can be asked for."""

    verb: str
    name: str
    title: str
    question: str
    table: str = Field(description="What its table must look like.")
    scenarios: list[str]


class VerbDocument(VerbSummary):
    """A study, what can be set, and its costs and levers."""

    options: dict[str, Any] = Field(description="JSON Schema of the options of a run.")
    economics: str = Field(description="Commented TOML template; empty where the study takes none.")


class HandoutRequest(Asked):
    """A notebook for a candidate."""

    assignment: Name
    name: Name = Field(description="Of the candidate.")
    seed: OpenSeed | None = Field(None, description="Of the data in practice mode; drawn at random when left out.")
    level: Annotated[int, Field(ge=1, le=100, strict=True)] = Field(1, description="The higher, the more traps.")
    sealed: Annotated[bool, Field(strict=True)] = Field(False, description="Data as files, no hints, no solution.")


class SectionDocument(BaseModel):
    """A section of an assignment."""

    number: int
    title: str
    from_level: int


class AssignmentDocument(BaseModel):
    """An assignment that can be handed out."""

    name: str
    title: str
    summary: str
    version: int
    minutes: int
    available: bool
    missing: list[str] = Field(description="Verbs of its solution that are not installed.")
    levels: dict[str, str] = Field(description="What each level adds.")
    sections: list[SectionDocument]
