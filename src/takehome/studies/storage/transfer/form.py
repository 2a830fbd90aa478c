"""What can be set for a transfer from a page or a program; both homes stand in one table."""

from __future__ import annotations

from takehome.studies import usual_fields as usual
from takehome.studies.form_fields import FieldKind, Form, FormField
from takehome.studies.storage import battery_fields as battery

_COLUMN = "the table's own column, one value a home."

FORM = Form(
    "One row for each home and hour, of two homes, with columns home, time, load_kwh, generation_kwh, buy, sell, "
    "capacity_kwh and power_kw.",
    (
        FormField(
            "source_home", "Home that teaches",
            "Its name, as it stands in the column home. Left empty: the first name in alphabetical order.",
            FieldKind.TEXT, basic=True,
        ),
        FormField(
            "scratch_days", "Days of training today",
            "How many days a house takes today to train from scratch, while its battery stands idle, at most 30 days. "
            "Left empty: 14.",
            FieldKind.NUMBER, basic=True, low=0.01, high=30.0, default="14",
        ),
        FormField(
            "homes", "Houses", "By how many houses the answer is multiplied. Left empty: 10,000.",
            FieldKind.WHOLE, basic=True, low=1, high=1_000_000_000, default="10000",
        ),
        battery.capacity(_COLUMN),
        battery.power(_COLUMN),
        battery.efficiency("the table's own columns; without them, that of common lithium batteries."),
        battery.wear_per_kwh("the table's own column; without one, using the battery costs nothing."),
        FormField(
            "deep", "Train networks",
            "Learns with deep Q-networks and compares which layers are frozen; it takes minutes and needs the extra "
            "“deep”. Left empty: tables are learned.",
            FieldKind.FLAG, default="no",
        ),
        usual.CONFIDENCE_LEVEL,
        usual.fast("Draws fewer stretches of days where networks learn."),
    ),
)  # fmt: skip
