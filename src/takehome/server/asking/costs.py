"""A cost as text: arithmetic on columns, read here only to refuse at once what a verb would refuse later.

The grammar is the verbs' own (numbers, columns, ``+ - * / **``, ``min``, ``max``, ``abs``; other names between
backquotes). The text goes to the verb unchanged, and nothing is executed here or there.
"""

from __future__ import annotations

import ast
import math
import re

from takehome.server.asking.field_error import FieldError, refused, shown
from takehome.studies.form_fields import FormField

FUNCTIONS = frozenset(["min", "max", "abs"])
_QUOTED = re.compile(r"`([^`]+)`")
_SIGNS = re.compile(r"[\w\s.+\-*/(),`]*")
_NODES = (
    ast.Expression, ast.BinOp, ast.UnaryOp, ast.Constant, ast.Name, ast.Call, ast.Load, ast.Add, ast.Sub, ast.Mult,
    ast.Div, ast.Pow, ast.USub, ast.UAdd,
)  # fmt: skip


def cost_of(field: FormField, text: str, known: frozenset[str] | None) -> float | str:
    """A number for the text of one; otherwise the text, if it can be arithmetic on columns that are there.

    Raises
    ------
    InputError
        For what is no arithmetic, and for a name that is no column (where the columns are `known`).
    """
    if _is_number(text):
        return float(text)
    if known is not None and text.strip().strip("`") in known:
        return text
    names = _names(field, text)
    missing = [name for name in names if known is not None and name not in known]
    if missing:
        saw = f"{field.name} = {shown(text)}, where {shown(missing[0])} is no column"
        raise FieldError(field.name, saw, f"one of the table's {len(known or ()):,} columns", "correct the name")
    return text


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?\s*", text, re.ASCII)) and (
        math.isfinite(float(text))
    )


def _names(field: FormField, text: str) -> list[str]:
    """The columns that a formula reads."""
    quoted = _QUOTED.findall(text)
    bare = _QUOTED.sub("0", text).strip()
    tree = _parsed(bare) if _SIGNS.fullmatch(bare) else None
    if tree is None or not all(isinstance(node, _NODES) for node in ast.walk(tree)) or not _finite(tree):
        example = "0.2 * BillAmount; a name with spaces stands between backquotes"
        raise refused(field.name, text, "a number, a column, or arithmetic on columns (+ - * / **)", example)
    return [*quoted, *(n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id not in FUNCTIONS)]


def _parsed(text: str) -> ast.Expression | None:
    try:
        return ast.parse(text, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _finite(tree: ast.Expression) -> bool:
    """Whether every number in a formula is one that can be computed with."""
    constants = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    return all(isinstance(value, int | float) and abs(value) < 1e300 for value in constants)
