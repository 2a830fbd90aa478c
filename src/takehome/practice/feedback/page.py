"""The grade as one self-contained HTML page in the report's look, and the page of a class.

Neither page makes a request or has a script: the style is inside, and the content security policy forbids the rest,
also to what a candidate wrote. All text is escaped by Jinja's autoescape; only this package's own style is not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from takehome.practice.feedback import summary, wording
from takehome.practice.results import Grade, SectionGrade
from takehome.report.words import clip, unbroken, visible

if TYPE_CHECKING:
    import jinja2


def page(grade: Grade) -> str:
    """The whole grade as one HTML document."""
    view = {
        "grade": grade,
        "title": wording.title(grade),
        "overall": wording.overall(grade),
        "sections": [_section(section) for section in grade.sections],
        "notes": wording.groups(grade.notes),
        "protection": wording.protection(grade),
        "unprotected": any(not item.active for item in grade.protections),
        "steps": wording.next_steps(grade),
        "command": wording.command(grade),
        "took": wording.took(grade),
    }
    return _render("feedback.html", view)


def class_page(grades: Sequence[Grade], links: Mapping[str, str]) -> str:
    """The summary of a class; `links`: a grade's file → relative address of its page."""
    rows = [{"grade": grade, "overall": wording.overall(grade), "link": links.get(grade.file)} for grade in grades]
    view = {
        "rows": rows,
        "overall": summary.overall(grades),
        "numbers": summary.section_numbers(grades),
        "sections": summary.sections(grades),
        "traps": summary.traps(grades),
        "missed": summary.missed_points(grades),
        "referred": summary.referred(grades),
        "repeated": summary.repeated(grades),
    }
    return _render("class.html", view)


def _section(section: SectionGrade) -> dict[str, Any]:
    return {
        "grade": section,
        "gist": wording.gist(section),
        "right": wording.right(section),
        "groups": wording.groups(section.notes),
        "points": [(point, wording.says(point), wording.passage(point)) for point in section.points],
        "earned": wording.points_earned(section.points),
    }


def _render(template: str, view: dict[str, Any]) -> str:
    from markupsafe import Markup

    style = _file("takehome.report", "report.css") + _file("takehome.practice.feedback", "feedback.css")
    return _environment().get_template(template).render(style=Markup(style), **view)


@cache
def _environment() -> jinja2.Environment:
    import jinja2
    from markupsafe import Markup

    def show(value: Any) -> Any:
        """Control characters visible, numbers beside their signs."""
        return unbroken(visible(value)) if isinstance(value, str) and not isinstance(value, Markup) else value

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("takehome.practice.feedback"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=show,
    )
    environment.filters.update(clip=clip)
    environment.globals.update(words=wording.OUTCOME_WORDS)
    return environment


def _file(package: str, name: str) -> str:
    return resources.files(package).joinpath("templates", name).read_text("utf-8")
