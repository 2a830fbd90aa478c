"""Asking for runs and looking at them: keys, repetitions, summaries, digests, and the time that is left.

Oracles: the report of the embedded regression (`report.json`) for summaries; arithmetic by hand for the time left.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from takehome import api
from takehome.errors import InputError
from takehome.server.api.models import Seed
from takehome.server.jobs.outcome import answer_digest, summary_of
from takehome.server.jobs.queue import Queue
from takehome.server.jobs.submitting import LARGEST_SEED, repeat, submit_grade, submit_study
from takehome.server.jobs.time_left import time_left
from takehome.server.settings import Settings
from takehome.server.state.database import Database, new_id, now, open_database
from takehome.server.state.records import Run, RunKind, RunStatus, Upload, UploadKind
from takehome.server.state.runs import add_run, get_run, mark_finished, mark_running
from takehome.server.state.uploads import add_upload, delete_upload
from takehome.studies import by_verb

COLUMNS = [{"name": name} for name in ("Age", "CPU", "Cost")]


@pytest.fixture
def opened(settings: Settings) -> Iterator[Database]:
    """SQLite is enough here: what is stored on both databases is tested in test_state."""
    with closing(open_database(settings)) as db:
        yield db


@pytest.fixture
def asking(settings: Settings, opened: Database) -> tuple[Settings, Database, Queue]:
    """A queue that was not started: what is asked for waits."""
    return settings, opened, Queue(settings, opened)


def uploaded(db: Database, sha256: str = "a" * 64, kind: UploadKind = UploadKind.TABLE) -> Upload:
    upload = Upload(new_id(), kind, "servers.csv", 10, sha256, now(), {"columns": COLUMNS})
    add_upload(db, upload)
    return upload


def asked(place: tuple[Settings, Database, Queue], **changes: Any) -> Run:
    given = {"upload": None, "scenario": "", "options": {"target": "Cost"}, "economics": "", "seed": 0, **changes}
    return submit_study(*place, verb="regress", **given)


def test_equal_questions_have_equal_keys(asking: tuple[Settings, Database, Queue]) -> None:
    """Comments of the economics, and which of two equal uploads it is, decide nothing; everything else does."""
    db = asking[1]
    first, twin, other = uploaded(db), uploaded(db), uploaded(db, "b" * 64)
    run = asked(asking, upload=first)
    assert asked(asking, upload=twin, economics="# nothing\n").key == run.key
    others = [
        asked(asking, upload=other),
        asked(asking, upload=first, seed=1),
        asked(asking, upload=first, options={"target": "CPU"}),
        asked(asking, upload=first, options={"target": "Cost", "fast": True}),
    ]
    assert len({run.key, *(one.key for one in others)}) == 5
    assert [one.number for one in (run, *others)] == [1, 3, 4, 5, 6]
    assert asking[2].place(others[0].id) == 3


def test_a_repetition_is_the_same_question(asking: tuple[Settings, Database, Queue]) -> None:
    settings, db, queue = asking
    upload = uploaded(db)
    run = asked(asking, upload=upload, seed=7)
    again = repeat(settings, db, queue, run)
    assert (again.key, again.options, again.repeats, again.seed) == (run.key, run.options, run.id, 7)
    delete_upload(db, upload.id)
    with pytest.raises(InputError, match="data of run 1, which was deleted"):
        repeat(settings, db, queue, get_run(db, run.id))


@pytest.mark.parametrize(
    ("changes", "saw"),
    [
        ({}, "no data"),
        ({"scenario": "omnicorp-server", "options": {}}, "'omnicorp-server' for regress"),
        ({"scenario": "churn-costs", "options": {}}, "for regress"),
        ({"scenario": "omnicorp-servers", "options": {}, "seed": -1}, "the seed -1"),
        ({"scenario": "omnicorp-servers", "options": {}, "seed": 2**40}, "the seed"),
        ({"scenario": "omnicorp-servers", "options": {}, "economics": "a ="}, "no TOML"),
        ({"scenario": "omnicorp-servers", "options": {"tarjet": "Cost"}}, "tarjet"),
    ],
)
def test_what_cannot_be_asked(asking: tuple[Settings, Database, Queue], changes: dict[str, Any], saw: str) -> None:
    with pytest.raises(InputError, match=saw):
        asked(asking, **changes)


def test_a_column_that_is_not_there(asking: tuple[Settings, Database, Queue]) -> None:
    with pytest.raises(InputError, match="Costs"):
        asked(asking, upload=uploaded(asking[1]), options={"target": "Costs"})


def test_a_column_that_the_preview_does_not_describe_can_be_asked_for(asking: tuple[Settings, Database, Queue]) -> None:
    preview = {"columns": COLUMNS, "columns_left_out": 1, "names_left_out": ["Last"]}
    upload = Upload(new_id(), UploadKind.TABLE, "wide.csv", 10, "c" * 64, now(), preview)
    add_upload(asking[1], upload)
    assert asked(asking, upload=upload, options={"target": "Last"}).options["target"] == "Last"


def test_the_largest_seed_is_one_everywhere(asking: tuple[Settings, Database, Queue]) -> None:
    """What the interface takes is what is taken here, and one that NumPy takes with room for those that follow it."""
    upload = uploaded(asking[1])
    assert asked(asking, upload=upload, seed=LARGEST_SEED).seed == LARGEST_SEED < 2**32 - 1000
    with pytest.raises(InputError, match="the seed"):
        asked(asking, upload=upload, seed=LARGEST_SEED + 1)
    asking_by_program = TypeAdapter(Seed)
    assert asking_by_program.validate_python(LARGEST_SEED) == LARGEST_SEED
    with pytest.raises(ValidationError):
        asking_by_program.validate_python(LARGEST_SEED + 1)


def test_notebooks_are_graded_and_tables_are_not(asking: tuple[Settings, Database, Queue]) -> None:
    db = asking[1]
    run = submit_grade(*asking, upload=uploaded(db, kind=UploadKind.NOTEBOOKS), options={})
    assert (run.kind, run.verb, run.status) == (RunKind.GRADE, "grade", RunStatus.QUEUED)
    assert repeat(*asking, run).kind is RunKind.GRADE
    with pytest.raises(InputError, match="which is a table"):
        submit_grade(*asking, upload=uploaded(db), options={})
    with pytest.raises(InputError, match="which holds notebooks"):
        asked(asking, upload=uploaded(db, kind=UploadKind.NOTEBOOKS))


def test_summary_and_digest_of_a_report(tmp_path: Path) -> None:
    study = api.run_scenario(by_verb("regress"), api.scenario("omnicorp-servers"), fast=True, command="one")
    api.report(study, tmp_path)
    document = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    summary = summary_of(document)
    advice = study.recommend()
    assert summary["sentence"] == advice.sentence
    assert (summary["gain"], summary["gain_unit"]) == (advice.gain.amount, advice.gain.currency)
    assert (summary["gain_low"], summary["gain_high"]) == (advice.gain_interval.low, advice.gain_interval.high)
    assert len(summary["findings"]) == len(study.checks())
    assert [option["action"] for option in summary["options"]] == [option.action for option in advice.options]
    json.dumps(summary, allow_nan=False)
    other_run = {**document, "run": {**document["run"], "command": "two"}}
    assert answer_digest(other_run) == answer_digest(document)
    assert answer_digest({**document, "title": "Another"}) != answer_digest(document)


def finished_in(db: Database, seconds: float, **changes: Any) -> None:
    """A finished run that took so long, by moving its start."""
    run = add_run(db, Run(new_id(), 0, RunKind.STUDY, "regress", RunStatus.QUEUED, now(), "key", **changes))
    mark_running(db, run.id, 1)
    mark_finished(db, run.id, {}, "")
    ended = get_run(db, run.id)
    from sqlalchemy import update

    from takehome.server.state.tables import runs

    with db.writing() as connection:
        started = ended.finished - timedelta(seconds=seconds)
        connection.execute(update(runs).where(runs.c.id == run.id).values(started=started))


def test_time_left(opened: Database) -> None:
    """Median of what the earlier ones that took longer still had to do; runs of the same data count before others."""
    began = now()
    run = Run(new_id(), 9, RunKind.STUDY, "regress", RunStatus.RUNNING, began, "key", data_sha256="x", started=began)

    def left(seconds: float) -> str:
        return time_left(opened, run, began + timedelta(seconds=seconds))

    assert left(12) == "no earlier run to estimate from"
    finished_in(opened, 400, options={"fast": True})
    assert left(12) == "about 6.5 min left (from 1 earlier run like this, 6.7 min)"
    for seconds in (8, 15, 20):
        finished_in(opened, seconds, data_sha256="x")
    assert left(3) == "about 12 s left (from 3 earlier runs like this, 8 s to 20 s)"
    assert left(16) == "about 4 s left (from 3 earlier runs like this, 8 s to 20 s)"
    assert left(25) == "longer than 3 earlier runs like this (8 s to 20 s)"
    assert left(-5) == "about 15 s left (from 3 earlier runs like this, 8 s to 20 s)"
    assert "15 s left" in time_left(opened, dataclasses.replace(run, started=None), began)
