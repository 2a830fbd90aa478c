"""What a decision says: sentences from numbers, each with its unit, basis and interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.economics import probability_better
from takehome.protocol import Interval
from takehome.studies.storage.battery import WearKind
from takehome.studies.storage.information import MEANING, Information
from takehome.studies.storage.money.blocks import BLOCK_DAYS, FEWEST_DAYS
from takehome.studies.storage.money.break_even import trading
from takehome.studies.storage.money.options import ROUNDING
from takehome.studies.storage.money.payback import Payback
from takehome.studies.storage.money.priced import Priced
from takehome.studies.wording import MOST_NAMED, capital, listed
from takehome.units import Money, format_number, format_probability


@dataclass(frozen=True, slots=True)
class Decision:
    """A choice, before it is put into words."""

    made: Priced
    gain: Money
    gain_interval: Interval
    probability: float
    payback: Payback | None

    @property
    def trivial(self) -> bool:
        """Whether the recommended option is the baseline itself."""
        return self.made.action == self.made.baseline

    @property
    def bound(self) -> float:
        """What the best schedule with all prices known earns, on the basis of the options."""
        return self.made.basis.value(self.made.source.bound)


def sentence(decision: Decision) -> str:
    """The decision in a paragraph whose first sentence stands for itself."""
    if decision.made.chosen.idle:
        parts = [_do_not_trade(decision), _no_interval(decision)]
    elif decision.trivial:
        parts = [_trivial(decision), _plan_or_learn(decision), _no_interval(decision), _payback(decision)]
    else:
        parts = [
            _headline(decision),
            _plan_or_learn(decision),
            _alike(decision),
            _no_interval(decision),
            _payback(decision),
        ]
    return " ".join(filter(None, [*parts, _information(decision)]))


def _do_not_trade(decision: Decision) -> str:
    made = decision.made
    bound, held = decision.bound, float(made.values[made.action, 0])
    own = made.source.bound.profit - made.chosen.profit  # under the wear that the bound was computed for
    if own <= ROUNDING * abs(made.source.bound.profit):
        best = f"even with all prices known no schedule earns more than holding, {made.money(held)}"
        return f"Do not trade: {best}, so the gain is {short(made, decision.gain.amount)}."
    said = "no policy that may be used earns more than holding does"
    rival = trading(made)
    if rival is not None:
        gains = made.values[rival] - made.values[made.action]
        verb = "would lose" if gains[0] < 0 else "would gain"
        size = made.interval(gains if gains[0] >= 0 else -gains)
        said += f"; '{made.name(rival)}' {verb} {short(made, abs(gains[0]))}{around(made, size)}"
        if gains[0] >= 0 and made.options[rival].needs_model:
            said += f" and must gain {short(made, made.ledger.entries[rival].complexity)} to be preferred"
    if bound > held:
        return f"Do not trade: {said}. All prices known would earn {made.money(bound)}."
    return f"Do not trade: {said}. Even the best schedule with all prices known comes to {made.money(bound)} here."


def _earns(decision: Decision) -> str:
    """``"it earns 12,300 $ per year, 1 battery of 2,000 kWh (95%: …), 93.1 % of the bound"``."""
    made = decision.made
    worth = made.values[made.action]
    return f"it earns {made.money(worth[0])}{around(made, made.interval(worth))}{_share(decision)}"


def _share(decision: Decision) -> str:
    source = decision.made.source
    bound = source.bound.profit
    if bound <= 0:
        return ""
    share = 100 * decision.made.chosen.profit / bound
    before = " before wear" if source.task.lattice.battery.wear.kind is WearKind.DEPTH else ""
    return f", which is {format_number(share)} % of what all prices known would earn{before}"


def _headline(decision: Decision) -> str:
    made = decision.made
    said = (
        f"{capital(made.name(made.action))}: {_earns(decision)}. It gains {short(made, decision.gain.amount)}"
        f"{around(made, decision.gain_interval)} against '{made.name(made.baseline)}'"
    )
    if not made.source.enough_days:
        return f"{said}."
    said += f", with a probability of {format_probability(decision.probability)} of being better."
    if 0.0 not in decision.gain_interval:
        return said
    return f"{said} The two cannot be told apart yet: the interval holds 0."


def _trivial(decision: Decision) -> str:
    made, rival = decision.made, decision.made.challenger
    said = f"{capital(made.name(made.action))}: {_earns(decision)}."
    if rival is None:
        return f"{said} No other kind of policy was run, so nothing is gained beyond it ({short(made, 0.0)})."
    gains = made.values[rival] - made.values[made.action]
    verb = "would gain" if gains[0] >= 0 else "would lose"
    size = made.interval(gains if gains[0] >= 0 else -gains)
    said += (
        f" No policy beyond the simple ones is worth more than it costs: '{made.name(rival)}' {verb} "
        f"{short(made, abs(gains[0]))}{around(made, size)} against it"
    )
    if made.source.enough_days:
        said += f", is better with a probability of {format_probability(probability_better(gains[1:]))}"
    if made.options[rival].needs_model:
        said += f", and must gain {short(made, made.ledger.entries[rival].complexity)} to be preferred"
    return f"{said}."


def _plan_or_learn(decision: Decision) -> str:
    """With the day's prices known there is nothing to learn: only what lies beyond the day could beat a plan."""
    made = decision.made
    if made.source.information is not Information.KNOWN_DAY or made.chosen.group != "plan":
        return ""
    said = "reinforcement learning cannot help you: use the plan"
    said = f"With {'the' if made.basis.repeated else 'day-ahead'} prices known, {said}"
    learned = made.best_of("learned")
    if learned is None:
        beyond = short(made, max(decision.bound - made.values[made.action, 0], 0.0))
        return f"{said}. It falls short of all prices known by {beyond}, and nobody could add more than that."
    lost = made.values[made.action] - made.values[learned]
    rounding = ROUNDING * float(np.abs(made.values[:, 0]).max())
    if lost[0] < -rounding:
        return ""
    if lost[0] <= rounding:
        return f"{said}. The best learned policy, '{made.name(learned)}', gains {short(made, 0.0)} beyond it."
    cost = f"{short(made, lost[0])}{around(made, made.interval(lost))}"
    return f"{said}. The best learned policy, '{made.name(learned)}', would lose {cost} against it."


def _alike(decision: Decision) -> str:
    """Which other options cannot be told apart from the recommended one."""
    made = decision.made
    if not made.source.enough_days:
        return ""
    others = [i for i in range(len(made.options)) if i not in (made.action, made.baseline)]
    alike = [i for i in others if 0.0 in made.interval(made.values[made.action] - made.values[i])]
    if not alike:
        return ""
    best = sorted(alike, key=lambda i: -made.values[i, 0])[:MOST_NAMED]
    more = f" and {len(alike) - len(best)} others" if len(alike) > len(best) else ""
    named = listed([f"'{made.name(i)}'" for i in best]) if not more else ", ".join(f"'{made.name(i)}'" for i in best)
    return (
        f"From {made.source.days:,} days it cannot be told apart from {named}{more}: the interval of each difference "
        "holds 0."
    )


def _no_interval(decision: Decision) -> str:
    source = decision.made.source
    if source.enough_days:
        return ""
    if source.days == 1:
        steps = len(source.task.test)
        return (
            f"The same {steps} prices are taken to come again every day, so these amounts do not vary; 1 day says "
            "nothing about other days, so we cannot tell what another day would earn."
        )
    return (
        f"From {source.days} days no interval can be had (it takes {FEWEST_DAYS}, two blocks of {BLOCK_DAYS}), so we "
        "cannot tell whether other days would say the same."
    )


def _payback(decision: Decision) -> str:
    payback, made = decision.payback, decision.made
    if payback is None:
        return ""
    money, economics = made.basis.currency, made.basis.economics
    bought = f"{format_number(payback.investment)} {money}"
    life = f"{format_number(payback.life)} years"
    if payback.life < economics.life_years:
        life += f" ({format_number(economics.life_cycles)} cycles at {format_number(payback.cycles)} a year)"
    if payback.years == float("inf"):
        return f"Bought for {bought} it is never paid back: it earns {format_number(payback.cash)} {money} a year."
    said = (
        f"Bought for {bought} it is paid back in {format_number(payback.years)} years by the "
        f"{format_number(payback.cash)} {money} that it earns a year before wear"
    )
    verdict = "it pays for itself" if payback.pays else "it does not pay for itself"
    return f"{said}, interest not counted, and it lasts {life}: {verdict}."


def _information(decision: Decision) -> str:
    source = decision.made.source
    ahead = listed([f"'{name}'" for name in source.task.prices.known])
    return f"Known when acting: {MEANING[source.information]}{f', and {ahead} a whole day ahead' if ahead else ''}."


def short(made: Priced, amount: float) -> str:
    """``"19,900 EUR a year"``, for amounts after the first, which says the whole basis."""
    return f"{format_number(float(amount) + 0.0)} {made.basis.currency} a {made.basis.horizon}"


def days_valued(made: Priced) -> str:
    """``"the 365 days valued"``."""
    days = made.source.days
    return "the 1 day valued" if days == 1 else f"the {days:,} days valued"


def around(made: Priced, interval: Interval) -> str:
    """``" (95%: 1.2 to 3.4)"``; nothing where no interval can be had."""
    if not made.source.enough_days:
        return ""
    return f" ({interval.confidence_level:.0%}: {format_number(interval.low)} to {format_number(interval.high)})"
