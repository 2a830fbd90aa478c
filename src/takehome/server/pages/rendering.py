"""How every page is made: one Jinja environment, one frame (``base.html.j2``), one way to say that something is wrong.

Everything that came from people or from data is escaped by autoescape and its control characters are made visible;
an absent name in a template is an error (StrictUndefined), never an empty place. Pages hold no style and no script
of their own, so their content security policy can allow only this server's files.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from typing import Any

import jinja2
from fastapi import Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from takehome.errors import TakehomeError
from takehome.report.words import clip, unbroken, visible
from takehome.server.security.forgery import csrf_token
from takehome.server.state.records import RunStatus
from takehome.units import format_number, format_probability

# Path, words, and the name by which a template says which of them it belongs to.
NAVIGATION = (
    ("/", "New", "new"),
    ("/runs", "Runs", "runs"),
    ("/practice", "Practice", "practice"),
    ("/interface", "API", "interface"),
)
# The report's own marks say how a run stands; a queued or running one has no verdict yet.
_MARKS = {
    RunStatus.FINISHED: "passed",
    RunStatus.FAILED: "failed",
    RunStatus.INTERRUPTED: "caution",
    RunStatus.CANCELLED: "not_applicable",
}


def render(request: Request, template: str, status: int = 200, **view: Any) -> HTMLResponse:
    """A page from a template of this folder, with what the frame needs: token against forgery, navigation, version.

    Parameters
    ----------
    template : file name, for instance ``"start.html.j2"``. status : of the answer. view : what the template reads.
    """
    frame = {"csrf": csrf_token(request), "navigation": NAVIGATION, "version": version("takehome")}
    return HTMLResponse(text_of(template, {**frame, **view}), status)


def problem_page(request: Request, problem: TakehomeError, status: int) -> HTMLResponse:
    """A whole page that says what was seen, what was expected and what to try; for errors that no form can show."""
    return render(request, "problem.html.j2", status, problem=problem, heading=_heading(status))


def text_of(template: str, view: dict[str, Any]) -> str:
    """A template filled in, without a request: for pages that are made outside of one."""
    return environment().get_template(template).render(view)


@cache
def environment() -> jinja2.Environment:
    """The templates of this folder, and the filters by which numbers, times and sizes read."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("takehome.server.pages"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    made.filters.update(
        number=format_number, probability=format_probability, clip=clip, unbroken=unbroken, when=when, size=size,
        mark=mark, seconds=seconds, words=in_words,
        begun=begun,
    )  # fmt: skip
    return made


def when(moment: datetime | None) -> Markup:
    """A moment as a ``<time>``: in UTC as it stands; the page's script shows it in the reader's own zone."""
    if moment is None:
        return Markup("—")
    at = moment.astimezone(UTC)
    return Markup('<time datetime="{}">{} UTC</time>').format(at.isoformat(), f"{at.day} {at:%b %Y, %H:%M}")


def size(count: int) -> str:
    """A number of bytes for reading.

    >>> size(977_501), size(12)
    ('978 kB', '12 bytes')
    """
    for unit, name in ((1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if count >= unit:
            return f"{format_number(count / unit)} {name}"
    return f"{count} bytes"


def seconds(duration: float) -> str:
    """A duration for reading.

    >>> seconds(3.21), seconds(75), seconds(7500)
    ('3.2 s', '1 min 15 s', '2 h 5 min')
    """
    if duration < 60:
        return f"{duration:.1f} s"
    minutes, rest = divmod(round(duration), 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def begun(text: str) -> str:
    """The text as a sentence begins: with a capital letter."""
    return text[:1].upper() + text[1:]


def in_words(value: Any) -> str:
    """An option's value for reading; what is inside of a list or a mapping is divided by commas.

    >>> in_words({"Age": [0.0, 120.0]}), in_words(True), in_words(["a", "b"]), in_words(0.25)
    ('Age: 0 to 120', 'yes', 'a, b', '0.25')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:g}"
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {in_words(inner)}" for name, inner in value.items())
    if isinstance(value, list | tuple):
        ends = len(value) == 2 and all(isinstance(end, int | float) for end in value)
        return (" to " if ends else ", ").join(map(in_words, value))
    return str(value)


def mark(status: RunStatus) -> str:
    """The class of a run's badge in the report's style."""
    return _MARKS.get(status, "waiting")


def _finalize(value: Any) -> Any:
    """Make control characters visible in every text that is not already markup."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _heading(status: int) -> str:
    known = {
        403: "That was refused",
        404: "There is nothing here",
        409: "That cannot be done now",
        413: "That is too large",
    }
    return known.get(status, "That did not work")
