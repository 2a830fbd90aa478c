"""What a worker does for a study: call the verb, write the report and the fitted study, say the outcome.

No study is named: what lies beside a report (a dispatch, a ledger, a statement) is written where the study has it.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from takehome import api
from takehome.csv_text import to_csv
from takehome.server.jobs.link import linked
from takehome.server.jobs.outcome import answer_digest, summary_of
from takehome.studies import by_verb

Tell = Callable[[str], None]


def study(job: dict[str, Any], folder: Path, tell: Tell) -> dict[str, Any]:
    """Study ``job["path"]`` or ``job["scenario"]`` by ``job["verb"]``; the summary and the digest of the answer."""
    fitted = _fitted(job, tell)
    tell("writing the report")
    api.report(fitted, folder)
    tell("saving the study")
    fitted.save(folder / "study")
    _beside(fitted, folder)
    document = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return {"summary": summary_of(document), "answer_sha256": answer_digest(document)}


def _fitted(job: dict[str, Any], tell: Tell) -> Any:
    entry = by_verb(job["verb"])
    options = {**job["options"], "seed": job["seed"], "command": job["command"], "progress": tell}
    economics = tomllib.loads(job["economics"]) if job["economics"] else {}
    if job["scenario"]:
        tell(f"drawing the scenario {job['scenario']}")
        priced = {"economics": economics} if economics else {}
        return api.run_scenario(entry, api.scenario(job["scenario"]), **priced, **options)
    return api.run(job["verb"], linked(Path(job["path"]), Path.cwd()), economics=economics or None, **options)


def _beside(fitted: Any, folder: Path) -> None:
    """What some studies give beside the report."""
    if hasattr(fitted, "dispatch"):
        columns = {name: list(values) for name, values in fitted.dispatch().columns.items()}
        (folder / "dispatch.csv").write_text(to_csv(columns), encoding="utf-8")
    if hasattr(fitted, "ledger_rows"):
        rows = fitted.ledger_rows()
        columns = {name: [str(row[name]) for row in rows] for name in (rows[0] if rows else ())}
        (folder / "ledger.csv").write_text(to_csv(columns), encoding="utf-8")
    if hasattr(fitted, "statement"):
        (folder / "privacy.md").write_text(fitted.statement().markdown, encoding="utf-8")
