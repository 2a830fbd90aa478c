"""How a network learns from a home's own hours."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DeepSettings:
    """The same settings, key and data give the same network bit for bit.

    Attributes
    ----------
    discount : γ of an hour. lam : λ of the targets, 0 (one step) … 1 (to the end of the home's hours).
    refreshes : times that the targets are computed anew from the network as it then is.
    steps : gradient steps after each. batch : hours drawn for a step. rate : size of a step.
    optimiser : "adam" or "sgd" (with momentum .9), both from a blank memory, since homes keep none between rounds.
    proximity : μ of FedProx (Li et al. 2020), the pull to the parameters that the home was given.
    """

    discount: float = 0.999
    lam: float = 0.8
    refreshes: int = 1
    steps: int = 8
    batch: int = 96
    rate: float = 2e-3
    optimiser: str = "adam"
    proximity: float = 0.0
