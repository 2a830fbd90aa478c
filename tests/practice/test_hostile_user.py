"""The tests' own way to become an ordinary user: a checkout that only root may enter or read is no obstacle."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.practice.hostile import ordinary_user

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only the superuser can become somebody else")

SAYS_WHO = "import os, closed_module; print(os.getuid(), closed_module.__file__)"


@pytest.fixture
def scratch() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder:
        yield Path(folder)


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout as a clone below /root under umask 077: nobody else may enter it or read its files."""
    for name in ("src", "tests"):
        (tmp_path / "closed" / name).mkdir(parents=True, mode=0o700)
    module = tmp_path / "closed" / "src" / "closed_module.py"
    module.touch(0o600)
    (tmp_path / "closed").chmod(0o700)
    monkeypatch.setattr(ordinary_user, "ROOT", tmp_path / "closed")
    return module


def test_a_checkout_that_only_root_may_enter_is_read_all_the_same(checkout: Path, scratch: Path) -> None:
    program = ordinary_user.command(["-c", SAYS_WHO], scratch)
    assert program is not None
    done = subprocess.run(program, capture_output=True, text=True, check=False)
    assert done.stdout.split() == [ordinary_user.NOBODY, str(checkout)], done.stderr
    assert ordinary_user.obstacle("closed_module", scratch) == ""
    assert checkout.stat().st_mode & 0o077 == 0, "outside nothing changes"


def test_an_installation_that_cannot_be_read_is_told_as_the_reason(
    checkout: Path, scratch: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = tmp_path / "own" / "python"
    python.parent.mkdir(mode=0o700)
    python.symlink_to("/bin/true")
    monkeypatch.setattr("sys.executable", str(python))
    why_not = ordinary_user.obstacle("closed_module", scratch)
    for part in (str(python), str(ordinary_user.ROOT), "umask 022"):
        assert part in why_not
