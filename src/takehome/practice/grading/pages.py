"""Write what an instructor opens: the gradebook, a feedback page each, and the page of the class."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from takehome.practice.grading.gradebook import gradebook
from takehome.practice.grading.store import safe_name, write
from takehome.practice.results import Grade

FOLDER = "feedback"
GRADEBOOK = "gradebook.csv"
CLASS = "class.html"

KINDS = ("html", "json", "markdown", "csv")
"""What can be written: a page, a document, a text for each grade; the gradebook of all."""


def write_pages(
    grades: Sequence[Grade], out: Path, *, html: bool, json: bool, markdown: bool, csv: bool
) -> dict[str, Path]:
    """Write the asked files; returns a grade's file → its page where pages are written.

    Parameters
    ----------
    html, json, markdown : a page, a document, a text for each grade. csv : the gradebook of all.
    """
    from takehome.practice import feedback

    if csv:
        write(out / GRADEBOOK, gradebook(grades))
    kinds: dict[str, Callable[[Grade], str]] = {}
    kinds |= {".html": feedback.html} if html else {}
    kinds |= {".json": feedback.to_json} if json else {}
    kinds |= {".md": feedback.markdown} if markdown else {}
    stems = unique_stems([grade.file for grade in grades])
    for grade in grades:
        for ending, text in kinds.items():
            write(out / FOLDER / f"{stems[grade.file]}{ending}", text(grade))
    pages = {file: f"{FOLDER}/{stem}.html" for file, stem in stems.items()} if html else {}
    if html and len(grades) > 1:
        write(out / CLASS, feedback.class_page(grades, pages))
    return {file: out / page for file, page in pages.items()}


def unique_stems(files: Sequence[str]) -> dict[str, str]:
    """File → the name of its page, so that no two differ in case alone.

    >>> unique_stems(["a/Ann.ipynb", "b/ann.ipynb"])
    {'a/Ann.ipynb': 'Ann', 'b/ann.ipynb': 'ann-2'}
    """
    stems: dict[str, str] = {}
    taken: set[str] = set()
    for file in files:
        stem, number = safe_name(file), 1
        while (name := stem if number == 1 else f"{stem}-{number}").casefold() in taken:
            number += 1
        taken.add(name.casefold())
        stems[file] = name
    return stems
