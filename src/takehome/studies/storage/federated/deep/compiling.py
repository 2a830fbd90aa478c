"""Programs of JAX, compiled once for a shape, that run on one thread each: a sum is then taken in one order."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from takehome.studies.storage.deep.available import require
from takehome.studies.storage.deep.training import OPTIONS

BLOCK = 64
"""Homes at a time: bounds the memory, changes no result."""
_COMPILED: dict[Any, Any] = {}


def compiled(name: Any, function: Callable[..., Any], *arguments: Any) -> Any:
    """The function compiled for arguments of these shapes; `name` holds whatever else the function depends on.

    Raises
    ------
    MissingExtra
        Where JAX or optax is absent.
    """
    require("learning with networks in homes")
    import jax

    shapes = tuple((leaf.shape, str(leaf.dtype)) for leaf in jax.tree.leaves(arguments))
    wanted = (name, jax.tree.structure(arguments), shapes)
    if wanted not in _COMPILED:
        _COMPILED[wanted] = jax.jit(function).lower(*arguments).compile(compiler_options=OPTIONS)
    return _COMPILED[wanted]


def blocks(homes: int, block: int = BLOCK, *, fill: bool = False) -> list[np.ndarray]:
    """Positions of homes in blocks of one size, the last filled up with the last home: one program serves all.

    fill : fill up also where there are fewer homes than a block has.
    """
    size = block if fill else min(block, homes)
    return [np.minimum(np.arange(start, start + size), homes - 1) for start in range(0, homes, block)]


def side_by_side(
    task: Callable[[np.ndarray], Any], parts: Sequence[np.ndarray], threads: int | None = None
) -> Iterator[Any]:
    """Results of independent tasks in the order of the parts; the number of threads changes no result."""
    if not parts:
        return
    yield task(parts[0])  # what must be compiled is compiled here, once
    with ThreadPoolExecutor(threads or os.cpu_count() or 1) as pool:
        yield from pool.map(task, parts[1:])
