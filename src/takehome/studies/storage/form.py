"""What can be set for a trade from a page or a program; what a battery costs to buy stands in the economics."""

from __future__ import annotations

from takehome.studies import usual_fields as usual
from takehome.studies.form_fields import FieldKind, Form, FormField
from takehome.studies.storage import battery_fields as battery
from takehome.studies.storage.information import Information
from takehome.studies.storage.settings import SIGNS

_ASSUMED = "the battery of the economics; without one, 2,000 kWh and 1,000 kW without losses or wear."

FORM = Form(
    "One row for each hour, or shorter step, with a column of times and a column of prices of energy.",
    (
        battery.capacity(_ASSUMED),
        battery.power(_ASSUMED),
        battery.efficiency("1, no losses."),
        battery.wear_per_kwh("none of this kind."),
        FormField(
            "information", "What is known when acting",
            "forecast: prices of past days only; current_price: also the price of the step at which one acts; "
            "known_day: all prices of the day, as in a day-ahead market. Left empty: known_day for steps of an hour "
            "and more; for shorter steps the study does not begin without it.",
            FieldKind.CHOICE, basic=True, choices=tuple(one.value for one in Information),
        ),
        FormField(
            "price", "Price", "The column of the price. Left empty: it is found by its name and unit.",
            FieldKind.COLUMN, basic=True,
        ),
        FormField(
            "unit", "Unit of the price", "For instance EUR/MWh. Left empty: it is found in the column's name.",
            FieldKind.TEXT, basic=True,
        ),
        FormField("time", "Time", "The column of the times. Left empty: it is found by its values.", FieldKind.COLUMN),
        FormField(
            "currency", "Currency",
            "For instance EUR, where the unit does not say it. Left empty: what the unit says.", FieldKind.TEXT,
        ),
        FormField(
            "train", "Where judging begins",
            "The share of the days that comes before it, for instance 0.5, or the first date that is judged, as "
            "2026-01-31; policies learn from what lies before. Left empty: the last 365 days are judged where there "
            "are two years, the second half where there are eight weeks, and everything otherwise.",
            FieldKind.SHARE_OR_DATE,
        ),
        FormField(
            "known", "Columns known a day ahead",
            "Columns whose values are known for a whole day before it begins, for instance a day-ahead price. Left "
            "empty: none.",
            FieldKind.COLUMNS,
        ),
        FormField("buy_fee", "Fee for buying", "Money per MWh bought. Left empty: 0.", FieldKind.NUMBER, default="0"),
        FormField("sell_fee", "Fee for selling", "Money per MWh sold. Left empty: 0.", FieldKind.NUMBER, default="0"),
        FormField(
            "schedule", "Dispatch to judge",
            "A column with the power, in kW or MW, of a dispatch that somebody else made, to be judged beside ours. "
            "Left empty: none.",
            FieldKind.COLUMN,
        ),
        FormField(
            "schedule_positive", "Positive numbers of that dispatch",
            "Whether they charge the battery or discharge it. Left empty: the one way in which the battery can follow "
            "them; where it can follow both and they earn different money, the study does not begin without it.",
            FieldKind.CHOICE, choices=SIGNS,
        ),
        *battery.FURTHER,
        FormField(
            "deep", "Train a network",
            "Also trains a deep Q-network, which takes minutes and needs the extra “deep”. Left empty: none is "
            "trained.",
            FieldKind.FLAG, default="no",
        ),
        usual.CONFIDENCE_LEVEL,
        usual.fast("Uses fewer seeds, and no policy that takes long to train."),
    ),
    needs={"battery": battery.NEEDED},
    apart=battery.APART,
)  # fmt: skip
