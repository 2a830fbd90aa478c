"""How every study leaves the program: a valid document, a page that escapes what it shows, a saved folder."""

import json
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from takehome import api
from takehome.protocol import SCHEMA_VERSION
from takehome.report.build import build
from takehome.report.document import from_document, to_document
from takehome.report.schema import validate
from takehome.table import Role, Table

KEYS = {
    "schema_version", "study", "title", "question", "data", "seed", "findings", "effects", "recommendation", "answers",
    "metrics", "charts", "what_if", "run",
}  # fmt: skip

HOSTILE = {
    "html": "<script>alert(1)</script>",
    "attribute": '" onmouseover="alert(1)',
    "formula": "=cmd|' /C calc'!A0",
    "emoji": "💸 cost 💸",
    "right to left": "عمر \u202eegA",
    "template": "{{ 7 * 7 }}{% raw %}",
    "markdown": "[x](javascript:alert(1)) `| * _",
    "long": "x" * 10_000,
}


def test_the_document_validates_and_round_trips(study: Any) -> None:
    document = json.loads(json.dumps(study.to_dict(), allow_nan=False))
    validate(document)
    assert set(document) >= KEYS
    assert document["schema_version"] == SCHEMA_VERSION
    assert to_document(from_document(document)) == document


def test_the_report_is_three_files_and_nothing_else(study: Any, tmp_path: Path) -> None:
    page = study.report(tmp_path / "new" / "report")
    assert page.name == "report.html"
    assert sorted(path.name for path in page.parent.iterdir()) == ["report.html", "report.json", "report.md"]
    assert json.loads((page.parent / "report.json").read_text())["study"] == study.name


def test_a_notebook_shows_the_decision(study: Any) -> None:
    assert study.recommend().action.split()[0] in study._repr_html_()


def test_what_is_loaded_scores_as_what_was_saved(study: Any, table: Table, tmp_path: Path) -> None:
    loaded = api.load(study.save(tmp_path / "study"))
    assert loaded.score(table).columns == study.score(table).columns
    assert loaded.name == study.name


def test_a_saved_study_holds_no_code(study: Any, tmp_path: Path) -> None:
    folder = study.save(tmp_path / "study")
    assert {path.suffix for path in folder.iterdir()} == {".json", ".npz"}


class Elements(HTMLParser):
    """Counts scripts and event handlers, and keeps the text."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts, self.handlers = 0, 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script"
        self.handlers += sum(name.startswith("on") for name, _ in attrs)
        assert not any((value or "").strip().lower().startswith("javascript:") for _, value in attrs)


def elements(page: Path) -> Elements:
    parser = Elements()
    parser.feed(page.read_text())
    return parser


@pytest.mark.parametrize("kind", list(HOSTILE))
def test_hostile_names_are_shown_as_text(
    kind: str, run: Callable[..., Any], table: Table, study: Any, tmp_path: Path
) -> None:
    """A feature, the target and the units with such names add no element, no handler and no formula to the page."""
    feature = next(c.name for c in table.columns if table.role(c.name) is Role.FEATURE)
    target = next((c.name for c in table.with_role(Role.TARGET)), None)
    names = {feature: HOSTILE[kind], target: f"{HOSTILE[kind]} target"}
    columns = tuple(replace(column, name=names.get(column.name, column.name)) for column in table.columns)
    roles = {names.get(name, name): role for name, role in table.roles.items()}
    made = run(replace(table, columns=columns, roles=roles))
    hostile = elements(made.report(tmp_path / "hostile"))
    plain = elements(study.report(tmp_path / "plain"))
    assert (hostile.scripts, hostile.handlers) == (plain.scripts, plain.handlers)
    assert "49" not in made.question
    document = json.loads((tmp_path / "hostile" / "report.json").read_text())
    assert from_document(document) is not None
    assert build(made).study == study.name
