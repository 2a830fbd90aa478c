"""Which arrays of a network that comes from elsewhere are trained anew: the named choices of the freeze grid."""

from __future__ import annotations

from takehome.errors import InputError
from takehome.studies.storage.federated.deep.network import ARRAYS, FEATURE_LAYERS, HEAD

CHOICES: dict[str, tuple[str, ...]] = {
    "all retrained": ARRAYS,
    "last 2 layers": ("deep", "deep_bias", *HEAD),
    "head only": HEAD,
    "feature layers only": FEATURE_LAYERS,
    "used as is": (),
}
"""Name of a choice → the arrays that are trained; all others stay as they came, bit for bit."""


def trainable(choice: str) -> tuple[str, ...]:
    """The arrays that a choice trains.

    Raises
    ------
    InputError
        Where there is no such choice.
    """
    if choice not in CHOICES:
        raise InputError(f"freeze choice {choice!r}", ", ".join(CHOICES), "take one of these")
    return CHOICES[choice]
