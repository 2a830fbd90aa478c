"""What the study understood of its input, said back in sentences, so that a misreading is seen at once."""

from __future__ import annotations

from typing import Any

from takehome.studies.regression.economics import RegressionEconomics, parse_economics
from takehome.studies.regression.outcome import Outcome
from takehome.units import Quantity

SHOWN = 12


def echo(outcome: Outcome, economics: Any = None) -> tuple[str, ...]:
    """Sentences for the head of the report: target, rows, split, columns, prices, and every rule that was applied."""
    design, table = outcome.design, outcome.table
    unit = f" ({design.target_unit})" if design.target_unit else ""
    trained, tested = int(design.train.sum()), int((~design.train).sum())
    y = design.y
    sentences = [
        f"target: {design.target}{unit}, from {Quantity(float(y.min()), design.target_unit)} to "
        f"{Quantity(float(y.max()), design.target_unit)}",
        f"{table.rows:,} rows from {table.source}: {trained:,} to fit, {tested:,} held out",
        "features: " + ", ".join(_described(outcome)),
    ]
    if not design.target_unit:
        sentences.append(
            f"no unit was declared for {design.target}: numbers that show none are in its own unit "
            f"(--unit '{design.target}=…' names it)"
        )
    if table.rows_in_source > table.rows:
        sentences.append(f"a sample of {table.rows:,} of {table.rows_in_source:,} rows was read")
    sentences += _prices(parse_economics(economics), design.target)
    return (*sentences, *(note.text for note in (*table.notes, *design.notes)))


def _prices(economics: RegressionEconomics | None, target: str) -> list[str]:
    """What the decision is priced with."""
    if economics is None:
        return ["no economics given: the decision is priced in the target's own unit"]
    said = (
        f"prices: {economics.units:,g} {economics.unit}s, each with {economics.volume:,g} × {target} a "
        f"{economics.horizon}, at {economics.rate:g} {economics.currency} for each unit of {target}"
    )
    words = {"renew": "each time that it is renewed", "shift": "for each unit that it is moved"}
    return [said, *(f"lever: {v.feature}, {v.price:,g} {economics.currency} {words[v.kind]}" for v in economics.levers)]


def _described(outcome: Outcome) -> list[str]:
    columns = outcome.design.columns
    shown = [f"{c.name} ({c.unit})" if c.unit else c.name for c in columns[:SHOWN]]
    more = len(columns) - len(shown)
    return [*shown, f"and {more} more"] if more > 0 else shown
