"""Nothing that one run leaves is found by another, at the same time or later, as root and as an ordinary user."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path

import pytest
from tests.practice.hostile import ordinary_user

from takehome.practice import runner

MODULE = "tests.practice.hostile.smuggling"
USERS = ("root", "user") if os.geteuid() == 0 else ("user",)


@pytest.mark.skipif(not runner.isolated(), reason="no isolation on this machine")
@pytest.mark.parametrize("user", USERS)
def test_runs_find_nothing_of_each_other(user: str) -> None:
    with tempfile.TemporaryDirectory(prefix="hostile-") as scratch:
        program = ordinary_user.run_by(user, ["-m", MODULE], Path(scratch))
        done = subprocess.run(program, capture_output=True, text=True, cwd=ordinary_user.ROOT, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    runs = json.loads(done.stdout.splitlines()[-1])
    assert [run["leak"] for run in runs] == [[], [], []]
    for run in runs:
        assert {"/practice", "keys", "sockets"} <= set(run["left"]), "it could leave marks, for nobody"
