"""The corpus through ``takehome.classify``: the same tables with their target cut in two at the median.

What is refused at the door is refused here; what is doubtful gives a whole report in which the shared check says so.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import takehome as th
from bad_input.corpus import CORPUS
from bad_input.expected import Entry, Found, Refused
from takehome.errors import InputError
from takehome.table import Column, Kind, Role, Table, read

ABOUT_A_NUMBER = {
    "leaking copy", "leaking logarithm", "leaking parts", "name of the target", "infinite target in places",
    "target missing in places", "rows doubled", "one row doubled", "text target with $",
}  # fmt: skip
"""Entries whose finding is about a numeric target, or needs it to be continuous."""
ROLES = {"id": "id", "order": "order", "group": "groups"}


def in_two(table: Table, target: str) -> Table:
    """The table with its numeric target as two classes; missing where it is missing or infinite."""
    column = table[target]
    if column.kind is not Kind.NUMBER or not np.isfinite(column.values).any():
        return table
    finite = np.isfinite(column.values)
    middle = np.median(column.values[finite])
    classes = np.where(finite, np.where(column.values > middle, "high", "low"), None)
    made = replace(column, kind=Kind.CATEGORY, values=classes, unit="")
    columns: list[Column] = [made if c.name == target else c for c in table.columns]
    return replace(table, columns=tuple(columns))


def classified(entry: Entry, path: Path) -> Any:
    roles = {role: name for name, role in entry.roles.items()}
    options: dict[str, Any] = {ROLES[role]: name for role, name in roles.items() if role in ROLES}
    if "ignored" in roles:
        options["ignore"] = [roles["ignored"]]
    table = read(path, roles={name: Role.ID for name, role in entry.roles.items() if role == "id"})
    return th.classify(in_two(table, entry.target), entry.target, ranges=entry.ranges, fast=True, **options)


@pytest.mark.parametrize("entry", CORPUS, ids=lambda entry: entry.name)
def test_every_table_is_refused_or_reported(entry: Entry, tmp_path: Path) -> None:
    path = entry.write(tmp_path)
    try:
        study = classified(entry, path)
    except InputError as problem:
        assert problem.saw
        assert problem.expected
        assert problem.try_next
        return
    document = study.to_dict()
    assert document["recommendation"]["sentence"]
    if isinstance(entry.expected, Refused):
        # refused as a quantity only: two classes, or text, may well be studied here
        assert any(word in " ".join(entry.expected.words) for word in ("classify", "text", "'y'", "target"))
    if isinstance(entry.expected, Found) and entry.name not in ABOUT_A_NUMBER:
        wanted = (entry.expected.code, str(entry.expected.status))
        assert wanted in [(f["code"], f["status"]) for f in document["findings"]]
