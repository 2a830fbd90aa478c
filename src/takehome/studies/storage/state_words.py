"""What the answers say of the state definition (question 1.2): each addition measured, what is known, spikes apart."""

from __future__ import annotations

from typing import Any

from takehome.protocol import Direction
from takehome.studies.storage.answer_words import Evidence, counted, percent
from takehome.studies.storage.information import Information
from takehome.studies.storage.policies.value.price_state import HOURS
from takehome.studies.storage.states import LADDER, OUTLOOK_CELLS, PRICE_CELLS
from takehome.units import format_number

ADDED = {
    "hour": "with charge and hour alone, the brief's state",
    "price": "with a bin of the price now, against what the next hours are expected to bring",
    "forecast": "with a bin of the forecast spread of the next hours as well",
}
"""Each state of the ladder in words."""
STEPS = ("price in the state", "forecast in the state")
"""Subjects of the effects of the two additions."""
SEEN = {
    Information.FORECAST: "past days only",
    Information.CURRENT_PRICE: "the price of the step as well",
    Information.KNOWN_DAY: "all prices of the day",
}
"""Each information set in few words."""
REGIME = "all three see prices in units of the last weeks, which is the regime"


def state(seen: Evidence) -> str:
    """Question 1.2."""
    if not seen.metrics["states"]:
        return _nothing_unpredictable(seen) if seen.lesson else _nothing_learned(seen)
    if seen.metrics["share_of_optimum"] is None:
        return _flat(seen)
    return " ".join([_verdict(seen), _measured(seen), *_effects(seen), _known(seen), _spikes(seen)]).strip()


def _verdict(seen: Evidence) -> str:
    """The state that did best, and whether that is sure."""
    states, cells = seen.metrics["states"], seen.metrics["state_cells"]
    best = max(states, key=lambda key: states[key])
    found = [effect for subject in STEPS if (effect := seen.effect(subject))]
    if best == "hour":
        sure = any(effect.direction is Direction.DECREASING for effect in found[:1])
        lead = "A larger state does not pay here" if sure else "We cannot tell that a larger state pays here"
        return f"{lead}: (charge, hour), with {cells[best]} cells a charge level, did best."
    sure = any(effect.direction is Direction.INCREASING for effect in found)
    lead = "Extend the state" if sure else "We cannot tell yet that it pays, but extend the state"
    added = {"price": "(charge, hour, price)", "forecast": "(charge, hour, price, forecast)"}[best]
    return f"{lead} from (charge, hour) to {added}: {cells[best]} cells a charge level in place of {cells['hour']}."


def _proposed() -> str:
    return (
        f"From (charge, hour) to (charge, hour, price, forecast), each in units of the last weeks: {HOURS} × "
        f"{PRICE_CELLS} × {OUTLOOK_CELLS} = {HOURS * PRICE_CELLS * OUTLOOK_CELLS} cells a charge level in place of "
        f"{HOURS}."
    )


def _nothing_unpredictable(seen: Evidence) -> str:
    metrics = seen.metrics
    return (
        f"{_proposed()} On this one repeated day we cannot tell what that earns, because nothing is unpredictable: who "
        f"knows the hour knows all {metrics['n_steps']} prices, so with charge and hour alone {seen.day_bound} can be "
        f"reached, and a price in the state could add {seen.money(0.0)}. Run "
        "`takehome trade` on a year of prices (`takehome scenario dutch-day-ahead` writes one), "
        "where each addition to the state is learned with and without."
    )


def _nothing_learned(seen: Evidence) -> str:
    reason: Any = next(iter(seen.metrics["skipped"].values()), "no table was learned")
    return f"{_proposed()} On the {seen.days} here we cannot tell what that earns: {reason}."


def _flat(seen: Evidence) -> str:
    return (
        f"{_proposed()} Here no state can help: the bound is {seen.money(seen.metrics['optimum'])}, so nothing can be "
        "earned."
    )


def _measured(seen: Evidence) -> str:
    """The ladder."""
    metrics, states = seen.metrics, seen.metrics["states"]
    told = [f"{ADDED[key]}, {percent(states[key])}" for key in LADDER if key in states]
    learned = counted(metrics["days_learned_from"], "earlier day")
    return (
        f"Measured by the textbook's table learned from {learned}, as shares of the bound of "
        f"{seen.money(metrics['optimum'])} on {seen.days}: {'; '.join(told)} ({REGIME})."
    )


def _effects(seen: Evidence) -> list[str]:
    return [effect.sentence for subject in STEPS if (effect := seen.effect(subject)) is not None]


def _known(seen: Evidence) -> str:
    """The best policy of each information set: what may be known counts beside the state."""
    metrics = seen.metrics
    told = []
    for information in Information:
        able = [key for key, needs in metrics["needs"].items() if needs == information.value]
        if able:
            best = max(able, key=lambda key: metrics["profits"][key])
            told.append(f"{SEEN[information]} earns {percent(metrics['shares'][best])} ('{metrics['labels'][best]}')")
    return f"What may be known counts as well. Of the bound, the best policy that needs {'; that needs '.join(told)}."


def _spikes(seen: Evidence) -> str:
    """The learned policies without the days of spikes."""
    metrics = seen.metrics
    learned = [key for key, group in metrics["groups"].items() if group in ("learned", "forecast")]
    if not learned or metrics["days"] < 2:
        return ""
    best = max(learned, key=lambda key: metrics["profits"][key])
    without = metrics["shares_without_spikes"][best]
    if without is None:
        return ""
    return (
        f"Spikes: without the {counted(metrics['spike_days'], 'day')} on which the bound earns most, "
        f"'{metrics['labels'][best]}' earns {percent(without)} of the bound instead of "
        f"{percent(metrics['shares'][best])}; the best 1 % of the days make "
        f"{format_number(100 * metrics['top_1pct_days_share'])} % of the bound."
    )
