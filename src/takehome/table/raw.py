"""What a source yields before its columns are understood: names as written, and cells as they came.

The cells of one column are an Arrow array (most sources), or a plain list where its values are of several types.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from takehome.table.columns import Note

if TYPE_CHECKING:
    import pyarrow as pa

    Cells: TypeAlias = pa.ChunkedArray | Sequence[object]


@dataclass(frozen=True)
class Raw:
    """Names and cells of a source, in its order.

    Attributes
    ----------
    origin : what to call the source in messages ("servers.csv", "pandas DataFrame").
    rows_in_source : rows of the source, more than the cells hold when a sample was read.
    """

    names: tuple[str, ...]
    cells: tuple[Cells, ...]
    origin: str
    rows_in_source: int
    notes: tuple[Note, ...] = ()
