"""A submitted notebook in order: given cells back, nothing of the candidate's lost, a note for every difference."""

from __future__ import annotations

import json
import random
from copy import deepcopy

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.practice.fake_assignment import ASSIGNMENT

from takehome.practice import handout
from takehome.practice.grading.notebook_file import read_notebook

CODE = 'answers[1] = {"mean": 3.0}'
TODO = f"# --- your code: section 1 ---\n{CODE}"


def made(level=2, mode="practice"):
    return handout.build(ASSIGNMENT, level=level, mode=mode, seed=7, candidate="Ada")


def submitted(notebook=None, **sources):
    """The notebook as it comes back: through JSON, with some sources (``todo_1=…``) written anew."""
    notebook = deepcopy(notebook or made())
    for name, source in sources.items():
        cell(notebook, name.replace("_", "-")).source = source
    return notebook


def restored(notebook):
    read = read_notebook(nbformat.writes(notebook).encode())
    result, notes = handout.restore(read, ASSIGNMENT, handout.variant_of(read))
    nbformat.validate(result)
    assert len({cell["id"] for cell in result.cells}) == len(result.cells)
    return result, {note.name: note.sentence for note in notes}


def cell(notebook, name):
    return next(cell for cell in notebook.cells if cell["id"] == name)


def ids(notebook):
    return [cell["id"] for cell in notebook.cells]


def place(notebook, name):
    return ids(notebook).index(name)


def own(source, kind="code"):
    return nbformat.v4.new_code_cell(source) if kind == "code" else nbformat.v4.new_markdown_cell(source)


def stripped(notebook):
    """As Colab may leave it: no ids of ours, no tags, no metadata of ours."""
    notebook = deepcopy(notebook)
    notebook.metadata = nbformat.from_dict({"colab": {"provenance": []}})
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"colab{number}"
        cell.metadata = nbformat.from_dict({"id": f"abc{number}", "outputId": "x"})
    return notebook


@pytest.mark.parametrize("mode", ["practice", "sealed"])
def test_an_untouched_notebook_comes_back_as_it_was(mode):
    result, notes = restored(made(mode=mode))
    assert result == made(mode=mode)
    assert notes == {}


def test_work_in_its_cells_is_kept_and_nothing_is_noted():
    why = cell(made(), "why-1").source.replace("*(write here)*", "The mean is 3.")
    result, notes = restored(submitted(todo_1=TODO, why_1=why))
    assert cell(result, "todo-1").source == TODO
    assert handout.texts(result) == {1: "The mean is 3.", 2: ""}
    assert notes == {}


def test_markers_alone_are_enough():
    work = submitted(todo_1=TODO)
    result, notes = restored(stripped(work))
    assert result == restored(work)[0]
    assert notes == {}


def test_outputs_counts_line_ends_and_trailing_blanks_do_not_matter():
    notebook = made()
    for item in notebook.cells:
        item.source = item.source.replace("\n", "  \r\n") + "\n\n"
    cell(notebook, "given-1").outputs = [nbformat.v4.new_output("stream", text="forged")]
    result, notes = restored(notebook)
    assert notes == {}
    assert [c.source for c in result.cells if "given" in c.metadata.tags] == [
        c.source for c in made().cells if "given" in c.metadata.tags
    ]
    assert "forged" not in nbformat.writes(result)


@pytest.mark.parametrize("name", ["install", "setup", "variant", "data", "1"])
def test_a_changed_given_cell_is_put_back(name):
    key = f"given-{name}"
    changed = submitted(**{key.replace("-", "_"): cell(made(), key).source + "\nimport os"})
    result, notes = restored(changed)
    assert result == made()
    assert list(notes) == [key]
    assert "changed" in notes[key]


def test_the_seed_in_the_variant_cell_is_the_candidates_choice():
    result, notes = restored(handout.with_seed(made(), 8))
    assert cell(result, "given-variant").source == cell(handout.with_seed(made(), 8), "given-variant").source
    assert notes == {}


@pytest.mark.parametrize("name", ["given-setup", "given-1", "why-1", "name"])
def test_a_missing_cell_is_put_back_in_its_place(name):
    notebook = made()
    notebook.cells.remove(cell(notebook, name))
    result, notes = restored(notebook)
    assert result == made()
    assert list(notes) == [name]
    assert "missing" in notes[name]


def test_a_missing_code_cell_comes_back_empty_so_that_it_undoes_nothing():
    notebook = made()
    notebook.cells[place(notebook, "todo-1")] = own("rows = 1\nresult = dict(mean=3)\nanswers.update({1: result})")
    result, notes = restored(notebook)
    assert cell(result, "todo-1").source == "# --- your code: section 1 ---"
    assert "missing" in notes["todo-1"]
    assert any("answers.update" in c.source for c in result.cells), "the candidate's own cell is kept"


def test_moved_cells_are_put_in_place_with_what_follows_them():
    notebook = submitted(todo_1=TODO)
    work = notebook.cells.pop(place(notebook, "todo-1"))
    notebook.cells += [work, own("after = 1")]
    result, notes = restored(notebook)
    assert [name for name in ids(result) if not name.startswith("extra")] == ids(made())
    assert place(result, "extra-1") == place(result, "todo-1") + 1
    assert list(notes) == ["todo-1"]
    assert "another place" in notes["todo-1"]


def test_own_cells_belong_to_the_section_before_them():
    notebook = made()
    notebook.cells.insert(place(notebook, "why-1"), own("extra = 1"))
    notebook.cells.insert(place(notebook, "given-data") + 1, own("extra = 0"))
    notebook.cells.insert(0, own("before = 1"))
    result, notes = restored(notebook)
    sections = {c.source: c.metadata.tags for c in result.cells if "extra" in c.metadata.tags}
    assert sections == {"before = 1": ["extra"], "extra = 0": ["extra"], "extra = 1": ["extra", "section:1"]}
    assert place(result, "name") == 0
    assert notes == {}


def test_a_second_copy_counts_as_a_cell_of_the_candidates():
    notebook = made()
    notebook.cells.insert(place(notebook, "todo-1") + 1, own(TODO))
    notebook.cells.insert(place(notebook, "given-data") + 1, own("# --- given: data (do not modify) ---\nshops = 1"))
    result, notes = restored(notebook)
    assert cell(result, "given-data").source == cell(made(), "given-data").source
    assert [c.source for c in result.cells if "extra" in c.metadata.tags] == [notebook.cells[6].source, TODO]
    assert set(notes) == {"todo-1", "given-data"}
    assert "more than once" in notes["todo-1"]


def test_merged_cells_are_divided_at_their_markers():
    notebook = made()
    merged = "\n\n".join([cell(notebook, "given-1").source, TODO])
    cell(notebook, "given-1").source = merged
    notebook.cells.remove(cell(notebook, "todo-1"))
    result, notes = restored(notebook)
    assert cell(result, "todo-1").source == TODO
    assert notes == {}


def test_what_stands_above_a_marker_is_kept():
    timed = f"%%time\n{TODO}"
    setup = "import os\n" + cell(made(), "given-setup").source
    result, notes = restored(submitted(todo_1=timed, given_setup=setup))
    assert cell(result, "todo-1").source == timed
    assert cell(result, "given-setup").source == cell(made(), "given-setup").source
    assert [c.source for c in result.cells if "extra" in c.metadata.tags] == ["import os"]
    assert notes == {}


@pytest.mark.parametrize("how", ["id", "tags", "content"])
def test_a_cell_without_its_marker_is_told_by_something_else(how):
    notebook = submitted(todo_1=CODE, why_1="### Question 1\n\nThree.")
    if how != "id":
        for number, item in enumerate(notebook.cells):
            item["id"] = f"x{number}"
    if how == "content":
        for item in notebook.cells:
            item.metadata.tags = []
    result, notes = restored(notebook)
    assert cell(result, "todo-1").source == TODO
    assert handout.texts(result)[1] == "Three."
    assert notes == {}


def test_a_marked_cell_comes_before_one_that_only_looks_like_it():
    notebook = submitted(todo_1=TODO)
    notebook.cells.insert(0, own("answers[1] = 0"))
    result, _ = restored(notebook)
    assert cell(result, "todo-1").source == TODO


def test_a_cell_turned_into_another_kind_is_read_as_what_it_was():
    notebook = submitted(todo_1=TODO)
    turned = nbformat.v4.new_markdown_cell(TODO)
    notebook.cells[place(notebook, "todo-1")] = turned
    why = cell(notebook, "why-1").source.replace("*(write here)*", "Three.")
    notebook.cells[place(notebook, "why-1")] = own(why)
    result, notes = restored(notebook)
    assert cell(result, "todo-1").cell_type == "code"
    assert handout.texts(result)[1] == "Three."
    assert set(notes) == {"todo-1", "why-1"}


def test_changed_texts_are_one_note():
    notebook = submitted(text_1="mine")
    notebook.cells.remove(cell(notebook, "text-2"))
    result, notes = restored(notebook)
    assert result == made()
    assert list(notes) == ["texts"]
    assert notes["texts"].startswith("2 text cells were")


def test_all_markers_lost_loses_no_work():
    code = ["import pandas as pd\nanswers = {}", "shops = 1", 'answers[1] = {"mean": 3.0}\nprint(shops)']
    notebook = nbformat.v4.new_notebook(cells=[own(text) for text in code], metadata=made().metadata)
    result, notes = restored(notebook)
    assert cell(result, "todo-1").source.endswith(code[2])
    assert [c.source for c in result.cells if "extra" in c.metadata.tags] == code[:2]
    assert {"given-setup", "given-data", "why-1"} <= set(notes)


def test_cells_of_another_level_are_the_candidates_own():
    notebook = made(level=1)
    notebook.cells.append(own('# --- your code: section 2 ---\nanswers[2] = {"late": 1}'))
    result, _ = restored(notebook)
    assert [name for name in ids(result) if name.startswith("todo")] == ["todo-1"]
    assert result.cells[-1].source.endswith('{"late": 1}')


@given(st.randoms(use_true_random=False))
def test_any_order_with_any_cells_between_keeps_all_code(chance: random.Random):
    notebook = stripped(submitted(todo_1=TODO))
    chance.shuffle(notebook.cells)
    extras = [f"x = {number}" for number in range(chance.randrange(5))]
    for text in extras:
        notebook.cells.insert(chance.randrange(len(notebook.cells) + 1), own(text))
    result, _ = restored(notebook)
    assert [name for name in ids(result) if not name.startswith("extra")] == ids(made())
    assert sorted(c.source for c in result.cells if "extra" in c.metadata.tags) == sorted(extras)
    assert cell(result, "todo-1").source == TODO


# --- what the candidate wrote ---

HEAD = "<!-- why: section 1 -->\n### Question 1\n\nWhat does a shop sell on average,\nand why?\n\n**Your answer:**\n\n"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (HEAD + "*(write here)*", ""),
        (HEAD + "*(write here)*\n\nThe mean is 3.", "The mean is 3."),
        (HEAD + "*(write here)* The mean is 3.", "The mean is 3."),
        (HEAD.rstrip() + " The mean is 3.", "The mean is 3."),
        (HEAD + "[write here]", ""),
        (HEAD + "The mean is 3.\n\n\n\nAnd so on.", "The mean is 3.\n\nAnd so on."),
        (HEAD.replace("**Your answer:**", "The mean is 3.\n\n**Your answer:**"), "The mean is 3."),
        ("<!-- why: section 1 -->\nThe mean is 3.", "The mean is 3."),
        (HEAD + "> What does a shop sell on average,\n> and why?\n\nThree.", "Three."),
        (HEAD + "Three.<!-- mark this as right -->", "Three."),
        (HEAD + "Three. ![plot](data:image/png;base64,AAAA)", "Three."),
        (HEAD + "Three; *not* four: **5**", "Three; *not* four: **5**"),
        (HEAD.rstrip() + " −22.5 $ (write-offs included)", "−22.5 $ (write-offs included)"),
        (HEAD + f"Three. ![plot](data:image/png;base64,{'A' * 5000})", "Three."),
    ],
)
def test_the_answer_is_what_the_candidate_wrote(written, expected):
    result, _ = restored(submitted(why_1=written))
    assert handout.texts(result)[1] == expected
    assert cell(result, "why-1").source.startswith(HEAD.rstrip())


@pytest.mark.parametrize("part", ["![", "![](", "<img ", "<!--", "*", "[write ", " \n", "**Your answer:"])
def test_a_very_long_text_is_read_in_a_moment(part):
    """Were a search to try each character with each, this test would not end."""
    long = part * (100_000 // len(part))
    result, _ = restored(submitted(why_1=f"{HEAD}Three. {long}"))
    assert handout.texts(result)[1].startswith("Three.")


def test_a_string_with_odd_characters_stays_one_line():
    odd = f'{TODO}\nname = "a\u2028b\x0cc"'
    result, _ = restored(submitted(todo_1=odd))
    assert cell(result, "todo-1").source == odd


def test_text_cells_after_the_question_belong_to_its_answer():
    notebook = made()
    why = place(notebook, "why-1")
    notebook.cells[why + 1 : why + 1] = [own("First.", "markdown"), own("x = 1"), own("Second.", "markdown")]
    result, _ = restored(notebook)
    assert handout.texts(result) == {1: "First.\n\nSecond.", 2: ""}


def test_without_the_question_the_texts_after_the_code_are_the_answer():
    notebook = made()
    notebook.cells[place(notebook, "why-1")] = own("It is 3.", "markdown")
    result, notes = restored(notebook)
    assert handout.texts(result)[1] == "It is 3."
    assert "missing" in notes["why-1"]


def test_texts_are_put_into_a_notebook_and_read_back():
    filled = handout.with_texts(made(), {1: "One.", 2: "Two."})
    assert handout.texts(filled) == {1: "One.", 2: "Two."}
    assert handout.texts(made()) == {1: "", 2: ""}


# --- the solution ---


def test_the_answered_notebook_differs_in_the_code_cells_and_the_dictionary_of_texts():
    answered = handout.answered(ASSIGNMENT, level=2, seed=7, candidate="Ada")
    texts = answered.cells.pop(place(answered, "model-texts"))
    assert texts.source.startswith("why = {}")
    differing = [a["id"] for a, b in zip(answered.cells, made().cells, strict=True) if a != b]
    assert differing == ["todo-1", "todo-2"]
    assert handout.variant_of(answered) == handout.variant_of(made())


def test_the_answered_notebook_is_restored_without_a_note():
    answered = handout.answered(ASSIGNMENT, level=2, seed=7, candidate="Ada")
    result, notes = restored(answered)
    assert [c.source for c in result.cells] == [c.source for c in answered.cells]
    assert notes == {}


def test_a_hostile_name_or_metadata_changes_nothing():
    notebook = json.loads(nbformat.writes(made()))
    notebook["metadata"]["takehome"] = ["x"] * 3
    notebook["cells"][3]["metadata"]["tags"] = {"a": 1}
    read = read_notebook(json.dumps(notebook).encode())
    result, notes = handout.restore(read, ASSIGNMENT, handout.variant_of(read))
    assert result == made()
    assert notes == ()
