"""Parquet files, in batches and bounded memory."""

from __future__ import annotations

from pathlib import Path

from takehome.errors import InputError
from takehome.table.names import usable_names
from takehome.table.raw import Raw
from takehome.table.reservoir import Reservoir

BATCH_ROWS = 1 << 16


def read_parquet(path: Path, cap_bytes: int, seed: int) -> Raw:
    """Read a Parquet file.

    Raises
    ------
    InputError
        If the file is truncated or damaged.
    """
    import pyarrow as pa
    from pyarrow import parquet

    reservoir = Reservoir(cap_bytes, seed)
    try:
        with parquet.ParquetFile(path) as file:
            reservoir.add(file.schema_arrow.empty_table())
            for batch in file.iter_batches(batch_size=BATCH_ROWS):
                reservoir.add(pa.Table.from_batches([batch]))
    except (pa.ArrowException, OSError) as error:
        reason = str(error).splitlines()[0]
        raise InputError(
            f"{path.name} is not a readable Parquet file: {reason}",
            "a complete Parquet file",
            "write or copy it again, or export the data as CSV",
        ) from error
    table = reservoir.table()
    names, notes = usable_names(table.column_names)
    return Raw(names, tuple(table.columns), path.name, reservoir.rows_seen, notes)
