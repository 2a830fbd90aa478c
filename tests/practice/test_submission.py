"""Whatever is handed in becomes a row: a notebook that can be read, or a sentence that says why not."""

from __future__ import annotations

import json
import os
import stat
import zipfile

import pytest

from takehome.errors import InputError
from takehome.practice.grading.notebook_file import LARGEST, MOST_CELLS, read_notebook
from takehome.practice.grading.submission import SMALL, find, read_one


def cell(source="answers[1] = {}", kind="code", **more):
    return {"cell_type": kind, "source": source, "metadata": {}, **more}


def document(*cells, **more):
    return {"cells": list(cells or [cell()]), "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **more}


def encoded(value):
    return json.dumps(value).encode()


GOOD = encoded(document())


def test_sources_ids_and_tags_come_through_and_outputs_do_not():
    forged = cell("x = 1\n", id="todo-1", outputs=[{"output_type": "stream", "text": "PASS" * 999}], execution_count=7)
    forged["metadata"] = {"tags": ["todo"]}
    read = read_notebook(encoded(document(forged, cell(["# a\n", "b"], "markdown", attachments={"a": "b"}))))
    assert [c.source for c in read.cells] == ["x = 1\n", "# a\nb"]
    assert read.cells[0].id == "todo-1"
    assert read.cells[0].metadata.tags == ["todo"]
    assert read.cells[0].outputs == []
    assert "attachments" not in read.cells[1]


def test_what_comes_out_is_a_valid_notebook():
    import nbformat

    odd = [cell(id="same"), cell(id="same"), cell(id="no spaces!"), cell(id=7), cell("raw", "raw"), cell("\ud800")]
    read = read_notebook(encoded(document(*odd)))
    nbformat.validate(read)
    assert len({c.id for c in read.cells}) == len(odd)


def test_format_3_is_read():
    old = {
        "nbformat": 3,
        "metadata": {"name": ""},
        "worksheets": [
            {"cells": [{"cell_type": "code", "input": ["a = 1\n", "b"], "outputs": []}]},
            {"cells": [{"cell_type": "heading", "level": 2, "source": "Part"}]},
        ],
    }
    assert [(c.cell_type, c.source) for c in read_notebook(encoded(old)).cells] == [
        ("code", "a = 1\nb"),
        ("markdown", "## Part"),
    ]


DEEP = b"[" * 100_000
BROKEN = {
    "empty": (b"  \n", "an empty file"),
    "cut": (GOOD[:-20], "cut short"),
    "cut early": (GOOD[: len(GOOD) // 2], "cut short"),
    "text": (b"answers = {}", "not JSON (line 1"),
    "binary": (bytes(range(256)), "not text"),
    "a list": (b"[1, 2]", "not a notebook"),
    "a number": (b"1e999", "not a notebook"),
    "too deep": (DEEP, "beyond all measure"),
    "huge integer": (b'{"nbformat": ' + b"9" * 10_000 + b"}", "beyond all measure"),
    "no cells": (encoded({"nbformat": 4}), "without the cells"),
    "zero cells": (encoded({"nbformat": 4, "cells": []}), "without cells"),
    "format 5": (encoded(document(nbformat=5)), "format 5"),
    "many cells": (encoded(document(*[cell("")] * (MOST_CELLS + 1))), "1,001 cells"),
    "cells that are none": (encoded(document(cell(), 7)), "cell 2"),
    "strange source": (encoded(document(cell({"a": 1}))), "no readable source"),
    "strange kind": (encoded(document(cell(kind="sql"))), "no readable source"),
    "long": (encoded(document(cell("x" * 1_000_001))), "1,000,000 characters"),
    "R": (encoded(document(metadata={"kernelspec": {"language": "R", "name": "ir"}})), "language “R”"),
    "julia": (encoded(document(metadata={"language_info": {"name": "julia"}})), "language “julia”"),
    "large": (b" " * LARGEST + b"{}", "20 MB"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_notebook_is_refused_with_a_sentence_and_a_way_on(name):
    content, says = BROKEN[name]
    with pytest.raises(InputError) as caught:
        read_notebook(content)
    assert says in caught.value.saw
    assert caught.value.expected
    assert caught.value.try_next


@pytest.mark.parametrize("metadata", [[1], {"kernelspec": 3}, {"kernelspec": {"language": ["x"]}}, {"a": "b" * 99_999}])
def test_strange_metadata_are_dropped(metadata):
    assert read_notebook(encoded(document(metadata=metadata))).cells[0].source == "answers[1] = {}"


def zipped(path, members, **of):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return path


def found(*paths):
    return {os.path.basename(s.file): s.problem for s in find(paths)}


def test_a_folder_gives_its_notebooks_in_order_and_leaves_hidden_ones(tmp_path):
    for name in ("b.ipynb", "a/x.ipynb", ".ipynb_checkpoints/b.ipynb", ".hidden.ipynb", "notes.txt", "C.IPYNB"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(GOOD)
    files = [s.file.removeprefix(f"{tmp_path}/") for s in find([tmp_path])]
    assert files == ["C.IPYNB", "b.ipynb", "a/x.ipynb"]
    assert {s.sha256 for s in find([tmp_path])} == {next(find([tmp_path / "b.ipynb"])).sha256}


def test_a_given_file_of_any_name_is_read_as_bytes(tmp_path):
    path = tmp_path / "answers.pdf"
    path.write_bytes(b"%PDF")
    assert [s.content for s in find([path])] == [b"%PDF"]


def test_links_pipes_and_unreadable_files_in_a_folder_are_named(tmp_path):
    (tmp_path / "link.ipynb").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "pipe.ipynb")
    (tmp_path / "folder.ipynb").mkdir()
    (tmp_path / "large.ipynb").write_bytes(b" " * (LARGEST + 1))
    problems = found(tmp_path)
    assert "link" in problems["link.ipynb"]
    assert "regular file" in problems["pipe.ipynb"]
    assert "20 MB" in problems["large.ipynb"]
    assert "folder.ipynb" not in problems


def test_a_name_that_is_no_text_can_be_written_to_a_gradebook(tmp_path):
    path = os.fsencode(tmp_path) + b"/\xff.ipynb"
    try:
        with open(path, "wb") as file:
            file.write(GOOD)
    except OSError:
        pytest.skip("this file system holds text names only")
    assert all(s.file.encode("utf-8") for s in find([tmp_path]))


def test_a_zip_gives_its_notebooks_and_names_what_it_refuses(tmp_path):
    link = zipfile.ZipInfo("link.ipynb")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    path = zipped(
        tmp_path / "class.zip",
        [
            ("good.ipynb", GOOD),
            ("../../outside.ipynb", GOOD),
            ("/root.ipynb", GOOD),
            ("C:\\windows.ipynb", GOOD),
            ("inner.zip", b"PK"),
            (link, b"/etc/passwd"),
            ("bomb.ipynb", b" " * (SMALL * 4)),
            ("__MACOSX/._good.ipynb", b"x"),
            ("notes.txt", b"x"),
        ],
    )
    problems = found(path)
    assert problems.pop("good.ipynb") == ""
    assert "leaves the zip" in problems["outside.ipynb"]
    assert "leaves the zip" in problems["root.ipynb"]
    assert "leaves the zip" in problems["C:\\windows.ipynb"]
    assert "zip within a zip" in problems["inner.zip"]
    assert "link" in problems["link.ipynb"]
    assert "zip bomb" in problems["bomb.ipynb"]
    assert len(problems) == 6
    assert os.listdir(tmp_path) == ["class.zip"]


def test_a_damaged_zip_and_a_damaged_member_are_named(tmp_path):
    path = zipped(tmp_path / "a.zip", [("a.ipynb", os.urandom(5000)), ("b.ipynb", GOOD)])
    whole = bytearray(path.read_bytes())
    whole[200:300] = bytes(100)
    path.write_bytes(whole)
    assert "damaged" in found(path)["a.ipynb"]
    assert found(path)["b.ipynb"] == ""
    path.write_bytes(whole[:-30])
    assert "cut short" in found(path)["a.zip"]


def test_a_member_that_lies_about_its_size_is_cut_off(tmp_path):
    path = zipped(tmp_path / "a.zip", [("a.ipynb", b"\0" * (LARGEST + 10))])
    raw = path.read_bytes().replace((LARGEST + 10).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    path.write_bytes(raw)
    problem = found(path)["a.ipynb"]
    assert "20 MB" in problem or "damaged" in problem


def test_a_zip_without_notebooks_is_named_beside_others(tmp_path):
    zipped(tmp_path / "empty.zip", [])
    zipped(tmp_path / "texts.zip", [("a.txt", b"a")])
    (tmp_path / "cut.zip").write_bytes(b"PK\x03\x04 no zip at all")
    problems = found(tmp_path)
    assert "holds no notebook" in problems["empty.zip"]
    assert "among its 1 files" in problems["texts.zip"]
    assert "cut short" in problems["cut.zip"]


def test_too_many_members(tmp_path, monkeypatch):
    monkeypatch.setattr("takehome.practice.grading.submission.MOST_MEMBERS", 3)
    assert "holds 4 files" in found(zipped(tmp_path / "a.zip", [(f"{i}.ipynb", GOOD) for i in range(4)]))["a.zip"]


def test_a_zip_is_read_up_to_a_total(tmp_path, monkeypatch):
    monkeypatch.setattr("takehome.practice.grading.submission.MOST_UNPACKED", 2 * len(GOOD) + 1)
    problems = found(zipped(tmp_path / "a.zip", [(f"{i}.ipynb", GOOD) for i in range(3)]))
    assert [bool(problem) for problem in problems.values()] == [False, False, True]


@pytest.mark.parametrize("address", ["https://colab.research.google.com/drive/1abc", "http://x/a.ipynb", "www.x.org/a"])
def test_a_shared_link_is_not_fetched(address):
    with pytest.raises(InputError, match=r"Download \.ipynb"):
        list(find([address]))


def test_a_path_that_is_not_there_or_holds_nothing(tmp_path):
    for path in (tmp_path, tmp_path / "absent.ipynb"):
        with pytest.raises(InputError):
            list(find([path]))


def test_one_notebook_is_asked_for_where_one_is_read(tmp_path):
    with pytest.raises(InputError) as caught:
        read_one(tmp_path / "absent.ipynb")
    assert caught.value.expected == "one notebook (.ipynb)"
    with pytest.raises(InputError) as caught:
        list(find([tmp_path / "absent.ipynb"]))
    assert caught.value.expected == "a notebook, a folder or a zip"


@pytest.mark.parametrize("name", BROKEN)
def test_one_file_that_is_no_notebook_is_named(tmp_path, name):
    content, says = BROKEN[name]
    (tmp_path / "essay.py").write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_one(tmp_path / "essay.py")
    assert f"{tmp_path.name}/essay.py: " in caught.value.saw
    assert says in caught.value.saw
    assert caught.value.expected
    assert caught.value.try_next


@pytest.mark.parametrize("path", ["long" * 1250, "www." + "x" * 5000])
def test_a_very_long_path_is_clipped(path):
    for call in (read_one, lambda path: list(find([path]))):
        with pytest.raises(InputError) as caught:
            call(path)
        assert len(caught.value.message) < 600
        assert path[:100] in caught.value.saw


def test_two_problems_are_never_the_same_submission(tmp_path):
    for name in "ab":
        (tmp_path / f"{name}.ipynb").symlink_to("/nowhere")
    assert len({s.sha256 for s in find([tmp_path])}) == 2


def test_a_folder_that_cannot_be_read_is_a_row_and_the_others_are_still_found(tmp_path, monkeypatch):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "Ann.ipynb").write_bytes(GOOD)
    scan = os.scandir

    def refusing(path):
        if str(path).endswith("/a"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refusing)
    found = {submission.file: submission.problem for submission in find([tmp_path])}
    assert found == {
        f"{tmp_path}/a": "This folder could not be read: Permission denied.",
        f"{tmp_path}/b/Ann.ipynb": "",
    }
