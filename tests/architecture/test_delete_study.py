"""Deleting a study's folder leaves the rest working (DESIGN §1).

The same proof as ``make delete-study``, with the suites that meet the registry as a whole.
"""

import importlib.util
from pathlib import Path

import pytest

from takehome.studies import entries

FOLDERS = sorted({entry.folder.split(".")[2] for entry in entries()})
"""Folders of ``takehome.studies``; one that holds several studies takes them all with it."""


@pytest.mark.parametrize("study", FOLDERS)
def test_the_rest_works_without_it(study: str, tmp_path: Path) -> None:
    specification = importlib.util.spec_from_file_location("delete_study", Path(__file__).with_name("delete_study.py"))
    assert specification
    assert specification.loader
    proof = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(proof)
    assert proof.prove(study, tmp_path, proof.QUICK) == []
