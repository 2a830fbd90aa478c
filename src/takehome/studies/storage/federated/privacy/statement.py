"""One page in plain words for a legal team: what leaves a home, what stays, what could still leak, whom to trust.

Every number on it is read from the ledger, the terms or the account of the run; none is typed in.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from takehome.studies.storage.federated.ledger import VISITS, Ledger
from takehome.studies.storage.federated.privacy.accounting import Promise
from takehome.studies.storage.federated.privacy.membership import Attack
from takehome.studies.storage.federated.privacy.terms import Privacy
from takehome.units import format_number

KEPT = (
    "how much power the home uses and makes, hour by hour",
    "the prices that it pays and is paid",
    "what its battery holds and every move that it makes",
)
"""What never leaves, whatever the learner."""
DECISIVE = 1.0
"""Epsilon up to which one home's part changes any chance by less than a factor of about e."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its sentences."""

    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """The page."""

    sections: tuple[Section, ...]

    @property
    def text(self) -> str:
        """All sentences in a row, for an answer."""
        return " ".join(sentence for section in self.sections for sentence in section.sentences)

    @property
    def markdown(self) -> str:
        """The page as Markdown."""
        parts = ["# Privacy statement"]
        for section in self.sections:
            parts.append(f"## {section.title}")
            parts.append("\n".join(f"- {sentence}" for sentence in section.sentences))
        return "\n\n".join(parts) + "\n"


def statement(
    ledger: Ledger,
    homes: int,
    privacy: Privacy | None = None,
    promised: Promise | None = None,
    *,
    personal: Iterable[str] = (),
    rounds_per_month: float | None = None,
    secure_sums: bool = False,
    attacks: Iterable[tuple[str, Attack]] = (),
) -> Statement:
    """The page for one run.

    Parameters
    ----------
    ledger : of the run. homes : in the fleet. privacy, promised : terms and account; None without noise.
    personal : names of arrays that stay in the home. rounds_per_month : the run's rounds once a month unless given.
    secure_sums : whether the server sees sums only. attacks : ("with noise", result) and so on, where they were run.
    """
    monthly = float(ledger.rounds) if rounds_per_month is None else rounds_per_month
    return Statement(
        (
            Section("What leaves a home", _leaves(ledger, homes, monthly)),
            Section("What stays", _stays(ledger, tuple(personal))),
            Section("What is promised", _promised(privacy, promised)),
            Section("What could still leak", _leaks(ledger, promised, tuple(attacks))),
            Section("Who must be trusted, and with what", _trust(privacy, promised, secure_sums)),
        )
    )


def _leaves(ledger: Ledger, homes: int, monthly: float) -> tuple[str, ...]:
    if not ledger.entries:
        return ("Nothing left any home.",)
    arrays = []
    for name, shape in ledger.tensors.items():
        one = next(entry for entry in ledger.entries if entry.tensor == name)
        size = " × ".join(str(length) for length in shape) or "1"
        arrays.append(f"`{name}` ({size} numbers of type {one.dtype}, {one.bytes_per_home:,} bytes)")
    takers = sum(one.homes for one in ledger.entries) / len(ledger.entries)
    clipped = [one for one in ledger.entries if one.noise_sd > 0]
    sentences = [
        f"In a round in which it takes part a home sends {' and '.join(arrays)}, and nothing else.",
        f"That is {ledger.bytes_per_home_round:,.0f} bytes; before, it receives the shared arrays. On average "
        f"{format_number(takers)} of {homes:,} homes took part in each of {ledger.rounds} rounds; with "
        f"{format_number(monthly)} rounds a month a home sends "
        f"{format_number(ledger.bytes_per_home_month(homes, monthly))} bytes a month.",
        "The numbers are changes of the shared model, computed in the home; an array that was not declared by name and "
        "shape stops the run before anything is sent.",
    ]
    if clipped:
        sentences.append(
            f"Noise with a standard deviation of {format_number(clipped[-1].noise_sd)} was added to each number of the "
            f"sum; in the last round {format_number(100 * clipped[-1].clipped_share)} % of the homes' changes were "
            "shortened."
        )
    return tuple(sentences)


def _stays(ledger: Ledger, personal: tuple[str, ...]) -> tuple[str, ...]:
    kept = list(KEPT)
    if personal:
        kept.append(f"its personal layers ({', '.join(f'`{name}`' for name in personal)})")
    if VISITS not in ledger.tensors:
        kept.append("how often it was in which situation (visit counts)")
    sentences = [f"Never sent: {'; '.join(kept)}."]
    if VISITS in ledger.tensors:
        sentences.append(
            "Visit counts are sent in this run. They say how often a home had power to spare or needed it; with a "
            "privacy promise they must stay."
        )
    return tuple(sentences)


def _promised(privacy: Privacy | None, promised: Promise | None) -> tuple[str, ...]:
    if privacy is None or promised is None or math.isinf(promised.epsilon):
        return ("No limit is promised on what the published models may tell about one home: no noise was added.",)
    factor = math.exp(min(promised.epsilon, 700.0))
    sentences = [
        f"Differential privacy for whole homes ({promised.label}): epsilon {format_number(promised.epsilon)} by Renyi "
        f"accounting ({format_number(promised.epsilon_tight)} by the tighter account of privacy loss) at delta "
        f"{promised.delta:g}, over all {promised.rounds} rounds together.",
        f"In words: whatever anyone concludes from all published models is at most {format_number(factor)} times as "
        f"likely if a home takes part as if it does not, up to a chance of {promised.delta:g}.",
        f"Each home's change is shortened to a norm of at most {format_number(privacy.clip)}, and noise of "
        f"{format_number(promised.noise_multiplier)} times that is added to each number of the sum.",
    ]
    if promised.epsilon > DECISIVE:
        sentences.append(
            "This is the worst case over everything an attacker could know beforehand; an epsilon above "
            f"{format_number(DECISIVE)} is a limit on paper that only the measured attack below makes tangible."
        )
    if promised.hypothetical:
        sentences.append(
            "These figures are hypothetical: this run was a simulation, whose noise comes from a seed and can be taken "
            "off by whoever has it. A deployment draws its noise from the operating system and keeps no seed."
        )
    return tuple(sentences)


def _leaks(ledger: Ledger, promised: Promise | None, attacks: tuple[tuple[str, Attack], ...]) -> tuple[str, ...]:
    sentences = [
        "The company knows which homes have enrolled, and the server which of them connect in a round.",
        "The final model describes what most homes with such prices do; no promise hides what is true of the fleet "
        "whether or not one home takes part.",
    ]
    if "value" in ledger.tensors:
        sentences.append(
            "One home's own change, if it were seen before it is summed, shows in which situations the home has been: "
            "entries of others are exactly zero."
        )
    for words, attack in attacks:
        sentences.append(
            f"Measured, {words}: an attacker who guesses from the model whether a home took part is right "
            f"{format_number(100 * attack.advantage)} points more often than wrong ({format_number(100 * attack.low)} "
            f"to {format_number(100 * attack.high)}; 0 is blind guessing, 100 is certainty)."
        )
    if not attacks:
        sentences.append("How well membership can be guessed from the model was not measured in this run.")
    if promised is not None and not math.isinf(promised.epsilon):
        sentences.append(
            "The promise is for one training of this many rounds. Each further training spends it again: they add up."
        )
    return tuple(sentences)


def _trust(privacy: Privacy | None, promised: Promise | None, secure_sums: bool) -> tuple[str, ...]:
    sentences = ["The homes' software, to send nothing but what is declared; the ledger and its test show it."]
    if secure_sums:
        sentences.append("The server sees sums over many homes only, unless it acts together with most of them.")
    else:
        sentences.append("The server sees each home's change; it is trusted not to look at it and not to keep it.")
    if privacy is None or promised is None:
        return tuple(sentences)
    if privacy.noise_adder == "server":
        sentences.append("The server adds the noise: it is trusted to do so before a model is published.")
    else:
        sentences.append(
            "Each home adds a share of the noise, sized for the fewest homes that a round accepts: the server need not "
            "be trusted with it. Homes that act together know their own shares."
        )
        if not secure_sums:
            sentences.append("Without secure sums one home's share protects that home's own change very little.")
    if promised.amplified:
        sentences.append(
            "The figure counts that nobody knows who took part in which round. The server does know: it holds against "
            "all others who see the models; against the server epsilon would be "
            f"{format_number(promised.epsilon_if_known)}, "
            "so that the server must be trusted to forget who took part."
        )
    return tuple(sentences)
