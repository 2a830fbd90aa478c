"""Saved studies asked by programs: which there are, what they want, and what they say of rows.

The rows of a request pass no model of pydantic, whose check of every value would take longer than the answer; the study
itself says what is wrong with a row. What is quick is answered in the event loop, the rest in a thread.
"""

from __future__ import annotations

from typing import Annotated, Any

import anyio.to_thread
from fastapi import APIRouter, Path, Request
from fastapi.responses import JSONResponse, Response
from starlette.routing import Route

from takehome.server.api.given import TOKEN
from takehome.server.api.problems import declared, document
from takehome.server.api.score_models import BatchAnswer, RowAnswer, RowsProblem, StudyDocument, StudyList
from takehome.server.refusal import Refusal
from takehome.server.scoring.describing import described, listed
from takehome.server.scoring.line_stream import MEDIA_TYPE, LineStream
from takehome.server.scoring.metrics import Metrics
from takehome.server.scoring.row_body import rows_of, written
from takehome.server.scoring.scorer import RowsRefused, Scorer
from takehome.server.scoring.studies import Scorers

SMALL_BODY = 100_000
"""Bytes of a body that is read in the event loop."""
MOST_PROBLEMS = 100
LINES = (MEDIA_TYPE, "application/jsonl", "application/jsonlines")
StudyId = Annotated[str, Path(max_length=200, description="Of the run that made the study, or its folder's name.")]

router = APIRouter(tags=["scoring"], dependencies=[TOKEN])

_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": 'One row as an object, or a batch `{"rows": [{…}, …]}`; or rows as lines of JSON, each of '
        "which is answered by a line while they come. A number is a JSON number; null is a missing value; keys that "
        "the study does not read are ignored and named. One request, or one stream, is one session.",
        "content": {
            "application/json": {"schema": {"type": "object", "additionalProperties": True}},
            MEDIA_TYPE: {"schema": {"type": "string", "description": "One JSON object a line."}},
        },
    }
}
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "model": RowAnswer | BatchAnswer,
        "description": "One answer, or those of the batch; of a stream, one line for each of its lines: an answer, or "
        '`{"line": 3, "error": {…}}`.',
        "content": {MEDIA_TYPE: {"schema": {"type": "string"}}},
    },
    **declared(401, 403, 404, 413, 415),
    422: {"model": RowsProblem, "description": "A body, or rows, that cannot be used"},
}


@router.get("/studies", responses=declared(401))
def list_studies(request: Request) -> StudyList:
    """The saved studies that can be asked about rows."""
    return StudyList(studies=listed(_scorers(request)))


@router.get("/studies/{study}", responses=declared(401, 404, 422))
def describe_study(request: Request, study: StudyId) -> StudyDocument:
    """What a row must hold, an example, and what the answer means."""
    return described(study, _scorers(request).get(study))


@router.post("/studies/{study}/score", responses=_ANSWERS, openapi_extra=_BODY)
async def score_rows(request: Request, study: StudyId) -> Response:
    """Decision, probability or segment or action, expected money, reasons and warnings of rows."""
    kind = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    streamed = kind in LINES
    if not streamed and kind != "application/json":
        saw = f"a body with the type {kind[:60]!r}"
        raise Refusal(415, saw, f"application/json, or {MEDIA_TYPE}", "send the right Content-Type")
    scorers, metrics = _scorers(request), _metrics(request)
    scorer = scorers.ready(study)
    if scorer is None:
        scorer = await anyio.to_thread.run_sync(scorers.get, study)
    if streamed:
        return LineStream(scorer, lambda answers, refused: _count(metrics, study, answers, refused))
    body = await request.body()
    most: int = request.app.state.settings.limits.batch_rows
    try:
        if len(body) <= SMALL_BODY and scorer.is_quick(1):
            rows, single = rows_of(body, most)
            if scorer.is_quick(len(rows)):
                return _answered(metrics, study, scorer.answers(rows), single)
        return await anyio.to_thread.run_sync(_in_thread, metrics, study, scorer, body, most)
    except RowsRefused as problem:
        metrics.refused(study, len(problem.rows))
        return _refused(problem)


async def _direct(request: Request) -> Response:
    request.scope["route"] = DIRECT
    return await score_rows(request, request.path_params["study"])


DIRECT = Route("/v1/studies/{study}/score", _direct, methods=["POST"], include_in_schema=False)
"""The same address without FastAPI's way to it, which tries the routes of every part in turn and takes longer than the
answer; an application puts it before the others."""


def _in_thread(metrics: Metrics, study: str, scorer: Scorer, body: bytes, most: int) -> Response:
    rows, single = rows_of(body, most)
    return _answered(metrics, study, scorer.answers(rows), single)


def _answered(metrics: Metrics, study: str, answers: list[dict[str, Any]], single: bool) -> Response:
    metrics.scored(study, answers)
    return Response(written(answers[0] if single else {"rows": answers}), media_type="application/json")


def _count(metrics: Metrics, study: str, answers: list[dict[str, Any]], refused: int) -> None:
    metrics.scored(study, answers)
    metrics.refused(study, refused)


def _refused(problem: RowsRefused) -> Response:
    rows = [{"row": number, **document(one)["error"]} for number, one in problem.rows[:MOST_PROBLEMS]]
    return JSONResponse({**document(problem), "rows": rows}, problem.status)


def _scorers(request: Request) -> Scorers:
    found: Scorers = request.app.state.scorers
    return found


def _metrics(request: Request) -> Metrics:
    found: Metrics = request.app.state.metrics
    return found
