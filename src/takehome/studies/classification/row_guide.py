"""What a row must hold to be decided on, and what the answer's columns mean."""

from __future__ import annotations

from takehome.studies.classification.new_rows import cost_inputs, model_inputs
from takehome.studies.classification.priced import Priced
from takehome.studies.row_guide import RowGuide, RowInput, RowWords
from takehome.table import Kind
from takehome.table.encoding import known_levels

WORDS = RowWords(
    decision="decision", probability="probability", money="expected_gain", reasons="reasons", reason_ending=" points",
    outside="outside",
)  # fmt: skip


def row_guide(made: Priced) -> RowGuide:
    """The features, the columns of the costs, and the words of the answer."""
    currency, happens = made.rows.currency, made.outcome.design.happens
    means = {
        "decision": f"act or leave, by: {made.name(made.action)}",
        "probability": f"of {happens}",
        "expected_gain": f"what acting is expected to bring over leaving alone, {currency}",
        "expected_cost": f"what the decision is expected to cost, {currency}",
        "reasons": "what moves the probability most, against the same row with a typical value there",
        "outside": "columns beyond the training range, or with a level that training did not know",
    }
    return RowGuide(inputs(made), WORDS, means, currency)


def inputs(made: Priced) -> tuple[RowInput, ...]:
    """Every column that is read, each once."""
    outcome = made.outcome
    design, known = outcome.design, known_levels(outcome.design.columns)
    seen = design.X[design.train]
    ends = {
        column.feature: (float(seen[:, j].min()), float(seen[:, j].max()))
        for j, column in enumerate(design.columns)
        if column.numeric
    }
    units = {column.feature: column.unit for column in design.columns if column.unit}
    given = outcome.chosen.model is None
    found = []
    for name in dict.fromkeys((*model_inputs(made), *cost_inputs(made))):
        low, high = (0.0, 1.0) if given and name == outcome.given else ends.get(name, (None, None))
        kind = Kind.CATEGORY if name in known else Kind.NUMBER
        levels = tuple(sorted(known.get(name, ())))
        found.append(RowInput(name, kind, units.get(name, ""), low=low, high=high, levels=levels))
    return tuple(found)
