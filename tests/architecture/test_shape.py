"""The shape of the source: small modules, short functions, no drawers, no silenced errors (DESIGN §1, §4)."""

import ast
import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src/takehome"
MODULES = sorted(SOURCE.rglob("*.py"))
LONGEST_MODULE = 400
LONGEST_PROTOCOL = 250
LONG_FUNCTION = 40
SHARE_OF_SHORT_FUNCTIONS = 0.98
LONGEST_FUNCTION = 60
DRAWERS = {"util", "utils", "helper", "helpers", "common", "misc", "core", "manager", "managers"}


def name_of(path: Path) -> str:
    return str(path.relative_to(SOURCE))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_module_is_long(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST_MODULE


def test_the_nouns_fit_on_one_page() -> None:
    assert len((SOURCE / "protocol.py").read_text().splitlines()) <= LONGEST_PROTOCOL


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_module_is_a_drawer(path: Path) -> None:
    assert not DRAWERS & {part.strip("_") for part in path.relative_to(SOURCE).with_suffix("").parts}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_error_is_silenced(path: Path) -> None:
    """Neither a linter's, nor a type checker's, nor one at run time."""
    text = path.read_text()
    assert not re.search(r"#\s*(noqa|type:\s*ignore|pragma: no cover)", text)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ExceptHandler):
            caught = ast.unparse(node.type) if node.type else "everything"
            assert caught not in {"everything", "Exception", "BaseException"}, f"line {node.lineno}"


def statement_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end, less the docstring's."""
    first = function.body[0]
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    docstring = (first.end_lineno or 0) - first.lineno + 1 if documented else 0
    return (function.end_lineno or 0) - function.lineno + 1 - docstring


def test_functions_are_short() -> None:
    lengths = {
        f"{name_of(path)}:{node.lineno} {node.name}": statement_lines(node)
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    longer = {name: lines for name, lines in lengths.items() if lines > LONG_FUNCTION}
    assert len(longer) <= (1 - SHARE_OF_SHORT_FUNCTIONS) * len(lengths), longer
    assert max(lengths.values()) <= LONGEST_FUNCTION, longer


def test_no_registry_host_is_named() -> None:
    """Requirements are hashed; where they come from is the user's own setting."""
    root = SOURCE.parents[1]
    texts = [*root.glob("requirements/*"), root / "Makefile", root / "pyproject.toml", *root.glob("*.md")]
    for path in [*texts, *root.glob("docs/**/*.md")]:
        assert not re.search(r"py(pi|thonhosted)\.org|registry\.npm" + r"js|deb\.debian\.org", path.read_text()), path
