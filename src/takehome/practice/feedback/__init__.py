"""Feedback: a grade as a JSON document with a published schema, as a page, as Markdown; and the page of a whole class.

Nothing is imported before it is called for, so that a grade in JSON does not load the templates of a page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from takehome.practice.results import Grade

__all__ = ["class_page", "class_text", "from_document", "html", "markdown", "text", "to_document", "to_json"]


def to_document(grade: Grade) -> dict[str, Any]:
    """The grade as JSON values, its keys in the published order; what varies between equal runs is in ``run`` alone."""
    from takehome.practice.feedback import document

    return document.to_document(grade)


def to_json(grade: Grade) -> str:
    """The document as indented JSON text, ASCII only, ending in a newline."""
    from takehome.practice.feedback import document

    return document.to_json(grade)


def from_document(document: Mapping[str, Any]) -> Grade:
    """Read a grade back from its document; :class:`~takehome.errors.InputError` where it breaks the schema."""
    from takehome.practice.feedback import document as reading

    return reading.from_document(document)


def html(grade: Grade) -> str:
    """The grade as one self-contained page that makes no request and needs no script."""
    from takehome.practice.feedback import page

    return page.page(grade)


def markdown(grade: Grade) -> str:
    """The grade as GitHub-flavoured Markdown: the same content in the same order."""
    from takehome.practice.feedback import markdown_page

    return markdown_page.markdown(grade)


def text(grade: Grade) -> str:
    """The grade for a terminal: outcomes and what explains them, without markup."""
    from takehome.practice.feedback import terminal

    return terminal.text(grade)


def class_page(grades: Sequence[Grade], links: Mapping[str, str] | None = None) -> str:
    """The grades of a class as one page: who stands where, which traps caught whom, which points were missed.

    Parameters
    ----------
    links : a grade's file → relative address of its feedback page.
    """
    from takehome.practice.feedback import page

    return page.class_page(grades, links or {})


def class_text(grades: Sequence[Grade]) -> str:
    """The same summary of a class for a terminal."""
    from takehome.practice.feedback import summary

    return summary.text(grades)
