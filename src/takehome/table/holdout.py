"""Which rows train and which are held out.

A fraction draws its rows at random in canonical order, so the incoming row order does not matter; with a declared
group, whole groups are drawn (a group on both sides would leak), and with a declared order the last rows are taken
(the future is what a model meets). A column may say it ("train"/"test"), and so may a second table.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from takehome.errors import InputError
from takehome.table.canonical import canonical_order, level_codes
from takehome.table.columns import Column, Kind, Note, Role, Table, Topic

TRAIN_WORDS = frozenset(["train", "training", "fit", "in", "learn", "development", "dev"])
TEST_WORDS = frozenset(
    ["test", "testing", "holdout", "hold-out", "held out", "valid", "validation", "val", "eval", "out"]
)
_YES = frozenset(["1", "true", "yes"])
_NO = frozenset(["0", "false", "no"])
_LEAST_TRAIN = 2


class Split(NamedTuple):
    """`table` (with the hold-out's rows, role and note) and `train`, a mask of shape (rows,) over its rows."""

    table: Table
    train: np.ndarray


def split(table: Table, holdout: Any = None, seed: int = 0) -> Split:
    """Divide a table into training rows and held-out rows.

    Parameters
    ----------
    holdout : None (all rows train), a fraction, the name of a column that says train or test, or a second table
        (anything that :func:`~takehome.table.read.read` accepts but a path), appended to the first.
    seed : seed of the draw for a fraction.

    Raises
    ------
    InputError
        If the fraction leaves no rows on one side, the column says neither, or the second table's columns differ.
    """
    if holdout is None:
        return Split(table, np.ones(table.rows, bool))
    if isinstance(holdout, str):
        return _by_column(table, holdout)
    if isinstance(holdout, int | float) and not isinstance(holdout, bool):
        return _by_fraction(table, float(holdout), seed)
    return _by_table(table, holdout)


def _by_fraction(table: Table, fraction: float, seed: int) -> Split:
    wanted = math.ceil(table.rows * fraction) if 0 < fraction < 1 else 0
    if not 0 < wanted <= table.rows - _LEAST_TRAIN:
        raise InputError(
            f"holdout={fraction:g} of {table.rows:,} rows",
            f"a fraction between 0 and 1 that leaves a row to test on and {_LEAST_TRAIN} to train on",
            "holdout=0.2, or holdout=None",
        )
    order, groups = canonical_order(table), table.with_role(Role.GROUP)
    train = np.ones(table.rows, bool)
    if table.with_role(Role.ORDER):
        train[order[-wanted:]] = False
        how = f"the last in {table.with_role(Role.ORDER)[0].name!r}"
    elif groups:
        train, drawn = _without_groups(groups[0], wanted, seed)
        how = f"{drawn:,} whole groups of {groups[0].name!r} drawn at random (seed {seed})"
    else:
        train[order[np.random.default_rng(seed).permutation(table.rows)[:wanted]]] = False
        how = f"drawn at random (seed {seed})"
    return Split(_noted(table, train, how), train)


def _without_groups(group: Column, wanted: int, seed: int) -> tuple[np.ndarray, int]:
    """A mask without enough whole groups to hold out `wanted` rows, and how many groups they are."""
    labels = level_codes(group)[1] if group.kind is Kind.CATEGORY else group.values
    codes = np.unique(labels, return_inverse=True)[1]
    sizes = np.bincount(codes)
    drawn = np.random.default_rng(seed).permutation(np.flatnonzero(sizes))
    count = int(np.searchsorted(np.cumsum(sizes[drawn]), wanted)) + 1
    if count >= len(drawn):
        saw = f"{len(drawn):,} groups in {group.name!r}, too few to hold out {wanted:,} rows in whole groups"
        raise InputError(saw, "a group left to train on", "a smaller fraction, or no group")
    return ~np.isin(codes, drawn[:count]), count


def _by_column(table: Table, name: str) -> Split:
    column = table[name]
    if column.missing.any():
        saw = f"{int(column.missing.sum()):,} rows of the hold-out column {name!r} are empty"
        raise InputError(saw, "train or test in every row", "fill them in")
    words = np.array([_word(value) for value in column.values], object)
    seen = sorted(set(words))
    if set(seen) <= TRAIN_WORDS | TEST_WORDS:
        train, how = np.isin(words, list(TRAIN_WORDS)), f"said by column {name!r}"
    elif set(seen) <= _YES | _NO:
        means_train = "train" in name.casefold()
        train = np.isin(words, list(_YES)) == means_train
        how = f"said by column {name!r}, where {seen[-1]!r} was read as {'training' if means_train else 'held out'}"
    else:
        shown = ", ".join(repr(word[:40]) for word in seen[:10])
        raise InputError(
            f"the hold-out column {name!r} holds {shown}", "'train' and 'test', 0 and 1, or true and false", "rename"
        )
    if not train.any() or train.all():
        raise InputError(
            f"the hold-out column {name!r} says {seen[0]!r} in every row", "both kinds of rows", "check it"
        )
    table = table.with_roles({name: Role.SPLIT})
    return Split(_noted(table, train, how), train)


def _word(value: object) -> str:
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return str(value).strip().casefold()


def _by_table(table: Table, second: Any) -> Split:
    from takehome.table.read import read

    other = read(second)
    lacking = [name for name in table.names if name not in other]
    added = [name for name in other.names if name not in table]
    kinds = [name for name in table.names if name in other and not _alike(table[name], other[name])]
    problems = [
        f"{label} {', '.join(map(repr, names[:10]))}"
        for label, names in (("it lacks", lacking), ("it adds", added), ("of another kind are", kinds))
        if names
    ]
    if problems:
        saw = f"the second table does not match the first: {'; '.join(problems)}"
        raise InputError(saw, "the same columns of the same kinds", "rename or convert these columns")
    columns = tuple(_append(column, other[column.name]) for column in table.columns)
    train = np.arange(table.rows + other.rows) < table.rows
    both = replace(table, columns=columns, rows_in_source=table.rows_in_source + other.rows_in_source)
    return Split(_noted(both, train, f"from a second table, {other.source}"), train)


def _alike(first: Column, second: Column) -> bool:
    return first.kind is second.kind or bool(first.missing.all()) or bool(second.missing.all())


def _append(first: Column, second: Column) -> Column:
    if first.kind is second.kind:
        return replace(first, values=np.concatenate([first.values, second.values]))
    whole, empty = (second, first) if first.missing.all() else (first, second)
    missing: Any = {Kind.NUMBER: np.nan, Kind.DATE: np.datetime64("NaT"), Kind.CATEGORY: None}[whole.kind]
    filler = np.full(len(empty.values), missing, whole.values.dtype)
    parts = [filler, whole.values] if whole is second else [whole.values, filler]
    return replace(first, kind=whole.kind, values=np.concatenate(parts))


def _noted(table: Table, train: np.ndarray, how: str) -> Table:
    text = f"{int((~train).sum()):,} of {table.rows:,} rows are held out, {how}"
    return replace(table, notes=(*table.notes, Note(None, text, Topic.HOLDOUT, int((~train).sum()))))
