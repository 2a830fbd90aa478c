"""The segmentation study, assembled: fit once, then every view is read from the outcome."""

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
from takehome.studies.segmentation import (
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
from takehome.studies.segmentation.given import given_labels
from takehome.studies.segmentation.money import decision
from takehome.studies.segmentation.money.priced import Priced, priced
from takehome.studies.segmentation.money.what_if import what_if
from takehome.studies.segmentation.outcome import Outcome
from takehome.studies.segmentation.priceable import priceable
from takehome.studies.segmentation.row_guide import row_guide
from takehome.studies.segmentation.scaling.design import prepare
from takehome.studies.segmentation.scorer import Scorer
from takehome.table import Role, Table, canonical, fingerprint


@dataclass
class Segmentation(Presentable):
    """Who is in the table, and who should not be there?

    Parameters
    ----------
    features : columns that make the segments; None means every number without another role.
    k : how many segments; None lets the data say.
    economics : what a row is worth and what can be done; None prices nothing.
    rename : names of the user's own, by id (``"S1"``) or by computed name.
    previous : an older study's outcome, whose ids and names the segments keep where they are mostly the same.
    """

    features: tuple[str, ...] | None = None
    k: int | None = None
    economics: Any = None
    rename: Mapping[str, str] = field(default_factory=dict)
    previous: Outcome | None = field(default=None, repr=False)
    confidence_level: float = 0.95
    seed: int = 0
    fast: bool = False
    command: str = ""
    progress: fitting.Progress = fitting.silent
    outcome_: Outcome | None = field(default=None, repr=False)
    order_: np.ndarray | None = field(default=None, repr=False)
    seconds_: float = 0.0
    _views: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    name = "segmentation"
    title = "Segmentation"
    question = "Who is in the table, and who should not be there?"

    def fit(self, data: Table, data_findings: tuple[Finding, ...] = ()) -> Self:
        """Fit to a table in canonical order; a column with the role *prediction* holds labels to be judged."""
        started = time.perf_counter()
        design = prepare(data, self.features)
        given = next((given_labels(data, column.name) for column in data.with_role(Role.PREDICTION)), None)
        plan = fitting.Plan(
            self.k, self.seed, self.confidence_level, self.fast, self.rename, self.previous, self.progress
        )
        self.outcome_ = fitting.fit_outcome(data, design, data_findings, plan, given)
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
        return self._once("priced", lambda: priced(priceable(self.outcome), self.economics))

    def _once(self, name: str, compute: Any) -> Any:
        """A view that costs something, computed when first asked for."""
        if name not in self._views:
            self._views[name] = compute()
        return self._views[name]

    def checks(self) -> tuple[Finding, ...]:
        return self._once("checks", lambda: (*self.outcome.data_findings, *checks.run_checks(self.outcome)))

    def effects(self) -> tuple[Effect, ...]:
        return self._once("effects", lambda: effects.effects(self.outcome))

    def recommend(self, economics: Any = None) -> Recommendation:
        """Value the options; other prices need no new clustering."""
        if economics is not None:
            return decision.recommend(priced(priceable(self.outcome), economics))
        return self._once("recommendation", lambda: decision.recommend(self.priced))

    def answers(self) -> tuple[Answer, ...]:
        return answers.answers(self.checks(), self.effects(), self.recommend(), self.metrics())

    def metrics(self) -> Mapping[str, object]:
        return self._once("metrics", lambda: headline.metrics(self.outcome, self.priced, self.recommend()))

    def charts(self) -> tuple[Chart, ...]:
        return self._once("charts", lambda: charts.charts(self.outcome, self.priced))

    def what_if(self) -> WhatIf | None:
        return self._once("what_if", lambda: what_if(self.priced))

    def echo(self) -> tuple[str, ...]:
        """What was understood of the input, as sentences."""
        return echo.echo(self.outcome, self.priced)

    def methods(self) -> tuple[Citation, ...]:
        return methods.methods(self.outcome)

    def run_info(self) -> RunInfo:
        table = self.outcome.table
        info = DataInfo(table.rows, len(table.columns), fingerprint(table))
        return RunInfo(info, self.seed, self.command, self.seconds_)

    def labels(self) -> np.ndarray:
        """(n,) id of every row, in the order of the table given: ``"S1"``, ``"M1"`` (micro-cluster) or ``"noise"``."""
        ids = self.outcome.ids_of(self.outcome.labels)
        if self.order_ is None:
            return ids
        found = np.empty_like(ids)
        found[self.order_] = ids
        return found

    def labelled(self) -> Scores:
        """Every row with its label, in the order of the table given: what ``labelled.csv`` holds."""
        return scoring.labelled(self.outcome, self.order_)

    def score(self, rows: Table) -> Scores:
        """Segment, persona, margin, p-value and stranger verdict of new rows."""
        return scoring.score_rows(self.outcome, rows)

    def scorer(self) -> Scorer:
        """The frozen judge for single rows: a mapping in, a verdict out."""
        return Scorer(self.outcome)

    def sql(self, table_name: str = "rows") -> str:
        """The exact assignment as one SQL statement, where the segments are those of K-means."""
        return scoring.statement(self.outcome, table_name)

    def rules_sql(self, table_name: str = "rows") -> str:
        """The rules in original units as one SQL statement; the checks say how faithful they are."""
        return scoring.rules_statement(self.outcome, table_name)

    def row_guide(self) -> RowGuide:
        """What a row must hold, and what its answer means."""
        return row_guide(self.outcome)

    def state(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """The fitted study as JSON-able data and arrays."""
        return state.state(self)

    @classmethod
    def from_state(cls, document: dict[str, Any], arrays: dict[str, np.ndarray]) -> Segmentation:
        """The study that :meth:`state` described."""
        return state.restored(cls, document, arrays)

    def probe_rows(self) -> Table:
        """A few rows, spread over the canonical order, whose scores a saved study must reproduce."""
        table = canonical(self.outcome.table)
        positions = np.unique(np.linspace(0, table.rows - 1, min(table.rows, 8)).astype(int))
        return table.take(positions)
