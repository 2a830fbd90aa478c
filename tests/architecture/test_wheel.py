"""What is installed is what runs: the wheel holds every page, template and stub, and no test."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DATA = {".md", ".toml", ".json", ".j2", ".css", ".js", ".pyi", ".csv", ".typed", ".npz", ".txt", ".html"}


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    tree = tmp_path_factory.mktemp("tree")
    shutil.copytree(ROOT / "src", tree / "src", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tree)
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tree / "dist")]
    subprocess.run(command, cwd=tree, check=True, capture_output=True)
    (wheel,) = (tree / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_every_file_that_the_package_reads_is_in_the_wheel(names: set[str]) -> None:
    files = (path for path in (ROOT / "src/takehome").rglob("*") if path.suffix in DATA and "tests" not in path.parts)
    assert {path.relative_to(ROOT / "src").as_posix() for path in files} <= names


def test_no_test_is_in_the_wheel(names: set[str]) -> None:
    assert not [name for name in names if "/tests/" in name or "conftest" in name]


def test_the_command_and_the_licence_are_in_the_wheel(names: set[str]) -> None:
    assert any(name.endswith("entry_points.txt") for name in names)
    assert any(name.endswith("licenses/LICENSE") for name in names)
