"""A fitted study becomes a report: every result asked for once, and held as plain frozen data.

A :class:`Report` holds the protocol's nouns and nothing else; it can be built from a study or read back from its
JSON document, and the renderers cannot tell which.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata
from typing import Any

from takehome.protocol import (
    SCHEMA_VERSION,
    Answer,
    Chart,
    Effect,
    Finding,
    Recommendation,
    Study,
    WhatIf,
)
from takehome.provenance import Citation, DataInfo
from takehome.report.what_if import stored

# What can change a number in a report; only those that this process has loaded are listed.
NUMERICAL_PACKAGES = {
    "numpy": "numpy",
    "scipy": "scipy",
    "statsmodels": "statsmodels",
    "sklearn": "scikit-learn",
    "pandas": "pandas",
    "duckdb": "duckdb",
    "pyarrow": "pyarrow",
    "numba": "numba",
    "fast_hdbscan": "fast-hdbscan",
    "jax": "jax",
    "optax": "optax",
    "flwr": "flwr",
}


@dataclass(frozen=True, slots=True)
class Run:
    """What may differ between two equal runs: duration, package versions, machine, and the command as typed."""

    seconds: float
    versions: Mapping[str, str]
    machine: str
    command: str


@dataclass(frozen=True)
class Report:
    """Everything that a report says, in the order of the JSON document."""

    study: str
    title: str
    question: str
    data: DataInfo
    seed: int
    findings: tuple[Finding, ...]
    effects: tuple[Effect, ...]
    recommendation: Recommendation
    answers: tuple[Answer, ...]
    metrics: Mapping[str, Any]
    charts: tuple[Chart, ...]
    what_if: WhatIf | None
    echo: tuple[str, ...]
    methods: tuple[Citation, ...]
    run: Run
    schema_version: str = SCHEMA_VERSION


def build(study: Study) -> Report:
    """Collect what a fitted study found.

    Parameters
    ----------
    study : a fitted study.

    Raises
    ------
    NotFitted
        From the study, when it has not been fitted.
    """
    info = study.run_info()
    what_if = study.what_if()
    return Report(
        study=study.name,
        title=study.title,
        question=study.question,
        data=info.data,
        seed=info.seed,
        findings=tuple(study.checks()),
        effects=tuple(study.effects()),
        recommendation=study.recommend(),
        answers=tuple(study.answers()),
        metrics=dict(study.metrics()),
        charts=tuple(study.charts()),
        what_if=None if what_if is None else stored(what_if),
        echo=tuple(study.echo()),
        methods=tuple(study.methods()),
        run=Run(info.seconds, _versions(), _machine(), info.command),
    )


def _versions() -> dict[str, str]:
    versions = {"python": platform.python_version(), "takehome": metadata.version("takehome")}
    for module, distribution in NUMERICAL_PACKAGES.items():
        if module in sys.modules:
            versions[distribution] = metadata.version(distribution)
    return versions


def _machine() -> str:
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
