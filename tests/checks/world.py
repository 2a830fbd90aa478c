"""Small worlds for the tests of the shared checks."""

from typing import Any

import numpy as np

from takehome.checks import check_table
from takehome.protocol import Finding
from takehome.table import Table, canonical, read


def straight(rows: int, columns: int, seed: int, shape: str = "normal") -> dict[str, np.ndarray]:
    """A straight linear world: y = Xβ + noise, the noise half as wide as the signal."""
    random = np.random.default_rng(seed)
    X = {
        "normal": lambda: random.normal(size=(rows, columns)),
        "lognormal": lambda: random.lognormal(size=(rows, columns)),
        "whole": lambda: random.integers(0, 1000, (rows, columns)).astype(float),
    }[shape]()
    signal = X @ random.normal(size=columns)
    y = signal + random.normal(size=rows) * signal.std() / 2
    return {**{f"x{place}": X[:, place] for place in range(columns)}, "y": y}


def findings(source: Any, target: str | None = "y", code: str = "", **context: Any) -> tuple[Finding, ...]:
    """The findings of one code (all, when none is given) on a source, in canonical order."""
    table = source if isinstance(source, Table) else canonical(read(source))
    return tuple(f for f in check_table(table, target, **context) if f.code.startswith(code))


def said(found: tuple[Finding, ...]) -> dict[str | None, str]:
    """Subject → status."""
    return {finding.subject: finding.status.value for finding in found}
