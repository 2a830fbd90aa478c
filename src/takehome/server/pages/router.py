"""All pages for people, in one router; none of them is part of the API's document."""

from __future__ import annotations

from fastapi import APIRouter

from takehome.server.pages import (
    assets,
    comparing,
    deleting,
    history,
    interface,
    practice,
    running,
    setting_up,
    start,
)

router = APIRouter(include_in_schema=False)
for _part in (assets, start, setting_up, history, comparing, deleting, practice, interface, running):
    router.include_router(_part.router)
