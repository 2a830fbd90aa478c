"""A network of two hidden layers: trained by scikit-learn, kept as arrays, read by a kernel of our own.

The kernel adds up in the same order for one row and for a million, so that a decision asked for alone is, bit for bit,
the decision of the whole walk; a matrix product of a library does not promise that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

CLIP = 8.0
"""Standard deviations beyond which an input is cut: a value that training never saw must not drive the answer."""


@dataclass(frozen=True, eq=False)
class Network:
    """Weights, and the scales of what goes in and comes out.

    Attributes
    ----------
    weights : three matrices (in, out). biases : three vectors. inner, spread : (features,) mean and standard deviation.
    offset, unit : of the answers, which are ``offset + unit · output``.
    """

    weights: tuple[np.ndarray, ...]
    biases: tuple[np.ndarray, ...]
    inner: np.ndarray
    spread: np.ndarray
    offset: float
    unit: float

    def predict(self, features: np.ndarray) -> np.ndarray:
        """(n, outputs) for rows (n, features) float32."""
        from takehome.studies.storage.policies.value.network_kernels import forward

        made = forward(features, self.inner, self.spread, CLIP, *self.weights, *self.biases)
        return self.offset + self.unit * made.astype(float)

    def to_arrays(self) -> dict[str, np.ndarray]:
        """All of it by name."""
        layers = {f"{kind}_{k}": array for kind, all_of in (("weights", self.weights), ("biases", self.biases))
                  for k, array in enumerate(all_of)}  # fmt: skip
        return {**layers, "inner": self.inner, "spread": self.spread, "answer": np.array([self.offset, self.unit])}

    @classmethod
    def from_arrays(cls, arrays: dict[str, np.ndarray]) -> Network:
        """The same network again."""
        weights, biases = (tuple(arrays[f"{kind}_{k}"] for k in range(3)) for kind in ("weights", "biases"))
        offset, unit = (float(value) for value in arrays["answer"])
        return cls(weights, biases, arrays["inner"], arrays["spread"], offset, unit)


def plain_forward(
    features: np.ndarray, inner: np.ndarray, spread: np.ndarray, clip: float, w0: np.ndarray, w1: np.ndarray,
    w2: np.ndarray, b0: np.ndarray, b1: np.ndarray, b2: np.ndarray,
) -> np.ndarray:  # fmt: skip
    """(n, outputs): standardise, cut, two hidden layers of max(0, ·), one linear; the plain twin of the kernel."""
    hidden = np.clip((features - inner) / spread, -clip, clip)
    hidden = np.maximum(hidden @ w0 + b0, 0)
    hidden = np.maximum(hidden @ w1 + b1, 0)
    return hidden @ w2 + b2


class Training:
    """A network that is trained on the same rows (n, features) towards answers that may change between passes."""

    def __init__(self, features: np.ndarray, hidden: int, seed: int) -> None:
        from sklearn.neural_network import MLPRegressor

        self.inner, self.spread = features.mean(axis=0), features.std(axis=0)
        self.spread[self.spread == 0] = 1.0
        self.inputs = np.clip((features - self.inner) / self.spread, -CLIP, CLIP)
        self.answer: tuple[float, float] | None = None
        self.model: Any = MLPRegressor(
            hidden_layer_sizes=(hidden, hidden), batch_size=min(512, len(features)), random_state=seed
        )

    def passes(self, answers: np.ndarray, count: int, every: int) -> None:
        """Go `count` times through each `every`-th row, each time starting at the next one."""
        from threadpoolctl import threadpool_limits

        if self.answer is None:
            self.answer = float(answers.mean()), float(answers.std()) or 1.0
        wanted = ((answers - self.answer[0]) / self.answer[1]).astype(np.float32)
        wanted = wanted[:, 0] if wanted.shape[1] == 1 else wanted
        with threadpool_limits(
            1
        ):  # products this small gain nothing from more threads, and lose where cores are shared
            for turn in range(count):
                rows = slice(turn % every, None, every)
                self.model.partial_fit(self.inputs[rows], wanted[rows])

    def network(self) -> Network:
        """What has been learned so far."""
        offset, unit = self.answer or (0.0, 1.0)
        weights, biases = (
            tuple(np.ascontiguousarray(layer, np.float32) for layer in layers)
            for layers in (self.model.coefs_, self.model.intercepts_)
        )
        return Network(weights, biases, self.inner, self.spread, offset, unit)
