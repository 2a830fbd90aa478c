"""A server without its network: ``python queue_driver.py DATA [--stand-in]`` opens the database and the queue.

It says ``ready``, then answers each line on standard input: ``upload PATH`` with ``upload ID`` once the file is
accepted (else ``refused``), ``ask OPTIONS-JSON`` and ``study OPTIONS-JSON`` with ``run ID``. It ends with its standard
input.
"""

from __future__ import annotations

import json
import sys
from contextlib import closing
from functools import partial
from pathlib import Path

import anyio
from fastapi import UploadFile

from takehome.errors import InputError
from takehome.server.jobs import process
from takehome.server.jobs import queue as queue_module
from takehome.server.jobs.queue import Queue
from takehome.server.jobs.submitting import submit_study
from takehome.server.receiving import receive
from takehome.server.settings import Settings
from takehome.server.state.database import Database, new_id, now, open_database
from takehome.server.state.records import Run, RunKind, RunStatus, UploadKind
from takehome.server.state.runs import add_run


def answer(settings: Settings, db: Database, queue: Queue, line: str) -> str:
    """Do what a line asks for."""
    verb, _, rest = line.strip().partition(" ")
    if verb == "upload":
        with Path(rest).open("rb") as stream:
            file = UploadFile(stream, filename=Path(rest).name)
            try:
                return f"upload {anyio.run(receive, settings, db, file, UploadKind.TABLE).id}"
            except InputError:  # the worker that looked at it was killed; a server answers that and goes on
                return "refused"
    if verb == "study":
        asked = partial(submit_study, settings, db, queue, verb="regress", upload=None, scenario="omnicorp-servers")
        return f"run {asked(options=json.loads(rest), economics='', seed=0).id}"
    run = Run(new_id(), 0, RunKind.STUDY, "stand-in", RunStatus.QUEUED, now(), "key", options=json.loads(rest))
    add_run(db, run)
    queue.wake()
    return f"run {run.id}"


def main() -> None:
    """Serve standard input."""
    settings = Settings(data=Path(sys.argv[1]))
    if "--stand-in" in sys.argv:
        program = ("-P", str(Path(__file__).resolve().with_name("stand_in_worker.py")))
        queue_module.start = partial(process.start, program=program)
    with closing(open_database(settings)) as db:
        queue = Queue(settings, db)
        queue.start()
        print("ready", flush=True)
        for line in sys.stdin:
            print(answer(settings, db, queue, line), flush=True)
        queue.stop()


if __name__ == "__main__":
    main()
