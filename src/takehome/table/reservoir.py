"""A uniform random sample of a stream of unknown length, in one pass and bounded memory.

Each row draws a key from U(0, 1); the rows with the k smallest keys are a simple random sample without replacement
(Vitter 1985, "Random sampling with a reservoir", section 2, in the key form of Fan, Muller & Rezucha 1962). The keys
come from one generator in source order, so the sample does not depend on how the stream is cut into batches.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa

CELL_BYTES = 8
"""A number, or the pointer to a text, in the table."""

LEAST_ROWS = 2


class Reservoir:
    """Keeps at most what fits into `cap_bytes` of the batches that are added.

    Attributes
    ----------
    rows_seen : rows added so far.
    """

    def __init__(self, cap_bytes: int, seed: int) -> None:
        self.cap_bytes, self.rows_seen = cap_bytes, 0
        self._random = np.random.default_rng(seed)
        self._limit: int | None = None
        self._batches: list[pa.Table] = []
        self._keys: list[np.ndarray] = []

    def add(self, batch: pa.Table) -> None:
        """Add the next rows of the stream."""
        if not batch.num_rows:
            self._batches = self._batches or [batch]
            self._keys = self._keys or [np.empty(0)]
            return
        if self._limit is None:
            bytes_per_row = max(CELL_BYTES * batch.num_columns, batch.nbytes / batch.num_rows)
            self._limit = max(int(self.cap_bytes / bytes_per_row), LEAST_ROWS)
        self.rows_seen += batch.num_rows
        self._batches.append(batch)
        self._keys.append(self._random.random(batch.num_rows))
        if sum(len(keys) for keys in self._keys) > 2 * self._limit:
            self._prune()

    def table(self) -> pa.Table:
        """The sample, in source order."""
        import pyarrow as pa

        self._prune()
        return pa.concat_tables(self._batches)

    def _prune(self) -> None:
        import pyarrow as pa

        keys = np.concatenate(self._keys)
        if self._limit is None or len(keys) <= self._limit:
            return
        kept = np.sort(np.argpartition(keys, self._limit - 1)[: self._limit])
        self._batches = [pa.concat_tables(self._batches).take(pa.array(kept)).combine_chunks()]
        self._keys = [keys[kept]]
