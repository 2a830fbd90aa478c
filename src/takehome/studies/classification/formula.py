"""A cost as a number, a column, or arithmetic on columns: ``"0.2 * BillAmount"``.

Only numbers, names of columns, ``+ - * / **``, parentheses and ``min``, ``max``, ``abs`` are understood; nothing is
executed. A column whose name is no identifier is written between backquotes: ``"2 * `Monthly charges`"``.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from takehome.errors import InputError
from takehome.studies.sql_text import number
from takehome.table import Column, Kind, Table

OPERATORS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
FUNCTIONS: dict[str, Callable[..., Any]] = {"min": np.minimum, "max": np.maximum, "abs": np.abs}
SQL_OPERATORS: dict[type, str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
SQL_FUNCTIONS = {"min": "LEAST", "max": "GREATEST", "abs": "ABS"}
LONGEST = 500
_QUOTED = re.compile(r"`([^`]+)`")
_PLACE = "quoted_column_"


def is_column(text: str, table: Table) -> bool:
    """Whether a formula is the bare name of a column."""
    return text.strip().strip("`") in table


def column_names(text: str, table: Table) -> tuple[str, ...]:
    """The columns that a formula reads, in order of appearance."""
    if is_column(text, table):
        return (text.strip().strip("`"),)
    tree, quoted = _parsed(text)
    names = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id not in FUNCTIONS]
    return tuple(dict.fromkeys(_unquoted(name, quoted) for name in names))


def evaluate(text: str, table: Table, what: str) -> np.ndarray:
    """The value of a formula in every row, shape (rows,).

    Parameters
    ----------
    what : what the formula is, for the message (``"the cost fn"``).

    Raises
    ------
    InputError
        If the formula cannot be read, names no column, or has no finite value in some row.
    """
    if is_column(text, table):
        return _numbers(table[text.strip().strip("`")], what)
    with np.errstate(all="ignore"):
        found = _value(text, lambda name: _numbers(table[name], what), what)
        found = np.broadcast_to(np.asarray(found, float), (table.rows,))
    return _finite(found, f"{what} = {text!r}")


def _value(text: str, look_up: Callable[[str], Any], what: str) -> Any:
    """Walk the formula; whatever is not arithmetic is refused."""
    tree, quoted = _parsed(text)

    def value(node: ast.expr) -> Any:
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
            return _number(node.value, text, what)
        if isinstance(node, ast.Name):
            return look_up(_unquoted(node.id, quoted))
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
            return -value(node.operand) if isinstance(node.op, ast.USub) else value(node.operand)
        if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
            return OPERATORS[type(node.op)](value(node.left), value(node.right))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
            return _called(node, [value(argument) for argument in node.args], text, what)
        raise _unreadable(text, what)

    return value(tree.body)


def to_sql(text: str, table: Table, what: str, quoted_name: Callable[[str], str]) -> str:
    """A formula as an SQL expression; `quoted_name` quotes a column's name."""
    if is_column(text, table):
        return f"CAST({quoted_name(text.strip().strip('`'))} AS DOUBLE PRECISION)"
    tree, quoted = _parsed(text)

    def sql(node: ast.expr) -> str:
        if isinstance(node, ast.Constant):
            return number(float(str(node.value)))
        if isinstance(node, ast.Name):
            return f"CAST({quoted_name(_unquoted(node.id, quoted))} AS DOUBLE PRECISION)"
        if isinstance(node, ast.UnaryOp):
            return f"(-{sql(node.operand)})" if isinstance(node.op, ast.USub) else sql(node.operand)
        if isinstance(node, ast.BinOp):
            left, right = sql(node.left), sql(node.right)
            if isinstance(node.op, ast.Pow):
                return f"POWER({left}, {right})"
            return f"({left} {SQL_OPERATORS[type(node.op)]} {right})"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            return f"{SQL_FUNCTIONS[node.func.id]}({', '.join(map(sql, node.args))})"
        raise _unreadable(text, what)

    evaluate(text, table, what)  # whatever is not arithmetic is refused here
    return sql(tree.body)


def _number(written: float, text: str, what: str) -> np.float64:
    """A number as NumPy's, which divides by zero and overflows to no finite value rather than to an exception."""
    try:
        return np.float64(written)
    except OverflowError:
        raise _unreadable(text, what) from None


def _called(node: ast.Call, arguments: list[Any], text: str, what: str) -> Any:
    assert isinstance(node.func, ast.Name)
    function = FUNCTIONS.get(node.func.id)
    if function is None or len(arguments) != (1 if node.func.id == "abs" else 2):
        raise _unreadable(text, what)
    return function(*arguments)


@cache
def _parsed(text: str) -> tuple[ast.Expression, tuple[str, ...]]:
    quoted: list[str] = []

    def replaced(found: re.Match[str]) -> str:
        quoted.append(found[1])
        return f"{_PLACE}{len(quoted) - 1}"

    try:
        if len(text) > LONGEST:
            raise SyntaxError
        return ast.parse(_QUOTED.sub(replaced, text).strip(), mode="eval"), tuple(quoted)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise _unreadable(text, "a cost") from None


def _unquoted(name: str, quoted: tuple[str, ...]) -> str:
    place = name.removeprefix(_PLACE)
    known = name.startswith(_PLACE) and place.isdecimal() and place.isascii() and int(place) < len(quoted)
    return quoted[int(place)] if known else name


def _unreadable(text: str, what: str) -> InputError:
    return InputError(
        f"{what} = {text[:80]!r}",
        "a number, the name of a column, or arithmetic on columns (+ - * / **, min, max, abs)",
        "for instance 0.2 * BillAmount; a name with spaces stands between backquotes",
    )


def _numbers(column: Column, what: str) -> np.ndarray:
    if column.kind is not Kind.NUMBER:
        saw = f"{what} is taken from {column.name!r}, which holds {column.kind} values"
        raise InputError(saw, "a column of numbers", "name another column")
    return _finite(column.values, f"{what}, column {column.name!r},")


def _finite(values: np.ndarray, what: str) -> np.ndarray:
    bad = ~np.isfinite(values)
    if bad.any():
        saw = f"{what} has no finite value in {int(bad.sum()):,} of {len(values):,} rows, the first in row "
        raise InputError(f"{saw}{int(np.argmax(bad)) + 1:,}", "a finite number in every row", "fill or drop these rows")
    return values
