"""Records as the documents of the interface."""

from __future__ import annotations

from dataclasses import asdict

from takehome.server.api.models import RunDocument, RunProblem, UploadDocument, UploadSummary
from takehome.server.jobs.queue import Queue
from takehome.server.reading_back import files_of
from takehome.server.settings import Settings
from takehome.server.state.records import Run, RunStatus, Upload


def upload_summary(upload: Upload) -> UploadSummary:
    """An upload without what was seen in it."""
    return UploadSummary(
        id=upload.id,
        kind=upload.kind,
        name=upload.name,
        size=upload.size,
        sha256=upload.sha256,
        created=upload.created,
    )


def upload_document(upload: Upload) -> UploadDocument:
    """An upload with what was seen in it."""
    return UploadDocument(**upload_summary(upload).model_dump(), preview=dict(upload.preview))


def run_document(settings: Settings, queue: Queue, run: Run) -> RunDocument:
    """A run with its place in the queue and the names of its files."""
    problem = None if run.problem is None else RunProblem(**asdict(run.problem))
    return RunDocument(
        id=run.id,
        number=run.number,
        kind=run.kind,
        verb=run.verb,
        status=run.status,
        place=queue.place(run.id) if run.status is RunStatus.QUEUED else 0,
        created=run.created,
        started=run.started,
        finished=run.finished,
        upload=run.upload,
        scenario=run.scenario,
        options=dict(run.options),
        economics=run.economics,
        seed=run.seed,
        repeats=run.repeats,
        key=run.key,
        version=run.version,
        data_name=run.data_name,
        data_sha256=run.data_sha256,
        problem=problem,
        summary=dict(run.summary),
        answer_sha256=run.answer_sha256,
        note=run.note,
        files=files_of(settings, run) if run.status is RunStatus.FINISHED else [],
    )
