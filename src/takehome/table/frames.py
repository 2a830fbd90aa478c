"""Frames, relations and plain Python containers, through narwhals, without importing a library that is not in use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from takehome.errors import InputError
from takehome.table.columns import Note, Topic
from takehome.table.json_lines import records_to_raw
from takehome.table.names import usable_names
from takehome.table.raw import Raw

if TYPE_CHECKING:
    from takehome.table.raw import Cells

_EXPECTED = "a path, a pandas, polars, Arrow or DuckDB frame, a dict of columns or a list of dicts"


def read_frame(source: Any) -> Raw:
    """Cells of a frame, a relation, a dict of sequences or a list of dicts.

    Raises
    ------
    InputError
        If the object is none of these, or the sequences of a dict differ in length.
    """
    if isinstance(source, Mapping):
        return _from_mapping(source)
    if isinstance(source, Sequence) and not isinstance(source, str | bytes):
        return _from_records(source)
    import narwhals as nw

    origin = f"{type(source).__module__.split('.')[0].lstrip('_')} {type(source).__name__}"
    notes: tuple[Note, ...] = ()
    if nw.dependencies.is_pandas_dataframe(source):
        names, notes = usable_names(source.columns)
        notes += _index_note(source)
        source = source.set_axis(list(names), axis=1)
    frame = nw.from_native(source, pass_through=True)
    if isinstance(frame, nw.LazyFrame):
        frame = frame.collect("pyarrow")
    if not isinstance(frame, nw.DataFrame):
        raise InputError(f"an object of type {type(source).__name__}", _EXPECTED, "pass one of these")
    if not notes and not nw.dependencies.is_pandas_dataframe(source):
        names, notes = usable_names(frame.columns)
    else:
        names = tuple(frame.columns)
    cells = tuple(_cells(column) for column in frame.iter_columns())
    return Raw(names, cells, origin, len(frame), notes)


def _cells(column: Any) -> Cells:
    import pyarrow as pa

    try:
        return as_chunked(column.to_arrow())
    except (pa.ArrowException, UnicodeError):
        return list(column.to_list())


def as_chunked(array: Any) -> Any:
    """An Arrow array as a chunked array, which is what the other sources yield."""
    import pyarrow as pa

    return array if isinstance(array, pa.ChunkedArray) else pa.chunked_array([array])


def _index_note(frame: Any) -> tuple[Note, ...]:
    index = frame.index
    if type(index).__name__ == "RangeIndex" or (index.name is None and index.dtype.kind in "iu"):
        return ()
    label = f" {index.name!r}" if index.name is not None else ""
    return (Note(None, f"the index{label} of the frame is not a column; call reset_index() to keep it", Topic.NAMES),)


def _from_mapping(source: Mapping[Any, Any]) -> Raw:
    names, notes = usable_names(source)
    cells: list[Any] = []
    for name, values in zip(names, source.values(), strict=True):
        if isinstance(values, str | bytes) or not hasattr(values, "__len__"):
            saw = f"column {name!r} is {type(values).__name__}"
            raise InputError(saw, "a list or an array of values for each column", f"pass {{{name!r}: [...]}}")
        cells.append(_array_cells(name, np.asarray(values)) if isinstance(values, np.ndarray) else list(values))
    lengths = {name: len(column) for name, column in zip(names, cells, strict=True)}
    if len(set(lengths.values())) > 1:
        shown = ", ".join(f"{name!r}: {length:,}" for name, length in list(lengths.items())[:10])
        raise InputError(f"columns of different lengths ({shown})", "one value per row in every column", "check them")
    return Raw(names, tuple(cells), "dict", len(cells[0]) if cells else 0, notes)


def _array_cells(name: str, values: np.ndarray) -> Any:
    import pyarrow as pa

    if values.ndim != 1:
        raise InputError(f"column {name!r} has {values.ndim} dimensions", "one value per row", "pass one column each")
    if values.dtype.kind in "biuf" and values.dtype.itemsize <= 8:
        return pa.chunked_array([pa.array(values)])
    if values.dtype.kind == "M":
        return pa.chunked_array([pa.array(values.astype("datetime64[us]"))])
    return values.tolist()


def _from_records(source: Sequence[Any]) -> Raw:
    for number, record in enumerate(source, start=1):
        if not isinstance(record, Mapping):
            raise InputError(f"element {number:,} is {type(record).__name__}, not a dict", _EXPECTED, "name the values")
    return records_to_raw([dict(record) for record in source], "list of dicts", len(source))
