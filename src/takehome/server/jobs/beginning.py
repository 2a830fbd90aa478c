"""What a worker does before anything else: it ties its life to the server's, and leaves it a clean line to speak on.

The kernel's death signal (``PR_SET_PDEATHSIG``) ends the worker when the thread that started it ends, also by
kill -9. A server that died before the signal was set is noticed by the parent's number, which has then changed.
The worker adopts orphans of its own family (``PR_SET_CHILD_SUBREAPER``), so that none leaves the tree that the server
watches and ends.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import signal
from pathlib import Path
from typing import IO, Any

DEATH_SIGNAL, ADOPT_ORPHANS = 1, 36
"""Options of prctl(2)."""
FIRST_TO_GO = "600"
"""Where the machine runs out of memory the kernel ends a worker rather than the server (-1000 to 1000)."""


def tie_to_parent() -> None:
    """Die with the thread that started this process; orphaned descendants become this process's own children."""
    library = ctypes.CDLL(None, use_errno=True)
    for option, value in ((DEATH_SIGNAL, int(signal.SIGKILL)), (ADOPT_ORPHANS, 1)):
        if library.prctl(option, value, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "the worker cannot be tied to the server")


def own_line() -> IO[bytes]:
    """Standard output for the protocol alone; what libraries print goes to standard error from here on."""
    line = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(line, "wb")


def hold_back(job: dict[str, Any]) -> None:
    """Low priority, no core dumps, no file above ``job["file_bytes"]``; ends here where the server is gone."""
    if os.getppid() != job["parent"]:
        os._exit(0)
    os.nice(job.get("nice", 10))
    for limit, most in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, int(job["file_bytes"]))):
        hard = resource.getrlimit(limit)[1]
        resource.setrlimit(limit, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(FIRST_TO_GO)


class Teller:
    """Says what happens, one JSON object a line, at once."""

    def __init__(self, line: IO[bytes]) -> None:
        self._line = line

    def step(self, text: str) -> None:
        """A part of the work has begun."""
        self.say({"step": str(text)})

    def say(self, what: dict[str, Any]) -> None:
        """One object; what no database takes, half characters and zero bytes, is replaced on the way."""
        text = json.dumps(what, ensure_ascii=False, allow_nan=False).replace("\\u0000", "\N{REPLACEMENT CHARACTER}")
        self._line.write(text.encode("utf-8", "replace") + b"\n")
        self._line.flush()
