"""Putting runs into the queue: checked, with the key by which equal runs are known."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from importlib import metadata
from typing import Any

from takehome import api
from takehome.errors import InputError
from takehome.server.asking import parsed_economics, validated
from takehome.server.jobs.queue import Queue
from takehome.server.settings import Settings
from takehome.server.state.database import Database, new_id, now
from takehome.server.state.records import Run, RunKind, RunStatus, Upload, UploadKind
from takehome.server.state.runs import add_run
from takehome.server.state.uploads import get_upload
from takehome.studies import by_verb

GRADE = "grade"
LARGEST_SEED = 2**31 - 1
"""NumPy takes seeds below 2**32, and some studies draw with the seeds that follow the one that was given."""


def submit_study(
    settings: Settings,
    db: Database,
    queue: Queue,
    *,
    verb: str,
    upload: Upload | None,
    scenario: str,
    options: Mapping[str, Any],
    economics: str,
    seed: int | None,
    repeats: str | None = None,
) -> Run:
    """Ask for a study of an upload, or of a scenario; gives the run, which waits.

    Raises
    ------
    InputError
        If the verb, the scenario, an option, the economics or the seed cannot be used.
    """
    entry = by_verb(verb)
    _require_data(verb, upload, scenario, list(entry.scenarios))
    checked = validated(api.form(verb), options, None if upload is None else upload.column_names)
    priced = parsed_economics(verb, economics)
    waiting = _waiting(
        RunKind.STUDY,
        verb,
        upload,
        scenario=scenario,
        options=checked,
        economics=economics if priced else "",
        seed=_seed(seed),
        repeats=repeats,
    )
    return _added(db, queue, waiting, priced)


def submit_grade(settings: Settings, db: Database, queue: Queue, *, upload: Upload, options: Mapping[str, Any]) -> Run:
    """Ask for the grading of uploaded notebooks; gives the run, which waits.

    Raises
    ------
    InputError
        If the upload holds no notebooks.
    """
    if upload.kind is not UploadKind.NOTEBOOKS:
        raise InputError(f"{upload.name}, which is a table", "notebooks, or a zip of them", "hand in a notebook")
    return _added(db, queue, _waiting(RunKind.GRADE, GRADE, upload, options=dict(options)), None)


def repeat(settings: Settings, db: Database, queue: Queue, run: Run) -> Run:
    """Ask for the same again, with this version of takehome.

    Raises
    ------
    InputError
        If the upload was deleted, or this version does not take the options any more.
    """
    upload = get_upload(db, run.upload) if run.upload else None
    if upload is None and not run.scenario:
        saw = f"the data of run {run.number}, which was deleted"
        raise InputError(saw, "an upload that is there", "upload the table again")
    if run.kind is RunKind.STUDY:
        return submit_study(
            settings,
            db,
            queue,
            verb=run.verb,
            upload=upload,
            scenario=run.scenario,
            options=run.options,
            economics=run.economics,
            seed=run.seed,
            repeats=run.id,
        )
    waiting = _waiting(RunKind.GRADE, GRADE, upload, options=dict(run.options), repeats=run.id)
    return _added(db, queue, waiting, None)


def run_key(run: Run, economics: Mapping[str, Any] | None) -> str:
    """SHA-256 of what decides the answer: data, verb, options, parsed economics, seed and version."""
    decides = {
        "verb": run.verb,
        "data": run.data_sha256 or f"scenario {run.scenario}",
        "options": dict(run.options),
        "economics": dict(economics or {}),
        "seed": run.seed,
        "version": run.version,
    }
    text = json.dumps(decides, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _require_data(verb: str, upload: Upload | None, scenario: str, scenarios: list[str]) -> None:
    if (upload is None) == (not scenario):
        raise InputError("both a table and a scenario" if upload else "no data", "an upload or a scenario", "name one")
    if upload is not None and upload.kind is not UploadKind.TABLE:
        raise InputError(f"{upload.name}, which holds notebooks", "a table", "hand it in under Practice")
    if scenario and scenario not in scenarios:
        known = ", ".join(scenarios) or "none"
        raise InputError(f"the scenario {scenario[:80]!r} for {verb}", f"one of: {known}", "choose one of these")


def _seed(seed: int | None) -> int:
    if seed is None:
        return 0
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed <= LARGEST_SEED:
        raise InputError(f"the seed {str(seed)[:40]}", f"a whole number from 0 to {LARGEST_SEED:,}", "0")
    return seed


def _waiting(kind: RunKind, verb: str, upload: Upload | None, **others: Any) -> Run:
    """A run without number and key."""
    return Run(
        id=new_id(),
        number=0,
        kind=kind,
        verb=verb,
        status=RunStatus.QUEUED,
        created=now(),
        key="",
        upload=upload.id if upload else None,
        version=metadata.version("takehome"),
        data_name=upload.name if upload else others["scenario"],
        data_sha256=upload.sha256 if upload else "",
        **others,
    )


def _added(db: Database, queue: Queue, run: Run, economics: Mapping[str, Any] | None) -> Run:
    added = add_run(db, replace(run, key=run_key(run, economics)))
    queue.wake()
    return added
