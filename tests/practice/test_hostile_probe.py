"""What the probe says where a way of enclosing fails; the failure itself is real in tests/server."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from takehome.practice.runner import probe
from takehome.practice.runner.enclosure import Way
from takehome.practice.runner.remedies import SETTINGS, remedies


@pytest.fixture
def system(tmp_path: Path) -> Path:
    """A kernel's own folder in which nothing is forbidden."""
    for each in SETTINGS:
        file = tmp_path / "sys" / each.name.replace(".", "/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{each.allows}\n")
    (tmp_path / "self").mkdir()
    (tmp_path / "self" / "status").write_text("Name:\tpython\nSeccomp:\t0\nSeccomp_filters:\t0\n")
    return tmp_path


@pytest.mark.parametrize("user", [0, 1000])
def test_each_setting_that_forbids_is_named_to_whom_it_concerns(
    user: int, system: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(os, "geteuid", lambda: user)
    assert remedies(system) == ()
    for each in SETTINGS:
        file = system / "sys" / each.name.replace(".", "/")
        file.write_text(each.forbids)
        told = [sentence for sentence in remedies(system) if f"sudo sysctl -w {each.name}={each.allows}" in sentence]
        assert len(told) == (each.everybody or user != 0)
        file.write_text(each.allows)


def test_a_container_and_a_missing_package_are_named(system: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    (system / "self" / "status").write_text("Name:\tpython\nSeccomp:\t2\n")
    container, package = remedies(system)
    assert "seccomp" in container
    assert "apt-get install bubblewrap" in package
    monkeypatch.setattr(sys, "platform", "darwin")
    assert "Linux" in remedies(system)[0]


def test_a_try_that_took_long_is_repeated_rarely(monkeypatch: pytest.MonkeyPatch) -> None:
    """By a clock that the test moves: a hang of 20 s is kept for 200 s: at most a tenth of the time is lost."""
    now, tries = [100.0], []

    def hangs(way: Way) -> tuple[dict[str, str | None], str]:
        tries.append(way)
        now[0] += 20.0
        return {}, "no answer"

    monkeypatch.setattr(probe, "_found", {})
    monkeypatch.setattr(probe, "attempt", hangs)
    monkeypatch.setattr(probe.time, "monotonic", lambda: now[0])
    assert not probe.isolated()
    assert tries == [Way.NAMESPACES, Way.BUBBLEWRAP]
    now[0] += 150.0
    assert len(probe.missing()) == 2
    assert all("network, files, processes: no answer" in sentence for sentence in probe.missing())
    assert len(tries) == 2
    now[0] += 100.0
    assert not probe.isolated()
    assert len(tries) == 4
