"""Enclosed processes find their modules compiled, whoever installed them, and cannot change what they find."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import cache_from_source

import nbformat
import pytest

from takehome.practice import runner
from takehome.practice.runner import bytecode

isolation = pytest.mark.skipif(not runner.isolated(), reason="no isolation on this machine")


@pytest.fixture
def _bare(tmp_path, monkeypatch):
    """An installation without bytecode, a cache folder of its own, and one module to compile."""
    monkeypatch.setattr(bytecode, "_installed_compiled", lambda: False)
    monkeypatch.setattr(bytecode, "IMPORTS", "import json.tool")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def made():
    return bytecode.bytecode.__wrapped__()


@isolation
def test_an_enclosed_module_is_not_compiled_anew_and_cannot_be_replaced():
    cell = (
        "import os, pandas\n"
        "print(os.path.exists(pandas.__cached__))\n"
        "for mode in ('ab', 'wb'):\n"
        "    try:\n        open(pandas.__cached__, mode)\n"
        "    except OSError as refused:\n        print(refused.strerror)\n"
    )
    run = runner.run(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)]), {})
    found, *refused = run.cells[0].text.splitlines()
    assert found == "True"
    assert len(refused) == 2
    assert set(refused) <= {"Read-only file system", "Permission denied"}


@pytest.mark.usefixtures("_bare")
def test_what_is_imported_is_kept_where_python_looks_for_it(tmp_path):
    folder = made()
    assert folder is not None
    environment = {"PYTHONPYCACHEPREFIX": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    looks = "import json.tool, os; print(os.path.exists(json.tool.__cached__))"
    told = subprocess.run([sys.executable, "-c", looks], env=environment, capture_output=True, text=True, check=True)
    assert told.stdout == "True\n"
    readable = [path.stat().st_mode & 0o077 for path in folder.rglob("*") if path.suffix == ".pyc"]
    assert set(readable) == {0o044}


@pytest.mark.usefixtures("_bare")
def test_it_is_made_once_and_again_when_something_is_installed(monkeypatch):
    times = []
    make = bytecode._make
    monkeypatch.setattr(bytecode, "_make", lambda folder: (times.append(1), make(folder)))
    assert made() == made()
    assert len(times) == 1
    monkeypatch.setattr(bytecode, "_installation", lambda: "one package more")
    made()
    assert len(times) == 2


@pytest.mark.usefixtures("_bare")
def test_a_module_that_fails_costs_itself_alone(monkeypatch):
    monkeypatch.setattr(bytecode, "IMPORTS", "import json.tool; import absent_module")
    assert list(made().rglob("tool.*.pyc"))


@pytest.mark.usefixtures("_bare")
def test_without_a_place_or_time_for_it_there_is_none(tmp_path, monkeypatch):
    monkeypatch.setattr(bytecode, "MAKING", 0.0)
    assert made() is None
    monkeypatch.undo()
    monkeypatch.setattr(bytecode, "_installed_compiled", lambda: False)
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert made() is None


@pytest.mark.usefixtures("_bare")
@pytest.mark.skipif(os.geteuid() != 0, reason="only the superuser can give a folder away")
def test_the_folder_of_another_user_is_not_used():
    os.chown(made(), 12_345, 12_345)
    assert made() is None


def test_an_installation_with_bytecode_needs_no_folder(tmp_path, monkeypatch):
    package = tmp_path / "witness"
    package.mkdir()
    source = package / "__init__.py"
    source.write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(bytecode, "WITNESSES", ("witness", "absent_witness"))
    assert not bytecode._installed_compiled()
    subprocess.run([sys.executable, "-m", "py_compile", str(source)], env={}, check=True)
    assert os.path.exists(cache_from_source(str(source)))
    assert bytecode._installed_compiled()
