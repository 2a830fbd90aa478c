"""What the study understood of its input, said back in sentences, so that a misreading is seen at once."""

from __future__ import annotations

from takehome.studies.segmentation.headline import groups
from takehome.studies.segmentation.money.priced import Priced
from takehome.studies.segmentation.outcome import Outcome
from takehome.studies.segmentation.partition.votes import tally

SHOWN = 12


def echo(outcome: Outcome, made: Priced) -> tuple[str, ...]:
    """Sentences for the head of the report: rows, columns, scale, groups, and every rule that was applied."""
    table, design = outcome.table, outcome.design
    sentences = [
        f"{table.rows:,} rows from {table.source}: {groups(outcome)}",
        f"{len(design.inputs)} columns make the segments: {_named(design.inputs)}",
    ]
    if design.descriptors:
        sentences.append(f"{len(design.descriptors)} columns describe them only: {_named(design.descriptors)}")
    sentences.append(f"scale of the distances: {outcome.scaling.chosen.name}")
    sentences += [column.reason for column in outcome.scaling.evidence if column.kind != "linear"]
    if outcome.choice.wanted is not None:
        voted = tally(outcome.choice.cast, outcome.choice.sweep.k_values)
        said = f"; the data vote for {voted[0]}" if voted else ""
        sentences.append(f"{outcome.choice.wanted} segments were asked for{said}")
    if outcome.given is not None:
        sentences.append(f"judged: the {outcome.k} segments in {outcome.given}")
    if made.economics is None:
        sentences.append("no economics given: 0 options are priced in money (takehome economics segment > my.toml)")
    if table.rows_in_source > table.rows:
        sentences.append(f"a sample of {table.rows:,} of {table.rows_in_source:,} rows was read")
    return (*sentences, *(note.text for note in (*table.notes, *design.notes)))


def _named(names: tuple[str, ...]) -> str:
    more = len(names) - SHOWN
    return ", ".join([*names[:SHOWN], *([f"and {more} more"] if more > 0 else [])])
