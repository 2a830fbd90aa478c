"""Writing: all files or the old ones, never half a file."""

from __future__ import annotations

import json
import os
from dataclasses import replace

import pytest

from report.fake_study import FakeStudy, hostile_study, make_charts
from report.texts import HOSTILE
from takehome.errors import InputError
from takehome.report.build import build
from takehome.report.schema import validate
from takehome.report.write import write


def _files(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_writes_page_markdown_and_json(tmp_path):
    page = write(build(FakeStudy()), tmp_path / "deep" / "report")
    assert _files(page.parent) == ["report.html", "report.json", "report.md"]
    assert page.name == "report.html"
    validate(json.loads(page.with_suffix(".json").read_text("utf-8")))


def test_pictures_can_be_files_that_the_markdown_shows(tmp_path):
    charts = (replace(make_charts()[0], id="../../up & away"), *make_charts()[1:])
    page = write(build(FakeStudy(chart_list=charts)), tmp_path, pictures=True)
    pictures = [name for name in _files(tmp_path) if name.startswith("charts/")]
    assert len(pictures) == 5
    assert all(f"({name})" in page.with_suffix(".md").read_text("utf-8") for name in pictures)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_can_be_written(text, tmp_path):
    write(build(hostile_study(text)), tmp_path)
    assert _files(tmp_path) == ["report.html", "report.json", "report.md"]


@pytest.mark.parametrize("interrupted", ["fdopen", "replace"])
def test_an_interruption_leaves_the_old_files_whole_and_no_temporary_ones(tmp_path, monkeypatch, interrupted):
    report = build(FakeStudy())
    write(report, tmp_path)
    before = {name: (tmp_path / name).read_bytes() for name in _files(tmp_path)}
    genuine, calls = getattr(os, interrupted), []

    def stop(*arguments, **options):
        calls.append(arguments)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return genuine(*arguments, **options)

    monkeypatch.setattr(os, interrupted, stop)
    with pytest.raises(KeyboardInterrupt):
        write(report, tmp_path)
    assert {name: (tmp_path / name).read_bytes() for name in _files(tmp_path)} == before


def test_a_folder_that_cannot_be_is_an_input_error(tmp_path):
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(InputError, match="cannot write to"):
        write(build(FakeStudy()), tmp_path / "taken")
