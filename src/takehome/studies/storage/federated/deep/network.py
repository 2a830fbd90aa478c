r"""The network that says what stored energy is worth: two hidden layers, then the worth at `KNOTS` levels.

The post-decision form of a deep Q-network (Mnih et al. 2015; Powell 2011, ch. 4.6): what a move saves at once is known
to the home, so that only the worth of what is stored afterwards is learned,

.. math:: Q_t(s, k) = r_t(k) + \gamma W_\theta(x_t)(s + k), \qquad
          W_\theta(x) = H^\top \max\bigl(0, D^\top \max(0, M^\top x + b) + d\bigr) + h,

with *x* the features of an hour (:func:`~takehome.studies.storage.homes.observing.features`) and *W* linear between its
knots. The feature layers are *M, b, D, d*, the head is *H, h*. Parameters are a plain dictionary of float32 arrays, so
that a trained network is saved as numbers and needs no JAX.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from takehome.studies.storage.federated.table_kernels import KNOTS
from takehome.studies.storage.homes.observing import FEATURES

HIDDEN = 64
"""Width of both hidden layers."""
FEATURE_LAYERS = ("market", "bias", "deep", "deep_bias")
HEAD = ("heads", "heads_bias")
ARRAYS = FEATURE_LAYERS + HEAD
SHAPES: dict[str, tuple[int, ...]] = {
    "market": (FEATURES, HIDDEN), "bias": (HIDDEN,), "deep": (HIDDEN, HIDDEN), "deep_bias": (HIDDEN,),
    "heads": (HIDDEN, KNOTS), "heads_bias": (KNOTS,),
}  # fmt: skip
"""Name → shape of every array of a network; nothing else may be called one."""
Parameters = Mapping[str, Any]
"""Name → array, of JAX in training and of NumPy afterwards."""


def initial(key: Any) -> dict[str, Any]:
    """Random parameters from a key of JAX (He et al. 2015, scaled for rectifiers); the head starts near zero."""
    import jax

    matrices = [name for name in ARRAYS if len(SHAPES[name]) == 2]
    keys = dict(zip(matrices, jax.random.split(key, len(matrices)), strict=True))
    made = {name: jax.numpy.zeros(SHAPES[name], np.float32) for name in ARRAYS}
    for name in matrices:
        width = SHAPES[name][0] * (100 if name == "heads" else 1)
        made[name] = jax.random.normal(keys[name], SHAPES[name], np.float32) * np.float32((2 / width) ** 0.5)
    return made


def values(network: Parameters, seen: Any) -> Any:
    """(n, KNOTS) worth of the store at each knot, from features (n, FEATURES), in JAX or NumPy arrays alike."""
    first = seen @ network["market"] + network["bias"]
    second = (first * (first > 0)) @ network["deep"] + network["deep_bias"]
    return (second * (second > 0)) @ network["heads"] + network["heads_bias"]


def as_numpy(network: Parameters) -> dict[str, np.ndarray]:
    """The same parameters as NumPy arrays of float32."""
    return {name: np.asarray(array, np.float32) for name, array in network.items()}
