"""A server on a machine that really makes no user namespaces: it says why and what helps, and tries again by itself.

The program runs in a user namespace of its own, as an ordinary user of it whose limit of further ones is set to 0.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from tests.practice.hostile import ordinary_user

from takehome.practice import runner

MODULE = "tests.server.practice_without_isolation"
ENTER = ["unshare", "--user", "--map-user=1000", "--map-group=1000", "--keep-caps"]
"""Keeps the right to set the limit of its own namespace."""
BOOT = f"import os, sys; os.execvp('unshare', [*{ENTER!r}, sys.executable, '-m', {MODULE!r}, *sys.argv[1:]])"

pytestmark = pytest.mark.skipif(not runner.isolated(), reason="this machine cannot isolate a kernel")


@pytest.fixture(scope="module")
def seen() -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="practice-") as scratch:
        why_not = ordinary_user.obstacle(MODULE, Path(scratch)) if shutil.which("unshare") else "unshare is needed"
        if why_not:
            (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(why_not)
        program = ordinary_user.command(["-c", BOOT, f"{scratch}/data"], Path(scratch))
        assert program is not None
        done = subprocess.run(program, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_the_page_says_which_protections_fail_and_what_helps(seen: dict[str, Any]) -> None:
    page = unescape(seen["page"])
    assert "Namespaces: no protection of network, files, processes: could not be set up: new namespaces" in page
    assert "Bubblewrap: no protection of network, files, processes" in page
    assert "sudo sysctl -w user.max_user_namespaces=15000" in page
    assert "apt-get install bubblewrap" in page
    assert 'action="/practice/submissions"' not in page


def test_a_submission_is_refused_with_the_same_reasons(seen: dict[str, Any]) -> None:
    status, text = seen["refused"]
    assert status == 409
    assert "new namespaces" in text
    assert "sudo sysctl -w user.max_user_namespaces=15000" in text


def test_a_failure_is_kept_for_a_while_and_then_tried_again(seen: dict[str, Any]) -> None:
    assert seen["tries"] == ["namespaces", "bubblewrap"], "three requests within a second are one try"
    assert 'action="/practice/submissions"' not in seen["at once"]
    assert 'action="/practice/submissions"' in seen["later"]


def test_a_success_is_kept(seen: dict[str, Any]) -> None:
    assert seen["tries later"] == ["namespaces"]
