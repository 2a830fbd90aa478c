"""What Prometheus reads; mounted at ``/metrics``, beside ``/v1``, where it is looked for."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from takehome.server.api.given import TOKEN
from takehome.server.api.problems import declared
from takehome.server.scoring.metrics import CONTENT_TYPE, Metrics
from takehome.server.scoring.studies import Scorers

router = APIRouter(tags=["server"], dependencies=[TOKEN])


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}, **declared(401)},
)
def metrics(request: Request) -> Response:
    """Latency by route, runs by status, rows scored, decisions, and values that training did not know."""
    found: Metrics = request.app.state.metrics
    scorers: Scorers = request.app.state.scorers
    found.keep(scorers.has)
    return Response(found.text(), media_type=CONTENT_TYPE)
