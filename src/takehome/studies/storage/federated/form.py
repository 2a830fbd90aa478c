"""What can be set for a fleet from a page or a program; what traffic and services cost stands in the economics."""

from __future__ import annotations

from takehome.studies import usual_fields as usual
from takehome.studies.form_fields import FieldKind, Form, FormField
from takehome.studies.storage import battery_fields as battery
from takehome.studies.storage.federated.asked import MOST_ROUNDS, STRATEGIES

_COLUMN = "each home's own, from the table."

FORM = Form(
    "One row for each home and hour, with columns home, time, load_kwh, generation_kwh, buy and sell per kWh, "
    "capacity_kwh and power_kw.",
    (
        FormField(
            "own_days", "Days of own data",
            "How many days of data each home has of its own, at least 2 days. Left empty: 14.",
            FieldKind.NUMBER, basic=True, low=2.0, high=3_660.0, default="14",
        ),
        FormField(
            "judged_days", "Days that are judged", "On how many later days the policies are valued. Left empty: 28.",
            FieldKind.WHOLE, basic=True, low=1, high=3_660, default="28",
        ),
        FormField(
            "epsilon", "Privacy (epsilon)",
            "The loss of privacy of a whole home that is promised at most, a number without a unit: the smaller, the "
            "more noise. Left empty: nothing is promised, and no noise is added.",
            FieldKind.NUMBER, basic=True, low=0.001, high=1_000.0,
        ),
        FormField(
            "delta", "Chance beyond the promise",
            "The probability with which the promise of privacy may fail; it should be below 1 divided by the number of "
            "homes. Left empty: 0.00001.",
            FieldKind.NUMBER, low=1e-12, high=0.5, default="0.00001",
        ),
        FormField(
            "rounds", "Rounds of training", "How many rounds of training the fleet has. Left empty: 40 rounds.",
            FieldKind.WHOLE, low=1, high=MOST_ROUNDS, default="40",
        ),
        FormField(
            "cohort", "Homes in a round",
            "The share of the homes that takes part in a round, up to 1, or their number above 1. Left empty: 0.1.",
            FieldKind.NUMBER, low=1e-6, high=1e9, default="0.1",
        ),
        FormField(
            "dropout", "Homes that are lost",
            "The share of the homes of a round that is lost on the way. Left empty: 0.",
            FieldKind.NUMBER, low=0.0, high=0.999, default="0",
        ),
        FormField(
            "stragglers", "Homes that are late",
            "The share of the homes of a round that answers too late. Left empty: 0.",
            FieldKind.NUMBER, low=0.0, high=0.999, default="0",
        ),
        FormField(
            "strategy", "How updates are joined",
            "fedavg: their average; fedprox: the same, where each home is pulled back to the shared policy. Left "
            "empty: fedavg.",
            FieldKind.CHOICE, choices=STRATEGIES, default="fedavg",
        ),
        FormField(
            "proximity", "Pull back to the shared policy",
            "How strong it is with fedprox, a number without a unit. Left empty: 0.",
            FieldKind.NUMBER, low=0.0, high=1e9, default="0",
        ),
        FormField(
            "personal", "Homes learn on",
            "Whether each home goes on learning from its own data, starting from what is shared. Left empty: it does.",
            FieldKind.FLAG, default="yes",
        ),
        battery.capacity(_COLUMN),
        battery.power(_COLUMN),
        battery.efficiency("1 where a battery is given; without one, each home's own."),
        battery.wear_per_kwh("none where a battery is given; without one, each home's own."),
        FormField(
            "deep", "Train a network",
            "Also trains a shared network, which takes minutes and needs the extra “deep”. Left empty: none is "
            "trained.",
            FieldKind.FLAG, default="no",
        ),
        usual.CONFIDENCE_LEVEL,
        usual.fast("Leaves out the price of privacy and the attack."),
    ),
    needs={"battery": battery.NEEDED},
)  # fmt: skip
