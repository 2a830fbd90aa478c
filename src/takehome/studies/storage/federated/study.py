"""The fleet study, assembled: fit once, then every view is read from the outcome."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np

from takehome.errors import NotFitted
from takehome.protocol import Answer, Chart, Effect, Finding, Recommendation, WhatIf
from takehome.provenance import Citation, DataInfo, RunInfo
from takehome.studies.ledger import what_if_of
from takehome.studies.presentation import Presentable
from takehome.studies.row_guide import RowGuide
from takehome.studies.scores import Scores
from takehome.studies.storage.federated import (
    answers,
    charts,
    checks,
    echo,
    effects,
    fitting,
    headline,
    methods,
    scoring,
    state,
)
from takehome.studies.storage.federated.asked import Asked
from takehome.studies.storage.federated.money import decision
from takehome.studies.storage.federated.money.priced import Priced, priced
from takehome.studies.storage.federated.outcome import Outcome
from takehome.studies.storage.federated.privacy.statement import Statement
from takehome.studies.storage.federated.row_guide import row_guide
from takehome.studies.storage.homes.homes import Homes
from takehome.studies.storage.homes.reading import DEFAULT_COLUMNS, HomeColumns
from takehome.studies.storage.settings import Progress, silent
from takehome.table import Table, fingerprint

SERIES = 5
"""Columns of a fleet that was drawn: time, load less generation, two prices, and the home."""


@dataclass
class Fleet(Presentable):
    """How are the batteries of many homes run well, without their data leaving them?

    Parameters
    ----------
    asked : days, rounds, cohorts, privacy. columns : of the table of homes.
    economics : what learning together costs to run; None values savings alone.
    """

    asked: Asked = field(default_factory=Asked)
    columns: HomeColumns = DEFAULT_COLUMNS
    economics: Any = None
    command: str = ""
    progress: Progress = silent
    outcome_: Outcome | None = field(default=None, repr=False)
    seconds_: float = 0.0
    _views: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    name = "fleet"
    title = "Fleet"
    question = "How are the batteries of many homes run well, without their data leaving them?"

    def fit(self, data: Table | int, data_findings: tuple[Finding, ...] = ()) -> Self:
        """Read the homes of a table (or draw so many), and run every alternative on the judged days."""
        started = time.perf_counter()
        self.outcome_ = fitting.fit_outcome(data, self.asked, self.columns, data_findings, self.progress)
        self.seconds_ = time.perf_counter() - started
        self._views.clear()
        return self

    @property
    def outcome(self) -> Outcome:
        """Everything that `fit` computed."""
        if self.outcome_ is None:
            raise NotFitted("a study that was not fitted", "a fitted one", "call fit(homes) first")
        return self.outcome_

    @property
    def priced(self) -> Priced:
        """The alternatives under the study's own economics."""
        return self._once("priced", lambda: priced(self.outcome, self.economics))

    def _once(self, name: str, compute: Any) -> Any:
        """A view that costs something, computed when first asked for."""
        if name not in self._views:
            self._views[name] = compute()
        return self._views[name]

    def checks(self) -> tuple[Finding, ...]:
        return self._once("checks", lambda: (*self.outcome.data_findings, *checks.run_checks(self.outcome)))

    def effects(self) -> tuple[Effect, ...]:
        return self._once("effects", lambda: effects.effects(self.priced))

    def recommend(self, economics: Any = None) -> Recommendation:
        """Value the alternatives under other running costs; what the homes save stays as it is."""
        if economics is not None:
            return decision.recommend(priced(self.outcome, economics))
        return self._once("recommendation", lambda: decision.recommend(self.priced))

    def answers(self) -> tuple[Answer, ...]:
        return answers.answers(self.checks(), self.effects(), self.recommend(), self.metrics())

    def metrics(self) -> Mapping[str, object]:
        return self._once("metrics", lambda: headline.metrics(self.outcome, self.priced, self.recommend()))

    def charts(self) -> tuple[Chart, ...]:
        return self._once("charts", lambda: charts.charts(self.priced))

    def what_if(self) -> WhatIf | None:
        return self._once("what_if", lambda: what_if_of(self.priced.ledger))

    def echo(self) -> tuple[str, ...]:
        """What was understood of the input, as sentences."""
        return echo.echo(self.outcome, self.priced)

    def methods(self) -> tuple[Citation, ...]:
        return methods.methods(self.outcome)

    def run_info(self) -> RunInfo:
        outcome = self.outcome
        if outcome.table is not None:
            info = DataInfo(outcome.table.rows, len(outcome.table.columns), fingerprint(outcome.table))
        else:
            info = DataInfo(
                outcome.everyone.net_kwh.size, SERIES, self._once("digest", lambda: _digest(outcome.everyone))
            )
        return RunInfo(info, self.asked.seed, self.command, self.seconds_)

    def ledger_rows(self) -> list[dict[str, object]]:
        """Every array that left the homes, round by round: what ``ledger.csv`` holds."""
        outcome = self.outcome
        books = {"tables": outcome.ledger, "deep": outcome.network_ledger}
        return [{"learner": name, **row} for name, book in books.items() for row in book.as_rows()]

    def statement(self) -> Statement:
        """The privacy statement in plain words, one page, from the ledger: what ``privacy.md`` holds."""
        return self._once("statement", lambda: headline.privacy_statement(self.outcome, self.priced))

    def score(self, rows: Table) -> Scores:
        """What the recommended alternative does in each row: action, energy moved, and what is stored afterwards."""
        return scoring.score_rows(self.outcome, self.priced.chosen.key, rows)

    def row_guide(self) -> RowGuide:
        """What a row must hold, and what its answer means."""
        return row_guide(self.outcome, self.probe_rows())

    def state(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """The fitted study as JSON-able data and arrays."""
        return state.state(self)

    @classmethod
    def from_state(cls, document: dict[str, Any], arrays: dict[str, np.ndarray]) -> Fleet:
        """The study that :meth:`state` described."""
        return state.restored(cls, document, arrays)

    def probe_rows(self) -> Table:
        """A few hours whose moves a saved study must reproduce."""
        return scoring.probe_rows(self.outcome)


def _digest(homes: Homes) -> str:
    """SHA-256 of the hours of a fleet that was drawn."""
    digest = hashlib.sha256(f"{len(homes)} homes".encode())
    for values in (homes.net_kwh, homes.buy, homes.sell):
        digest.update(np.ascontiguousarray(values).astype("<f8").tobytes())
    return digest.hexdigest()
