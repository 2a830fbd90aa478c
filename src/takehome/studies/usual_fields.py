"""Fields that several studies ask for in the same words; a study's ``form.py`` takes those that its verb has."""

from __future__ import annotations

from takehome.studies.form_fields import FieldKind, FormField

UNITS = FormField(
    "units", "Units",
    "The unit of a column's numbers, for instance $, kg or $/h; it is shown behind every number of that column. "
    "Left empty: the units that the values themselves carry (“$1,200”), or none.",
    FieldKind.UNITS, basic=True,
)  # fmt: skip
HOLDOUT = FormField(
    "holdout", "Rows held out",
    "The share of the rows that is kept apart to test the model, for instance 0.2 for a fifth, or the column that says "
    "train or test in each row. Left empty: every row is judged by a model that has not seen it (cross-validation).",
    FieldKind.SHARE_OR_COLUMN, basic=True,
)  # fmt: skip
ORDER = FormField(
    "order", "Order of the rows",
    "A column of dates or numbers that says in which order the rows came; the last rows are then the ones held out. "
    "Left empty: the rows have no order.",
    FieldKind.COLUMN,
)  # fmt: skip
GROUPS = FormField(
    "groups", "Rows that belong together",
    "A column that names which rows belong together, for instance the customer of several orders; they are then never "
    "divided between training and test. Left empty: every row stands by itself.",
    FieldKind.COLUMN,
)  # fmt: skip
IGNORE = FormField(
    "ignore", "Columns to leave out",
    "Columns that take no part, for instance what is known only afterwards. Left empty: none is left out.",
    FieldKind.COLUMNS,
)  # fmt: skip
ID = FormField(
    "id", "Name of a row",
    "A column that only names rows, such as a customer number; it takes no part in the answer. Left empty: no column "
    "is a name.",
    FieldKind.COLUMN,
)  # fmt: skip
RANGES = FormField(
    "ranges", "Possible values",
    "The lowest and the highest value that a column can have, in its own unit, for instance an age from 0 to 120; "
    "values outside are reported. Left empty: what the column's name and unit suggest.",
    FieldKind.RANGES,
)  # fmt: skip
CONFIDENCE_LEVEL = FormField(
    "confidence_level", "Confidence level",
    "How sure the intervals are, as a share from 0.5 to 0.999: 0.95 means that 19 of 20 such intervals hold the truth. "
    "Left empty: 0.95.",
    FieldKind.NUMBER, low=0.5, high=0.999, default="0.95",
)  # fmt: skip


def features(text: str) -> FormField:
    """The columns that a study looks at; `text` says what for, and what happens when none is named."""
    return FormField("features", "Columns to use", text, FieldKind.COLUMNS)


def fast(text: str) -> FormField:
    """Quicker with less; `text` says what is left out."""
    return FormField("fast", "Quick", f"{text} Left empty: the whole study.", FieldKind.FLAG, default="no")
