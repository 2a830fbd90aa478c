"""What is handed out: the built notebook, its data files, its variant, and the names on it."""

from __future__ import annotations

import io
import json
import unicodedata
from types import SimpleNamespace

import nbformat
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.practice.fake_assignment import ASSIGNMENT

from takehome.errors import InputError
from takehome.practice import handout, seeds
from takehome.practice.handout.markers import Role, first_role, role_of
from takehome.practice.spec import World

IDS = ["name", "text-1", "given-install", "given-setup", "given-variant", "given-data", "text-2", "given-1", "todo-1",
       "why-1"]  # fmt: skip


def build(mode="practice", level=1, seed=7, candidate="Ada Lovelace"):
    return handout.build(ASSIGNMENT, level=level, mode=mode, seed=seed, candidate=candidate)


def source(notebook, name):
    return next(cell.source for cell in notebook.cells if cell["id"] == name)


def namespace(notebook, monkeypatch, folder):
    """What the given cells define, run in their order as a kernel would."""
    monkeypatch.chdir(folder)
    names: dict[str, object] = {}
    for name in ("setup", "variant", "data"):
        exec(source(notebook, f"given-{name}"), names)
    return names


# --- the notebook ---


@pytest.mark.parametrize("mode", handout.variant.MODES)
def test_it_is_a_valid_notebook_whose_cells_say_what_they_are(mode):
    made = build(mode, level=2)
    nbformat.validate(made)
    assert [cell["id"] for cell in made.cells] == [*IDS, "todo-2", "why-2"]
    for cell in made.cells:
        role = first_role(cell.source)
        assert role is not None
        assert (role.id, role.tags) == (cell["id"], cell.metadata["tags"])
        assert role.is_code == (cell.cell_type == "code")
    assert made == build(mode, level=2), "built twice, it is the same"


def test_metadata_and_cell_say_the_same_variant():
    made = build(level=2)
    what = handout.Variant("fake-shops", 1, 2, "practice", 7, "Ada Lovelace")
    assert handout.variant_of(made) == what
    without_cell = nbformat.from_dict({**made, "cells": []})
    assert handout.variant_of(without_cell) == what
    without_metadata = nbformat.from_dict({**made, "metadata": {}})
    assert handout.variant_of(without_metadata) == what


def test_the_open_data_cell_draws_what_the_assignment_draws(tmp_path, monkeypatch):
    world = ASSIGNMENT.draw(7, 2)
    names = namespace(build(level=2), monkeypatch, tmp_path)
    pd.testing.assert_frame_equal(names["shops"], world.tables["shops"])
    assert names["BUSINESS"] == world.business
    assert names["answers"] == {}


def test_the_sealed_data_cell_reads_what_the_assignment_draws(tmp_path, monkeypatch):
    made = build("sealed", level=2, seed=7)
    world = ASSIGNMENT.draw(7, 2)
    for name, content in handout.data_files(ASSIGNMENT, world).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    names = namespace(made, monkeypatch, tmp_path)
    pd.testing.assert_frame_equal(names["shops"], world.tables["shops"])
    assert names["BUSINESS"] == world.business


def test_without_its_files_a_sealed_notebook_says_where_they_belong(tmp_path, monkeypatch):
    with pytest.raises(FileNotFoundError, match="data/"):
        namespace(build("sealed"), monkeypatch, tmp_path)


def test_a_sealed_notebook_holds_neither_seed_nor_generator():
    text = nbformat.writes(build("sealed", seed=987654321))
    assert "987654321" not in text
    assert "SEED" not in text
    assert "default_rng" not in text
    assert text == nbformat.writes(build("sealed", seed=None))


def test_the_generator_is_folded_in_jupyter_and_in_colab_and_nothing_else_is():
    folded = {cell["id"]: cell.metadata for cell in build().cells if "cellView" in cell.metadata}
    assert list(folded) == ["given-data"]
    assert folded["given-data"]["jupyter"] == {"source_hidden": True}  # nbformat 4.2 and later: the input is folded
    assert folded["given-data"]["cellView"] == "form"
    assert source(build(), "given-data").splitlines()[1].startswith("# @title ")  # what Colab shows in its place
    nbformat.validate(build())
    assert not any("cellView" in cell.metadata for cell in build("sealed").cells)


@pytest.mark.parametrize("kept", [{}, {"jupyter": {"source_hidden": False}}, {"cellView": "code", "tags": ["x"]}])
def test_a_cell_that_was_unfolded_is_no_difference(kept):
    submitted = build()
    for cell in submitted.cells:
        cell.metadata = nbformat.from_dict(kept)
    restored, told = handout.restore(submitted, ASSIGNMENT, handout.variant_of(submitted))
    assert (nbformat.writes(restored), told) == (nbformat.writes(build()), ())


def test_the_install_cell_installs_only_where_takehome_is_missing(monkeypatch):
    from IPython.core.inputtransformer2 import TransformerManager

    code = TransformerManager().transform_cell(source(build(), "given-install"))
    called = []
    exec(
        code, {"get_ipython": lambda: type("Shell", (), {"run_line_magic": staticmethod(lambda *a: called.append(a))})}
    )
    assert called == []
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    exec(code, {"get_ipython": lambda: SimpleNamespace(run_line_magic=lambda *words: called.append(words))})
    assert called == [("pip", 'install --quiet "takehome[practice]"')]


def test_a_level_that_is_not_there_is_one_message():
    with pytest.raises(InputError, match="level 3"):
        build(level=3)


# --- the data files ---


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_floats_read_back_exactly(values):
    world = World(0, 1, {"t": pd.DataFrame({"x": values})}, {"a": np.float64(values[0])}, {})
    files = handout.data_files(ASSIGNMENT, world)
    read = pd.read_csv(io.BytesIO(files["data/t.csv"]), engine="python")
    assert read["x"].tolist() == values
    assert json.loads(files["data/business.json"]) == {"a": values[0]}


def test_the_word_none_is_a_word():
    """pandas would read it as missing: the data cell tells it not to."""
    frame = pd.DataFrame({"Plan": ["None", "NA", "Basic"], "x": [1.5, None, 2.0]})
    files = handout.data_files(ASSIGNMENT, World(0, 1, {"t": frame}, {}, {}))
    options = {"engine": "python", "keep_default_na": False, "na_values": [""]}
    assert all(f"{key}={value!r}".replace("'", '"') in source(build("sealed"), "given-data") for key, value in
               options.items())  # fmt: skip
    pd.testing.assert_frame_equal(pd.read_csv(io.BytesIO(files["data/t.csv"]), **options), frame)


# --- the variant ---


def with_variant(*lines, metadata=None):
    cells = [{"cell_type": "code", "source": "\n".join(lines), "metadata": {}}]
    return nbformat.from_dict({"cells": cells, "metadata": {"takehome": metadata or {}}})


FULL = ['ASSIGNMENT = "fake-shops"', "VERSION = 1", "LEVEL = 2", 'MODE = "practice"', "SEED = 7"]


def test_the_cell_decides_over_the_metadata_and_a_difference_is_noted():
    metadata = {"assignment": "other", "version": 1, "level": 2, "mode": "practice", "seed": 8}
    what = handout.variant_of(with_variant("# --- given: variant ---", *FULL, metadata=metadata))
    assert (what.assignment, what.seed) == ("fake-shops", 7)
    assert [note.name for note in what.notes] == ["assignment"], "another seed is the candidate's good right"


def test_sealed_in_either_place_is_sealed():
    metadata = {"assignment": "fake-shops", "version": 1, "level": 2, "mode": "sealed"}
    what = handout.variant_of(with_variant(*FULL, metadata=metadata))
    assert (what.mode, what.seed) == ("sealed", None)
    assert [note.name for note in what.notes] == ["mode"]
    opened = {**metadata, "mode": "practice"}
    sealed = handout.variant_of(with_variant(*FULL[:3], 'MODE = "sealed"', metadata=opened))
    assert sealed.mode == "sealed"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([], "does not say which assignment"),
        (FULL[:-1], "without SEED"),
        ([*FULL[:-1], "SEED = -1"], "SEED = '-1'"),
        ([*FULL[:-1], "SEED = True"], "SEED = 'True'"),
        ([*FULL[:-1], "SEED = int('7')"], "SEED"),
        ([*FULL[:-1], f"SEED = {2**128}"], "2^128"),
        ([*FULL[:-1], "SEED = 1.5"], "SEED = '1.5'"),
        (['ASSIGNMENT = ["fake-shops"]', *FULL[1:]], "ASSIGNMENT"),
        ([*FULL[:3], 'MODE = "open"', FULL[4]], "MODE = 'open'"),
        ([FULL[0], *FULL[2:]], "without VERSION"),
        ([*FULL[:2], "LEVEL = 0", *FULL[3:]], "LEVEL = '0'"),
        ([*FULL[:2], "LEVEL = " + "(" * 200, *FULL[3:]], "LEVEL"),
    ],
)
def test_an_unusable_variant_is_one_message_that_says_how_to_name_it(lines, said):
    with pytest.raises(InputError) as problem:
        handout.variant_of(with_variant(*lines))
    assert said in problem.value.message
    assert "Try:" in problem.value.message


def test_nothing_in_the_variant_cell_is_executed(tmp_path):
    trace = tmp_path / "trace"
    with pytest.raises(InputError):
        handout.variant_of(with_variant(*FULL[:-1], f"SEED = open({str(trace)!r}, 'w').close() or 7"))
    assert not trace.exists()


def test_another_seed_changes_the_variant_cell_alone():
    made = build()
    other = handout.with_seed(made, 12345)
    assert handout.variant_of(other).seed == 12345
    assert [a["id"] for a, b in zip(made.cells, other.cells, strict=True) if a != b] == ["given-variant"]
    assert handout.variant_of(made).seed == 7
    sealed = build("sealed")
    assert handout.with_seed(sealed, 12345) == sealed


# --- markers ---


@given(st.sampled_from(["given", "todo", "why"]), st.integers(1, 99), st.integers(1, 9))
def test_a_marker_reads_back(kind, section, part):
    role = Role(kind, str(section), part if kind == "given" else 1)
    assert role_of(role.marker) == role
    assert role.section == section


@pytest.mark.parametrize("role", [Role("name"), Role("text", "3"), *(Role("given", of) for of in ("setup", "data"))])
def test_a_marker_without_a_section_reads_back(role):
    assert role_of(role.marker) == role
    assert role.section == 0


@pytest.mark.parametrize(
    "line",
    ["", "# your code: section 3", "# --- given: nothing ---", "# --- your code: data ---", "<!-- why -->",
     "<!-- name: 3 -->", "x = 1  # --- given: data ---", "# --- given: section 3000 ---", "<!-- todo: section 1 -->"],
)  # fmt: skip
def test_other_lines_are_no_markers(line):
    assert role_of(line) is None


# --- names ---


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ada Lovelace", "Ada Lovelace"),
        ("  Zoë   Ångström ", "Zoë Ångström"),
        ("王小明", "王小明"),
        ("O'Neill, Jr.", "O'Neill, Jr"),
        ("../../etc/passwd", "etc-passwd"),
        ("a/b\\c:d", "a-b-c-d"),
        ("con", "_con"),
        ("LPT1.txt", "_LPT1.txt"),
        (".hidden", "hidden"),
        ("-rf", "rf"),
        ("Ada\n\x00Lovelace", "Ada Lovelace"),
        ("a\u202eb", "a b"),
    ],
)
def test_a_name_becomes_a_safe_file_name(name, expected):
    assert handout.file_name(name) == expected


@given(st.text(max_size=100))
def test_no_name_leaves_its_folder(name):
    try:
        made = handout.file_name(name)
    except InputError:
        return
    assert made
    assert not set(made) & set('/\\:*?"<>|\0\n')
    assert not made.startswith((".", "-"))
    assert len(made.encode()) <= 200
    assert made == made.strip()


@pytest.mark.parametrize("name", ["", "   ", "...", "/", "x" * 101, "\n"])
def test_a_name_without_a_letter_or_too_long_is_refused(name):
    with pytest.raises(InputError, match="candidate's name"):
        handout.file_name(name)


def notes(file, notebook, candidate="Ada Lovelace"):
    return [note.sentence for note in handout.name_notes(file, notebook, candidate)]


@pytest.mark.parametrize("file", ["Ada Lovelace.ipynb", "class/ada lovelace.ipynb", "Ada_Lovelace (1).ipynb"])
def test_a_file_that_bears_the_name_is_not_noted(file):
    assert notes(file, build()) == []


@pytest.mark.parametrize("candidate", ["Zoë O'Neill / 3", "Ada *star* <b>", "_A_ [x](y)", "İstanbul Ünal", "ﬁ Ⅳ"])
def test_a_name_with_any_character_agrees_with_its_own_file_and_cell(candidate):
    file = unicodedata.normalize("NFD", handout.file_name(candidate))
    assert notes(f"{file}.ipynb", build(candidate=candidate), candidate) == []


def test_a_mismatch_is_noted_with_both_names():
    (about_file,) = notes("Copy of Untitled3.ipynb", build())
    assert "Copy of Untitled3" in about_file
    assert "Ada Lovelace" in about_file
    (about_cell,) = notes("Ada Lovelace.ipynb", build(candidate="Grace Hopper"))
    assert "first cell" in about_cell
    assert notes("x.ipynb", build(), "")


# --- seeds ---

KEY = b"k" * 16


def test_a_sealed_seed_depends_on_everything_but_the_spelling_of_a_name():
    seed = seeds.sealed_seed(KEY, "a", 1, 1, "Ada Lovelace")
    assert seed == seeds.sealed_seed(KEY, "a", 1, 1, "  ada   LOVELACE")
    assert seed == seeds.sealed_seed(KEY, "a", 1, 1, "Ａda Lovelace")
    others = [
        seeds.sealed_seed(b"K" * 16, "a", 1, 1, "Ada Lovelace"),
        seeds.sealed_seed(KEY, "b", 1, 1, "Ada Lovelace"),
        seeds.sealed_seed(KEY, "a", 2, 1, "Ada Lovelace"),
        seeds.sealed_seed(KEY, "a", 1, 2, "Ada Lovelace"),
        seeds.sealed_seed(KEY, "a", 1, 1, "Ada Lovelac"),
        seeds.second_sealed_seed(KEY, "a", 1, 1, "Ada Lovelace"),
    ]
    assert len({seed, *others}) == 7
    assert all(0 <= value <= seeds.LARGEST_SEED for value in others)
    assert max(others) > 2**100, "128 bits are used"
    np.random.default_rng([seed, 1])


def test_the_second_open_seed_is_fixed_and_another_one():
    second = seeds.second_open_seed("a", 1, 1, 7)
    assert second == seeds.second_open_seed("a", 1, 1, 7)
    assert second not in {7, seeds.second_open_seed("a", 1, 1, 8), seeds.second_open_seed("b", 1, 1, 7)}


def test_a_secret_comes_from_a_file_a_text_or_the_environment(tmp_path, monkeypatch):
    (tmp_path / "secret").write_text("s" * 16 + "\n")
    assert seeds.secret_of(tmp_path / "secret") == seeds.secret_of("s" * 16) == b"s" * 16
    monkeypatch.setenv(seeds.SECRET_VARIABLE, "s" * 16)
    assert seeds.secret_of(None) == b"s" * 16


def test_an_unusable_secret_is_refused_and_never_shown(tmp_path, monkeypatch):
    monkeypatch.delenv(seeds.SECRET_VARIABLE, raising=False)
    for secret in (None, "hunter2", tmp_path / "absent", bytearray(b"hunter2"), ["hunter2"], 5):
        with pytest.raises(InputError) as problem:
            seeds.secret_of(secret)
        assert "hunter2" not in problem.value.message
