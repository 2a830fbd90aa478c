"""kill -9 of the server, the worker, or both, at random moments: nothing accepted or finished is lost.

A driver stands for the server: the real database, queue and worker processes, without the network. Oracle:
:mod:`benchmarks.server_survival`, which reads database, data folder and ``/proc`` from the outside. The benchmark
``server_kills`` does the same to ``takehome serve`` more often.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from benchmarks.server_survival import Whole, broken, orphans, still_alive, whole_study
from tests.server.stand_in_worker import checksum

from takehome.server.jobs.family import MARK
from takehome.server.settings import Settings
from takehome.server.state.database import Database, open_database
from takehome.server.state.events import events_after
from takehome.server.state.records import Run, RunStatus
from takehome.server.state.runs import get_run, list_runs

DRIVER = Path(__file__).with_name("queue_driver.py")
LONG = 60.0
"""Seconds after which a test gives up waiting."""
STEPS_OF_STUDY = 7
TABLE = b"x,y\n" + b"".join(b"%d,%d\n" % (n, n % 7) for n in range(20_000))


class Driver:
    """The program that is killed."""

    def __init__(self, data: Path, *flags: str) -> None:
        command = [sys.executable, str(DRIVER), str(data), *flags]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout.readline() == "ready\n"

    def begin(self, line: str) -> None:
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def answer(self) -> str:
        """The id that is accepted; empty where the driver died before."""
        return self.process.stdout.readline().strip().partition(" ")[2]

    def kill(self) -> list[str]:
        self.process.kill()
        return self.close()

    def close(self) -> list[str]:
        """Let it end; what it has said and nobody has heard: the ids of uploads."""
        with suppress(BrokenPipeError):
            self.process.stdin.close()
        said = [line.split()[1] for line in self.process.stdout if line.startswith("upload ")]
        self.process.wait(LONG)
        self.process.stdout.close()
        return said


@pytest.fixture
def opened(settings: Settings) -> Iterator[Database]:
    """The driver's SQLite database, from the outside."""
    with closing(open_database(settings)) as db:
        yield db


def stand_in_whole(folder: Path, run: Run) -> bool:
    return (folder / "report.json").read_text() == checksum(folder)


def workers(settings: Settings) -> list[int]:
    """The worker itself, without what it has started: the leader of its session."""
    return [pid for pid in orphans(settings) if os.getsid(pid) == pid and _is_worker(pid)]


def _is_worker(pid: int) -> bool:
    with suppress(OSError):
        return b"worker" in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False


def kill_workers(settings: Settings) -> None:
    for pid in workers(settings):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def until_idle(db: Database) -> None:
    latest = time.monotonic() + LONG
    while any(not run.status.final for run in list_runs(db, limit=1_000)):
        assert time.monotonic() < latest
        time.sleep(0.05)


def wait_for(db: Database, runs: list[str], steps: int) -> None:
    """Until the runs have told so many steps together (or have ended), and a little longer."""
    latest = time.monotonic() + LONG
    while sum(len(events_after(db, run)) for run in runs) < steps and time.monotonic() < latest:
        if all(get_run(db, run).status.final for run in runs):
            return
        time.sleep(0.01)
    time.sleep(random.uniform(0, 0.3))


def one_kill(
    settings: Settings, db: Database, what: str, flags: tuple[str, ...], asked: list[str], steps: int, whole: Whole
) -> list[Run]:
    """Ask for runs and upload a table, kill after so many steps, start again, and hold it to its promises."""
    table = settings.data.parent / "table.csv"
    table.write_bytes(TABLE)
    driver = Driver(settings.data, *flags)
    for line in (*asked, f"upload {table}"):
        driver.begin(line)
    runs, uploads = [driver.answer() for _ in asked], []
    wait_for(db, runs, steps)
    before = orphans(settings)
    if what in ("worker", "both"):
        kill_workers(settings)
    if what in ("server", "both"):
        uploads += driver.kill()
        driver = Driver(settings.data, *flags)
        assert still_alive(before, settings) == set()
    until_idle(db)
    uploads += driver.close()
    assert list(broken(settings, db, uploads, runs, whole)) == []
    return [get_run(db, run) for run in runs]


@pytest.mark.parametrize("what", ["server", "worker", "both"])
def test_kills_of_stand_ins(settings: Settings, opened: Database, what: str) -> None:
    """At a random step of two runs, or while one writes its files; orphans have sessions of their own."""
    ask = "ask " + json.dumps({"do": ["grandchildren"], "steps": 5, "pause": 0.05, "lines": 100_000})
    steps = random.randint(0, 10)
    runs = one_kill(settings, opened, what, ("--stand-in",), [ask, ask], steps, stand_in_whole)
    assert {run.status for run in runs} <= {RunStatus.FINISHED, RunStatus.INTERRUPTED}, f"{what} at step {steps}"
    repeated_after_all(settings, opened, ask)


def repeated_after_all(settings: Settings, db: Database, ask: str) -> None:
    """After everything the queue does what it is asked for."""
    driver = Driver(settings.data, "--stand-in")
    driver.begin(ask)
    run = driver.answer()
    until_idle(db)
    driver.close()
    assert get_run(db, run).status is RunStatus.FINISHED


@pytest.mark.parametrize("what", ["server", "both"])
def test_kills_of_a_real_study(settings: Settings, opened: Database, what: str) -> None:
    """The embedded regression; where it has finished it has its whole report, and a study that loads."""
    steps = random.randint(1, STEPS_OF_STUDY)
    (run,) = one_kill(settings, opened, what, (), ['study {"fast": true}'], steps, whole_study)
    assert run.status in (RunStatus.FINISHED, RunStatus.INTERRUPTED), f"{what} at step {steps}"


def working_in(folder: Path) -> set[int]:
    """Processes whose working folder is in `folder`."""
    found = set()
    for entry in os.scandir("/proc"):
        with suppress(OSError):
            if entry.name.isdigit() and os.readlink(f"/proc/{entry.name}/cwd").startswith(f"{folder}/"):
                found.add(int(entry.name))
    return found


def test_a_preview_dies_with_its_server(settings: Settings, opened: Database) -> None:
    """By the kernel's death signal: it bears no mark. The half upload is gone after the next start."""
    table = settings.data.parent / "table.csv.gz"
    table.write_bytes(gzip.compress(b"a,b\n" + b"1,2\n" * 20_000_000, 1))
    driver = Driver(settings.data)
    driver.begin(f"upload {table}")
    staging = settings.staging.resolve()
    latest = time.monotonic() + LONG
    while not working_in(staging) and time.monotonic() < latest:
        time.sleep(0.01)
    assert driver.kill() == []
    latest = time.monotonic() + LONG
    while working_in(staging) and time.monotonic() < latest:
        time.sleep(0.01)
    assert not working_in(staging)
    Driver(settings.data).close()
    assert list(broken(settings, opened, (), (), whole_study)) == []
    assert not list(settings.uploads.iterdir())


def test_an_environment_marks_whose_a_process_is(settings: Settings, tmp_path: Path) -> None:
    """The sweep of one server leaves another server's workers alone."""
    from takehome.server.jobs.family import end_marked, mark_of

    sleeper: dict[str, Any] = {"args": [sys.executable, "-c", "import time; time.sleep(3600)"]}
    marks = [mark_of(settings.data, "1"), mark_of(tmp_path / "another", "1")]
    ours, theirs = (subprocess.Popen(**sleeper, env={**os.environ, MARK: mark}) for mark in marks)
    try:
        # until exec the child still has our own environment
        while not {ours.pid} <= orphans(settings):
            time.sleep(0.01)
        assert end_marked(mark_of(settings.data)) == 1
        assert ours.wait(LONG) == -signal.SIGKILL
        assert theirs.poll() is None
    finally:
        for process in (ours, theirs):
            process.kill()
            process.wait()
