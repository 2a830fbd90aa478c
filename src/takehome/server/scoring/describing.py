"""Saved studies in the words of the interface."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from takehome.server.api.score_models import InputColumn, StudyDocument, StudySummary
from takehome.server.scoring.scorer import Scorer
from takehome.server.scoring.studies import Scorers
from takehome.server.state.records import RunKind, RunStatus
from takehome.server.state.runs import list_runs
from takehome.studies import by_name, entries
from takehome.studies.saved import MANIFEST

MOST_LISTED = 500
ALONE = "each row stands alone"
SESSION = "rows are answered in order and remembered; every request and every stream starts anew"
SERIES = "the rows of one request are one series; every request, and every line of a stream, starts anew"


def listed(scorers: Scorers) -> list[StudySummary]:
    """The studies that the operator named, then those of finished runs, the newest first."""
    found = []
    for id, folder in scorers.named.items():
        entry = by_name(_study_in(folder))
        found.append(
            StudySummary(id=id, source="folder", verb=entry.verb, title=entry.title, run=None, data=folder.name)
        )
    titles = {entry.verb: entry.title for entry in entries()}
    for run in list_runs(scorers.db, kind=RunKind.STUDY, status=RunStatus.FINISHED, limit=MOST_LISTED):
        if run.verb in titles and scorers.has(run.id):
            title, data = titles[run.verb], run.data_name or run.scenario
            found.append(StudySummary(id=run.id, source="run", verb=run.verb, title=title, run=run.number, data=data))
    return found


def _study_in(folder: Path) -> str:
    return str(json.loads((folder / MANIFEST).read_bytes())["study"])


def described(id: str, scorer: Scorer) -> StudyDocument:
    """What a row of this study holds, and what its answer means."""
    guide = scorer.guide
    inputs = [
        InputColumn(
            name=one.name, kind=one.kind.value, unit=one.unit, required=one.required, low=one.low, high=one.high,
            levels=list(one.levels), many=one.many, help=one.help,
        )
        for one in guide.inputs
    ]  # fmt: skip
    by_line = hasattr(scorer.study, "line_scorer")
    words = {word: column for word, column in asdict(guide.words).items() if column and word != "reason_ending"}
    return StudyDocument(
        id=id, study=scorer.study.name, question=scorer.study.question, inputs=inputs, example=scorer.example,
        words=words, means=dict(guide.means),
        currency=guide.currency or None, remembers=guide.remembers,
        order=ALONE if not guide.remembers else SESSION if by_line else SERIES,
    )  # fmt: skip
