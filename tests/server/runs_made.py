"""Runs in the database and on disk as the queue leaves them, without a queue: for tests of what reads them."""

from __future__ import annotations

import atexit
import copy
import json
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from tests.report.fake_study import FakeStudy

from takehome.practice.grading.pages import write_pages
from takehome.practice.results import Grade
from takehome.report.build import build
from takehome.report.write import write
from takehome.server.jobs.outcome import answer_digest, summary_of
from takehome.server.settings import Settings
from takehome.server.state.database import Database, new_id, now
from takehome.server.state.records import Problem, Run, RunKind, RunStatus
from takehome.server.state.runs import add_run, get_run, mark_failed, mark_finished, mark_running


def asked(db: Database, **changes: Any) -> Run:
    """A run that waits."""
    usual = {
        "id": new_id(),
        "number": 0,
        "kind": RunKind.STUDY,
        "verb": "regress",
        "status": RunStatus.QUEUED,
        "created": now(),
        "key": new_id(),
        "scenario": "omnicorp-servers",
        "options": {},
        "version": "0.1.0",
    }
    return add_run(db, Run(**{**usual, **changes}))


def finished(settings: Settings, db: Database, document: dict[str, Any] | None = None, **changes: Any) -> Run:
    """A finished study: the example report, whose document may be another."""
    run = asked(db, **changes)
    folder = settings.runs / run.id
    shutil.copytree(_example(), folder)
    if document is not None:
        (folder / "report.json").write_text(json.dumps(document), encoding="utf-8")
    document = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    mark_running(db, run.id, 0)
    mark_finished(db, run.id, summary_of(document), answer_digest(document))
    return _again(db, run)


def failed(db: Database, problem: Problem, **changes: Any) -> Run:
    """A run that ended with a problem."""
    run = asked(db, **changes)
    mark_running(db, run.id, 0)
    mark_failed(db, run.id, problem)
    return _again(db, run)


def graded(settings: Settings, db: Database, grades: list[Grade], sentence: str, **changes: Any) -> Run:
    """A finished grading, its files written by the grader's own pages."""
    run = asked(db, **{"kind": RunKind.GRADE, "verb": "grade", "scenario": "", "data_name": "class.zip", **changes})
    folder: Path = settings.runs / run.id
    folder.mkdir(parents=True)
    write_pages(grades, folder, html=True, json=True, markdown=False, csv=True)
    mark_running(db, run.id, 0)
    summary = {"title": "Practice", "sentence": sentence, "graded": len(grades), "passed": 0}
    mark_finished(db, run.id, summary, "0" * 64)
    return _again(db, run)


def changed_document(document: dict[str, Any]) -> dict[str, Any]:
    """The report of another answer: less gain, one finding gone, one worse, one new."""
    made = copy.deepcopy(document)
    made["recommendation"]["gain"]["amount"] -= 3_200
    made["recommendation"]["sentence"] = "Replace servers when they turn 7: it saves 17,900 $ per year for 200 servers."
    gone = next(found for found in made["findings"] if found["code"] == "REG007")
    made["findings"].remove(gone)
    made["findings"].append({**gone, "code": "TAB003", "title": "Missing values", "subject": "Age", "status": "failed"})
    next(found for found in made["findings"] if found["code"] == "REG003")["status"] = "caution"
    return made


@cache
def _example() -> Path:
    """The example report, drawn once."""
    folder = Path(tempfile.mkdtemp(prefix="takehome-example-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    write(build(FakeStudy()), folder)
    return folder


def _again(db: Database, run: Run) -> Run:
    found = get_run(db, run.id)
    assert found is not None
    return found
