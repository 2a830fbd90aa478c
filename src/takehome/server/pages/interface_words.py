"""An OpenAPI document as plain things to show: operations in groups, fields in words, a curl command for each."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from takehome.report.words import opening
from takehome.server.pages.curl import command

METHODS = ("get", "post", "put", "delete")
_NAME_WORDS = 2
_PLAIN = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false", "null": "null"}


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter, or a key of a document: `kind` in words; `document` is the name of a document that it holds."""

    name: str
    kind: str
    says: str
    required: bool
    document: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A status with which an operation answers, what that means, and the document that comes with it."""

    status: str
    says: str
    document: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path; `short` is its title for a list."""

    anchor: str
    method: str
    path: str
    title: str
    says: str
    short: str
    parameters: tuple[Field, ...]
    body: tuple[Field, ...]
    body_kind: str
    answers: tuple[Answer, ...]
    curl: str


@dataclass(frozen=True, slots=True)
class Group:
    """Operations of one tag."""

    name: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class Described:
    """A document that goes in or comes out: its name, what it is, its keys."""

    name: str
    says: str
    fields: tuple[Field, ...]


def groups_of(document: Mapping[str, Any], address: str, *, asks_for_token: bool) -> list[Group]:
    """The operations by their first tag, in the document's order.

    Parameters
    ----------
    document : of OpenAPI 3.1. address : of the server, for the commands.
    """
    found: dict[str, list[Operation]] = {}
    for path, methods in document["paths"].items():
        for method in METHODS:
            if method in methods:
                made = _operation(document, path, method, methods[method], address, asks_for_token)
                tag = next(iter(methods[method].get("tags", ())), "others")
                found.setdefault(tag, []).append(made)
    return [Group(name, tuple(operations)) for name, operations in found.items()]


def documents_of(document: Mapping[str, Any]) -> list[Described]:
    """Every document that an operation takes or gives, by name; of a choice of words, the words."""
    schemas = document.get("components", {}).get("schemas", {})
    return [Described(name, _about(schema), _keys(schema)) for name, schema in sorted(schemas.items())]


def _about(schema: Mapping[str, Any]) -> str:
    says = _text(schema.get("description"))
    kind = "" if schema.get("properties") else _kind(schema)[0]
    return f"{says} It is {kind}.".strip() if kind else says


def _operation(
    document: Mapping[str, Any], path: str, method: str, given: Mapping[str, Any], address: str, token: bool
) -> Operation:
    body_kind, schema = _body(document, given)
    whole = _resolved(document, schema)
    title, says = _titled(given)
    return Operation(
        anchor=re.sub(r"\W+", "-", f"{method} {path}").strip("-"),
        method=method.upper(),
        path=path,
        title=title,
        says=says,
        short=re.split(r"[;:(]", title)[0].strip(),
        parameters=tuple(_parameter(each) for each in given.get("parameters", ()) if each["in"] != "cookie"),
        body=_keys(whole) if whole.get("properties") else (),
        body_kind=body_kind,
        answers=tuple(_answer(status, each) for status, each in sorted(given.get("responses", {}).items())),
        curl=command(document, address + path, method, given, body_kind, whole, with_token=token and _closed(given)),
    )


def _titled(given: Mapping[str, Any]) -> tuple[str, str]:
    """A title and the rest: a summary of one or two words is only the name of a function, which says little."""
    summary, says = str(given.get("summary", "")), _text(given.get("description"))
    if len(summary.split()) > _NAME_WORDS or not says:
        return summary.rstrip("."), says
    title, rest = opening(says)
    return title.rstrip("."), rest


def _closed(given: Mapping[str, Any]) -> bool:
    """Whether an operation asks for the token."""
    return bool(given.get("security"))


def _body(document: Mapping[str, Any], given: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """Media type and schema of the body; JSON before others."""
    content: Mapping[str, Any] = given.get("requestBody", {}).get("content", {})
    for kind in sorted(content, key=lambda each: each != "application/json"):
        schema: Mapping[str, Any] = content[kind].get("schema", {})
        return kind, schema
    return "", {}


def _parameter(given: Mapping[str, Any]) -> Field:
    says = _text(given.get("description") or given.get("schema", {}).get("description"))
    kind, document = _kind(given.get("schema", {}))
    return Field(given["name"], f"{kind}, in the {given['in']}", says, bool(given.get("required")), document)


def _keys(schema: Mapping[str, Any]) -> tuple[Field, ...]:
    required = schema.get("required", ())
    return tuple(
        Field(name, *_kind_says(value), name in required, _kind(value)[1])
        for name, value in schema.get("properties", {}).items()
    )


def _kind_says(schema: Mapping[str, Any]) -> tuple[str, str]:
    default = schema.get("default")
    says = _text(schema.get("description"))
    if default not in (None, "", [], {}):
        says = f"{says} Without it: {json.dumps(default, ensure_ascii=False)}.".strip()
    return _kind(schema)[0], says


def _kind(schema: Mapping[str, Any]) -> tuple[str, str]:
    """A schema in a few words, and the name of the document that it holds."""
    if reference := schema.get("$ref"):
        name = str(reference).rpartition("/")[2]
        return name, name
    if choices := schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf"):
        kinds = [_kind(each) for each in choices]
        return " or ".join(dict.fromkeys(words for words, _ in kinds)), next((name for _, name in kinds if name), "")
    if values := schema.get("enum"):
        return "one of " + ", ".join(str(value) for value in values), ""
    if "const" in schema:
        return json.dumps(schema["const"], ensure_ascii=False), ""
    kind = schema.get("type")
    if kind == "array":
        words, name = _kind(schema.get("items", {}))
        return f"list of {words}", name
    if kind == "object":
        return "object", ""
    if schema.get("contentMediaType") or schema.get("format") == "binary":
        return "file", ""
    return _PLAIN.get(str(kind), "any value"), ""


def _answer(status: str, given: Mapping[str, Any]) -> Answer:
    kinds: Mapping[str, Any] = given.get("content", {})
    name = next((_kind(each.get("schema", {}))[1] for each in kinds.values()), "")
    return Answer(status, _text(given.get("description")), name)


def _resolved(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema itself where another one is named."""
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    found: Mapping[str, Any] = document["components"]["schemas"][name] if name else schema
    return found


def coded(text: str) -> Markup:
    """The text with what stands between backticks as code, and the rest escaped.

    >>> coded("a `<b>` c")
    Markup('a <code>&lt;b&gt;</code> c')
    """
    parts = re.split(r"``?([^`]+)``?", text)
    return Markup("").join(Markup("<code>{}</code>").format(part) if i % 2 else part for i, part in enumerate(parts))


def _text(description: Any) -> str:
    """A docstring's first paragraph, on one line: the rest is for readers of the source."""
    paragraphs: Sequence[str] = str(description or "").strip().split("\n\n")
    return " ".join(paragraphs[0].split())
