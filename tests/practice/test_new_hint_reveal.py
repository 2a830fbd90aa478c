"""Handing out, helping and solving: what is written where, what is refused, and that nothing is overwritten."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from tests.practice.fake_assignment import ASSIGNMENT

from takehome import practice
from takehome.errors import InputError, MissingExtra
from takehome.practice import assignments, available, handout, seeds, starting

SECRET = "correct horse battery staple"


@pytest.fixture(autouse=True)
def fake_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tiny assignment in place of the real ones."""
    monkeypatch.setattr(assignments, "catalogue", lambda: (ASSIGNMENT,))
    monkeypatch.delenv(seeds.SECRET_VARIABLE, raising=False)


def new(folder: Path, **options) -> Path:
    return practice.new("fake-shops", **{"name": "Ada Lovelace", "seed": 7, "out": folder, **options})


def sealed(folder: Path, **options) -> Path:
    return new(folder, **{"seed": None, "sealed": True, "secret": SECRET, **options})


# --- new ---


def test_the_file_bears_the_candidates_name_and_is_the_built_notebook(tmp_path):
    path = new(tmp_path / "class" / "2026", level=2)
    assert path == tmp_path / "class" / "2026" / "Ada Lovelace.ipynb"
    built = handout.build(ASSIGNMENT, level=2, mode="practice", seed=7, candidate="Ada Lovelace")
    assert nbformat.read(path, 4) == built
    assert [file.name for file in path.parent.iterdir()] == [path.name], "no temporary file is left"
    assert handout.name_notes(str(path), nbformat.read(path, 4), "Ada Lovelace") == ()


def test_without_a_seed_one_is_drawn(tmp_path):
    drawn = [handout.variant_of(nbformat.read(new(tmp_path / str(i), seed=None), 4)).seed for i in range(4)]
    assert len(set(drawn)) > 1
    assert all(0 <= seed < seeds.OPEN_SEEDS for seed in drawn)


def test_a_sealed_folder_holds_the_notebook_and_its_data(tmp_path):
    path = sealed(tmp_path)
    folder = tmp_path / "Ada Lovelace"
    assert path == folder / "Ada Lovelace.ipynb"
    files = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
    assert files == {"Ada Lovelace.ipynb", "data/shops.csv", "data/business.json"}
    assert list(tmp_path.iterdir()) == [folder], "no temporary folder is left"
    drawn = ASSIGNMENT.draw(seeds.sealed_seed(SECRET.encode(), "fake-shops", 1, 1, "ada lovelace"), 1)
    read = pd.read_csv(folder / "data/shops.csv", keep_default_na=False)
    pd.testing.assert_frame_equal(read, drawn.tables["shops"])


def test_neither_secret_nor_seed_is_written_or_printed(tmp_path, capsys):
    sealed(tmp_path)
    seed = str(seeds.sealed_seed(SECRET.encode(), "fake-shops", 1, 1, "Ada Lovelace"))
    for file in tmp_path.rglob("*"):
        if file.is_file():
            assert SECRET not in file.read_text()
            assert seed not in file.read_text()
    assert capsys.readouterr() == ("", "")


def test_the_secret_may_come_from_a_file_or_the_environment(tmp_path, monkeypatch):
    secret = tmp_path / "secret.txt"
    secret.write_text(f"{SECRET}\n")
    texts = [sealed(tmp_path / "a").read_text(), sealed(tmp_path / "b", secret=secret).read_text()]
    monkeypatch.setenv(seeds.SECRET_VARIABLE, SECRET)
    texts.append(sealed(tmp_path / "c", secret=None).read_text())
    data = [(tmp_path / name / "Ada Lovelace/data/shops.csv").read_bytes() for name in "abc"]
    assert len(set(texts)) == len(set(data)) == 1
    other = sealed(tmp_path / "d", secret="another secret of enough bytes")
    assert (other.parent / "data/shops.csv").read_bytes() != data[0]


def test_what_is_handed_out_can_be_read_by_others(tmp_path):
    mask = os.umask(0o022)
    try:
        made = [new(tmp_path), sealed(tmp_path).parent]
    finally:
        os.umask(mask)
    assert [stat.S_IMODE(path.stat().st_mode) for path in made] == [0o644, 0o755]


@pytest.mark.parametrize("make", [new, sealed])
def test_nothing_is_overwritten(tmp_path, make):
    path = make(tmp_path)
    path.write_text("my work")
    with pytest.raises(InputError, match="is there already"):
        make(tmp_path)
    assert path.read_text() == "my work"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"name": "  "}, "candidate's name"),
        ({"name": None}, "candidate's name"),
        ({"level": 3}, "level 3"),
        ({"level": 2.0}, "level 2.0"),
        ({"level": None}, "level None"),
        ({"out": "a\0b"}, "without the character NUL"),
        ({"out": "a\0b", "sealed": True, "seed": None, "secret": SECRET}, "without the character NUL"),
        ({"out": 5}, "the folder to write into"),
        ({"level": True}, "level True"),
        ({"seed": -1}, "the seed -1"),
        ({"seed": 2**128}, "below 2\\^128"),
        ({"seed": True}, "the seed True"),
        ({"sealed": True}, "the seed 7 in sealed mode"),
        ({"sealed": True, "seed": None}, "without a secret"),
        ({"sealed": True, "seed": None, "secret": "short"}, "a secret of 5 bytes"),
        ({"sealed": True, "seed": None, "secret": Path("absent")}, "absent"),
        ({"sealed": True, "seed": None, "secret": 5}, "a secret of the type int"),
        ({"sealed": True, "seed": None, "secret": Path("a\0b")}, "a␀b, which cannot be read"),
    ],
)
def test_unusable_input_is_one_message_and_writes_nothing(tmp_path, options, said):
    with pytest.raises(InputError, match=said):
        new(tmp_path, **options)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_assignment_lists_those_that_there_are(tmp_path):
    with pytest.raises(InputError, match="one of fake-shops"):
        practice.new("absent", name="Ada", out=tmp_path)


def test_an_assignment_whose_study_is_absent_is_refused(tmp_path, monkeypatch):
    from dataclasses import replace

    monkeypatch.setattr(assignments, "catalogue", lambda: (replace(ASSIGNMENT, verbs=("regress", "forecast")),))
    assert not assignments.available(assignments.by_name("fake-shops"))
    assert "forecast" in assignments.missing_verbs(assignments.by_name("fake-shops"))
    with pytest.raises(InputError, match="forecast"):
        new(tmp_path)


def test_a_folder_that_cannot_be_written_is_one_message(tmp_path):
    (tmp_path / "file").write_text("")
    for make in (new, sealed):
        with pytest.raises(InputError, match="cannot be written"):
            make(tmp_path / "file")


def test_a_failed_write_leaves_nothing(tmp_path, monkeypatch):
    def full(*arguments, **options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "rename", full)
    for make in (new, sealed):
        with pytest.raises(InputError, match="No space left"):
            make(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_package_names_the_install_line(monkeypatch, tmp_path):
    monkeypatch.setattr(available, "find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r"takehome\[practice\]"):
        new(tmp_path)


# --- hint ---


def test_hints_come_one_by_one_and_say_how_to_go_on(tmp_path):
    path = new(tmp_path)
    first, last = practice.hint(path, 1), practice.hint(path, 1, 2)
    assert first == "Section 1 (The mean), hint 1 of 2:\nWhich column holds the sales?\n" + (
        f"The next one: takehome practice hint '{path}' --section 1 --number 2"
    )
    assert last.startswith("Section 1 (The mean), hint 2 of 2:\nCall its method mean.")
    assert "reveal" in last


@pytest.mark.parametrize(
    ("section", "number", "said"),
    [
        (1, 3, "one of its 2 hints"),
        (1, 0, "hint 0"),
        (1, "1", "hint '1'"),
        (2, 1, "section 2"),
        ("1", 1, "section '1'"),
    ],
)
def test_a_hint_that_is_not_there_is_one_message(tmp_path, section, number, said):
    with pytest.raises(InputError, match=said):
        practice.hint(new(tmp_path), section, number)


# --- reveal ---


@pytest.fixture(scope="module")
def revealed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, nbformat.NotebookNode, list[str]]:
    """The solution of a notebook of level 2 in which the candidate has written what must never run."""
    folder = tmp_path_factory.mktemp("reveal")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assignments, "catalogue", lambda: (ASSIGNMENT,))
        path = new(folder, level=2)
        trace = f"open({str(folder / 'trace')!r}, 'w')"
        path.write_text(path.read_text().replace("answers = {}", trace.replace('"', "'") + "; answers = {}"))
        told: list[str] = []
        out = practice.reveal(path, progress=told.append)
    return out, nbformat.read(out, 4), told


def test_the_solution_is_beside_the_notebook_and_valid(revealed):
    path, notebook, told = revealed
    nbformat.validate(notebook)
    assert sorted(file.name for file in path.parent.iterdir()) == ["Ada Lovelace.ipynb", "Ada Lovelace.solution.ipynb"]
    assert told == ["The mean", "Late shops"]
    assert notebook.metadata.takehome.revealed is True


def test_it_is_executed_and_its_texts_hold_the_computed_numbers(revealed):
    _, notebook, _ = revealed
    sales = ASSIGNMENT.draw(7, 2).tables["shops"]
    texts = handout.texts(notebook)
    assert texts[1] == f"The mean shop sells {sales['Sales'].mean():.2f} $."
    assert texts[2] == f"{sales['Late'].sum()} shops opened late."
    counts = [cell.execution_count for cell in notebook.cells if cell.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1))
    shown = next(cell for cell in notebook.cells if cell["id"] == "todo-1").outputs
    assert [output.output_type for output in shown] == ["execute_result"]
    assert "takehome-model-texts" not in nbformat.writes(notebook)


def test_the_solution_is_not_overwritten(tmp_path):
    path = new(tmp_path)
    there = tmp_path / "Ada Lovelace.solution.ipynb"
    there.write_text("mine")
    for out in (None, there):
        with pytest.raises(InputError, match="is there already"):
            practice.reveal(path, out)
    assert there.read_text() == "mine"


# --- both ---


def test_sealed_notebooks_give_neither_hint_nor_solution(tmp_path):
    path = sealed(tmp_path)
    for call in (lambda: practice.hint(path, 1), lambda: practice.reveal(path)):
        with pytest.raises(InputError, match="handed out sealed"):
            call()
    assert list(path.parent.glob("*solution*")) == []


def test_a_sealed_notebook_stays_sealed_when_one_place_is_changed(tmp_path):
    path = sealed(tmp_path)
    text = path.read_text()
    path.write_text(text.replace('MODE = \\"sealed\\"', 'MODE = \\"practice\\"\\nSEED = 7'))
    assert path.read_text() != text
    with pytest.raises(InputError, match="handed out sealed"):
        practice.reveal(path)


def test_a_notebook_of_another_version_or_level_is_refused(tmp_path):
    text = new(tmp_path).read_text()
    for old, broken, said in (("VERSION = 1", "VERSION = 9", "version 9"), ("LEVEL = 1", "LEVEL = 9", "level 9")):
        path = tmp_path / f"{said}.ipynb"
        path.write_text(text.replace(old, broken))
        with pytest.raises(InputError, match=said):
            practice.hint(path, 1)


@pytest.mark.parametrize("path", ["https://colab.research.google.com/drive/1", "absent.ipynb"])
def test_a_link_and_a_missing_file_are_one_message(path):
    with pytest.raises(InputError):
        practice.hint(path, 1)


def test_several_notebooks_are_not_one(tmp_path):
    new(tmp_path)
    new(tmp_path, name="Grace Hopper")
    with pytest.raises(InputError, match="holds 2 notebooks"):
        practice.hint(tmp_path, 1)


def test_the_mask_of_the_process_is_left_as_it_was():
    before = os.umask(0o027)
    try:
        assert starting._umask() == 0o027
        assert os.umask(0o027) == 0o027
    finally:
        os.umask(before)
