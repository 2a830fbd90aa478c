"""How an error leaves a page's route: as a page with its three parts, never as JSON and never as a traceback.

Every router of this folder is made with ``APIRouter(route_class=PageRoute)``.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from fastapi.routing import APIRoute

from takehome.errors import InputError
from takehome.server.pages.rendering import problem_page
from takehome.server.refusal import Refusal

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class PageRoute(APIRoute):
    """A route whose refusals and input errors are shown as pages: 422, or the refusal's own status."""

    def get_route_handler(self) -> Handler:
        """The route's handler, with those errors caught."""
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                return await handle(request)
            except Refusal as refusal:
                return problem_page(request, refusal, refusal.status)
            except InputError as problem:
                return problem_page(request, problem, 422)

        return answer


def nothing_here(thing: str, where: str) -> Refusal:
    """404, as a person reads it: there is no such thing, and `where` the others are."""
    return Refusal(404, f"there is no such {thing}; it may have been deleted", "", where)
