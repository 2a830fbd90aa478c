"""What can be set for a regression from a page or a program; costs and levers stand in the economics."""

from __future__ import annotations

from takehome.studies import usual_fields as usual
from takehome.studies.form_fields import FieldKind, Form, FormField

FORM = Form(
    "One row for each thing that was measured, with a column of numbers to explain and columns that may explain it.",
    (
        FormField(
            "target", "Number to explain",
            "The column of numbers whose drivers are looked for, for instance a cost in $/h. It cannot be left empty.",
            FieldKind.COLUMN, required=True, basic=True,
        ),
        usual.UNITS,
        usual.HOLDOUT,
        usual.features("The columns that may explain the target. Left empty: all columns that have no other use."),
        usual.ORDER,
        usual.GROUPS,
        FormField(
            "predictions", "Predictions to judge",
            "A column of predictions that somebody else's model made, in the unit of the target; they are judged in "
            "place of a model of our own. Left empty: a model is fitted.",
            FieldKind.COLUMN,
        ),
        usual.IGNORE,
        usual.ID,
        usual.RANGES,
        usual.CONFIDENCE_LEVEL,
        usual.fast("Leaves out the bootstrap and most other models, so that intervals ignore the search for a model."),
    ),
)  # fmt: skip
