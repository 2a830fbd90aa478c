"""Every study of the registry, fitted once a session on its scenario, for the contract tests."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from takehome import api
from takehome.protocol import Scenario
from takehome.studies import by_name
from takehome.studies.entry import Entry
from takehome.table import Role, Table

ROWS = 300
"""Enough for the scenario's structure to be found, few enough to fit many times; whole groups are not cut."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run every test that asks for an `entry` on each study that is present."""
    if "entry" in metafunc.fixturenames:
        metafunc.parametrize("entry", api.entries(), ids=lambda entry: entry.name, scope="session")


@cache
def small(name: str) -> Table:
    """The first rows of a study's first scenario; all of them where they are series of several homes."""
    table: Table = api.scenario(next(iter(by_name(name).scenarios))).table
    if table.with_role(Role.GROUP):
        return table
    return replace(table.take(np.arange(min(ROWS, table.rows))), rows_in_source=min(ROWS, table.rows))


@cache
def fitted_on_small(name: str) -> Any:
    return api.run_scenario(by_name(name), Scenario(small(name), {}), fast=True)


@pytest.fixture(scope="session")
def table(entry: Entry) -> Table:
    return small(entry.name)


@pytest.fixture(scope="session")
def study(entry: Entry) -> Any:
    """Fitted to :func:`table`; shared, so a test must not fit it again."""
    return fitted_on_small(entry.name)


@pytest.fixture
def run(entry: Entry) -> Callable[..., Any]:
    """Call the entry's verb on a table whose target is declared in it."""

    def run_on(table: Table, **options: Any) -> Any:
        return api.run_scenario(entry, Scenario(table, {}), **{"fast": True, **options})

    return run_on
