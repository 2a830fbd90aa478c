"""What the study understood of its input, said back in sentences, so that a misreading is seen at once."""

from __future__ import annotations

from takehome.studies.regression.outcome import Outcome
from takehome.units import Quantity

SHOWN = 12


def echo(outcome: Outcome) -> tuple[str, ...]:
    """Sentences for the head of the report: target, rows, split, columns, and every rule that was applied."""
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
    if table.rows_in_source > table.rows:
        sentences.append(f"a sample of {table.rows:,} of {table.rows_in_source:,} rows was read")
    return (*sentences, *(note.text for note in (*table.notes, *design.notes)))


def _described(outcome: Outcome) -> list[str]:
    columns = outcome.design.columns
    shown = [f"{c.name} ({c.unit})" if c.unit else c.name for c in columns[:SHOWN]]
    more = len(columns) - len(shown)
    return [*shown, f"and {more} more"] if more > 0 else shown
