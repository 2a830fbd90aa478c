"""The transfer study, assembled: fit once, then every view is read from the outcome."""

from __future__ import annotations

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
from takehome.studies.storage.transfer import (
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
from takehome.studies.storage.transfer.money import decision
from takehome.studies.storage.transfer.money.priced import Priced, priced
from takehome.studies.storage.transfer.outcome import Outcome
from takehome.studies.storage.transfer.row_guide import row_guide
from takehome.studies.storage.transfer.settings import Progress, Settings, silent
from takehome.table import Table, fingerprint


@dataclass
class Transfer(Presentable):
    """What can one home teach another, and what does that save?

    Parameters
    ----------
    settings : who teaches, how long training takes today, how many houses, how to learn.
    economics : in which money, and what keeping a learned policy costs; None counts energy alone.
    """

    settings: Settings = field(default_factory=Settings)
    economics: Any = None
    command: str = ""
    progress: Progress = silent
    outcome_: Outcome | None = field(default=None, repr=False)
    seconds_: float = 0.0
    _views: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    name = "transfer"
    title = "Transfer"
    question = "What can one home teach another, and what does that save?"

    def fit(self, data: Table, data_findings: tuple[Finding, ...] = ()) -> Self:
        """Read two homes, and run every way to start with every number of days of local data."""
        started = time.perf_counter()
        self.outcome_ = fitting.fit_outcome(data, self.settings, data_findings, self.progress)
        self.seconds_ = time.perf_counter() - started
        self._views.clear()
        return self

    @property
    def outcome(self) -> Outcome:
        """Everything that `fit` computed."""
        if self.outcome_ is None:
            raise NotFitted("a study that was not fitted", "a fitted one", "call fit(table) first")
        return self.outcome_

    @property
    def priced(self) -> Priced:
        """The options under the study's own economics."""
        return self._once("priced", lambda: priced(self.outcome, self.economics))

    def _once(self, name: str, compute: Any) -> Any:
        """A view that costs something, computed when first asked for."""
        if name not in self._views:
            self._views[name] = compute()
        return self._views[name]

    def checks(self) -> tuple[Finding, ...]:
        return self._once("checks", lambda: (*self.outcome.data_findings, *checks.run_checks(self.outcome)))

    def effects(self) -> tuple[Effect, ...]:
        return self._once("effects", lambda: effects.effects(self.outcome, self.priced))

    def recommend(self, economics: Any = None) -> Recommendation:
        """Value the options under other economics; what was learned stays as it is."""
        if economics is not None:
            return decision.recommend(priced(self.outcome, economics))
        return self._once("recommendation", lambda: decision.recommend(self.priced))

    def answers(self) -> tuple[Answer, ...]:
        return answers.answers(self.checks(), self.effects(), self.recommend(), self.metrics())

    def metrics(self) -> Mapping[str, object]:
        return self._once("metrics", lambda: headline.metrics(self.outcome, self.priced, self.recommend()))

    def charts(self) -> tuple[Chart, ...]:
        return self._once("charts", lambda: charts.charts(self.outcome, self.priced))

    def what_if(self) -> WhatIf | None:
        return self._once("what_if", lambda: what_if_of(self.priced.ledger))

    def echo(self) -> tuple[str, ...]:
        """What was understood of the input, as sentences."""
        return echo.echo(self.outcome)

    def methods(self) -> tuple[Citation, ...]:
        return methods.methods(self.outcome)

    def run_info(self) -> RunInfo:
        table = self.outcome.table
        info = DataInfo(table.rows, len(table.columns), fingerprint(table))
        return RunInfo(info, self.settings.seed, self.command, self.seconds_)

    def score(self, rows: Table) -> Scores:
        """What the recommended way to run does in each row: action, energy, what is stored after, money saved."""
        return scoring.score_rows(self.outcome, self.priced.chosen.key, rows)

    def row_guide(self) -> RowGuide:
        """What a row must hold, and what its answer means."""
        return row_guide(self.outcome)

    def state(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """The fitted study as JSON-able data and arrays."""
        return state.state(self)

    @classmethod
    def from_state(cls, document: dict[str, Any], arrays: dict[str, np.ndarray]) -> Transfer:
        """The study that :meth:`state` described."""
        return state.restored(cls, document, arrays)

    def probe_rows(self) -> Table:
        """A few observations whose actions a saved study must reproduce."""
        return scoring.probe_rows(self.outcome)
