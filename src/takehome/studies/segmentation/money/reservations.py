"""What a decision rests on, what would turn it, and what it assumes."""

from __future__ import annotations

from takehome.protocol import Assumption
from takehome.studies.segmentation.money.apart import KPrice
from takehome.studies.segmentation.money.decision_words import Decision, spread
from takehome.studies.segmentation.money.experiment import trial_sentences
from takehome.studies.segmentation.money.group_words import counted, group_words
from takehome.studies.segmentation.money.policies import NOTHING
from takehome.studies.segmentation.money.segment_table import SegmentMoney
from takehome.studies.wording import capital
from takehome.units import format_number, format_probability


def holds_while(decision: Decision) -> tuple[str, ...]:
    """What the decision rests on."""
    source, said = decision.made.source, []
    turn = decision.turn
    if turn is not None and not decision.trivial:
        side = "above" if turn.falls else "below"
        said.append(f"{capital(turn.subject)} stays {side} {turn.words}; there '{turn.rival}' is as good.")
    said += [_sure(segment) for segment in decision.segments if segment.id in source.ids]
    said += [
        _other_k(decision, rival) for rival in decision.rivals if rival.gain.amount <= 0 or not rival.changes_action
    ]
    if not source.structure:
        said.append("No segments are found: 0 are treated apart.")
    groups = group_words(source.k if source.structure else 0, len(source.micro_sizes))
    said.append(f"New rows are like these {counted(source.rows, 'row')}: {groups}, in the same shares.")
    return tuple(said)


def _sure(segment: SegmentMoney) -> str:
    what = "doing nothing" if segment.best == NOTHING else f"'{segment.best}'"
    sure = format_probability(segment.probability_best)
    return f"{segment.title}: {what} is the best action with a probability of {sure}."


def would_change_if(decision: Decision) -> tuple[str, ...]:
    """What would turn the decision."""
    turn, said = decision.turn, []
    if turn is not None:
        side = "below" if turn.falls else "above"
        said.append(f"{capital(turn.subject)} were {side} {turn.words}: then '{turn.rival}' is as good or better.")
    said += filter(None, [_turns(decision, segment) for segment in decision.segments])
    said += [_other_k(decision, rival) for rival in decision.rivals if rival.gain.amount > 0 and rival.changes_action]
    said += trial_sentences(decision.made)
    return tuple(said)


def _turns(decision: Decision, segment: SegmentMoney) -> str:
    if segment.id not in decision.made.source.ids or segment.break_even is None:
        return ""
    uplift, at = format_number(100 * segment.uplift), format_number(100 * segment.break_even)
    if segment.best == NOTHING:
        turned = f"In {segment.title} '{segment.tried}' had an uplift above {at} % (assumed: {uplift} %)"
        return f"{turned}: then it pays there."
    turned = f"In {segment.title} '{segment.tried}' had an uplift below {at} % (assumed: {uplift} %)"
    return f"{turned}: then it is not the best there."


def _other_k(decision: Decision, rival: KPrice) -> str:
    source = decision.made.source
    instead = f"{group_words(rival.k, len(source.micro_sizes))} instead of {source.k}"
    if not rival.changes_action:
        return f"{instead} would change the action of 0 rows."
    verb = "gain" if rival.gain.amount >= 0 else "lose"
    size = decision.made.money(abs(rival.gain.amount))
    return (
        f"{instead} would change the action of {counted(rival.rows_otherwise, 'row')} and {verb} {size} (change, "
        f"{spread(rival.interval)}), and be better with a probability of {format_probability(rival.probability)}."
    )


def assumes(decision: Decision) -> tuple[Assumption, ...]:
    """The business assumptions, each with how wrong it may be."""
    economics = decision.made.economics
    if economics is None:
        spreads = "Rows that differ in these columns are worth treating differently."
        return (Assumption(spreads, "no prices were given, so it cannot be said how wrong this may be"),)
    found = []
    if economics.actions:
        found.append(Assumption(
            "A contact adds the stated share of a row's value (its uplift). This is assumed: what a segment spends on "
            "average does not say what a contact makes it spend, and only a trial with rows drawn at random does.",
            _uplift_tolerance(decision),
        ))  # fmt: skip
    return (*found, *_stranger_assumptions(decision))


def _uplift_tolerance(decision: Decision) -> str:
    turn = decision.turn
    if turn is None or "uplift" not in turn.subject:
        return "no common change of the uplifts makes another option as good"
    return f"{turn.subject} may {'fall' if turn.falls else 'rise'} to {turn.words}; there '{turn.rival}' is as good"


def _stranger_assumptions(decision: Decision) -> list[Assumption]:
    source, terms = decision.made.source, decision.made.options.terms
    sizes, noise = source.micro_sizes, source.noise
    if terms is None or not (sizes or noise):
        return []
    strangers = terms.economics.strangers
    micro = strangers.bots_in_micro_cluster if strangers else 0.0
    if strangers is None:
        return [Assumption(
            f"The {counted(sum(sizes), 'row')} of micro-clusters and {noise:,} of noise are worth what the table says.",
            "they are strangers, and no price was given for bots among them: add [strangers]",
        )]  # fmt: skip
    share = strangers.break_even
    tolerance = "both errors cost 0, so any share will do"
    if share is not None:
        tolerance = f"challenging a group pays from {100 * share:.3g} % bots in it, and not below"
    statement = (
        f"Of the {counted(sum(sizes), 'row')} of micro-clusters {_share(micro)} are bots, of the {noise:,} of noise "
        f"{_share(strangers.bots_in_noise)}. A dense odd group need not be bots: look at some before blocking all."
    )
    return [Assumption(statement, tolerance)]


def _share(share: float) -> str:
    """``"100 %"``: what is assumed, with as many digits as were given."""
    return f"{100 * share:.3g} %"
