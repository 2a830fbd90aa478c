"""The fields that describe a battery, for the forms of the studies in this folder."""

from __future__ import annotations

from takehome.studies.form_fields import FieldKind, FormField


def capacity(empty: str) -> FormField:
    """`empty` says what happens when it is left empty."""
    text = f"What the battery can hold, in kWh; to be given together with its power. Left empty: {empty}"
    return FormField("battery.capacity_kwh", "Battery capacity", text, FieldKind.NUMBER, basic=True, low=0.001)


def power(empty: str) -> FormField:
    """`empty` says what happens when it is left empty."""
    text = f"How fast it charges and discharges, in kW on the grid side. Left empty: {empty}"
    return FormField("battery.power_kw", "Battery power", text, FieldKind.NUMBER, basic=True, low=0.001)


def efficiency(empty: str) -> FormField:
    """`empty` says what happens when it is left empty."""
    text = f"The share of the energy bought that comes back (round trip), for instance 0.85. Left empty: {empty}"
    return FormField(
        "battery.efficiency", "Round-trip efficiency", text, FieldKind.NUMBER, basic=True, low=0.001, high=1.0
    )


def wear_per_kwh(empty: str) -> FormField:
    """`empty` says what happens when it is left empty."""
    text = f"What using it costs: money per kWh that it delivers. Left empty: {empty}"
    return FormField("battery.wear_per_kwh", "Wear per kWh", text, FieldKind.NUMBER, basic=True, low=0.0)


FURTHER = (
    FormField(
        "battery.charge_efficiency", "Efficiency of charging",
        "One way, as a share; in place of the round trip. Left empty: 1, or what the round trip says.",
        FieldKind.NUMBER, low=0.001, high=1.0,
    ),
    FormField(
        "battery.discharge_efficiency", "Efficiency of discharging",
        "One way, as a share; in place of the round trip. Left empty: 1, or what the round trip says.",
        FieldKind.NUMBER, low=0.001, high=1.0,
    ),
    FormField(
        "battery.wear_per_cycle", "Wear per cycle",
        "What using it costs: money per full cycle; one kind of wear only. Left empty: none of this kind.",
        FieldKind.NUMBER, low=0.0,
    ),
    FormField(
        "battery.wear_by_depth", "Wear by depth",
        "What using it costs: money per cycle of full depth, where shallow cycles cost less; one kind of wear only. "
        "Left empty: none of this kind.",
        FieldKind.NUMBER, low=0.0,
    ),
    FormField(
        "battery.depth_exponent", "How much less a shallow cycle wears",
        "A cycle of depth d (a share of the capacity) costs d to this power, a number from 1 without a unit; for wear "
        "by depth. Left empty: 1.5.",
        FieldKind.NUMBER, low=1.0, high=100.0, default="1.5",
    ),
    FormField(
        "battery.start_kwh", "Stored at the start", "Energy in the battery at the start, in kWh. Left empty: 0.",
        FieldKind.NUMBER, low=0.0, default="0",
    ),
    FormField(
        "battery.end_kwh", "Stored at the end",
        "At least this must be in the battery at the end, in kWh. Left empty: nothing is asked.",
        FieldKind.NUMBER, low=0.0,
    ),
    FormField(
        "battery.terminal_price", "Price of what is left",
        "Money per MWh that is in the battery at the end. Left empty: 0, so that what is left is worth nothing.",
        FieldKind.NUMBER, default="0",
    ),
    FormField(
        "battery.sell_below_zero", "May sell at negative prices",
        "Whether the battery may discharge while the price is below zero. Left empty: it may.",
        FieldKind.FLAG, default="yes",
    ),
)  # fmt: skip
"""What few need: one-way efficiencies, other kinds of wear, and the energy at both ends of the series."""

NEEDED = ("battery.capacity_kwh", "battery.power_kw")
"""What a battery cannot do without, once something is said about it."""

APART = (
    ("battery.wear_per_kwh", "battery.wear_per_cycle", "battery.wear_by_depth"),
    ("battery.efficiency", "battery.charge_efficiency"),
    ("battery.efficiency", "battery.discharge_efficiency"),
)
"""One kind of wear, and efficiencies either of the round trip or one way each."""
