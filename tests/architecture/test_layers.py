"""The import contracts of pyproject.toml hold, and fail when somebody breaks them (DESIGN §1)."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def lint(tree: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter on a copy of the tree."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    environment = {**os.environ, "PYTHONPATH": str(tree / "src")}
    return subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_contracts_hold(tree: Path) -> None:
    result = lint(tree)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("stats/upward.py", "import takehome.checks"),
        ("table/upward.py", "from takehome import protocol"),
        ("report/sideways.py", "def late():\n    import takehome.studies.scores"),
        ("studies/upward.py", "import takehome.report"),
        ("studies/upward.py", "from takehome import api"),
    ],
)
def test_a_violation_is_found(tree: Path, module: str, line: str) -> None:
    (tree / "src/takehome" / module).write_text(line + "\n")
    result = lint(tree)
    assert result.returncode == 1
    assert "Imports go down only BROKEN" in result.stdout
    assert module.removesuffix(".py").replace("/", ".") in result.stdout


def test_a_study_that_imports_another_is_found(tree: Path) -> None:
    studies = tree / "src/takehome/studies"
    for name in ("classification", "segmentation"):
        (studies / name).mkdir(exist_ok=True)
    (studies / "segmentation/__init__.py").write_text("ENTRIES = ()\n")
    (studies / "classification/__init__.py").write_text("import takehome.studies.segmentation\n\nENTRIES = ()\n")
    result = lint(tree)
    assert result.returncode == 1
    assert "Studies do not know each other, and what they share does not know them BROKEN" in result.stdout
