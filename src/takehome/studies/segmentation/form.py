"""What can be set for a segmentation from a page or a program; what a row is worth stands in the economics."""

from __future__ import annotations

from dataclasses import replace

from takehome.studies import usual_fields as usual
from takehome.studies.form_fields import FieldKind, Form, FormField

FORM = Form(
    "One row for each customer, user or item, with columns of numbers that describe it.",
    (
        replace(usual.ID, basic=True),
        FormField(
            "features", "Columns that make the segments",
            "The columns by which rows are alike or not; the others describe the segments. A column of categories "
            "takes part only if it is named here. Left empty: all columns of numbers that have no other use.",
            FieldKind.COLUMNS, basic=True,
        ),
        usual.UNITS,
        FormField(
            "k", "Number of segments",
            "How many segments to make, strangers apart, from 2. Left empty: the data say, and they may say that there "
            "are none.",
            FieldKind.WHOLE, low=2, high=1_000, default="auto",
        ),
        FormField(
            "labels", "Segments to judge",
            "A column of segments that somebody else made, to be judged in place of our own. Left empty: segments are "
            "looked for.",
            FieldKind.COLUMN,
        ),
        usual.IGNORE,
        usual.RANGES,
        usual.CONFIDENCE_LEVEL,
        usual.fast("Draws fewer bootstrap samples."),
    ),
)  # fmt: skip
