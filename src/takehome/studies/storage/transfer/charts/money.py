"""What each option saves a house in its first year, with intervals."""

from __future__ import annotations

from typing import Any

from takehome.protocol import Chart
from takehome.studies.marks import axis, layer, rounded
from takehome.studies.storage.transfer.curves import GUARDED, HOLD, PLAN, PLAN_DAYS, RULE
from takehome.studies.storage.transfer.learner import AS_IS, SCRATCH
from takehome.studies.storage.transfer.money.priced import Priced, Way
from takehome.studies.wording import plain
from takehome.units import format_number

STEP = 26


def short(way: Way) -> str:
    """The short name of an option."""
    if way.key == SCRATCH:
        return f"scratch, {plain(way.idle)} days idle" if way.trivial else "scratch, in service"
    return {HOLD: "do nothing", RULE: "self-consumption", PLAN: "plan, no learning",
            PLAN_DAYS: "plan on past days", AS_IS: "used as it is",
            GUARDED: "with fallback"}.get(way.key, f"transfer, {way.key}")  # fmt: skip


def money_chart(made: Priced) -> Chart | None:
    """A dot and a line each option, the best first; None where nothing is saved or lost by any."""
    if not float(abs(made.values[:, 0]).max()):
        return None
    order = sorted(range(len(made.ways)), key=lambda i: -made.values[i, 0])
    rows = []
    for i in order:
        told = made.interval(made.values[i])
        part = "chosen" if i == made.action else "trivial" if made.ways[i].trivial else "other"
        rows.append({"option": short(made.ways[i]), "part": part, "money": rounded(float(made.values[i, 0]) + 0.0),
                     "low": rounded(told.low), "high": rounded(told.high)})  # fmt: skip
    best, base = made.values[made.action], made.values[made.baseline]
    title = (
        f"'{made.name(made.action)}' saves {made.money(best[0])}, '{made.name(made.baseline)}', the best simple "
        f"option, {format_number(float(base[0]) + 0.0)} {made.ledger.currency}."
    )
    good = "The recommended option (blue) on the right, its line clear of the grey ones, which need nothing new."
    return Chart("first-year", title, tuple(rows), _encoding([str(row["option"]) for row in rows], made), good)


def _encoding(options: list[str], made: Priced) -> dict[str, Any]:
    y = {"field": "option", "type": "nominal", "title": None, "scale": {"domain": options},
         "axis": {"domain": False, "ticks": False}}  # fmt: skip
    x = axis("money", "saved by a house in its first year", made.ledger.currency)
    layers = []
    for part, style in (("chosen", "accent"), ("other", "bad"), ("trivial", "muted")):
        layers.append(layer({"type": "rule", "style": style, "opacity": 1, "strokeWidth": 2.5}, part, y=y,
                            x={**x, "field": "low"}, x2={"field": "high"}))  # fmt: skip
        layers.append(layer({"type": "point", "style": style, "size": 80, "opacity": 1}, part, y=y, x=x))
    return {"height": STEP * len(options), "layer": layers}
