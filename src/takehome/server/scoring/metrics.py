"""What is counted, in the form that Prometheus reads; every application has a registry of its own."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from takehome.server.state.records import RunStatus

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Seconds; 5 and 50 ms are what scoring promises, 300 ms what pages do."""
MOST_DECISIONS = 50
"""Different decisions of one study that are told apart; the others are counted together."""
OTHERS = "(other)"


class Metrics:
    """The counters of one application.

    Parameters
    ----------
    runs : gives the number of runs by status, asked whenever the metrics are read.
    """

    def __init__(self, runs: Callable[[], Mapping[RunStatus, int]] | None = None) -> None:
        self.registry = CollectorRegistry()
        if runs is not None:
            self.registry.register(_Runs(runs))
        self.http = Histogram(
            "takehome_http_seconds",
            "Time from a request's head to the head of its answer, by route.",
            ["method", "route", "status"],
            buckets=BUCKETS,
            registry=self.registry,
        )
        self._rows = self._counter("rows_scored", "Rows that were scored.", "study")
        self._refused = self._counter("rows_refused", "Rows that could not be scored.", "study")
        self._decisions = self._counter("decisions", "What was decided of rows.", "study", "decision")
        self._out_of_range = self._counter("out_of_range", "Values beyond the training range.", "study", "column")
        self._unknown = self._counter("unknown", "Values with a level that training did not know.", "study", "column")
        self._missing = self._counter("missing", "Values that were missing.", "study", "column")
        self._known: dict[str, set[str]] = {}

    def _counter(self, name: str, words: str, *labels: str) -> Counter:
        return Counter(f"takehome_{name}", words, labels, registry=self.registry)

    def scored(self, study: str, answers: Sequence[Mapping[str, Any]]) -> None:
        """Count the answers of one request or one part of a stream."""
        self._rows.labels(study).inc(len(answers))
        for answer in answers:
            for word in ("decision", "action", "segment"):
                if answer.get(word) is not None:
                    self._decisions.labels(study, self._told_apart(study, str(answer[word]))).inc()
            for counter, columns in (
                (self._out_of_range, answer["out_of_range"]),
                (self._unknown, answer["unknown"]),
                (self._missing, answer["missing"]),
            ):
                for column in columns:
                    counter.labels(study, column).inc()

    def refused(self, study: str, rows: int) -> None:
        """Count rows that could not be scored."""
        self._refused.labels(study).inc(rows)

    def _told_apart(self, study: str, decision: str) -> str:
        known = self._known.setdefault(study, set())
        if decision not in known and len(known) >= MOST_DECISIONS:
            return OTHERS
        known.add(decision)
        return decision

    def keep(self, exists: Callable[[str], bool]) -> None:
        """Forget the counts of studies that were deleted: their labels are names of columns, and decisions."""
        counters = (self._rows, self._refused, self._decisions, self._out_of_range, self._unknown, self._missing)
        for counter in counters:
            labels = [tuple(sample.labels.values()) for family in counter.collect() for sample in family.samples]
            for values in {each for each in labels if not exists(each[0])}:
                # somebody else who asks may have been quicker
                with contextlib.suppress(KeyError):
                    counter.remove(*values)
        self._known = {study: known for study, known in self._known.items() if exists(study)}

    def text(self) -> bytes:
        """All of it, as Prometheus reads it."""
        return generate_latest(self.registry)


class _Runs(Collector):
    """Runs by status, counted when asked."""

    def __init__(self, count: Callable[[], Mapping[RunStatus, int]]) -> None:
        self._count = count

    def collect(self) -> Iterator[GaugeMetricFamily]:
        family = GaugeMetricFamily("takehome_runs", "Runs by status.", labels=["status"])
        for status, number in self._count().items():
            family.add_metric([str(status)], number)
        yield family

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Without asking the database: the registry wants the names when it is made."""
        yield GaugeMetricFamily("takehome_runs", "Runs by status.", labels=["status"])
