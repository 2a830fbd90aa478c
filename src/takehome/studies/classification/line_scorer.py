"""One row with everything that a table's row gets: the decision, the money, the reasons and what is unusual.

What does not change from row to row is laid out once (:class:`RowReader`); a line scorer is then made at no cost, and
answers in a fraction of a millisecond without a table. It gives what :func:`.scoring.score_rows` gives for the row.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from takehome.errors import InputError
from takehome.studies.classification import row_wise
from takehome.studies.classification.deployed import ACT
from takehome.studies.classification.new_rows import cost_inputs, model_inputs
from takehome.studies.classification.priced import Priced
from takehome.studies.classification.reasons import (
    DECIMALS,
    MOST_REASONS,
    least_change,
    number_shown,
    said,
    short,
    tried,
    typical_row,
)
from takehome.studies.classification.row_encoder import Row, is_absent, number, row_encoder
from takehome.studies.classification.scorer import Scorer
from takehome.table.encoding import LARGEST_NUMBER, known_levels
from takehome.table.levels import level_of


class LineScorer:
    """Answers rows in the order in which they come; a share of everybody is counted over them."""

    def __init__(self, reader: RowReader) -> None:
        self._reader, self._scorer = reader, reader.scorer.fresh()

    def answer(self, record: Row) -> dict[str, object]:
        """The columns of ``score`` for one row.

        Raises
        ------
        InputError
            If the row lacks a column that the model or the costs need, or holds a value that cannot be used.
        """
        self._reader.require_plain(record)
        decision, p, gain = self._scorer(record)
        fp, fn, tp, tn = self._scorer.costs(record)
        cost = p * tp + (1 - p) * fp if decision == ACT else p * fn + (1 - p) * tn
        why, outside = self._reader.words(record, p)
        return {"decision": decision, "probability": p, "expected_gain": gain, "expected_cost": cost, "reasons": why,
                "outside": outside}  # fmt: skip


class RowReader:
    """A deployed policy and its words, ready for single rows.

    Attributes
    ----------
    scorer : that decides.
    """

    def __init__(self, made: Priced) -> None:
        self.scorer = Scorer(made)
        outcome = made.outcome
        self._read = (*model_inputs(made), *cost_inputs(made))
        self._model = outcome.chosen.model
        if self._model is None:
            return
        design = outcome.design
        self._encode, self._known = row_encoder(design.columns), known_levels(design.columns)
        self._predict = partial(row_wise.probabilities, outcome.chosen)
        self._typical = typical_row(design)
        self._groups = tried(design, self._model, self._predict, self._typical)
        seen = design.X[design.train]
        self._ends = [
            (j, column.feature, column.name, float(seen[:, j].min()), float(seen[:, j].max()))
            for j, column in enumerate(design.columns)
            if column.numeric
        ]

    def require_plain(self, record: Row) -> None:
        """Refuse values that no column of a table holds."""
        for name in self._read:
            value = record.get(name)
            if isinstance(value, list | tuple | Mapping):
                saw = f"{name!r} is a {'list' if isinstance(value, list | tuple) else 'nested object'} in this row"
                raise InputError(saw, "one number, text, true or false", "mend the value")

    def words(self, record: Row, p: float) -> tuple[str, str]:
        """(reasons, what lies outside) of a row and its probability."""
        if self._model is None:
            return "", ""
        encoded = self._encode(record)
        return self._reasons(record, np.array(encoded), p), self._outside(record, encoded)

    def _reasons(self, record: Row, row: np.ndarray, p: float) -> str:
        """Every feature's own typical value in turn, all in one call of the model."""
        other = (row != self._typical).tolist()
        moved = [(name, own) for name, own in self._groups.items() if any(other[j] for j in own)]
        if not moved:
            return ""
        without = np.tile(row, (len(moved), 1))
        for i, (_, own) in enumerate(moved):
            without[i, own] = self._typical[own]
        changes = np.round(100.0 * (p - self._predict(without)), DECIMALS)
        least = least_change(np.array([p]))[0]
        ranked = np.argsort(-np.abs(changes), kind="stable")[:MOST_REASONS].tolist()
        return "; ".join(
            said(moved[k][0], self._shown(record, moved[k][0]), float(changes[k]))
            for k in ranked
            if abs(changes[k]) >= least
        )

    def _shown(self, record: Row, name: str) -> str:
        value = record[name]
        if is_absent(value):
            return "missing"
        known = self._known.get(name)
        return number_shown(number(name, value)) if known is None else short(level_of(_stripped(value), known))

    def _outside(self, record: Row, encoded: list[float]) -> str:
        """The columns beyond what training has seen; a number too large to be used is beyond it, too."""
        found = []
        for j, feature, name, low, high in self._ends:
            raw = number(feature, record[feature])
            value = raw if abs(raw) > LARGEST_NUMBER else encoded[j]
            if value < low or value > high:
                found.append(name)
        for feature, known in self._known.items():
            value = record[feature]
            if not is_absent(value) and level_of(_stripped(value), known) not in known:
                found.append(feature)
        return "; ".join(found)


def _stripped(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value
