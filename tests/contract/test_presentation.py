"""A study presents itself through whatever presenter is registered, and knows no other (decision 0001)."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from takehome.studies import presentation
from takehome.studies.presentation import Presentable, present_with


class Recorder:
    """A presenter that says what it was asked for."""

    def document(self, study: Any) -> dict[str, Any]:
        return {"study": study}

    def write(self, study: Any, folder: Path) -> Path:
        return folder / "page.html"

    def fragment(self, study: Any) -> str:
        return f"<p>{type(study).__name__}</p>"


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presentation, "_presenters", [])
    present_with(Recorder())


@pytest.mark.usefixtures("recorder")
def test_a_study_delegates_to_the_registered_presenter() -> None:
    study = Presentable()
    assert study.to_dict() == {"study": study}
    assert study.report("out") == Path("out/page.html")
    assert study._repr_html_() == "<p>Presentable</p>"


@pytest.mark.parametrize("first", ["takehome.studies.presentation", "takehome.units", "takehome.cli.group"])
def test_a_presenter_is_registered_whatever_is_imported_first(first: str) -> None:
    program = f"import {first}\nfrom takehome.studies import presentation\nprint(len(presentation._presenters))"
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert shown.stdout == "1\n"
