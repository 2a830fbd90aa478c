"""The whole interface for programs, under ``/v1``; metrics stand at ``/metrics``, where collectors look for them."""

from __future__ import annotations

from fastapi import APIRouter

from takehome.server.api import events, health, history, metrics, practice, runs, scenarios, scoring, uploads
from takehome.server.api.given import TOKEN
from takehome.server.api.problems import declared

# What the guards may answer before any endpoint is reached, and what a request that does not fit its schema gets.
_EVERYWHERE = declared(400, 401, 403, 422, 429)

router = APIRouter()
_closed = APIRouter(prefix="/v1", dependencies=[TOKEN], responses=_EVERYWHERE)
for _part in (uploads, scenarios, events, runs, history, scoring, practice):
    _closed.include_router(_part.router)
_open = APIRouter(prefix="/v1", responses=declared(400, 422))
_open.include_router(health.router)
router.include_router(_open)
router.include_router(_closed)
router.include_router(metrics.router, dependencies=[TOKEN], responses=_EVERYWHERE)
