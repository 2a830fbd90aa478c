"""Prove in a copy that the rest of the package works without one study: ``make delete-study STUDY=regression``."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
KEPT = ("src", "tests", "docs", "pyproject.toml", "README.md", "LICENSE", "requirements", "Makefile")
SUITES = ("tests/architecture", "tests/cli", "tests/contract")
QUICK = (
    "tests/architecture", "--ignore=tests/architecture/test_shape.py", "tests/cli/test_group.py",
    "tests/contract/test_results.py", "-k", "not test_results or follows_the_protocol",
)  # fmt: skip
"""What meets the registry as a whole, each study that is left fitted once. The other suites take each study by itself,
and no study knows another; the shape of a file depends on no other file."""


def copy_without(study: str, tree: Path) -> tuple[str, ...]:
    """Copy the tree, delete the study's folder and the tests of its commands; returns its verbs."""
    from takehome.studies import entries

    verbs = tuple(entry.verb for entry in entries() if f".{study}." in f"{entry.folder}.")
    ignored = shutil.ignore_patterns("__pycache__", "test_delete_study.py")
    for name in KEPT:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tree / name, ignore=ignored)
        elif source.exists():
            shutil.copy(source, tree / name)
    shutil.rmtree(tree / "src/takehome/studies" / study)
    for verb in verbs:
        (tree / "tests/cli" / f"test_{verb}.py").unlink(missing_ok=True)
    return verbs


def run(tree: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run Python on the copy rather than on the installed package."""
    environment = {**os.environ, "PYTHONPATH": str(tree / "src")}
    environment.pop("PYTEST_XDIST_WORKER", None)
    return subprocess.run(
        [sys.executable, *command], cwd=tree, env=environment, capture_output=True, text=True, check=False
    )


def prove(study: str, tree: Path, suites: tuple[str, ...] = SUITES) -> list[str]:
    """What does not work without the study; empty when everything does."""
    verbs = copy_without(study, tree)
    if not verbs:
        return [f"there is no study folder named {study!r}"]
    problems = []
    shown = run(tree, "-c", "import takehome; print(takehome.__file__)")
    if str(tree) not in shown.stdout:
        problems.append(f"import takehome: {shown.stdout}{shown.stderr}")
    help_text = run(tree, "-m", "takehome", "--help")
    if help_text.returncode:
        problems.append(f"takehome --help: {help_text.stderr}")
    for verb in verbs:
        absent = run(tree, "-m", "takehome", verb, "table.csv")
        if absent.returncode != 2 or "not part of this installation" not in absent.stderr:
            problems.append(f"takehome {verb}: exit {absent.returncode}, {absent.stderr}")
        if f"\n  {verb} " in help_text.stdout:
            problems.append(f"takehome --help still lists {verb}")
    suite = run(tree, "-m", "pytest", "-q", "-p", "no:cacheprovider", *suites)
    if suite.returncode:
        problems.append(suite.stdout[-6000:] + suite.stderr[-2000:])
    else:
        print(suite.stdout.strip().splitlines()[-1])
    return problems


def main() -> int:
    """Exit status 0 when the rest works."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("study", help="name of a folder in src/takehome/studies")
    study = parser.parse_args().study
    if not (ROOT / "src/takehome/studies" / study / "__init__.py").is_file():
        print(f"there is no study folder named {study!r}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        problems = prove(study, Path(folder))
    print("\n".join(problems) or f"Everything else works without {study}.")
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())
