"""What a study says of new rows: named columns, one value a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True, slots=True)
class Scores:
    """One verb for all studies: predictions with intervals, decisions, segments or actions.

    Attributes
    ----------
    columns : column name → one plain value (number, text, bool or None) a row, in the order of the rows given.
    notes : sentences about the rows as a whole ("3 of 200 rows lie outside the range the model has seen").
    """

    columns: Mapping[str, tuple[Any, ...]]
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        lengths = {len(values) for values in self.columns.values()}
        if len(lengths) > 1:
            raise ValueError(f"score columns of different lengths: {sorted(lengths)}")

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()), ()))

    def to_frame(self) -> pandas.DataFrame:
        """The scores as a pandas data frame."""
        import pandas

        return pandas.DataFrame({name: list(values) for name, values in self.columns.items()})
