"""What a decision says: sentences from numbers, each with its unit, basis and interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.protocol import Assumption, Interval
from takehome.studies.classification.policies import FEWEST
from takehome.studies.classification.priced import Priced
from takehome.studies.classification.sensitivity import Regret, Variant, variants
from takehome.studies.wording import capital
from takehome.units import Money, Quantity, format_number, format_probability

PLATEAU_SHARE = 0.01
"""Cuts that cost at most this share more than the best are as good as it."""


@dataclass(frozen=True, slots=True)
class Challenger:
    """The best option that needs the model, against the best trivial one; no interval with too few positives."""

    action: str
    gain: Money
    interval: Interval | None
    probability: float
    complexity: Money


@dataclass(frozen=True, slots=True)
class Decision:
    """A choice, before it is put into words."""

    made: Priced
    gain: Money
    gain_interval: Interval
    probability: float
    challenger: Challenger | None
    break_even: Quantity | None
    regrets: tuple[Regret, ...]
    more_data: Money

    @property
    def trivial(self) -> bool:
        """Whether the recommended option is the baseline itself."""
        return self.made.action == self.made.baseline


def sentence(decision: Decision) -> str:
    """The decision in a paragraph whose first sentence stands for itself."""
    parts = [_headline(decision), _without_costs(decision)]
    return " ".join(filter(None, parts))


def _headline(decision: Decision) -> str:
    made = decision.made
    action, baseline = made.name(made.action), made.name(made.baseline)
    if not decision.trivial:
        said = (
            f"{capital(action)}: it gains {decision.gain} ({spread(decision.gain_interval)}) against '{baseline}', "
            f"with a probability of {format_probability(decision.probability)} of being better."
        )
        return said + _not_apart(decision)
    if not made.options.enough:
        return _too_few(decision)
    rival = decision.challenger
    if rival is None:
        return (
            f"{capital(action)}: no model predicts {made.outcome.design.target} better than its average, so there is "
            f"nothing to deploy, and the gain is {decision.gain}."
        )
    advice = "do not deploy the model for this" if made.free else "no other cut is shown to be worth a change"
    verb = "would gain" if rival.gain.amount >= 0 else "would lose"
    size = Money(abs(rival.gain.amount), rival.gain.currency, rival.gain.per)
    around = f" ({spread(rival.interval)})" if rival.interval else ""
    return (
        f"{capital(action)}: {advice}. '{rival.action}' {verb} {size}{around} against it, is "
        f"better with a probability of {format_probability(rival.probability)}, and must gain {rival.complexity} to be "
        "preferred."
    )


def _not_apart(decision: Decision) -> str:
    if 0.0 not in decision.gain_interval:
        return ""
    made = decision.made
    positives = positives_to_settle(decision.gain.amount, decision.gain_interval, made.rows.positives)
    settle = (
        f" About {positives:,} rows with {made.outcome.design.happens} in all, where there are "
        f"{made.rows.positives:,}, would tell them apart." if positives else ""
    )  # fmt: skip
    return f" The two cannot be told apart yet: the interval holds 0.{settle}"


def positives_to_settle(gain: float, interval: Interval, positives: int) -> int | None:
    """How many positives in all would move the interval off 0, if the gain stays; None where no number does.

    The half-width towards 0 shrinks with the root of the rows.
    """
    half = gain - interval.low if gain > 0 else interval.high - gain
    if gain == 0 or not np.isfinite(half) or half <= 0:
        return None
    needed = positives * (half / gain) ** 2
    return int(np.ceil(needed)) if needed < 1e9 else None


def _too_few(decision: Decision) -> str:
    made = decision.made
    rows = made.rows
    fewest = int(min((rows.y == value).sum() for value in (0, 1)))
    trained = int(min((rows.train_y == value).sum() for value in (0, 1)))
    return (
        f"{capital(made.name(made.action))}: with {min(fewest, trained)} rows of the rarer class (at least {FEWEST} "
        "are needed to fit a model, and to judge it) no model can be trusted with this, and no interval is given for "
        f"one. This is the cheapest policy that needs none; its gain over itself is {decision.gain}."
    )


def _without_costs(decision: Decision) -> str:
    rows = decision.made.rows
    if rows.stated:
        return ""
    ratio = format_number(float(rows.costs.fn[0]))
    return (
        f"No costs were given: this holds where a missed positive costs as much as {ratio} false alarms, so many "
        "negatives there are to a positive. Give the costs (costs=…, --cost-fp, --cost-fn) to have the decision for "
        "yours; the report shows it for other ratios."
    )


def holds_while(decision: Decision) -> tuple[str, ...]:
    """What the decision rests on."""
    made, said = decision.made, []
    rows = made.rows
    if decision.break_even is not None and not decision.trivial:
        side = "more" if _more_misses_avoided(decision) else "less"
        said.append(f"A missed positive costs {side} than {decision.break_even}{_assumed_cost(decision)}.")
    said += [_plateau(decision), _regret(decision)]
    if made.options.shadow is not None:
        said.append(_shadow(decision))
    share = float(np.average(rows.y, weights=rows.weights))
    said.append(f"New rows are like the {rows.rows:,} judged ones, {share:.2%} of them positive.")
    return tuple(filter(None, said))


def _more_misses_avoided(decision: Decision) -> bool:
    made = decision.made
    ledger = made.options.ledger
    counts = ledger.counts[:, 0, ledger.events.index("fn")]
    rival = made.action if not decision.trivial else made.challenger
    return rival is not None and bool(counts[rival] < counts[made.baseline])


def _assumed_cost(decision: Decision) -> str:
    rows = decision.made.rows
    if not rows.costs.constant:
        return ""
    return f" (assumed: {format_number(float(rows.costs.fn[0]))} {rows.currency})"


def _plateau(decision: Decision) -> str:
    made = decision.made
    cut = made.options.cut
    if cut is None or not made.rows.costs.constant:
        return ""
    low, high = plateau(made)
    return (
        f"Any cut from {format_number(max(low, 0.0))} to {format_number(min(high, 1.0))} costs at most "
        f"{PLATEAU_SHARE:.0%} more than the cheapest, on the rows that it was learned from."
    )


def plateau(made: Priced) -> tuple[float, float]:
    """The cuts that cost at most `PLATEAU_SHARE` more than the cheapest one."""
    assert made.options.cut is not None
    curve = made.options.cut.curve
    return curve.plateau(PLATEAU_SHARE * abs(float(curve.costs[curve.best])))


def _regret(decision: Decision) -> str:
    told = [
        f"{regret.factor:g} times as much, this loses {regret.lost} to '{regret.best}'"
        if regret.lost.amount > 0
        else f"{regret.factor:g} times as much, this loses 0 {regret.lost.currency}: it stays the best"
        for regret in decision.regrets
    ]
    return f"If a miss costs {'; if '.join(told)}." if told else ""


def _shadow(decision: Decision) -> str:
    made = decision.made
    shadow = made.options.shadow or 0.0
    economics = made.rows.economics
    unit = "One more action" if economics.capacity is not None else f"One more {made.rows.currency} of budget"
    if not shadow:
        return f"The limit does not bind: one more would gain 0 {made.rows.currency}."
    return f"{unit} would gain {format_number(shadow)} {made.rows.currency}."


def would_change_if(decision: Decision) -> tuple[str, ...]:
    """What would turn the decision."""
    made, said = decision.made, []
    if decision.break_even is not None:
        rising = _more_misses_avoided(decision) == decision.trivial
        side = "more" if rising else "less"
        rival = decision.challenger.action if decision.trivial and decision.challenger else made.name(made.baseline)
        said.append(
            f"A missed positive cost {side} than {decision.break_even}{_assumed_cost(decision)}: then '{rival}' is "
            "worth as much or more."
        )
    return tuple(said)


def _variant_words(variant: Variant) -> str:
    cut = "" if variant.cut is None else f"the break-even moves to a probability of {format_number(variant.cut)}, "
    return (
        f"where {variant.name}, {cut}the rule acts on {variant.share:.1%} of the rows and gains {variant.gain} over "
        "the better of nobody and everybody"
    )


def assumes(decision: Decision) -> tuple[Assumption, ...]:
    """The business assumptions, each with how wrong it may be."""
    made = decision.made
    happens = made.outcome.design.happens
    tolerance = "not binding: nobody is acted on"
    success = success_needed(made)
    if success is not None and made.acts.any():
        tolerance = f"it may save {success:.1%} of what it saves now before acting on nobody is as good"
    causal = Assumption(
        f"Acting on a row with {happens} prevents what a miss costs. The data show where it happens, not whom an "
        "action helps: only an experiment does.",
        tolerance,
    )
    level = (
        "a change of their prevalence moves the gain in proportion; the cut stays while the probabilities stay right"
    )
    frequency = Assumption(f"In new rows {happens} is as frequent as in these, for the same reasons.", level)
    return (causal, frequency, *_conventions(made))


def _conventions(made: Priced) -> list[Assumption]:
    """What the costs leave out, and what the decision is where they do not."""
    if not made.rows.stated or made.challenger is None:
        return []
    counted = "Acting on a positive costs what the given costs say, and saves all that they say."
    told = "; ".join(_variant_words(variant) for variant in variants(made.rows))
    return [Assumption(counted, told)]


def success_needed(made: Priced) -> float | None:
    """The share of what acting on positives saves now at which the action is worth no more than acting on nobody.

    A campaign pays for every contact, whether or not it saves anything; a plain matrix says nothing of that price.
    """
    rows = made.rows
    acts, positive = made.acts.mean(axis=0), rows.y == 1
    contact = rows.costs.wasted * rows.weights
    paid = contact if rows.economics.campaign is not None else np.zeros(len(contact))
    kept = float((acts * positive * (rows.costs.saved * rows.weights + paid)).sum())
    spent = float((acts * np.where(positive, paid, contact)).sum())
    return spent / kept if kept > 0 and spent <= kept else None


def spread(interval: Interval) -> str:
    """An interval without its unit: ``"95%: 1.2 to 3.4"``."""
    return f"{interval.confidence_level:.0%}: {format_number(interval.low)} to {format_number(interval.high)}"
