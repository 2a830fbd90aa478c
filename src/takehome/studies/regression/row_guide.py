"""What a row must hold to be predicted, and what the answer's columns mean."""

from __future__ import annotations

from takehome.studies.regression.outcome import Outcome
from takehome.studies.row_guide import RowGuide, RowInput, RowWords
from takehome.table import Kind
from takehome.table.encoding import known_levels

WORDS = RowWords(prediction="prediction", low="low", high="high", outside="outside")


def row_guide(outcome: Outcome) -> RowGuide:
    """The features, and the words of the answer."""
    design = outcome.design
    known, seen = known_levels(design.columns), design.X[design.train]
    found: dict[str, RowInput] = {}
    for j, column in enumerate(design.columns):
        name = column.feature
        if column.numeric:
            ends = float(seen[:, j].min()), float(seen[:, j].max())
            found[name] = RowInput(name, Kind.NUMBER, column.unit, low=ends[0], high=ends[1])
        elif name not in found:
            kind = Kind.CATEGORY if name in known else Kind.NUMBER
            found[name] = RowInput(name, kind, levels=tuple(sorted(known.get(name, ()))))
    unit = f", {design.target_unit}" if design.target_unit else ""
    share = f"{100 * outcome.confidence_level:g} % of new rows lie between low and high"
    means = {
        "prediction": f"expected {design.target}{unit}",
        "low": f"lower end{unit}: {share}",
        "high": f"upper end{unit}: {share}",
        "outside": "columns beyond the training range, or with a level that training did not know",
    }
    return RowGuide(tuple(found.values()), WORDS, means)
