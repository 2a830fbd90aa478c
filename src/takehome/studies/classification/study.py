"""The classification study, assembled: fit once, then every view is read from the outcome."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np

from takehome.errors import NotFitted
from takehome.protocol import Answer, Chart, Effect, Finding, Recommendation, WhatIf
from takehome.provenance import Citation, DataInfo, RunInfo
from takehome.studies.classification import (
    answers,
    charts,
    checks,
    decision,
    echo,
    effects,
    fitting,
    headline,
    methods,
    state,
)
from takehome.studies.classification.line_scorer import LineScorer, RowReader
from takehome.studies.classification.outcome import Outcome
from takehome.studies.classification.prepare import prepare
from takehome.studies.classification.priced import Priced, priced
from takehome.studies.classification.row_guide import row_guide
from takehome.studies.classification.scorer import Scorer
from takehome.studies.classification.scoring import score_rows
from takehome.studies.classification.sql import statement
from takehome.studies.classification.what_if import what_if
from takehome.studies.presentation import Presentable
from takehome.studies.row_guide import RowGuide
from takehome.studies.scores import Scores
from takehome.table import Role, Table, canonical, fingerprint


@dataclass
class Classification(Presentable):
    """Whom do we act on, at what threshold, for what profit?

    Parameters
    ----------
    target : the column of two classes. positive : its positive value; None finds it by a rule that the echo says.
    features : columns to predict it with; None means every column without another role.
    economics : what the errors cost; None reports the decision as a function of it.
    prevalence : the share of positives where the decision is for, when the rows were drawn by class.
    """

    target: str
    positive: Any = None
    features: tuple[str, ...] | None = None
    economics: Any = None
    prevalence: float | None = None
    confidence_level: float = 0.95
    seed: int = 0
    fast: bool = False
    command: str = ""
    progress: fitting.Progress = fitting.silent
    outcome_: Outcome | None = field(default=None, repr=False)
    seconds_: float = 0.0
    _views: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    name = "classification"
    title = "Classification"

    @property
    def question(self) -> str:
        """The question, with the target's name in it."""
        return f"Whom do we act on because of {self.target}, at what threshold, for what profit?"

    def fit(self, data: Table, train: np.ndarray | None = None, data_findings: tuple[Finding, ...] = ()) -> Self:
        """Fit to a table in canonical order.

        Parameters
        ----------
        train : (rows,) mask of the training rows; None means all.
        data_findings : what the shared checks found in the table.
        """
        started = time.perf_counter()
        train = np.ones(data.rows, bool) if train is None else train
        judging = bool(data.with_role(Role.PREDICTION))
        design = prepare(data, self.target, train, self.features, self.positive, self.prevalence, not judging)
        plan = fitting.Plan(self.seed, self.confidence_level, self.fast, self.progress)
        self.outcome_ = fitting.fit_outcome(data, design, data_findings, plan)
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
        return self._once("checks", lambda: (*self.outcome.data_findings, *checks.run_checks(self.priced)))

    def effects(self) -> tuple[Effect, ...]:
        return self._once("effects", lambda: effects.effects(self.outcome))

    def recommend(self, economics: Any = None) -> Recommendation:
        """Value the options; other prices need no new fit."""
        if economics is not None:
            return decision.recommend(priced(self.outcome, economics))
        return self._once("recommendation", lambda: decision.recommend(self.priced))

    def answers(self) -> tuple[Answer, ...]:
        return answers.answers(self.checks(), self.effects(), self.recommend(), self.metrics())

    def metrics(self) -> Mapping[str, object]:
        return self._once("metrics", lambda: headline.metrics(self.priced, self.recommend(), self.effects()))

    def charts(self) -> tuple[Chart, ...]:
        return self._once("charts", lambda: charts.charts(self.priced))

    def what_if(self) -> WhatIf | None:
        return self._once("what_if", lambda: what_if(self.priced))

    def echo(self) -> tuple[str, ...]:
        """What was understood of the input, as sentences."""
        return echo.echo(self.priced)

    def methods(self) -> tuple[Citation, ...]:
        return methods.methods(self.priced)

    def run_info(self) -> RunInfo:
        table = self.outcome.table
        info = DataInfo(table.rows, len(table.columns), fingerprint(table))
        return RunInfo(info, self.seed, self.command, self.seconds_)

    def score(self, rows: Table) -> Scores:
        """Decision, probability, expected money, reasons and flags of new rows."""
        return score_rows(self.priced, rows)

    def scorer(self) -> Scorer:
        """The deployed policy for single rows: a mapping in, a decision out."""
        return Scorer(self.priced)

    def line_scorer(self) -> LineScorer:
        """What :meth:`score` says of a row, for one mapping at a time."""
        return LineScorer(self._once("reader", lambda: RowReader(self.priced)))

    def row_guide(self) -> RowGuide:
        """What a row must hold, and what its answer means."""
        return row_guide(self.priced)

    def sql(self, table_name: str = "rows") -> str:
        """The deployed policy as one SQL statement, where the model is a logistic regression."""
        return statement(self.priced, table_name)

    def state(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """The fitted study as JSON-able data and arrays."""
        return state.state(self)

    @classmethod
    def from_state(cls, document: dict[str, Any], arrays: dict[str, np.ndarray]) -> Classification:
        """The study that :meth:`state` described."""
        return state.restored(cls, document, arrays)

    def probe_rows(self) -> Table:
        """A few rows, spread over the canonical order, whose scores a saved study must reproduce."""
        table = canonical(self.outcome.table)
        positions = np.unique(np.linspace(0, table.rows - 1, min(table.rows, 8)).astype(int))
        return table.take(positions)
