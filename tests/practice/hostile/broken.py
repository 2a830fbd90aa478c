"""Files that are no notebooks, or hardly: what a folder of submissions holds besides notebooks."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import nbformat
import nbformat.v4 as v4

SMALL_BOMB = 300_000_000
"""Bytes that the zip bomb unpacks to, from 0.3 MB."""


@dataclass(frozen=True)
class BrokenFile:
    """A file: its name in the folder, its bytes, and whether it may be graded as a notebook all the same."""

    name: str
    content: Callable[[], bytes]
    says: str
    readable: bool = False


def text_of(notebook: Any) -> bytes:
    return nbformat.writes(notebook).encode()


def simple(source: str = "answers = {1: {'a': 1}}", **metadata: Any) -> Any:
    return v4.new_notebook(cells=[v4.new_code_cell(source)], metadata=metadata)


def zipped(entries: Mapping[str, bytes], *, link: str = "") -> bytes:
    """A zip of entries, one of them perhaps a symbolic link."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
        if link:
            info = zipfile.ZipInfo("linked.ipynb")
            info.create_system, info.external_attr = 3, 0o120777 << 16
            archive.writestr(info, link)
    return buffer.getvalue()


def with_kernel(name: str, language: str) -> bytes:
    return text_of(simple(kernelspec={"name": name, "display_name": name, "language": language}))


def old_format() -> bytes:
    cell = {"cell_type": "code", "language": "python", "input": ["answers = {}"], "outputs": [], "metadata": {}}
    worksheet = {"cells": [cell], "metadata": {}}
    return json.dumps({"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [worksheet]}).encode()


def many_cells() -> bytes:
    cell = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": "x = 1"}
    return json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": [cell] * 100_000}).encode()


def wrong_shapes() -> bytes:
    cells = [None, 5, {"cell_type": "code"}, {"cell_type": "other", "source": "x"}, {"source": ["a", 5]}, []]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": [], "cells": cells}).encode()


def attachments() -> bytes:
    cell = v4.new_markdown_cell("<script>alert(1)</script> ![x](attachment:x.png)")
    cell["attachments"] = {"x.png": {"image/png": "AAAA" * 100_000}}
    made = v4.new_notebook(cells=[cell, v4.new_code_cell("answers = {}")])
    made.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": {"a": {"model_name": "X"}}}}
    return text_of(made)


def deep_metadata() -> bytes:
    """Nested so that reading it once works and reading it in a deeper call would not."""
    made = json.loads(text_of(simple()))
    made["metadata"] = json.loads('{"a": ' * 480 + "1" + "}" * 480)
    return json.dumps(made).encode()


def half_characters(**metadata: Any) -> bytes:
    """Halves of surrogate pairs, which JSON can name and no gradebook can hold."""
    made = simple('# --- given: variant ---\nASSIGNMENT = "\\ud800"\nMODE = "\\udfff"', **metadata)
    return json.dumps(made).encode()


TRUNCATED = text_of(simple())[:-40]
BROKEN: Mapping[str, BrokenFile] = {
    "truncated": BrokenFile("truncated.ipynb", lambda: TRUNCATED, "JSON that ends in the middle"),
    "empty": BrokenFile("empty.ipynb", lambda: b"", "an empty file"),
    "blank": BrokenFile("blank.ipynb", lambda: b"\n\n  \n", "a file of white space"),
    "pdf": BrokenFile("report.ipynb", lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(5000), "a PDF"),
    "html": BrokenFile("page.ipynb", lambda: b"<!doctype html><title>notebook</title>", "an HTML page"),
    "python": BrokenFile("script.ipynb", lambda: b"answers = {}\nprint(1)\n", "a Python script"),
    "json-list": BrokenFile("list.ipynb", lambda: b"[1, 2, 3]", "JSON that is no notebook"),
    "json-number": BrokenFile("number.ipynb", lambda: b"5", "a number"),
    "json-nested": BrokenFile("nested.ipynb", lambda: b"[" * 200_000, "JSON without end"),
    "giant-number": BrokenFile("digits.ipynb", lambda: b'{"nbformat": ' + b"9" * 10_000 + b"}", "a giant version"),
    "not-text": BrokenFile("bytes.ipynb", lambda: bytes(range(256)) * 100, "bytes that are no text"),
    "utf-16": BrokenFile("wide.ipynb", lambda: text_of(simple()).decode().encode("utf-16"), "UTF-16"),
    "byte-order-mark": BrokenFile("mark.ipynb", lambda: b"\xef\xbb\xbf" + text_of(simple()), "a BOM", readable=True),
    "wrong-shapes": BrokenFile("shapes.ipynb", wrong_shapes, "cells that are no cells"),
    "no-cells": BrokenFile("none.ipynb", lambda: text_of(v4.new_notebook()), "a notebook without cells", readable=True),
    "old-format": BrokenFile("old.ipynb", old_format, "nbformat 3", readable=True),
    "future-format": BrokenFile("future.ipynb", lambda: b'{"nbformat": 99, "cells": []}', "nbformat 99"),
    "kernel-r": BrokenFile("r.ipynb", lambda: with_kernel("ir", "R"), "a notebook of R", readable=True),
    "kernel-julia": BrokenFile("jl.ipynb", lambda: with_kernel("julia-1.9", "julia"), "of Julia", readable=True),
    "kernel-unknown": BrokenFile("conda.ipynb", lambda: with_kernel("my-env", "python"), "another env", readable=True),
    "many-cells": BrokenFile("many.ipynb", many_cells, "100,000 cells", readable=True),
    "giant-cell": BrokenFile(
        "giant.ipynb", lambda: text_of(simple("x = '" + "a" * 50_000_000 + "'")), "a cell of 50 MB", readable=True
    ),
    "attachments": BrokenFile("attached.ipynb", attachments, "widgets, attachments, script", readable=True),
    "deep-metadata": BrokenFile("deep.ipynb", deep_metadata, "metadata 480 deep", readable=True),
    "half-characters": BrokenFile("half.ipynb", half_characters, "an assignment that no file can name"),
    "half-a-language": BrokenFile(
        "language.ipynb",
        lambda: half_characters(kernelspec={"name": "x", "display_name": "x", "language": "\ud800"}),
        "a language that no file can name",
    ),
    "number-of-cells": BrokenFile(
        "sheet.ipynb", lambda: b'{"nbformat": 3, "worksheets": [{"cells": 5}]}', "a number of cells"
    ),
    "format-beyond-measure": BrokenFile(
        "format.ipynb", lambda: b'{"nbformat": ' + b"9" * 4_000 + b', "cells": []}', "a version of 4,000 digits"
    ),
    "zip-bomb": BrokenFile("bomb.zip", lambda: zipped({"a.ipynb": bytes(SMALL_BOMB)}), "a zip bomb"),
    "zip-traversal": BrokenFile(
        "traversal.zip", lambda: zipped({"../../outside.ipynb": text_of(simple()), "/abs.ipynb": b"{}"}), "paths out"
    ),
    "zip-link": BrokenFile("link.zip", lambda: zipped({}, link="/etc/passwd"), "a symbolic link"),
    "zip-nested": BrokenFile(
        "nested.zip", lambda: zipped({"inner.zip": zipped({"a.ipynb": text_of(simple())})}), "a zip in a zip"
    ),
    "zip-truncated": BrokenFile("cut.zip", lambda: zipped({"a.ipynb": text_of(simple())})[:-30], "half a zip"),
    "zip-fake": BrokenFile("fake.zip", lambda: b"PK\x03\x04 no zip at all", "no zip"),
    "zip-empty": BrokenFile("nothing.zip", lambda: zipped({}), "an empty zip"),
    "zip-many": BrokenFile(
        "many.zip", lambda: zipped({f"{number}.txt": b"" for number in range(20_000)}), "20,000 empty files"
    ),
}
