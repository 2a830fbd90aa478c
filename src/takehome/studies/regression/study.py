"""The regression study, assembled: fit once, then every view is read from the outcome."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

import numpy as np

from takehome.errors import NotFitted
from takehome.protocol import Answer, Chart, Effect, Finding, Recommendation, WhatIf
from takehome.provenance import Citation, DataInfo, RunInfo
from takehome.studies.presentation import Presentable
from takehome.studies.regression import answers, charts, decision, echo, effects, fitting, headline, methods, state
from takehome.studies.regression.given import given_effects
from takehome.studies.regression.outcome import Outcome
from takehome.studies.regression.prepare import prepare
from takehome.studies.regression.row_guide import row_guide
from takehome.studies.regression.scoring import score_rows
from takehome.studies.regression.totals import Total, total_cost
from takehome.studies.regression.what_if import what_if
from takehome.studies.row_guide import RowGuide
from takehome.studies.scores import Scores
from takehome.table import Table, canonical, fingerprint
from takehome.table.encoding import encode


@dataclass
class Regression(Presentable):
    """What drives a number, and is the model that says so sound?

    Parameters
    ----------
    target : the column to explain.
    features : columns to explain it with; None means every column without another role.
    economics : how the decision is priced; None prices the mis-budgeting of the straight line.
    """

    target: str
    features: tuple[str, ...] | None = None
    economics: Any = None
    confidence_level: float = 0.95
    seed: int = 0
    fast: bool = False
    command: str = ""
    progress: fitting.Progress = fitting.silent
    outcome_: Outcome | None = field(default=None, repr=False)
    seconds_: float = 0.0

    name = "regression"
    title = "Regression"

    @property
    def question(self) -> str:
        """The question, with the target's name in it."""
        return f"What drives {self.target}, and is the model that says so sound?"

    def fit(self, data: Table, train: np.ndarray | None = None, data_findings: tuple[Finding, ...] = ()) -> Self:
        """Fit to a table in canonical order.

        Parameters
        ----------
        train : (rows,) mask of the training rows; None means all.
        data_findings : what the shared checks found in the table.
        """
        from threadpoolctl import threadpool_limits

        started = time.perf_counter()
        train = np.ones(data.rows, bool) if train is None else train
        design = prepare(data, self.target, train, self.features)
        make = fitting.fast_plan if self.fast else fitting.Plan
        plan = make(seed=self.seed, confidence_level=self.confidence_level, progress=self.progress)
        with threadpool_limits(limits=1, user_api="blas"):  # threads on matrices this small wait for each other
            self.outcome_ = fitting.fit_outcome(data, design, data_findings, plan)
        self.seconds_ = time.perf_counter() - started
        self.__dict__.pop("_views", None)
        return self

    @property
    def outcome(self) -> Outcome:
        """Everything that `fit` computed."""
        if self.outcome_ is None:
            raise NotFitted("a study that was not fitted", "a fitted one", "call fit(table) first")
        return self.outcome_

    @cached_property
    def _views(self) -> dict[str, Any]:
        """Views that cost something, computed when first asked for."""
        return {}

    def _once(self, name: str, compute: Any) -> Any:
        if name not in self._views:
            self._views[name] = compute()
        return self._views[name]

    def checks(self) -> tuple[Finding, ...]:
        return self.outcome.findings

    def effects(self) -> tuple[Effect, ...]:
        return self._once("effects", self._effects)

    def _effects(self) -> tuple[Effect, ...]:
        given = self.outcome.given
        return effects.effects(self.outcome) + (given_effects(given) if given is not None else ())

    def recommend(self, economics: Any = None) -> Recommendation:
        """Value the options; other prices need no new fit."""
        if economics is not None:
            return decision.recommend(self.outcome, economics)
        return self._once("recommendation", lambda: decision.recommend(self.outcome, self.economics))

    def answers(self) -> tuple[Answer, ...]:
        return answers.answers(self.checks(), self.effects(), self.recommend(), self.metrics())

    def metrics(self) -> Mapping[str, object]:
        return self._once("metrics", lambda: headline.metrics(self.outcome, self.recommend()))

    def charts(self) -> tuple[Chart, ...]:
        return self._once("charts", lambda: charts.charts(self.outcome))

    def what_if(self) -> WhatIf | None:
        return self._once("what_if", lambda: what_if(self.outcome, self.economics))

    def echo(self) -> tuple[str, ...]:
        """What was understood of the input, as sentences."""
        return echo.echo(self.outcome, self.economics)

    def methods(self) -> tuple[Citation, ...]:
        return methods.methods(self.outcome)

    def run_info(self) -> RunInfo:
        table = self.outcome.table
        info = DataInfo(table.rows, len(table.columns), fingerprint(table))
        return RunInfo(info, self.seed, self.command, self.seconds_)

    def score(self, rows: Table) -> Scores:
        """Predictions with intervals, and which values lie outside what the model has seen."""
        return score_rows(self.outcome, rows)

    def total(self, rows: Table) -> Total:
        """The total of the target over many new rows, as one quantity with an interval."""
        return total_cost(self.outcome, encode(self.outcome.design.columns, rows))

    def row_guide(self) -> RowGuide:
        """What a row must hold, and what its answer means."""
        return row_guide(self.outcome)

    def state(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """The fitted study as JSON-able data and arrays."""
        return state.state(self)

    @classmethod
    def from_state(cls, document: dict[str, Any], arrays: dict[str, np.ndarray]) -> Regression:
        """The study that :meth:`state` described."""
        return state.restored(cls, document, arrays)

    def probe_rows(self) -> Table:
        """A few rows, the extremes among them, whose scores a saved study must reproduce."""
        table = canonical(self.outcome.table)
        positions = np.unique(np.linspace(0, table.rows - 1, min(table.rows, 8)).astype(int))
        return table.take(positions)
