r"""The network: two hidden layers, then one head for the state's value and one for what each action adds to it.

Wang et al. (2016, *Dueling network architectures for deep reinforcement learning*, eq. 9):

.. math:: Q(s, a) = V(s) + A(s, a) - \tfrac13 \sum_{a'} A(s, a'),

on :math:`h_1 = \max(0, W_1^\top x + w\,c + b_1)`, :math:`h_2 = \max(0, W_2^\top h_1 + b_2)`, where *x* is what is
observed of the market and *c* the charge as a share of the capacity. The heads share one matrix: column 0 is *V*, the
others are *A*. Parameters are a plain dictionary of arrays, so a trained network is saved as numbers and needs no JAX.
"""

from __future__ import annotations

from typing import Any

import numpy as np

HIDDEN = 64
"""Width of both hidden layers."""
ACTIONS = 3
"""Discharge, hold, charge; each at full power."""
Parameters = dict[str, Any]
"""Name → array, of JAX in training and of NumPy afterwards."""


def initial(key: Any, observed: int, hidden: int = HIDDEN) -> Parameters:
    """Random parameters for `observed` features (He et al. 2015, scaled for rectifiers); heads start near zero."""
    import jax

    shapes = {"market": (observed, hidden), "charge": (1, hidden), "deep": (hidden, hidden),
              "heads": (hidden, 1 + ACTIONS)}  # fmt: skip
    width = {"market": observed + 1, "charge": observed + 1, "deep": hidden, "heads": 100 * hidden}
    keys = dict(zip(shapes, jax.random.split(key, len(shapes)), strict=True))
    made: Parameters = {
        name: jax.random.normal(keys[name], shape) * np.float32((2 / width[name]) ** 0.5)
        for name, shape in shapes.items()
    }
    zero = jax.numpy.zeros
    return {**made, "charge": made["charge"][0], "bias": zero(hidden), "deep_bias": zero(hidden),
            "heads_bias": zero(1 + ACTIONS)}  # fmt: skip


def values(network: Parameters, market: Any, charge: Any) -> Any:
    """(n, 3) Q of each action at n states, in JAX or NumPy arrays alike.

    Parameters
    ----------
    market : (n, observed) features. charge : (n,) share of the capacity that is stored.
    """
    first = market @ network["market"] + charge[:, None] * network["charge"] + network["bias"]
    return from_first(network, first)


def from_first(network: Parameters, first: Any) -> Any:
    """(n, 3) Q from the first layer's sums (n, hidden); operators only, so any kind of array will do."""
    second = (first * (first > 0)) @ network["deep"] + network["deep_bias"]
    heads = (second * (second > 0)) @ network["heads"] + network["heads_bias"]
    added = heads[:, 1:]
    return heads[:, :1] + added - added.mean(axis=1, keepdims=True)


def as_numpy(network: Parameters) -> dict[str, np.ndarray]:
    """The same parameters as NumPy arrays of float32."""
    return {name: np.asarray(array, np.float32) for name, array in network.items()}
