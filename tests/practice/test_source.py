"""The plain-text source of a notebook: its headings, its levels, and errors that say where."""

from __future__ import annotations

import pytest

from takehome.errors import InputError
from takehome.practice.handout import source


def kinds(text, level=1):
    return [(block.kind, block.number) for block in source.at_level(source.cells(text), level)]


def test_blocks_keep_their_order_and_numbers():
    text = "# a comment before\n\n# %% name\n# # {{candidate}}\n# %% setup\nx = 1\n\n# %% todo 3\ny = 2\n"
    assert kinds(text) == [("name", 0), ("setup", 0), ("todo", 3)]
    assert [block.text for block in source.cells(text)] == ["# {{candidate}}", "x = 1", "y = 2"]
    assert [block.line for block in source.cells(text)] == [3, 5, 8]


def test_text_loses_one_comment_sign_and_one_space():
    (block,) = source.cells("# %% text\n# ## Heading\n#\n#   indented\n\n# - item\n#no space\n")
    assert block.text == "## Heading\n\n  indented\n\n- item\nno space"


def test_code_keeps_comments_indentation_and_blank_lines_within():
    (block,) = source.cells("# %% todo 1\n\n# a comment\nif x:\n\n    y = 1\n\n\n")
    assert block.text == "# a comment\nif x:\n\n    y = 1"


def test_an_empty_block_is_there():
    assert source.cells("# %% install\n# %% variant")[0] == source.Block("install", 0, 1, "", 1)


def test_a_level_adds_blocks_and_replaces_those_of_the_same_section():
    text = "# %% todo 1\na\n# %% given 2\nb\n# %% todo 1 level>=2\nc\n# %% given 2 level>=2\nd\n# %% text level>=3\n# e"
    assert [block.text for block in source.at_level(source.cells(text), 1)] == ["a", "b"]
    assert [block.text for block in source.at_level(source.cells(text), 2)] == ["b", "c", "d"]
    assert [block.text for block in source.at_level(source.cells(text), 3)] == ["b", "c", "d", "e"]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("# %% setup\n\n# %% todos 1\n", 3, "# %% todos 1"),
        ("# %% todo\n", 1, "a section's number after"),
        ("# %% setup 1\n", 1, "a section's number after"),
        ("# %% todo 0\n", 1, "# %% todo 0"),
        ("# %% todo 1 level>2\n", 1, "level>2"),
        ("# %% [markdown]\n", 1, "kinds are name, text"),
        ("# %% setup\n# %% text\n# fine\nnot commented\n", 4, "not commented"),
        ("import numpy\n# %% setup\n", 1, "before the first heading"),
        ("# %% setup\n# %% why 1\n# Dear {{candidate}}\n", 2, "placeholder"),
    ],
)
def test_an_error_names_file_and_line(text, line, said):
    with pytest.raises(InputError) as problem:
        source.cells(text, "servers_and_churn/notebook.txt")
    assert f"servers_and_churn/notebook.txt, line {line}:" in problem.value.message
    assert said in problem.value.message


def test_the_files_of_a_folder_are_read():
    blocks = source.read("tests.practice.fake_assignment", "notebook.txt")
    assert {block.kind for block in blocks} >= {"name", "install", "setup", "variant", "data", "given", "todo", "why"}
    assert [block.kind for block in source.read("tests.practice.fake_assignment", "solution.txt")] == ["solution"] * 2
    assert "def draw(seed" in source.generator("tests.practice.fake_assignment")
