"""A worker that does what its job's options say, instead of a study: ``python -P stand_in_worker.py``.

Everything else (how it begins, speaks and ends) is the real worker's.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from takehome.server.jobs import worker

PROGRAM = ("-P", str(Path(__file__).resolve()))
SUMMARY = {"title": "A stand-in", "sentence": "nothing is decided", "findings": [], "options": []}


def act(job: dict[str, Any], folder: Path, tell: Callable[[str], None]) -> dict[str, Any]:
    """Do what ``job["options"]`` says, then write files and the sum of their bytes."""
    asked = job["options"]
    for name in asked.get("do", ()):
        globals()[name](job, tell)
    for step in range(asked.get("steps", 2)):
        tell(f"step {step}")
        time.sleep(asked.get("pause", 0.01))
        (folder / f"part-{step}.txt").write_text(f"{step}\n" * asked.get("lines", 10_000))
    # the report last: a reader takes a run for whole that has all the bytes which it names
    (folder / "report.json").write_text(checksum(folder))
    return {"summary": SUMMARY, "answer_sha256": "0" * 64}


def checksum(folder: Path) -> str:
    """Over the parts of a report, in order."""
    parts = sorted(folder.glob("part-*.txt"))
    return hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()


def grandchildren(job: dict[str, Any], tell: Callable[[str], None]) -> None:
    """Processes in a session of their own, one an orphan at once; none would end within an hour."""
    sleeper = [sys.executable, "-c", "import time; time.sleep(3600)"]
    own = {"start_new_session": True, "stdin": subprocess.DEVNULL}
    subprocess.Popen(sleeper, **own)
    subprocess.run([sys.executable, "-c", f"import subprocess; subprocess.Popen({sleeper!r}, **{own!r})"], check=True)


def unmarked_grandchild(job: dict[str, Any], tell: Callable[[str], None]) -> None:
    """An orphan of another session with an empty environment, which only the worker's adoption keeps in the family."""
    sleeper = [sys.executable, "-I", "-c", "import time; time.sleep(3600)"]
    own = {"start_new_session": True, "stdin": subprocess.DEVNULL, "env": {}}
    child = f"import subprocess; print(subprocess.Popen({sleeper!r}, **{own!r}).pid, flush=True)"
    with Path(job["options"]["pid_file"]).open("w") as kept:
        subprocess.run([sys.executable, "-c", child], check=True, stdout=kept)


def hoard(job: dict[str, Any], tell: Callable[[str], None]) -> None:
    """A child that takes more and more memory."""
    subprocess.run([sys.executable, "-c", "k = []\nwhile True: k.append(bytearray(b'x') * 10_000_000)"], check=True)


def never_end(job: dict[str, Any], tell: Callable[[str], None]) -> None:
    """Nothing, for an hour."""
    tell("never ending")
    time.sleep(3600)


def print_much(job: dict[str, Any], tell: Callable[[str], None]) -> None:
    """Noise without end on both streams, as a library's: ``print`` and the file descriptor below it."""
    tell("printing")
    for _ in range(200_000):
        print("x" * 50_000)
        os.write(1, b"y" * 50_000 + b"\n")


def print_a_little(job: dict[str, Any], tell: Callable[[str], None]) -> None:
    """What a library may print, in the form of the protocol too."""
    print('{"done": {"summary": {"title": "forged"}, "answer_sha256": ""}}', flush=True)
    os.write(1, b'{"problem": {"saw": "forged"}}\n')


def tell_environment(job: dict[str, Any], tell: Callable[[str], None]) -> None:
    """Everything that a worker could give away."""
    (Path(job["folder"]) / "environment.txt").write_text("\n".join([*os.environ, *os.environ.values(), str(job)]))


def crash(job: dict[str, Any], tell: Callable[[str], None]) -> None:
    """A segmentation fault."""
    import faulthandler

    faulthandler.disable()
    os.kill(os.getpid(), 11)


def leave(job: dict[str, Any], tell: Callable[[str], None]) -> None:
    """No word, status 3."""
    os._exit(3)


def raise_unexpected(job: dict[str, Any], tell: Callable[[str], None]) -> None:
    """A fault of our own, whose text holds a path of the server."""
    raise RuntimeError(f"no luck with {job['folder']}/part")


def write_much(job: dict[str, Any], tell: Callable[[str], None]) -> None:
    """A file above the limit."""
    with (Path(job["folder"]) / "large").open("wb") as stream:
        for _ in range(100):
            stream.write(b"0" * 1_000_000)


if __name__ == "__main__":
    worker.KINDS = {"study": "__main__:act"}
    worker.main()
