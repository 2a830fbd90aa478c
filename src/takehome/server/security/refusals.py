"""How a guard says no: the three parts of every error, as a problem document for programs and a page for people."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Scope

from takehome.errors import TakehomeError
from takehome.server.refusal import Refusal
from takehome.server.security.requests import for_programs

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>{title} · takehome</title>
<link rel="stylesheet" href="/static/base.css">
<link rel="stylesheet" href="/static/pages.css">
</head>
<body>
<header class="top"><p class="brand"><a href="/">takehome</a></p></header>
<main id="content">
<section class="opening">
<h1>{title}</h1>
{content}
</section>
</main>
</body>
</html>
"""


class Refused(Refusal):
    """A request that is turned away.

    Parameters
    ----------
    status : of the answer, 4xx. title : a few words, the heading of the page. headers : of the answer, beside the
        usual ones. The others are those of :class:`takehome.errors.TakehomeError`; they must not hold what the
        client sent where that could be a secret.
    """

    def __init__(
        self,
        status: int,
        title: str,
        saw: str,
        expected: str = "",
        try_next: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.title, self.headers = title, dict(headers or {})
        super().__init__(status, saw, expected, try_next)


def refusal(scope: Scope, refused: Refused) -> Response:
    """The answer to a refused request, in the form that its caller reads."""
    if for_programs(scope):
        return JSONResponse(problem_document(refused), refused.status, refused.headers)
    return page(refused.title, problem_markup(refused), refused.status, refused.headers)


def problem_document(problem: TakehomeError) -> dict[str, dict[str, str]]:
    """``{"error": {"saw", "expected", "try_next"}}``."""
    return {"error": {"saw": problem.saw, "expected": problem.expected, "try_next": problem.try_next}}


def problem_markup(problem: TakehomeError) -> str:
    """The three parts as HTML, escaped."""
    parts = [("Saw", problem.saw), ("Expected", problem.expected), ("Try", problem.try_next)]
    lines = "\n".join(f"<p>{label}: {escape(text)}</p>" for label, text in parts if text)
    return f'<div class="problem" role="alert">\n{lines}\n</div>'


def page(title: str, content: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A page that needs no template and no session; `content` is markup."""
    return HTMLResponse(_PAGE.format(title=escape(title), content=content), status, headers)
