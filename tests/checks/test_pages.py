"""Each check has a code of its own, a page with the three headings, and limits that the page takes from the code."""

import ast
import inspect
import re
from importlib import import_module
from importlib.resources import files

import pytest

from takehome.checks import CHECKS
from takehome.units import format_number

HEADINGS = ["How it is measured", "Why it matters", "What to do"]
MODULES = [import_module(f"takehome.checks.{name}") for name in CHECKS]
PAGES = [files("takehome.checks").joinpath(f"{name}.md").read_text("utf-8") for name in CHECKS]


def constants_of(module) -> set[str]:
    """Names that the module itself assigns, not those that it imports."""
    tree = ast.parse(inspect.getsource(module))
    return {node.targets[0].id for node in tree.body if isinstance(node, ast.Assign)}


def test_codes_are_in_order_and_never_twice() -> None:
    assert [module.CODE for module in MODULES] == [f"TAB{number:03}" for number in range(1, len(CHECKS) + 1)]


@pytest.mark.parametrize(("module", "page"), list(zip(MODULES, PAGES, strict=True)), ids=CHECKS)
def test_a_page_has_the_headings_and_every_number_from_the_code(module, page: str) -> None:
    assert re.match(r"# (TAB\d{3}): (.+)", page)[1] == module.CODE
    assert re.findall(r"^## (.+)$", page, re.MULTILINE) == HEADINGS
    names = re.findall(r"\{([A-Z0-9_]+)\}", page)
    assert names, "a page without a limit says nothing about how it is measured"
    for name in names:
        assert isinstance(getattr(module, name), int | float)
    assert {name for name in constants_of(module) if name.endswith(("_LIMIT", "_SHARE"))} <= set(names)


@pytest.mark.parametrize(("module", "page"), list(zip(MODULES, PAGES, strict=True)), ids=CHECKS)
def test_a_rendered_page_has_no_placeholder_left(module, page: str) -> None:
    text = page
    for name in re.findall(r"\{([A-Z0-9_]+)\}", page):
        text = text.replace(f"{{{name}}}", format_number(float(getattr(module, name))))
    assert not re.search(r"\{[A-Z]", text)


def test_titles_are_those_of_the_pages() -> None:
    for module, page in zip(MODULES, PAGES, strict=True):
        assert re.match(r"# TAB\d{3}: (.+)", page)[1].casefold() == module.TITLE.casefold()


def test_every_page_belongs_to_a_check() -> None:
    pages = {file.name.removesuffix(".md") for file in files("takehome.checks").iterdir() if file.name.endswith(".md")}
    assert pages == set(CHECKS)
