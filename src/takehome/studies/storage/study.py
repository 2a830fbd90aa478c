"""The storage study, assembled: fit once, then every view is read from the outcome."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np

from takehome.errors import NotFitted
from takehome.protocol import Answer, Chart, Effect, Finding, Recommendation, WhatIf
from takehome.provenance import Citation, DataInfo, RunInfo
from takehome.studies.presentation import Presentable
from takehome.studies.row_guide import RowGuide
from takehome.studies.scores import Scores
from takehome.studies.storage import (
    answers,
    charts,
    checks,
    dispatching,
    echo,
    effects,
    fitting,
    headline,
    methods,
    pricing,
    state,
)
from takehome.studies.storage.deployment.row_guide import row_guide
from takehome.studies.storage.deployment.scorer import LineScorer
from takehome.studies.storage.money.priced import Priced
from takehome.studies.storage.outcome import Outcome
from takehome.studies.storage.settings import REFERENCE, Progress, Settings, silent
from takehome.table import Table, fingerprint


@dataclass
class Trade(Presentable):
    """When to buy, hold and sell energy?

    Parameters
    ----------
    settings : the battery, what may be known, how the table is read, where the past ends.
    economics : what the battery costs and how money is counted; None values profit alone.
    """

    settings: Settings = field(default_factory=lambda: Settings(REFERENCE, assumed=True))
    economics: Any = None
    command: str = ""
    progress: Progress = silent
    outcome_: Outcome | None = field(default=None, repr=False)
    seconds_: float = 0.0
    _views: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    name = "storage"
    title = "Storage"
    question = "When to buy, hold and sell energy?"

    def fit(self, data: Table, data_findings: tuple[Finding, ...] = ()) -> Self:
        """Read the prices of a table, prove the bound, and run every policy on the steps that are judged."""
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
        return self._once("priced", lambda: pricing.price(self.outcome, self.economics))

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
        """Value the options under other prices of the battery; the schedules stay as they are.

        Raises
        ------
        InputError
            Where the economics change the optimum itself (another battery, other information): that needs a new fit.
        """
        if economics is not None:
            return pricing.recommend(pricing.price(self.outcome, economics), self.outcome)
        return self._once("recommendation", lambda: pricing.recommend(self.priced, self.outcome))

    def answers(self) -> tuple[Answer, ...]:
        return answers.answers(self.checks(), self.effects(), self.recommend(), self.metrics())

    def metrics(self) -> Mapping[str, object]:
        return self._once("metrics", lambda: headline.metrics(self.outcome, self.priced, self.recommend()))

    def charts(self) -> tuple[Chart, ...]:
        return self._once("charts", lambda: charts.charts(self.outcome, self.priced))

    def what_if(self) -> WhatIf | None:
        return self._once("what_if", lambda: pricing.sliders(self.priced))

    def echo(self) -> tuple[str, ...]:
        """What was understood of the input, as sentences."""
        return echo.echo(self.outcome)

    def methods(self) -> tuple[Citation, ...]:
        return methods.methods(self.outcome)

    def run_info(self) -> RunInfo:
        table = self.outcome.table
        info = DataInfo(table.rows, len(table.columns), fingerprint(table))
        return RunInfo(info, self.settings.seed, self.command, self.seconds_)

    def dispatch(self) -> Scores:
        """What every policy did in each judged step, with the bound: what ``dispatch.csv`` holds."""
        return dispatching.dispatch(self.outcome)

    def score(self, rows: Table) -> Scores:
        """What the recommended policy does in each row: action, energy, and what is stored afterwards."""
        return dispatching.score_rows(self.outcome, self.recommend().action, rows)

    def line_scorer(self) -> LineScorer:
        """The recommended policy for one observation at a time: a mapping in, an action out."""
        return LineScorer(self.outcome, self.recommend().action)

    def row_guide(self) -> RowGuide:
        """What a row must hold, and what its answer means."""
        return row_guide(self.outcome, self.recommend().action, self.probe_rows())

    def state(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """The fitted study as JSON-able data and arrays."""
        return state.state(self)

    @classmethod
    def from_state(cls, document: dict[str, Any], arrays: dict[str, np.ndarray]) -> Trade:
        """The study that :meth:`state` described."""
        return state.restored(cls, document, arrays)

    def probe_rows(self) -> Table:
        """A few observations whose actions a saved study must reproduce."""
        return dispatching.probe_rows(self.outcome)
