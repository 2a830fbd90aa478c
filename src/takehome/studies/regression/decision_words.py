"""What a decision says: sentences from numbers, each with its unit, basis and interval."""

from __future__ import annotations

from dataclasses import dataclass, replace

from takehome.protocol import Assumption, Interval, Option, Recommendation
from takehome.studies.ledger import Ledger
from takehome.studies.regression.economics import COMPLEXITY_SHARE, FeasibleLever, RegressionEconomics
from takehome.studies.regression.outcome import Outcome
from takehome.studies.regression.renewal import STRAIGHT_ADVICE
from takehome.units import Money, Quantity, format_number, format_probability


@dataclass(frozen=True, slots=True)
class Challenger:
    """The best option that is not trivial, against the best trivial one."""

    action: str
    gain: Money
    interval: Interval | None
    probability: float
    complexity: Money


@dataclass(frozen=True, slots=True)
class Decision:
    """A choice in a ledger, before it is put into words."""

    action: str
    baseline: str
    trivial: bool
    gain: Money
    gain_interval: Interval
    probability: float
    options: tuple[Option, ...]
    more_data: Money | None
    challenger: Challenger | None


@dataclass(frozen=True, slots=True)
class LeverFacts:
    """What the sentences about a lever need.

    Attributes
    ----------
    robustness : (share of the effect that must be spurious, robustness value) at which the gain is zero.
    misbudget : running cost that the straight line forecasts for the action, minus that of the chosen model.
    """

    lever: FeasibleLever
    economics: RegressionEconomics
    unit: str
    target: str
    break_even: Quantity | None
    robustness: tuple[float, float] | None
    misbudget: Money | None
    notes: tuple[str, ...]


def with_notes(ledger: Ledger, notes: tuple[str, ...]) -> Ledger:
    """The ledger with remarks added."""
    return replace(ledger, notes=(*ledger.notes, *notes))


def lever_recommendation(made: Decision, ledger: Ledger, facts: LeverFacts) -> Recommendation:
    """A recommendation about one lever."""
    lever, event = facts.lever, ledger.prices[0]
    price = f"{format_number(lever.price)} {facts.economics.currency}"
    holds, change = list(facts.notes), []
    if facts.break_even is not None and not made.trivial:
        holds.append(f"{_capital(event.name)} costs less than {facts.break_even} (assumed: {price}).")
        change.append(f"{_capital(event.name)} cost more than {facts.break_even}: then '{made.baseline}' is best.")
    elif facts.break_even is not None:
        less = f"{_capital(event.name)} cost less than {facts.break_even}"
        change.append(f"{less} (assumed: {price}): then acting starts to pay.")
    if facts.robustness is not None and not made.trivial:
        share, needed = facts.robustness
        change.append(
            f"A hidden cause explained {needed:.1%} or more of what is left of both {lever.feature} and "
            f"{facts.target}: then {share:.1%} of the effect would be spurious and the gain 0 {ledger.currency}."
        )
    holds.append(
        f"{facts.target} follows {lever.feature} as it does in the data, "
        f"{format_number(lever.low)} to {_with_unit(lever.high, facts.unit)}."
    )
    sentence = _lever_sentence(made, ledger, facts)
    return _assembled(made, sentence, facts.break_even, holds, change, _assumed(made, facts))


def _lever_sentence(made: Decision, ledger: Ledger, facts: LeverFacts) -> str:
    parts = [_headline(made, "act on " + facts.lever.feature)]
    if facts.break_even is not None and not made.trivial:
        parts.append(f"It pays up to {facts.break_even}.")
    elif facts.break_even is None:
        event = ledger.prices[0].name
        parts.append(f"No price of {event} changes this: there is no break-even at 0 {ledger.currency} or more.")
    advice = [entry for entry in ledger.entries if entry.note == STRAIGHT_ADVICE]
    if advice and not made.trivial:
        value = {option.action: option.value for option in made.options}
        loss = value[made.action] - value[advice[0].action]
        parts.append(f"The straight line would say '{advice[0].action}', which loses {loss} against this.")
    if facts.misbudget is not None:
        way = "too low" if facts.misbudget.amount < 0 else "too high"
        size = Money(abs(facts.misbudget.amount), facts.misbudget.currency, facts.misbudget.per)
        parts.append(f"It would budget {facts.target} under this policy {size} {way}.")
    return " ".join(parts)


def _headline(made: Decision, acting: str) -> str:
    if not made.trivial:
        apart = ""
        if 0.0 in made.gain_interval:
            worth = f"; more data are worth at most {made.more_data}" if made.more_data else ""
            apart = f" The options cannot be told apart yet: the interval holds 0{worth}."
        return (
            f"{_capital(made.action)}: it gains {made.gain} ({_range(made.gain_interval)}) against "
            f"'{made.baseline}', with a probability of {format_probability(made.probability)} of being better.{apart}"
        )
    if made.challenger is None:
        return f"{_capital(made.action)}: no repair earned its place, and the gain is {made.gain}."
    rival = made.challenger
    around = f" ({_range(rival.interval)})" if rival.interval else ""
    verb = "would gain" if rival.gain.amount >= 0 else "would lose"
    size = Money(abs(rival.gain.amount), rival.gain.currency, rival.gain.per)
    return (
        f"{_capital(made.action)}: there is no case to {acting}. '{rival.action}' {verb} {size}{around} against it, "
        f"is better with a probability of {format_probability(rival.probability)}, and must gain {rival.complexity} to "
        "be preferred."
    )


def _assumed(made: Decision, facts: LeverFacts) -> list[Assumption]:
    lever, economics = facts.lever, facts.economics
    size = "no gain rests on it" if made.trivial else "at most all of the effect may be spurious"
    if facts.robustness is not None:
        share, needed = facts.robustness
        size = (
            f"{share:.1%} of the effect may be spurious; a hidden cause needs {needed:.1%} of what is left of both "
            f"(robustness value, Cinelli & Hazlett 2020)"
        )
    assumed = [Assumption(f"Changing {lever.feature} causes {facts.target} to change as the model says.", size)]
    tolerance = "not binding: the action does not rest on it"
    if facts.break_even is not None and not made.trivial and facts.break_even.value > 0:
        tolerance = f"down to {lever.price / facts.break_even.value:.1%} of it before the action changes"
    volume = f"{format_number(economics.volume)} per {economics.unit} and {economics.horizon}"
    assumed.append(Assumption(f"Each {economics.unit} pays {facts.target} {volume}, at {format_number(economics.rate)} "
                              f"{economics.currency} per unit of {facts.target}.", tolerance))  # fmt: skip
    if lever.kind == "renew":
        pace = _with_unit(lever.pace, facts.unit)
        reset = _with_unit(lever.start, facts.unit)
        assumed.append(Assumption(
            f"{lever.feature} grows by {pace} in one {economics.horizon} and is {reset} after a replacement; a "
            f"replaced {economics.unit} otherwise stays as it was.",
            f"a pace k times as fast acts like a price k times as high: {tolerance}",
        ))  # fmt: skip
    return assumed


def budgeting_recommendation(made: Decision, outcome: Outcome, stated: bool) -> Recommendation:
    """A recommendation about how to budget, when no lever is known."""
    target = outcome.design.target
    rival = made.challenger
    holds = [f"New rows are like the {outcome.design.X.shape[0]:,} rows of the data."]
    change = []
    if rival is not None:
        limit = f"{format_number(rival.gain.amount)} {rival.gain.currency}"
        assumed = f"{format_number(rival.complexity.amount)} {rival.gain.currency}"
        unless = "" if stated else f", {COMPLEXITY_SHARE:.0%} of the straight line's error"
        side, other = ("more", "less") if made.trivial else ("less", "more")
        keeping = "Keeping a model other than the straight line"
        holds.append(f"{keeping} costs {side} than {limit} on the same basis (assumed: {assumed}{unless}).")
        change.append(f"{keeping} cost {other} than {limit} on the same basis.")
    assumes = [
        Assumption(
            f"A forecast of {target} that is 1 unit too high costs as much as one that is 1 unit too low.",
            "not measured; say what an error costs through economics (rate, volume, units)",
        )
    ]
    return _assembled(made, _headline(made, "leave it"), None, holds, change, assumes)


def also(made: Recommendation) -> str:
    """A further lever, in one sentence."""
    around = _range(made.gain_interval)
    return f"Another lever, not part of this gain: '{made.action}' gains {made.gain} ({around})."


def with_others(made: Recommendation, others: tuple[str, ...]) -> Recommendation:
    """The recommendation with the other levers' sentences."""
    return replace(made, holds_while=(*made.holds_while, *others))


def _assembled(
    made: Decision, sentence: str, break_even: Quantity | None, holds: list[str], change: list[str],
    assumed: list[Assumption],
) -> Recommendation:  # fmt: skip
    return Recommendation(
        action=made.action,
        baseline=made.baseline,
        gain=made.gain,
        gain_interval=made.gain_interval,
        probability_better=made.probability,
        options=made.options,
        sentence=sentence,
        break_even=break_even,
        value_of_more_data=made.more_data,
        holds_while=tuple(holds),
        would_change_if=tuple(change),
        assumes=tuple(assumed),
    )


def _range(interval: Interval) -> str:
    return f"{interval.confidence_level:.0%}: {format_number(interval.low)} to {format_number(interval.high)}"


def _with_unit(value: float, unit: str) -> str:
    return f"{format_number(value)} {unit}".strip()


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
