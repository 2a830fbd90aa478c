"""How the body of a form is read, by pages and by the interface: within limits, as UTF-8, and into files, not memory.

A form beside whose file come thousands of fields would be held in memory up to the size that an upload may have, so the
reader counts them and their bytes. A charset that the client names is not obeyed: some of Python's make text of any
bytes, halves of surrogate pairs among it, and some fail on all.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from fastapi import Request
from fastapi.params import Form
from fastapi.responses import Response
from fastapi.routing import APIRoute
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header
from starlette.datastructures import FormData

from takehome.server.refusal import FULL, Refusal, full_disk

MOST_FIELDS, LONGEST_FIELD = 1_000, 1 << 20
"""Of a form without a file, whose whole body is limited before."""
FIELDS_BESIDE, LONGEST_BESIDE = 10, 10_000
"""Fields of a form with files, and bytes of one of them."""
_MULTIPART = b"multipart/form-data"
_UTF8 = (b"utf-8", b"utf8")


@asynccontextmanager
async def sent_form(
    request: Request, *, files: int = 0, fields: int = MOST_FIELDS, longest: int = LONGEST_FIELD
) -> AsyncIterator[FormData]:
    """The form of a request, whose files are closed at the exit.

    Parameters
    ----------
    files, fields : how many there may be at most. longest : bytes that one field may have.

    Raises
    ------
    Refusal
        400 for what is no form, 415 for one in another charset than UTF-8, 507 where its files find no room.
    HTTPException
        400 for more files, more fields, or longer ones.
    """
    _require_utf8(request)
    try:
        form = await request.form(max_files=files, max_fields=fields, max_part_size=longest)
    except FormParserError:
        raise Refusal(400, "a form that cannot be read", "a whole form", "send it again") from None
    except OSError as problem:
        if problem.errno not in FULL:
            raise
        raise full_disk() from None
    try:
        yield form
    finally:
        await form.close()


class FormRoute(APIRoute):
    """A route of the interface; where it takes a form with a file, that is read here, as FastAPI has no such limits.

    FastAPI asks the request for its form again and gets the same, so the document still describes what is taken.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route's handler, with the form read before."""
        handle = super().get_route_handler()
        if self.body_field is None or not isinstance(self.body_field.field_info, Form):
            return handle

        async def answer(request: Request) -> Response:
            # a second file is read, so that the refusal can name it
            async with sent_form(request, files=2, fields=FIELDS_BESIDE, longest=LONGEST_BESIDE):
                return await handle(request)

        return answer


def _require_utf8(request: Request) -> None:
    kind, options = parse_options_header(request.headers.get("content-type"))
    charset = options.get(b"charset", b"utf-8")
    if kind == _MULTIPART and charset.strip().lower() not in _UTF8:
        saw = f"a form in the charset {charset[:40].decode('latin-1')!a}"
        raise Refusal(415, saw, "a form in UTF-8", "leave the charset out of Content-Type")
