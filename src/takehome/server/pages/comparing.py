"""Two runs side by side, or the choice of the second one."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from takehome.errors import InputError
from takehome.report.pictures import Dot, scale_over
from takehome.server.compared_money import Gain, Money
from takehome.server.comparison import compare
from takehome.server.pages.page_route import PageRoute, nothing_here
from takehome.server.pages.rendering import render
from takehome.server.reading_back import document_of
from takehome.server.state.records import Run, RunKind, RunStatus
from takehome.server.state.runs import get_run, list_runs, run_by_number

router = APIRouter(route_class=PageRoute)

OFFERED = 30
_ID_LENGTH = 16
TICKED = Query(default_factory=list, alias="run")


@router.get("/compare")
def comparing(request: Request, ticked: Annotated[list[str], TICKED], a: str = "", b: str = "") -> Response:
    """The comparison of `a` and `b`; two ticked runs are taken as the older and the newer one."""
    if ticked and not a:
        return _of_ticked(request, ticked)
    if not a:
        return RedirectResponse("/runs", 303)
    first = _run(request, a)
    return _side_by_side(request, first, _run(request, b)) if b else _choice(request, first)


def _of_ticked(request: Request, ticked: list[str]) -> Response:
    if len(ticked) > 2:
        raise InputError(f"{len(ticked)} runs were ticked", "two of them", "go back and tick two")
    runs = sorted((_run(request, name) for name in ticked), key=lambda run: run.number)
    sides = "&".join(f"{side}={run.id}" for side, run in zip("ab", runs, strict=False))
    return RedirectResponse(f"/compare?{sides}", 303)


def _side_by_side(request: Request, a: Run, b: Run) -> HTMLResponse:
    settings = request.app.state.settings
    for run in (a, b):
        if run.kind is not RunKind.STUDY:
            raise InputError(f"run {run.number}, which graded notebooks", "two studies", "compare two studies")
    documents = [document_of(settings, run) if run.status is RunStatus.FINISHED else None for run in (a, b)]
    found = compare(a, b, *documents)
    view: dict[str, Any] = {
        "comparison": found,
        "runs": (a, b),
        "dots": _dots(found.money),
        "difference_dot": _difference_dot(found.money),
    }
    return render(request, "compare.html.j2", **view)


def _choice(request: Request, first: Run) -> HTMLResponse:
    """The runs with which a first one can be compared: finished ones, those of the same question before the others."""
    others = list_runs(request.app.state.db, kind=RunKind.STUDY, status=RunStatus.FINISHED, limit=OFFERED + 1)
    others = sorted((run for run in others if run.id != first.id), key=lambda run: run.verb != first.verb)
    return render(request, "compare_choice.html.j2", first=first, others=others[:OFFERED])


def _dots(money: Money) -> tuple[Dot | None, Dot | None]:
    """Both gains with their intervals on one scale that holds zero; none where the money cannot be compared."""
    if money.difference is None or money.a is None or money.b is None:
        return None, None
    scale = scale_over([0.0, *(end for gain in (money.a, money.b) for end in (gain.amount, gain.low, gain.high))])

    def dot(gain: Gain) -> Dot:
        low, high = (None if end is None else scale.at(end) for end in (gain.low, gain.high))
        return Dot(scale.at(gain.amount), low, high, (scale.at(0.0),))

    return dot(money.a), dot(money.b)


def _difference_dot(money: Money) -> Dot | None:
    """The difference with its interval against zero; none where it has no interval."""
    if money.difference is None or money.low is None or money.high is None:
        return None
    scale = scale_over([0.0, money.difference, money.low, money.high])
    return Dot(scale.at(money.difference), scale.at(money.low), scale.at(money.high), (scale.at(0.0),))


def _run(request: Request, name: str) -> Run:
    """A run by its id, or by its number as people know it."""
    db = request.app.state.db
    by_number = name.isascii() and name.isdecimal() and len(name) < _ID_LENGTH
    run = run_by_number(db, int(name)) if by_number else get_run(db, name)
    if run is None:
        raise nothing_here("run", "choose two from the list of runs")
    return run
