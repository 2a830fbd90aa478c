"""One loaded study that answers rows.

A study that has a line scorer answers row after row; the others score a table of the rows, whose kinds are those that
the study declares, so that nothing is guessed from how few values look. A request is a session of its own: nothing is
remembered between two of them. How long a row takes is measured when the study is loaded: where it is a moment, small
requests are answered in the event loop, since handing them to a thread would take longer than the answer.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from takehome.errors import InputError, TakehomeError
from takehome.server.refusal import Refusal
from takehome.server.scoring.answering import Answering
from takehome.studies.probe import plain, table_to_plain
from takehome.studies.row_guide import RowGuide, require_row, table_of

AT_ONCE = 0.003
"""Seconds that one request may take in the event loop."""
MEASURED = 5
"""Times that the example is scored to learn how long it takes."""

Answer = dict[str, Any]
OneRow = Callable[[Mapping[str, Any]], Answer]


class RowsRefused(Refusal):
    """Rows that cannot be scored.

    Attributes
    ----------
    rows : (number of the row, counted from 1; what is wrong with it), in order.
    """

    def __init__(self, rows: Sequence[tuple[int, TakehomeError]], count: int) -> None:
        self.rows = tuple(rows)
        number, first = self.rows[0]
        others = f" ({len(rows):,} of {count:,} rows cannot be scored)" if len(rows) > 1 else ""
        super().__init__(422, f"row {number:,}: {first.saw}{others}", first.expected, first.try_next)


class Scorer:
    """Answers rows of one study.

    Parameters
    ----------
    study : fitted, with a row guide.

    Attributes
    ----------
    guide : what the study declares. example : a row that can be scored; empty where there is none.
    seconds : that one row takes, as far as the example tells; infinite without one.

    Raises
    ------
    InputError
        If the study scores no rows, or cannot be deployed.
    """

    def __init__(self, study: Any) -> None:
        if not hasattr(study, "row_guide"):
            raise InputError(
                f"a {study.name} study, which scores no rows", "one that declares its rows", "take another"
            )
        self.study = study
        self.guide: RowGuide = study.row_guide()
        self._answering = Answering(self.guide)
        self.example = dict(self.guide.example) or _first_probe_row(study, self.guide)
        self.seconds = self._measured()

    def _measured(self) -> float:
        """Also has everything compiled and cached that a first row would have to wait for."""
        took = [float("inf")]
        for _ in range(MEASURED if self.example else 0):
            started = time.perf_counter()
            self.answers([self.example])
            took.append(time.perf_counter() - started)
        return min(took)

    def is_quick(self, rows: int) -> bool:
        """Whether so many rows may be answered in the event loop."""
        return self.seconds * rows <= AT_ONCE

    def answers(self, records: Sequence[Mapping[str, Any]]) -> list[Answer]:
        """The answers of one request, in order; either all of them or none.

        Raises
        ------
        RowsRefused
            If rows cannot be scored: which, and why.
        """
        if hasattr(self.study, "line_scorer"):
            answer, made, wrong = self.session(), [], []
            for number, record in enumerate(records, 1):
                try:
                    made.append(answer(record))
                except TakehomeError as problem:
                    wrong.append((number, problem))
        else:
            wrong = self._faults(records)
            made = [] if wrong else self._as_table(records)
        if wrong:
            raise RowsRefused(wrong, len(records))
        return made

    def session(self) -> OneRow:
        """What answers one row after the other, as a stream asks; it raises :class:`TakehomeError` for a row."""
        if not hasattr(self.study, "line_scorer"):
            return self._alone
        ask = self.study.line_scorer().answer

        def answer(record: Mapping[str, Any]) -> Answer:
            require_row(self.guide.inputs, record)
            return self._answering.answer(record, ask(record))

        return answer

    def _alone(self, record: Mapping[str, Any]) -> Answer:
        require_row(self.guide.inputs, record)
        return self._as_table([record])[0]

    def _faults(self, records: Sequence[Mapping[str, Any]]) -> list[tuple[int, TakehomeError]]:
        wrong: list[tuple[int, TakehomeError]] = []
        for number, record in enumerate(records, 1):
            try:
                require_row(self.guide.inputs, record)
            except InputError as problem:
                wrong.append((number, problem))
        return wrong

    def _as_table(self, records: Sequence[Mapping[str, Any]]) -> list[Answer]:
        scores = self.study.score(table_of(records, self.guide.inputs)).columns
        names = tuple(scores)
        return [
            self._answering.answer(record, dict(zip(names, values, strict=True)))
            for record, values in zip(records, zip(*scores.values(), strict=True), strict=True)
        ]


def _first_probe_row(study: Any, guide: RowGuide) -> dict[str, Any]:
    """The first row that a saved study is tried on, as far as it is read."""
    columns = {column["name"]: column["values"] for column in table_to_plain(study.probe_rows())}
    return {one.name: plain(columns[one.name][0]) for one in guide.inputs if columns.get(one.name)}
