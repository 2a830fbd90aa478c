"""The JSON documents of scoring; those of a row's answer describe it, and are not made for every row."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from takehome.server.api.models import Parts


class StudySummary(BaseModel):
    """A saved study that can be asked about rows."""

    id: str = Field(description="Of the run that made it, or the name of its folder.")
    source: Literal["run", "folder"]
    verb: str
    title: str
    run: int | None = Field(description="Number of the run that made it.")
    data: str = Field(description="What the data were called.")


class StudyList(BaseModel):
    """The newest first, after those that the operator named."""

    studies: list[StudySummary]


class InputColumn(BaseModel):
    """A column that a row holds."""

    name: str
    kind: Literal["number", "category", "date"]
    unit: str
    required: bool = Field(description="Whether the key must be there; null stands for a missing value all the same.")
    low: float | None = Field(description="Smallest number that training has seen.")
    high: float | None = Field(description="Largest number that training has seen.")
    levels: list[str] = Field(description="Levels that training has seen, of a category.")
    many: bool = Field(description="Whether the value may be a list of a whole day's numbers.")
    help: str


class StudyDocument(BaseModel):
    """What a row must hold, and what its answer means."""

    id: str
    study: str = Field(description="The kind of study.")
    question: str
    inputs: list[InputColumn]
    example: dict[str, Any] = Field(description="A row that can be scored.")
    words: dict[str, str] = Field(description="Which score column each part of an answer is.")
    means: dict[str, str] = Field(description="Score column: what it is, with its unit.")
    currency: str | None
    remembers: bool = Field(description="Whether an answer depends on the rows before it.")
    order: str = Field(description="What that means for requests and streams, in a sentence.")


class RowAnswer(BaseModel):
    """What a study says of one row; a part that the study does not have is absent."""

    decision: str | None = None
    probability: float | None = None
    prediction: float | None = None
    low: float | None = Field(None, description="Lower end of the prediction's interval.")
    high: float | None = Field(None, description="Upper end of it.")
    segment: str | None = None
    action: str | None = None
    expected_money: float | None = Field(description="In `currency`; the study says of what (`means`).")
    currency: str | None
    reasons: list[str]
    out_of_range: list[str] = Field(description="Columns beyond what training has seen.")
    unknown: list[str] = Field(description="Columns with a level that training did not know.")
    missing: list[str] = Field(description="Columns without a value in this row.")
    ignored: list[str] = Field(description="Keys of the row that the study does not read.")
    scores: dict[str, Any] = Field(description="The study's own columns, as `score` gives them.")


class BatchAnswer(BaseModel):
    """The answers of a batch, in the order of its rows."""

    rows: list[RowAnswer]


class RowProblem(Parts):
    """What is wrong with one row."""

    row: Annotated[int, Field(ge=1, description="Counted from 1.")]


class RowsProblem(BaseModel):
    """Rows that cannot be scored; nothing of the request was."""

    error: Parts
    rows: list[RowProblem] = Field([], description="The first hundred rows that are wrong.")


class Counts(BaseModel):
    """Runs that have not ended."""

    queued: int
    running: int


class Health(BaseModel):
    """Whether the server can work."""

    status: Literal["ok", "no database"]
    version: str
    database: str = Field(description="Its kind.")
    queue: Counts
