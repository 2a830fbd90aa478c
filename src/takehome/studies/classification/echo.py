"""What the study understood of its input, said back in sentences, so that a misreading is seen at once."""

from __future__ import annotations

from takehome.studies.classification.economics import CELL_WORDS, CELLS
from takehome.studies.classification.judged import Judged
from takehome.studies.classification.priced import Priced
from takehome.units import format_number

SHOWN = 12


def echo(made: Priced) -> tuple[str, ...]:
    """Sentences for the head of the report: target, rows, split, columns, costs, and every rule that was applied."""
    outcome, rows = made.outcome, made.rows
    design, table = outcome.design, outcome.table
    positives, trained, tested = int(design.y.sum()), int(design.train.sum()), int((~design.train).sum())
    sentences = [
        f"{design.target}: positive = {design.positive!r} ({design.why_positive}), {positives:,} of {len(design.y):,} "
        f"rows; the others are {design.negative!r}",
        f"{table.rows:,} rows from {table.source}: {trained:,} to fit, {tested:,} held out",
    ]
    sentences += _features(made) + _costs(rows)
    if outcome.given is not None:
        sentences.append(f"judged: the scores in {outcome.given}, as probabilities of {design.positive!r}")
    if table.rows_in_source > table.rows:
        sentences.append(f"a sample of {table.rows:,} of {table.rows_in_source:,} rows was read")
    if float(design.weights.min()) != float(design.weights.max()):
        share = float((design.weights * design.y).sum() / design.weights.sum())
        sentences.append(f"rows were weighed to a share of {share:.3%} positives, as told")
    return (*sentences, *(note.text for note in (*table.notes, *design.notes)))


def _features(made: Priced) -> list[str]:
    names = made.outcome.design.names
    if not names:
        return []
    more = len(names) - SHOWN
    return ["features: " + ", ".join([*names[:SHOWN], *([f"and {more} more"] if more > 0 else [])])]


def _costs(rows: Judged) -> list[str]:
    """The matrix with rows = actual and columns = decided, and what else limits the decision."""
    if not rows.stated:
        return ["no costs given: the decision is reported as a function of them, in false alarms"]
    said = [f"{CELL_WORDS[cell]}: {cost_words(rows, cell)}" for cell in CELLS]
    made = ["costs (what was done, what it was): " + "; ".join(said)]
    if rows.costs.constant:
        made.append(f"acting pays above a probability of {format_number(float(rows.costs.break_even[0]))}")
    economics = rows.economics
    if economics.capacity is not None:
        made.append(f"at most {format_number(economics.capacity)} can be acted on, per {rows.per}")
    if economics.budget is not None:
        made.append(f"at most {format_number(economics.budget)} {rows.currency} can be spent, per {rows.per}")
    return made


def cost_words(rows: Judged, cell: str) -> str:
    """One cost: a number, or a formula with its mean."""
    cost = getattr(rows.matrix, cell)
    if not isinstance(cost, str):
        return f"{format_number(cost)} {rows.currency}"
    mean = format_number(float(getattr(rows.costs, cell).mean()))
    return f"{cost} (on average {mean} {rows.currency})"
