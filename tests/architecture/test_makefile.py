"""The Makefile's promises on machines that lack something, played with stand-ins for the commands it calls."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A tree with the Makefile, and an empty folder that is the whole PATH."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    (tmp_path / "bin").mkdir()
    return tmp_path


def put(machine: Path, name: str, script: str) -> None:
    """A command that logs how it was called, then runs `script`."""
    path = machine / "bin" / name
    path.write_text(f'#!/bin/sh\necho "{name} $*" >>"{machine}/log"\n{script}\n')
    path.chmod(0o755)


def make(machine: Path, target: str, **environment: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which("make")
    assert program
    return subprocess.run(
        [program, target],
        cwd=machine,
        env={"PATH": str(machine / "bin"), "HOME": str(machine), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


NO_VENV = 'case "$*" in *ensurepip*) exit 1;; *venv*) /bin/mkdir -p .venv/bin; : >.venv/bin/python;; esac'


def test_without_venv_a_user_is_told_the_line(machine: Path) -> None:
    put(machine, "python3", NO_VENV)
    put(machine, "id", "echo 1000")
    result = make(machine, ".venv/bin/python")
    assert result.returncode != 0
    assert "sudo apt-get install python3-venv" in result.stderr
    assert not (machine / ".venv").exists()


def test_without_venv_root_on_debian_gets_it(machine: Path) -> None:
    put(machine, "python3", NO_VENV)
    put(machine, "id", "echo 0")
    put(machine, "apt-get", "")
    assert make(machine, ".venv/bin/python").returncode == 0
    log = (machine / "log").read_text()
    assert log.index("apt-get update") < log.index("apt-get install -y -qq python3-venv") < log.index("python3 -m venv")


def test_an_old_python_is_named(machine: Path) -> None:
    put(machine, "python3", 'case "$*" in *version_info*) exit 1;; esac')
    result = make(machine, ".venv/bin/python")
    assert result.returncode != 0
    assert "Python 3.11 or newer is needed" in result.stderr


def test_a_missing_browser_is_installed_for_root(machine: Path) -> None:
    put(machine, "id", "echo 0")
    put(machine, "apt-get", "")
    assert make(machine, "browser").returncode == 0
    assert "chromium" in (machine / "log").read_text()


@pytest.mark.parametrize(("ci", "status"), [("true", 2), ("", 0)])
def test_a_missing_browser_is_an_error_only_under_ci(machine: Path, ci: str, status: int) -> None:
    put(machine, "id", "echo 1000")
    result = make(machine, "browser", CI=ci)
    assert result.returncode == status
    assert "apt-get install chromium" in result.stderr


def test_a_browser_that_is_there_is_left_alone(machine: Path) -> None:
    put(machine, "chromium", "")
    put(machine, "id", "echo 0")
    put(machine, "apt-get", "")
    assert make(machine, "browser").returncode == 0
    assert not (machine / "log").exists()


def test_the_second_call_installs_nothing(machine: Path) -> None:
    (machine / "pyproject.toml").touch()
    (machine / ".venv/bin").mkdir(parents=True)
    for name in ("bin/python", ".uv-is-installed", ".demo-is-installed", ".test-is-installed"):
        (machine / ".venv" / name).touch()
    result = make(machine, ".venv/.test-is-installed")
    assert result.returncode == 0
    assert "up to date" in result.stdout


@pytest.mark.parametrize("name", ["demo.txt", "test.txt", "uv.txt"])
def test_requirements_are_pinned_hashed_and_name_no_host(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text()
    pins = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert pins
    for pin in pins:
        assert "==" in pin, pin
    assert text.count("--hash=sha256:") >= len(pins)
    assert "://" not in text
    assert "index" not in text


def test_the_demo_gets_the_versions_that_are_tested() -> None:
    demo, test = (
        {line.partition(" ")[0] for line in (ROOT / "requirements" / name).read_text().splitlines() if "==" in line}
        for name in ("demo.txt", "test.txt")
    )
    assert demo < test
