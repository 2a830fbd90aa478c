"""kill -9 of ``takehome serve``, of its worker, and of both at random moments of uploads and runs.

``python -m benchmarks.server_kills [--kills 20]`` writes ``results/server_kills.json``. Every round uploads the table
of the embedded regression, asks for a study of it, and kills at a moment drawn from U(0, 1.3 T) after that, T being the
seconds of an undisturbed study on this machine; another upload is then under way. Estimands: accepted uploads and runs
that are lost, finished runs without their whole report, reports without a finished run, runs that are neither marked
nor worked on, processes that outlive a restart, interrupted runs that cannot be repeated or that give another answer
(target: all of them 0); seconds from the start of a server to its first answer.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from contextlib import closing, suppress
from importlib import metadata
from pathlib import Path
from typing import Any

from benchmarks.server_survival import broken, orphans, still_alive, whole_study
from benchmarks.tables import circumstances, markdown

from takehome import api
from takehome.csv_text import to_csv
from takehome.server.settings import Settings
from takehome.server.state.database import Database, open_database
from takehome.server.state.records import RunStatus
from takehome.server.state.runs import get_run, list_runs

RESULTS = Path(__file__).parent / "results" / "server_kills.json"
KINDS = ("server", "worker", "both")
LATEST = 1.3
"""Of the seconds of an undisturbed study: the latest moment of a kill."""
LONG = 120.0
REPEATED = 3
"""Interrupted runs that are repeated to their end; the others are asked for again and cancelled."""
BOUNDARY = "takehome-benchmark-boundary"


class Server:
    """One ``takehome serve``, and what it has accepted."""

    def __init__(self, data: Path) -> None:
        command = [sys.executable, "-m", "takehome", "serve", "--data", str(data), "--port", "0", "--no-token"]
        started = time.perf_counter()
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert self.process.stdout is not None
        self.address = self.process.stdout.readline().strip().rstrip("/")
        self.ask("GET", "/v1/health")
        self.seconds = time.perf_counter() - started

    def ask(self, method: str, path: str, body: bytes | None = None, kind: str = "application/json") -> dict[str, Any]:
        """One request; raises OSError where the server is gone."""
        request = urllib.request.Request(self.address + path, body, {"Content-Type": kind}, method=method)
        with urllib.request.urlopen(request, timeout=LONG) as answer:
            found: dict[str, Any] = json.loads(answer.read() or b"{}")
        return found

    def upload(self, table: bytes) -> str:
        """The id of an accepted table."""
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="servers.csv"\r\n\r\n'
        body = head.encode() + table + f"\r\n--{BOUNDARY}--\r\n".encode()
        return str(self.ask("POST", "/v1/uploads", body, f"multipart/form-data; boundary={BOUNDARY}")["id"])

    def study(self, upload: str) -> str:
        """The id of an accepted run."""
        asked = {"verb": "regress", "upload": upload, "options": {"target": "Cost", "fast": True}, "seed": 0}
        return str(self.ask("POST", "/v1/runs", json.dumps(asked).encode())["id"])

    def kill(self) -> None:
        """kill -9."""
        self.process.kill()
        self.end()

    def end(self) -> None:
        self.process.wait(LONG)
        if self.process.stdout is not None:
            self.process.stdout.close()


class Rounds:
    """All kills of one kind against one data folder."""

    def __init__(self, kind: str, data: Path, table: bytes, draw: random.Random) -> None:
        self.kind, self.table, self.draw = kind, table, draw
        self.settings = Settings(data=data)
        self.server = Server(data)
        self.uploads: list[str] = []
        self.runs: list[str] = []
        self.starts: list[float] = [self.server.seconds]
        self.outlived = self.unmarked = 0
        self.faults: list[str] = []
        self.study_seconds = 0.0

    def undisturbed(self, db: Database) -> None:
        """One study to its end, for the clock."""
        started = time.perf_counter()
        self.uploads.append(self.server.upload(self.table))
        self.runs.append(self.server.study(self.uploads[-1]))
        until_idle(db)
        self.study_seconds = time.perf_counter() - started

    def one(self) -> None:
        """One kill."""
        self.uploads.append(self.server.upload(self.table))
        self.runs.append(self.server.study(self.uploads[-1]))
        under_way = threading.Thread(target=self._upload_beside, args=(self.server,))
        moment = self.draw.uniform(0, LATEST * self.study_seconds)
        time.sleep(moment)
        under_way.start()
        time.sleep(self.draw.uniform(0, 0.5))
        before = orphans(self.settings)
        if self.kind in ("worker", "both"):
            for pid in before:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        if self.kind in ("server", "both"):
            self.server.kill()
            under_way.join()
            self.server = Server(self.settings.data)
            self.starts.append(self.server.seconds)
        under_way.join()
        self.outlived += len(still_alive(before, self.settings)) if self.kind != "worker" else 0

    def _upload_beside(self, server: Server) -> None:
        with suppress(OSError, urllib.error.URLError):
            self.uploads.append(server.upload(self.table))

    def look(self, db: Database) -> None:
        """Right after a restart: what runs is worked on, what has ended is whole."""
        running = [run for run in list_runs(db, limit=1_000) if run.status is RunStatus.RUNNING]
        self.unmarked += max(len(running) - 1, 0)

    def settle(self, db: Database) -> dict[str, Any]:
        """Wait until there is nothing to do, hold the server to its promises, repeat what was interrupted."""
        until_idle(db)
        found = list_runs(db, limit=1_000)
        self.faults += broken(self.settings, db, self.uploads, self.runs, whole_study)
        again = self.repeat([run.id for run in found if run.status is RunStatus.INTERRUPTED], db)
        self.server.process.send_signal(signal.SIGTERM)
        self.server.end()
        left = len(orphans(self.settings))
        ended = {status.value: sum(run.status is status for run in found) for status in RunStatus if status.final}
        return {
            "uploads_accepted": len(self.uploads),
            "runs_accepted": len(self.runs),
            **ended,
            "broken_promises": self.faults,
            "not_marked_after_a_restart": self.unmarked,
            "processes_that_outlived": self.outlived + left,
            **again,
            "study_seconds": self.study_seconds,
            "start_seconds": {"median": statistics.median(self.starts), "max": max(self.starts)},
        }

    def repeat(self, interrupted: list[str], db: Database) -> dict[str, Any]:
        """Ask for every interrupted run again; the first few are worked on to their end."""
        repeated = []
        for id in interrupted:
            with suppress(urllib.error.HTTPError):
                repeated.append(str(self.server.ask("POST", f"/v1/runs/{id}/repeat", b"")["id"]))
        for id in repeated[REPEATED:]:
            self.server.ask("POST", f"/v1/runs/{id}/cancel", b"")
        until_idle(db)
        runs = [get_run(db, id) for id in repeated[:REPEATED]]
        answers = {run.answer_sha256 for run in list_runs(db, status=RunStatus.FINISHED, limit=1_000)}
        return {
            "not_repeatable": len(interrupted) - len(repeated),
            "repeated": len(runs),
            "repeated_finished": sum(run is not None and run.status is RunStatus.FINISHED for run in runs),
            "different_answers": len(answers),
        }


def until_idle(db: Database) -> None:
    """Until every run has ended."""
    latest = time.monotonic() + 10 * LONG
    while any(not run.status.final for run in list_runs(db, limit=1_000)) and time.monotonic() < latest:
        time.sleep(0.2)


def run(kills: int, seed: int) -> dict[str, Any]:
    """Every kind, so many times."""
    columns = api.scenario("omnicorp-servers").table.columns
    table = to_csv({column.name: column.values.tolist() for column in columns}).encode()
    found: dict[str, Any] = {}
    for kind in KINDS:
        with tempfile.TemporaryDirectory() as name:
            rounds = Rounds(kind, Path(name) / "data", table, random.Random(f"{seed} {kind}"))
            with closing(open_database(rounds.settings)) as db:
                rounds.undisturbed(db)
                for number in range(kills):
                    rounds.one()
                    rounds.look(db)
                    print(f"{kind} {number + 1} of {kills}", file=sys.stderr, flush=True)
                found[kind] = {"kills": kills, **rounds.settle(db)}
        print(json.dumps({kind: found[kind]}), file=sys.stderr, flush=True)
    return {"seed": seed, "kinds": found}


def table(document: dict[str, Any]) -> str:
    """The result file for docs/benchmarks.md."""
    headings = ["killed", "times", "uploads accepted", "runs accepted", "finished", "interrupted", "promises broken",
                "processes left", "not repeatable", "different answers", "start, median (s)"]  # fmt: skip
    keys = ("kills", "uploads_accepted", "runs_accepted", "finished", "interrupted")
    rows = [
        [
            kind,
            *(found[key] for key in keys),
            len(found["broken_promises"]) + found["not_marked_after_a_restart"],
            found["processes_that_outlived"],
            found["not_repeatable"] + found["repeated"] - found["repeated_finished"],
            found["different_answers"] - 1,
            f"{found['start_seconds']['median']:.1f}",
        ]
        for kind, found in document["kinds"].items()
    ]
    return f"{markdown(headings, rows)}\n\n{circumstances(document['run'])}"


def main() -> None:
    """Run, print and write."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=RESULTS)
    given = parser.parse_args()
    document = run(given.kills, given.seed)
    document["run"] = {"machine": f"{platform.machine()}, {os.cpu_count()} cores", "python": platform.python_version(),
                       "load average": f"{os.getloadavg()[2]:.1f}",
                       **{p: metadata.version(p) for p in ("takehome", "fastapi", "sqlalchemy")}}  # fmt: skip
    given.out.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    print(table(document))


if __name__ == "__main__":
    main()
