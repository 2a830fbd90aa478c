"""What a row must hold to be put into a segment, and what the answer's columns mean."""

from __future__ import annotations

from takehome.studies.row_guide import RowGuide, RowInput, RowWords
from takehome.studies.segmentation.outcome import Outcome
from takehome.table import Kind

WORDS = RowWords(segment="segment", outside="outside_range")


def row_guide(outcome: Outcome) -> RowGuide:
    """The columns that the segments are made of, and the words of the answer."""
    design = outcome.design
    seen = design.values
    numbers = [
        RowInput(name, Kind.NUMBER, unit, low=float(seen[:, j].min()), high=float(seen[:, j].max()))
        for j, (name, unit) in enumerate(zip(design.names, design.units, strict=True))
    ]
    categories = [
        RowInput(category.name, Kind.CATEGORY, levels=tuple(sorted(category.levels))) for category in design.categories
    ]
    means = {
        "segment": "id of the segment (S1 …), of the micro-cluster (M1 …), or noise",
        "persona": "the segment's name",
        "stranger": "what sort of stranger it is; none where it belongs to a segment",
        "nearest_segment": "the segment whose centre is nearest",
        "margin": "0 between two segments, 1 at the centre of one",
        "p_value": "share of the training rows that are as far from their own centre",
        "unknown": "whether it belongs to nothing that the study has seen",
        "outside_range": "columns beyond the training range, or with a level that training did not know",
    }
    return RowGuide((*numbers, *categories), WORDS, means)
