"""One colour a role in every picture: blue is what is followed, orange what it is held against, green the bound."""

from __future__ import annotations

from typing import Any

from takehome.studies.storage.charts.names import name
from takehome.studies.storage.result import PolicyResult

NOBODY = " "
"""Takes the second colour where nothing is held against what is followed."""


def by_policy(followed: PolicyResult, bound: PolicyResult, against: PolicyResult | None = None) -> dict[str, Any]:
    """The channel that tells policies apart by the field ``policy``; all layers need the same, legend included."""
    order = [name(followed), NOBODY if against is None else name(against), name(bound)]
    shown = list(dict.fromkeys(one for one in order if one != NOBODY))
    domain = order if followed is not bound else [NOBODY, NOBODY * 2, name(bound)]
    return {"field": "policy", "type": "nominal", "title": None, "scale": {"domain": domain},
            "legend": {"values": shown, "columns": 2}}  # fmt: skip
