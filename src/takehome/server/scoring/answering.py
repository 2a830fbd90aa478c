"""From the columns of a study's scores to the answer of one row, by the words that the study declares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from takehome.studies.row_guide import RowGuide, names_in, texts_in
from takehome.table import Kind
from takehome.table.encoding import LARGEST_NUMBER

SAID = ("decision", "probability", "prediction", "low", "high", "segment", "action")
"""What an answer has where the study has it."""


class Answering:
    """Makes answers for one study.

    Parameters
    ----------
    guide : its columns and words.
    """

    def __init__(self, guide: RowGuide) -> None:
        self._guide, self._words = guide, guide.words
        self._names = tuple(one.name for one in guide.inputs)
        self._read = frozenset(self._names)
        self._required = tuple((one.name, one.kind is Kind.NUMBER) for one in guide.inputs if one.required)
        self._categories = frozenset(one.name for one in guide.inputs if one.kind is Kind.CATEGORY)
        self._said = tuple((name, column) for name in SAID if (column := getattr(guide.words, name)))

    def answer(self, record: Mapping[str, Any], scores: Mapping[str, Any]) -> dict[str, Any]:
        """The answer of one row.

        Parameters
        ----------
        record : the row as it came. scores : column → value, what the study says of it.
        """
        words = self._words
        made: dict[str, Any] = {name: scores[column] for name, column in self._said}
        made["expected_money"] = scores[words.money] if words.money else None
        made["currency"] = self._guide.currency or None
        made["reasons"] = texts_in(str(scores[words.reasons]), words.reason_ending) if words.reasons else []
        outside = names_in(str(scores[words.outside]), self._names) if words.outside else []
        missing, huge = self._looked_at(record)
        made["out_of_range"] = [name for name in outside if name not in self._categories]
        made["out_of_range"] += [name for name in huge if name not in outside]
        made["unknown"] = [name for name in outside if name in self._categories]
        made["missing"] = missing
        made["ignored"] = [name for name in record if name not in self._read]
        made["scores"] = scores
        return made

    def _looked_at(self, record: Mapping[str, Any]) -> tuple[list[str], list[str]]:
        """(columns without a value, numbers too large to be used as they are)."""
        missing, huge = [], []
        for name, number in self._required:
            value = record[name]
            if value is None or value != value or (not number and isinstance(value, str) and not value.strip()):
                missing.append(name)
            elif number and not -LARGEST_NUMBER <= value <= LARGEST_NUMBER:
                huge.append(name)
        return missing, huge
