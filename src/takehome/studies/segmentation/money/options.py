"""The options as a ledger: what each policy and each challenge causes, in the estimate and in every replicate.

Contacts and challenges add up: who is challenged and is human stays a customer. So the best challenge is found once and
joined to every policy. The policy is the one that would be deployed, fixed at the estimate; a replicate values it on
its own rows *and its own segments*, so that the interval holds what a new sample would cut otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from takehome.economics import value_of
from takehome.studies.ledger import Entry, Ledger
from takehome.studies.segmentation.economics import SegmentationEconomics
from takehome.studies.segmentation.money.challenges import Challenge, challenges_of
from takehome.studies.segmentation.money.events import Events, events_of
from takehome.studies.segmentation.money.policies import DO_NOTHING, Policy, policies_of
from takehome.studies.segmentation.money.priceable import Priceable
from takehome.studies.segmentation.money.terms import Terms, terms_of
from takehome.studies.segmentation.money.totals import Totals, totals_of

COMPLEXITY_SHARE = 0.01
"""Default complexity cost: this share of what the best policy without segments is worth, as in classification."""

PROOF = 0.975
"""Probability from which a larger K than the chosen one counts as worth more: a one-sided 2.5 %."""

ROUNDING = 1e-9
"""Options whose values differ by less than this share of the largest are equal, and the simpler one is taken."""


@dataclass(frozen=True)
class Options:
    """The priced options.

    Attributes
    ----------
    naive : (options, 1 + replicates) values where the labels are held fixed in the replicates.
    policies, challenges : by the name of the option. terms, totals : None and empty without economics.
    held : totals of the chosen partition with the labels held fixed.
    """

    ledger: Ledger
    naive: np.ndarray
    terms: Terms | None = None
    totals: tuple[Totals, ...] = ()
    held: Totals | None = None
    policies: Mapping[str, Policy] = field(default_factory=dict)
    challenges: Mapping[str, Challenge] = field(default_factory=dict)


@dataclass(frozen=True)
class _Books:
    """Everything that counting needs."""

    made: Priceable
    terms: Terms
    events: Events
    totals: tuple[Totals, ...]
    naive: tuple[Totals, ...]

    def counts(self, policy: Policy, challenge: Challenge, naive: bool = False) -> np.ndarray:
        totals = self.naive if naive else self.totals
        contacts = self.events.contact_counts(totals[policy.grouping], policy.acts)
        if self.terms.economics.strangers is None:
            return contacts
        present = totals[self.made.chosen].rows.sum(axis=1)
        return np.column_stack([contacts, challenge.counts(self.terms, present, naive)])

    @property
    def prices(self) -> np.ndarray:
        return np.array([price.default for price in self.events.prices()])

    def value(self, policy: Policy, challenge: Challenge) -> float:
        """In the estimate."""
        return float(value_of(self.counts(policy, challenge)[0], self.prices))


def priced_options(made: Priceable, economics: SegmentationEconomics) -> Options:
    """Every option, counted.

    Raises
    ------
    InputError
        Where the economics do not fit the table or the segments.
    """
    terms = terms_of(made, economics)
    totals = tuple(totals_of(made, grouping, terms.value) for grouping in made.groupings)
    naive = tuple(totals_of(made, grouping, terms.value, refitted=False) for grouping in made.groupings)
    books = _Books(made, terms, events_of(made, terms), totals, naive)
    policies = policies_of(made, terms, totals)
    challenges = challenges_of(made, totals[made.chosen], naive[made.chosen])
    pairs = _pairs(books, policies, challenges)
    worth = np.array([books.value(*pair) for pair in pairs.values()])
    base = max(value for value, pair in zip(worth, pairs.values(), strict=True) if all(part.trivial for part in pair))
    step = ROUNDING * float(np.abs(worth).max())
    entries = tuple(_entry(books, name, pair, i * step, abs(base)) for i, (name, pair) in enumerate(pairs.items()))
    entries = _unless_proved(books, entries, pairs)
    return Options(
        ledger=Ledger(entries, books.events.names, books.events.prices(), economics.currency, economics.per(made.rows)),
        naive=np.stack([value_of(books.counts(*pair, naive=True), books.prices) for pair in pairs.values()]),
        terms=terms, totals=totals, held=naive[made.chosen],
        policies={name: policy for name, (policy, _) in pairs.items()},
        challenges={name: challenge for name, (_, challenge) in pairs.items()},
    )  # fmt: skip


Pair = tuple[Policy, Challenge]


def _pairs(books: _Books, policies: tuple[Policy, ...], challenges: tuple[Challenge, ...]) -> dict[str, Pair]:
    """The options by name: trivial ones, each challenge alone, each policy, and each with the best challenge."""
    nobody, everybody = challenges[:2]
    trivial = [policy for policy in policies if policy.trivial]
    pairs = [(policy, nobody) for policy in trivial]
    if books.terms.economics.strangers is None:
        return _named([*pairs, *((policy, nobody) for policy in policies)])
    pairs += [(policy, everybody) for policy in trivial]
    pairs += [(policies[0], challenge) for challenge in challenges]
    best = max(challenges, key=lambda challenge: books.value(policies[0], challenge))
    pairs += [(policy, challenge) for policy in policies for challenge in (nobody, best)]
    return _named(pairs)


def _named(pairs: list[Pair]) -> dict[str, Pair]:
    """By name, each at its first place."""
    return {option_name(*pair): pair for pair in pairs}


def option_name(policy: Policy, challenge: Challenge) -> str:
    """``"mail to everybody and challenge the micro-cluster (50 rows)"``."""
    if not challenge.name:
        return policy.name
    if policy.name == DO_NOTHING:
        return f"challenge {challenge.name}"
    if policy.name.endswith(f"but {challenge.name}"):
        return f"{policy.name}, which {'are' if 'clusters' in challenge.name else 'is'} challenged"
    return f"{policy.name} and challenge {challenge.name}"


def _entry(books: _Books, name: str, pair: Pair, tie: float, base: float) -> Entry:
    policy, challenge = pair
    stated = books.terms.economics.complexity_cost
    having = (COMPLEXITY_SHARE * base if stated is None else stated) + policy.optimism
    trivial = policy.trivial and challenge.trivial
    complexity = 0.0 if trivial else tie + (having if policy.by_segment else 0.0)
    notes = [policy.note]
    if books.terms.economics.strangers is not None and challenge.name:
        notes.append(challenge.note(books.terms, books.totals[books.made.chosen].rows.sum(axis=1)))
    return Entry(name, books.counts(*pair), trivial, complexity, "; ".join(filter(None, notes)))


def _unless_proved(books: _Books, entries: tuple[Entry, ...], pairs: Mapping[str, Pair]) -> tuple[Entry, ...]:
    """A larger K than the chosen one may be taken only where it is surely worth more: extra actions chase noise."""
    made = books.made
    at = {
        (policy.grouping, challenge.name): i
        for i, (policy, challenge) in enumerate(pairs.values())
        if policy.by_segment
    }
    found = list(entries)
    for (position, challenge), i in at.items():
        if made.groupings[position].k > made.k:
            better = entries[i].counts - entries[at[made.chosen, challenge]].counts
            proved = np.mean(value_of(better[1:], books.prices) > 0) >= PROOF if len(better) > 1 else False
            found[i] = entries[i] if proved else replace(entries[i], complexity=np.inf)
    return tuple(found)
