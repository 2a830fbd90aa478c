"""The report as one self-contained HTML page, and as a fragment for notebooks.

The page makes no request: its style, its one script, its pictures and the numbers of its what-if are inside, and its
content security policy forbids everything else, also to text that came from data. That text is escaped by Jinja's
autoescape; only the SVG of :mod:`takehome.report.charts` and this package's own style and script are not.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources
from typing import Any

import jinja2
from markupsafe import Markup

from takehome.report import arrange, words
from takehome.report.build import Report
from takehome.report.theme import PALETTE
from takehome.report.view import page_view, summary_view
from takehome.units import format_number, format_probability


def page(report: Report) -> str:
    """The whole report as one HTML document."""
    script = _read("report.js")
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    assets = {"style": Markup(_palette() + _read("report.css")), "script": Markup(script), "script_sha256": digest}
    return _render("page.html.j2", {**page_view(report), **assets})


def fragment(report: Report) -> str:
    """The first screen alone, for a notebook's output or a list: no script, no pictures, own style, cheap."""
    return _render("fragment.html.j2", {**summary_view(report), "style": Markup(_read("fragment.css"))})


def _render(template: str, view: dict[str, Any]) -> str:
    return _environment().get_template(template).render(view)


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("takehome.report"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    environment.filters.update(
        amount=words.amount_text, interval=words.interval_text, number=format_number, clip=words.clip,
        probability=format_probability, opening=words.opening, svg=lambda text: Markup(text), cell=_cell,
        unbroken=words.unbroken,
    )  # fmt: skip
    environment.globals.update(long_text=words.LONG_TEXT, group_titles=arrange.GROUP_TITLES)
    return environment


def _finalize(value: Any) -> Any:
    """Make control characters visible in every text that is not already markup."""
    return words.visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _cell(value: Any) -> str:
    """A value of a chart's row, as its table shows it."""
    if value is None:
        return ""
    if isinstance(value, bool | str):
        return words.clip(str(value))
    return format_number(float(value), 4) if isinstance(value, int | float) else words.clip(str(value))


def _read(name: str) -> str:
    return resources.files("takehome.report").joinpath("templates", name).read_text("utf-8")


def _palette() -> str:
    """The chart colours as CSS variables that follow the page's theme."""
    pairs = "".join(f"--chart-{name}:light-dark({light},{dark});" for name, (light, dark) in PALETTE.items())
    return f":root{{{pairs}}}\n"
