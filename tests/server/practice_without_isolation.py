"""The page and the API of practice where the operating system makes no user namespaces, then after it was mended.

Run as a program in a user namespace of its own, whose limit of further ones it may set. Prints what it saw as JSON.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

from tests.server.asking_the_server import asking

from takehome.practice.runner import probe
from takehome.server.settings import Settings

LIMIT = Path("/proc/sys/user/max_user_namespaces")
LATER = 1000.0
"""Seconds, more than any failure is kept."""
NOTEBOOK = {"file": ("a.ipynb", b"{}")}


def main(folder: str) -> None:
    """Ask while nothing can be isolated, at once again after it was mended, and later."""
    tries: list[str] = []
    really, clock = probe.attempt, time.monotonic

    def counted(way: Any) -> Any:
        tries.append(str(way))
        return really(way)

    seen: dict[str, Any] = {}
    no_bubblewrap = mock.patch.object(shutil, "which", return_value=None)
    with no_bubblewrap, mock.patch.object(probe, "attempt", counted), asking(Settings(data=Path(folder))) as client:
        LIMIT.write_text("0")
        seen["page"] = client.get("/practice").text
        refused = client.post("/v1/practice/submissions", files=NOTEBOOK)
        seen["refused"] = [refused.status_code, refused.text]
        LIMIT.write_text("1000")
        seen["at once"] = client.get("/practice").text
        seen["tries"] = list(tries)
        with mock.patch.object(probe, "time", SimpleNamespace(monotonic=lambda: clock() + LATER)):
            seen["later"] = client.get("/practice").text
            client.get("/practice")
        seen["tries later"] = tries[len(seen["tries"]) :]
    print(json.dumps(seen))


if __name__ == "__main__":
    main(sys.argv[1])
