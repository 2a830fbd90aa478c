"""How a network is trained."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """Two runs with the same settings and seed are the same bit for bit.

    Attributes
    ----------
    steps : gradient steps. batch : transitions in each. rate : Adam's first step size, falling to 0 by a cosine.
    hour_discount : γ of an hour. follow : share by which θ⁻ follows θ in a step. kept : snapshots of θ⁻ on the way.
    ahead : steps that a transition is followed greedily before a value is read from θ⁻.
    """

    steps: int = 20_000
    batch: int = 64
    rate: float = 1e-3
    hour_discount: float = 0.99
    follow: float = 0.005
    kept: int = 5
    ahead: int = 4
