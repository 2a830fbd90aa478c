"""What a decision says: sentences from numbers, each with its unit, basis and interval."""

from __future__ import annotations

from dataclasses import dataclass

from takehome.economics import probability_better
from takehome.protocol import Interval
from takehome.studies.segmentation.money.apart import Apart, KPrice
from takehome.studies.segmentation.money.break_even import Turn
from takehome.studies.segmentation.money.group_words import counted, group_words
from takehome.studies.segmentation.money.priced import Priced
from takehome.studies.segmentation.money.segment_table import SegmentMoney
from takehome.studies.wording import capital
from takehome.units import Money, format_number, format_probability

SLIGHT = 0.1
"""Widths that differ by less than this share are alike, and not told: 200 draws know them no better."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A choice, before it is put into words; `naive_interval` holds the labels fixed in the replicates."""

    made: Priced
    gain: Money
    gain_interval: Interval
    naive_interval: Interval
    probability: float
    apart: Apart | None
    turn: Turn | None
    segments: tuple[SegmentMoney, ...]
    rivals: tuple[KPrice, ...]

    @property
    def trivial(self) -> bool:
        """Whether the recommended option is the baseline itself."""
        return self.made.action == self.made.baseline

    @property
    def by_segment(self) -> bool:
        """Whether the recommended option tells segments apart."""
        policy = self.made.policy(self.made.action)
        return policy is not None and policy.by_segment


def sentence(decision: Decision) -> str:
    """The decision in a paragraph whose first sentence stands for itself."""
    first = _trivial(decision) if decision.trivial else _headline(decision)
    return " ".join(filter(None, [first, _who(decision), _apart(decision), _reclustered(decision), _basis(decision)]))


def _headline(decision: Decision) -> str:
    made = decision.made
    sure = format_probability(decision.probability)
    said = (
        f"{capital(made.name(made.action))}: it gains {decision.gain} ({spread(decision.gain_interval)}) against "
        f"'{made.name(made.baseline)}', with a probability of {sure} of being better."
    )
    if 0.0 not in decision.gain_interval:
        return said
    return f"{said} The two cannot be told apart yet: the interval holds 0."


def _trivial(decision: Decision) -> str:
    made, source = decision.made, decision.made.source
    action, rival = capital(made.name(made.action)), made.challenger
    if rival is None:
        micro = counted(len(source.micro_sizes), "micro-cluster")
        why = "no option treats rows otherwise" if source.structure else f"no segments and {micro} were found"
        return f"{action}: {why}, so telling rows apart gains nothing ({decision.gain})."
    gains = made.values[rival] - made.values[made.action]
    entry = made.options.ledger.entries[rival]
    verb = "would gain" if gains[0] >= 0 else "would lose"
    interval = made.interval(gains if gains[0] >= 0 else -gains)
    return (
        f"{action}: no way of telling rows apart is worth more than it costs. '{entry.action}' {verb} "
        f"{made.money(abs(gains[0]))} ({spread(interval)}) against it, is better with a probability of "
        f"{format_probability(probability_better(gains[1:]))}, and must gain {must_gain(made, rival)} to be preferred."
    )


def must_gain(made: Priced, option: int) -> Money:
    """What an option must gain to be preferred; what only breaks ties is no money."""
    policy = made.policy(option)
    complexity = made.options.ledger.entries[option].complexity
    return made.money(0.0 if policy is not None and not policy.by_segment else complexity)


def _who(decision: Decision) -> str:
    made = decision.made
    policy, source = made.policy(made.action), made.source
    if policy is None or not policy.by_segment:
        return ""
    said = f"That is: {policy.note}."
    rival = next((r for r in decision.rivals if r.k == source.groupings[policy.grouping].k), None)
    if rival is None:
        return said
    if rival.changes_action:
        return f"{said} {counted(rival.rows_otherwise, 'row')} get another action than with {source.k} segments."
    return (
        f"{said} With {source.k} segments 0 rows would get another action, so for this decision the smaller number is "
        f"taken; the {source.k} still describe who is there."
    )


def _apart(decision: Decision) -> str:
    apart, source = decision.apart, decision.made.source
    if apart is None:
        structure = decision.made.economics is None or source.structure or not decision.made.economics.actions
        return "" if structure else "No segments were found (0 to treat apart), so none has an action of its own."
    groups = group_words(source.k, len(source.micro_sizes))
    if apart.only is not None:
        what = "Doing nothing" if apart.only == "nothing" else f"'{apart.only}'"
        return (
            f"Of {groups}, one action wins in every segment: {what} in all {source.k}. So the segments are worth "
            f"nothing for this decision: treating them apart gains {decision.made.money(0.0)}."
        )
    around = f"{apart.gain} ({spread(apart.interval)})"
    if decision.by_segment:
        return f"Treating all segments alike instead ('{apart.alike}') would lose {around}."
    return (
        f"Treating {groups} each by its best action gains {around} over '{apart.alike}', and must gain "
        f"{apart.must_earn} to be preferred, {apart.optimism} of it because the actions were chosen on the rows that "
        "value them."
    )


def _reclustered(decision: Decision) -> str:
    """How much wider the interval is because a new sample would be cut otherwise."""
    own, naive = decision.gain_interval, decision.naive_interval
    width, fixed = own.high - own.low, naive.high - naive.low
    if decision.trivial or not 0 < fixed < float("inf") or abs(width / fixed - 1) < SLIGHT:
        return ""
    return (
        f"The interval allows for a new sample being cut into other groups: it is {width / fixed:.2f} times as wide as "
        f"with the groups held fixed ({spread(naive)})."
    )


def _basis(decision: Decision) -> str:
    made = decision.made
    if made.economics is None and decision.trivial:
        return "No prices were given: a decision in money needs them (takehome economics segment prints a template)."
    if made.economics is None:
        return (
            "No prices were given, so the gain is not money: it says how different the groups are (0 points: not at "
            "all, 100: the rows of a group are all the same). For a decision in money give prices: takehome economics "
            "segment prints a template."
        )
    return "The uplifts are assumed, not measured: only a trial tells." if made.economics.actions else ""


def spread(interval: Interval) -> str:
    """An interval without its unit: ``"95%: 1.2 to 3.4"``."""
    return f"{interval.confidence_level:.0%}: {format_number(interval.low)} to {format_number(interval.high)}"
