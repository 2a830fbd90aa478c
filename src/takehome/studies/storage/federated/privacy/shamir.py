r"""A secret in shares, of which any `threshold` give it back and fewer say nothing.

Shamir (1979), *How to share a secret*. The secret is the value at 0 of a polynomial of degree `threshold` − 1 over the
integers modulo the prime :math:`2^{127} - 1`, whose other coefficients are drawn; a share is its value elsewhere.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence

from takehome.errors import InputError

PRIME = 2**127 - 1
SHARE_BYTES = 16
"""A share on the wire."""
Below = Callable[[int], int]


def split(secret: int, threshold: int, places: Sequence[int], below: Below = secrets.randbelow) -> dict[int, int]:
    """One share for each place.

    Parameters
    ----------
    secret : in [0, PRIME). threshold : shares that give it back. places : distinct, in [1, PRIME).
    below : draws an integer in [0, limit), evenly; the operating system's unless a simulation gives its own.

    Raises
    ------
    InputError : a secret outside the field, a place given twice or 0, or a threshold that cannot be met.
    """
    if not 0 <= secret < PRIME:
        raise InputError("a secret outside [0, 2^127 − 1)", "an integer of at most 126 bits", "secrets.randbits(126)")
    if len(set(places)) < len(places) or not all(0 < place < PRIME for place in places):
        raise InputError("places given twice, or at 0", "distinct places from 1 on", "range(1, n + 1)")
    if not 1 <= threshold <= len(places):
        raise InputError(
            f"a threshold of {threshold} for {len(places)} shares",
            "at least 1, at most one a share",
            "two thirds of them",
        )
    coefficients = [secret, *(below(PRIME) for _ in range(threshold - 1))]
    return {place: _value(coefficients, place) for place in places}


def join(shares: Mapping[int, int]) -> int:
    """The secret, by interpolation at 0; wrong, without notice, with fewer shares than the threshold."""
    secret = 0
    for place, share in shares.items():
        weight = 1
        for other in shares:
            if other != place:
                weight = weight * other % PRIME * pow(other - place, -1, PRIME) % PRIME
        secret = (secret + share * weight) % PRIME
    return secret


def _value(coefficients: Sequence[int], place: int) -> int:
    """The polynomial at a place, by Horner's rule."""
    value = 0
    for coefficient in reversed(coefficients):
        value = (value * place + coefficient) % PRIME
    return value
