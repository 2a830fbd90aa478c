"""Docs cannot lag: what a page says of commands, signatures, defaults and checks is what the code has."""

import ast
import importlib.util
import inspect
import re
from pathlib import Path
from types import ModuleType

import click
import pytest

import takehome
from takehome import api
from takehome.cli.group import COMMANDS
from takehome.cli.group import takehome as group
from takehome.studies.entry import resolve
from takehome.studies.pages import SHARED_CHECKS, pages

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
VERBS = [entry.verb for entry in api.entries()]


@pytest.fixture(scope="module")
def refresh() -> ModuleType:
    specification = importlib.util.spec_from_file_location("refresh", DOCS / "refresh.py")
    assert specification
    assert specification.loader
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", [*PAGES, ROOT / "README.md"], ids=lambda page: page.name)
def test_generated_blocks_are_fresh(page: Path, refresh: ModuleType) -> None:
    assert page.read_text() == refresh.refreshed(page.read_text()), "run: make docs"


@pytest.mark.parametrize("name", [*VERBS, *COMMANDS])
def test_every_command_has_its_section(name: str) -> None:
    assert f"\n## takehome {name}\n" in (DOCS / "commands.md").read_text()
    assert f"<!-- help: {name} -->" in (DOCS / "commands.md").read_text()


def test_every_section_is_a_command() -> None:
    sections = re.findall(r"^## takehome (\w+)$", (DOCS / "commands.md").read_text(), re.MULTILINE)
    assert sorted(sections) == sorted([*VERBS, *COMMANDS])


def test_every_public_name_is_documented() -> None:
    text = (DOCS / "python.md").read_text()
    assert [name for name in takehome.__all__ if not re.search(rf"\bth\.{name}\b", text)] == []


@pytest.mark.parametrize("page", [*PAGES, ROOT / "README.md", ROOT / "CONTRIBUTING.md"], ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text()):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", [*PAGES, ROOT / "README.md", ROOT / "CONTRIBUTING.md"], ids=lambda page: page.name)
def test_commands_in_examples_parse(page: Path) -> None:
    """Every ``takehome …`` line of a shell block names a command and flags that exist."""
    for block in re.findall(r"```sh\n(.*?)```", page.read_text(), re.DOTALL):
        for line in re.findall(r"^(?:\$ )?takehome (.+)$", block, re.MULTILINE):
            name, *words = line.partition("  #")[0].split()
            command = group.commands.get(name) or group.get_command(None, name)
            if isinstance(command, click.Group):
                command = command.get_command(None, words[0])
            assert command is not None, line
            flags = {flag for option in command.params for flag in option.opts}
            assert {word.partition("=")[0] for word in words if word.startswith("--")} <= flags | {"--help"}, line


@pytest.mark.parametrize("target", ["demo", "test"])
def test_the_two_commands_stand_in_the_first_screen(target: str) -> None:
    first_screen = (ROOT / "README.md").read_text().splitlines()[:25]
    assert any(line.startswith(f"make {target}") for line in first_screen)
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


@pytest.mark.parametrize("entry", api.entries(), ids=lambda entry: entry.name)
def test_flags_have_the_defaults_of_the_call(entry: object) -> None:
    parameters = inspect.signature(resolve(entry.call)).parameters
    command = group.get_command(None, entry.verb)
    assert command is not None
    shared = [option for option in command.params if option.name in parameters and not option.multiple]
    assert {"confidence_level", "seed"} <= {option.name for option in shared}
    for option in shared:
        default = parameters[option.name].default
        if default is not inspect.Parameter.empty and not option.required:
            assert option.to_info_dict()["default"] == default, option.name


STATED_DEFAULT = re.compile(r"\bdefaults? (?:is|to|of|:)?\s*``?([^`\s]+?)``?[\s.,;)]")


def documented_functions() -> list[tuple[str, ast.FunctionDef]]:
    return [
        (path.relative_to(ROOT).as_posix(), node)
        for path in sorted((ROOT / "src").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and ast.get_docstring(node)
    ]


def test_documented_defaults_equal_the_signatures() -> None:
    """A parameter's entry that states a literal default states the one in the signature."""
    wrong = []
    for path, node in documented_functions():
        arguments = [*node.args.posonlyargs, *node.args.args]
        defaults = dict(zip([a.arg for a in arguments][::-1], node.args.defaults[::-1], strict=False))
        defaults |= {a.arg: d for a, d in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True) if d}
        for entry in re.split(r"\n(?=\w[\w, ]* : )", ast.get_docstring(node) or ""):
            name = entry.partition(" : ")[0].strip()
            stated = STATED_DEFAULT.search(entry + " ")
            if stated and name in defaults and stated[1] != ast.unparse(defaults[name]):
                wrong.append(f"{path} {node.name}({name}): {stated[1]}, is {ast.unparse(defaults[name])}")
    assert wrong == []


def check_codes() -> dict[str, str]:
    """Module → code, of every check module that is present."""
    packages = [SHARED_CHECKS, *(entry.checks for entry in api.entries())]
    found = {}
    for package in packages:
        for path in (ROOT / "src" / package.replace(".", "/")).glob("*.py"):
            code = re.search(r'^(?:CODE|    code)(?:: \w+)? = "([A-Z]{3}\d{3})"', path.read_text(), re.MULTILINE)
            if code:
                found[f"{package}.{path.stem}"] = code[1]
    return found


def test_every_check_has_its_page_and_the_reverse() -> None:
    codes = check_codes()
    assert len(set(codes.values())) == len(codes), "a code was used twice"
    assert {page.module: page.code for page in pages().values()} == codes


def test_every_page_beside_a_check_has_a_code() -> None:
    """A page whose first line is not ``# CODE: title`` would never be found."""
    known = {page.module for page in pages().values()}
    for package in (SHARED_CHECKS, *(entry.checks for entry in api.entries())):
        for path in (ROOT / "src" / package.replace(".", "/")).glob("*.md"):
            assert f"{package}.{path.stem}" in known, path
