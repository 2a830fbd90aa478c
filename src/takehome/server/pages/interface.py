"""The interface for programs, for people to read: made from the OpenAPI document, so that both say the same."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from takehome.server.pages.interface_words import coded, documents_of, groups_of
from takehome.server.pages.page_route import PageRoute
from takehome.server.pages.rendering import render

router = APIRouter(route_class=PageRoute)


@router.get("/interface")
def interface(request: Request) -> HTMLResponse:
    """Every operation with its parameters, its answers and a command that calls it."""
    document = request.app.openapi()
    address = str(request.base_url).rstrip("/")
    view = {
        "groups": groups_of(document, address, asks_for_token=bool(request.app.state.settings.token)),
        "documents": documents_of(document),
        "document": request.app.openapi_url,
        "asks_for_token": bool(request.app.state.settings.token),
        "coded": coded,
    }
    return render(request, "interface.html.j2", **view)
