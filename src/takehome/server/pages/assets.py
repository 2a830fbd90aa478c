"""The static files: our style, our one script, and the report's style sheet, which is the base of ours.

They are few, they change only with the package, and browsers ask again with the ETag that they were given.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

router = APIRouter()

# Name in the address → package, path inside it, type.
_FILES = {
    "base.css": ("takehome.report", "templates/report.css", "text/css"),
    "pages.css": ("takehome.server.pages", "static/pages.css", "text/css"),
    "records.css": ("takehome.server.pages", "static/records.css", "text/css"),
    "pages.js": ("takehome.server.pages", "static/pages.js", "text/javascript"),
}


@router.get("/static/{name}")
def static(request: Request, name: str) -> Response:
    """One of the static files, or 304 when the browser has it."""
    if name not in _FILES:
        raise HTTPException(404)
    content, tag = _read(name)
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=_FILES[name][2], headers=headers)


@cache
def _read(name: str) -> tuple[bytes, str]:
    package, path, _ = _FILES[name]
    content = files(package).joinpath(path).read_bytes()
    return content, f'"{hashlib.sha256(content).hexdigest()[:16]}"'
