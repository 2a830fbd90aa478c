"""What the study understood of its input, said back in sentences, so that a misreading is seen at once."""

from __future__ import annotations

from takehome.studies.storage.federated.money.priced import Priced
from takehome.studies.storage.federated.outcome import Outcome
from takehome.studies.storage.homes.homes import HOURS, TOP
from takehome.studies.wording import plain
from takehome.units import format_number


def echo(outcome: Outcome, made: Priced) -> tuple[str, ...]:
    """Sentences for the head of the report: homes, days, batteries, training, privacy, economics."""
    homes, asked = outcome.everyone, outcome.asked
    capacity = homes.pitch_kwh * TOP
    own = (homes.judged - homes.begins) / HOURS
    return (
        f"{_source(outcome)}; {len(outcome.set_aside):,} set aside",
        f"each home has {_span(own.min(), own.max())} days of its own and is judged on the "
        f"{format_number(homes.judged_days)} "
        "days after them",
        f"batteries of {_span(capacity.min(), capacity.max())} kWh; prices in {homes.currency} per kWh, known for 12 "
        "hours "
        "ahead; loads are known when they happen",
        f"training: {asked.rounds} rounds of {asked.strategy}, {format_number(100 * outcome.cohort_share)} % of the "
        "homes in "
        f"each, {100 * asked.dropout:g} % of them lost and {100 * asked.stragglers:g} % too late",
        _privacy(outcome),
        *_sampled(outcome),
        _economics(made),
        *outcome.notes,
        *(() if outcome.table is None else (note.text for note in outcome.table.notes)),
    )


def _source(outcome: Outcome) -> str:
    number = f"{outcome.size:,} home{'s' * (outcome.size != 1)}"
    if outcome.table is None:
        return f"{number}, semi-synthetic: drawn from real profiles, prices and weather with seed {outcome.asked.seed}"
    rows = f"{outcome.table.rows:,} rows of {outcome.table.source}"
    return f"{number} from {rows}, by home and time however they stood there"


def _span(low: float, high: float) -> str:
    if low == high:
        return format_number(float(low))
    return f"{format_number(float(low))} to {format_number(float(high))}"


def _privacy(outcome: Outcome) -> str:
    asked = outcome.asked
    if asked.epsilon is None:
        return "privacy: nothing is promised (epsilon=None), no noise is added"
    return f"privacy: epsilon {format_number(asked.epsilon)} and delta {asked.delta:g} for whole homes, simulated"


def _economics(made: Priced) -> str:
    costs, money = made.basis.economics, made.basis.currency
    held = "may not be collected (no data_cost)"
    if costs.data_cost is not None:
        held = f"cost {format_number(costs.data_cost)} {money} per home and year to hold"
    said = (
        f"valued for {plain(made.basis.homes)} homes, {format_number(costs.trainings_a_year)} trainings a year; "
        "traffic "
        f"{format_number(costs.traffic_price)} {money} per GB, learning in the home "
        f"{format_number(costs.service_cost)} "
        f"{money} per home and year, the server {format_number(costs.central_cost)} {money} a year; homes' data {held}"
    )
    none = not (costs.traffic_price or costs.service_cost or costs.data_cost or costs.central_cost)
    return f"{said}{': no running costs were given, so all are taken to be 0' if none else ''}"


def _sampled(outcome: Outcome) -> tuple[str, ...]:
    """Whether all homes were valued."""
    if len(outcome.homes) == outcome.size:
        return ()
    return (
        f"all {outcome.size:,} homes were trained; every {format_number(outcome.size / len(outcome.homes))}th, "
        f"{len(outcome.homes):,} in all, was valued and its data pooled, and stands for the rest",
    )
