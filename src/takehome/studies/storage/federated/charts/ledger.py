"""The ledger as a picture: how many bytes left the homes in each round, by array."""

from __future__ import annotations

from typing import Any

from takehome.protocol import Chart
from takehome.studies.marks import axis, layer, rounded
from takehome.studies.storage.federated.outcome import Outcome
from takehome.studies.storage.federated.traffic import shown


def ledger_chart(outcome: Outcome) -> Chart | None:
    """Stacked bars, one each round; each row is an entry of the ledger with its numbers. None where nothing left."""
    entries = outcome.ledger.entries
    if not entries:
        return None
    rows: list[dict[str, Any]] = []
    top: dict[int, float] = {}
    for one in entries:
        low = top.get(one.round, 0.0)
        top[one.round] = low + one.bytes_per_home * one.homes / 1e3
        rows.append({
            "round": one.round + 1, "array": one.tensor, "shape": " × ".join(str(size) for size in one.shape),
            "homes": one.homes, "bytes_per_home": one.bytes_per_home, "low": rounded(low),
            "high": rounded(top[one.round]), "noise_sd": rounded(one.noise_sd), "clipped": rounded(one.clipped_share),
        })  # fmt: skip
    names = sorted(outcome.ledger.tensors)
    title = (
        f"In {outcome.ledger.rounds} rounds {shown(float(outcome.ledger.bytes_in_all))} left {outcome.size:,} "
        "homes, as "
        f"{len(names)} kind{'s' * (len(names) != 1)} of array ({', '.join(names)}) and nothing else."
    )
    good = "Only arrays that were declared, of the same size in every round; no load and no price among them."
    color = {"field": "array", "type": "nominal", "title": None, "scale": {"domain": names}}
    encoding = {
        "layer": [
            layer({"type": "rule", "opacity": 1, "strokeWidth": 5}, None, x=axis("round", "round"),
                  y={**axis("low", "sent by all homes", "kB", zero=True)}, y2={"field": "high"}, color=color)
        ]
    }  # fmt: skip
    return Chart("ledger", title, tuple(rows), encoding, good)
