"""What the shared policy earns after so many rounds, and from which round on it is nearly as good as it gets."""

from __future__ import annotations

from typing import Any

from takehome.protocol import Chart
from takehome.studies.marks import axis, layer, rounded
from takehome.studies.storage.federated.comparing import NEAR, rounds_needed
from takehome.studies.storage.federated.outcome import Outcome
from takehome.units import format_number

SIDES: dict[str, dict[str, Any]] = {
    "local": {"baseline": "top", "dy": 3}, "plan": {"baseline": "bottom", "dy": -2},
    "plan_days": {"baseline": "bottom", "dy": -2},
}  # fmt: skip
FEWEST = 2


def rounds_chart(outcome: Outcome) -> Chart | None:
    """A line over rounds with the alternatives that share nothing as references; None without two values of it."""
    curve = outcome.curve
    if not outcome.something or len(curve.rounds) < FEWEST:
        return None
    rows: list[dict[str, Any]] = [
        {"part": "curve", "round": number, "share": rounded(100 * share)}
        for number, share in zip(curve.rounds, curve.shares, strict=True)
    ]
    for key in SIDES:
        one, share = outcome.alternative(key), outcome.share(key)
        if one is not None and share is not None:
            rows.append({"part": key, "round": curve.rounds[-1], "share": rounded(100 * share), "name": one.short})
    needed = rounds_needed(outcome)
    if needed is not None:
        rows.append({"part": "needed", "round": needed, "share": rounded(100 * _at(outcome, needed))})
    good = (
        f"A curve that is flat before the last round; the dot is the first round with {NEAR:.0%} of the most that "
        "training adds to round 0, where homes have their plans alone. Only "
        "what "
        "lies above the dashed lines could not be had without sharing."
    )
    return Chart("rounds", _sentence(outcome, needed), tuple(rows), _encoding(), good)


def _at(outcome: Outcome, number: int) -> float:
    return outcome.curve.shares[outcome.curve.rounds.index(number)]


def _sentence(outcome: Outcome, needed: int | None) -> str:
    curve = outcome.curve
    share = format_number(100 * curve.shares[-1])
    last = f"after {curve.rounds[-1]} rounds the shared policy earns {share} % of the optimum"
    if needed is None:
        return f"Training never adds to the plans that homes begin with: {last}."
    word = "round gives" if needed == 1 else "rounds give"
    return f"{needed} {word} {NEAR:.0%} of the most that training adds to the homes' own plans; {last}."


def _encoding() -> dict[str, Any]:
    x, y = axis("round", "rounds"), axis("share", "saved, as a part of the optimum", "%")
    layers = [
        layer({"type": "line", "style": "accent"}, "curve", x=x, y=y),
        layer({"type": "point", "style": "accent", "opacity": 1, "size": 90}, "needed", x=x, y=y),
    ]
    for key, side in SIDES.items():
        layers.append(layer({"type": "rule", "style": "reference"}, key, y=y))
        layers.append(layer({"type": "text", "align": "right", **side}, key, x=x, y=y,
                            text={"field": "name", "type": "nominal"}))  # fmt: skip
    return {"layer": layers}
