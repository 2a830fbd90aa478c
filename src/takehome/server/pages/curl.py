"""A command that calls an operation: what one would type in a shell, with placeholders in capitals."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

TOKEN = '-H "Authorization: Bearer $TAKEHOME_SERVER_TOKEN"'
_EXAMPLES = {"string": "TEXT", "integer": 1, "number": 1.0, "boolean": True, "object": {}, "array": []}
_DEEPEST = 4
ONE_LINE = 76
"""Characters that fit into the page; a longer command goes over several lines."""


def command(
    document: Mapping[str, Any],
    url: str,
    method: str,
    given: Mapping[str, Any],
    body_kind: str,
    body: Mapping[str, Any],
    *,
    with_token: bool,
) -> str:
    """The command of one operation.

    Parameters
    ----------
    document : the whole OpenAPI document, for what schemas name. url : with placeholders in braces.
    given : the operation. body_kind, body : media type and schema of its body; empty for none.
    """
    parts = ["curl"]
    if method != "get":
        parts.append(f"-X {method.upper()}")
    if with_token:
        parts.append(TOKEN)
    if "text/event-stream" in json.dumps(given.get("responses", {})) or "ndjson" in body_kind:
        parts.append("-N")
    parts += _sent(document, body_kind, body)
    url = re.sub(r"\{(\w+)\}", lambda found: _placeholder(found[1]), url)
    parts.append(shlex.quote(url + _query(document, given)))
    line = " ".join(parts)
    return line if len(line) <= ONE_LINE else " \\\n  ".join([" ".join(parts[:2]), *parts[2:]])


def _placeholder(name: str) -> str:
    return name.upper()


def _query(document: Mapping[str, Any], given: Mapping[str, Any]) -> str:
    """The query's required parameters."""
    needed = [each for each in given.get("parameters", ()) if each["in"] == "query" and each.get("required")]
    pairs = (f"{each['name']}={quote(str(_placeholder(each['name'])))}" for each in needed)
    return "?" + "&".join(pairs) if needed else ""


def _sent(document: Mapping[str, Any], kind: str, schema: Mapping[str, Any]) -> list[str]:
    if not kind:
        return []
    if kind == "multipart/form-data":
        return [f"-F {name}=@FILE" for name in schema.get("properties", {"file": {}})]
    if kind == "application/json":
        text = json.dumps(example(document, schema), ensure_ascii=False)
        return ["-H 'Content-Type: application/json'", f"-d {shlex.quote(text)}"]
    return [f"-H {shlex.quote(f'Content-Type: {kind}')}", "--data-binary @FILE"]


def example(document: Mapping[str, Any], schema: Mapping[str, Any], depth: int = 0) -> Any:
    """A value of the schema: its own example or default where it has one, else what is required and no more."""
    if depth > _DEEPEST:
        return {}
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return example(document, document["components"]["schemas"][name], depth + 1)
    for found in ("examples", "enum"):
        if schema.get(found):
            return schema[found][0]
    if "const" in schema:
        return schema["const"]
    if schema.get("example") is not None:
        return schema["example"]
    if choices := schema.get("anyOf") or schema.get("oneOf"):
        return example(document, choices[0], depth + 1)
    if properties := schema.get("properties"):
        needed = schema.get("required") or list(properties)[:2]
        return {name: example(document, properties[name], depth + 1) for name in needed}
    if schema.get("default") not in (None, ""):
        return schema["default"]
    if schema.get("type") == "array" and schema.get("items"):
        return [example(document, schema["items"], depth + 1)]
    return _EXAMPLES.get(str(schema.get("type")), "VALUE")
