"""Section 5: federated learning. What leaves a home, what stays, and how the server makes one model of many.

The server's mean weighs each home by the days that it has learned from (McMahan et al. 2017, federated averaging). The
weights are prices of three-hour blocks, so a wrong mean is a wrong forecast, and its price is what a plan on it loses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from takehome.practice.assignments.battery_trading.house import House, house_of
from takehome.practice.assignments.battery_trading.rubrics.federated import RUBRIC
from takehome.practice.assignments.battery_trading.wording import loses, money, whole
from takehome.practice.spec import (
    Answers,
    Criterion,
    Facts,
    Field,
    FollowUp,
    Kind,
    Section,
    Trap,
    World,
)
from takehome.units import format_number

WEIGHTS = 8
BYTES = 8
"""Bytes of a 64-bit number."""
HOURS_IN_BLOCK = 3
EXACT = 0.005
"""$/MWh by which a weight may differ from the exact mean: updates have three decimals, and means are not estimated."""


@dataclass(frozen=True, eq=False)
class Truth:
    """The updates: `samples` (homes,) days, `weights` (homes, 8) $/MWh; a battery; the scenario's numbers."""

    samples: np.ndarray
    weights: np.ndarray
    house: House
    business: Mapping[str, Any]

    @property
    def mean(self) -> np.ndarray:
        """(8,) weighted by samples."""
        return self.samples @ self.weights / self.samples.sum()

    @property
    def bytes_sent(self) -> int:
        """Of one home in one round."""
        return WEIGHTS * BYTES

    @property
    def bytes_raw(self) -> int:
        """Of all homes together, were their hourly readings sent."""
        return int(self.samples.sum()) * 24 * BYTES

    def misjudged(self, weights: np.ndarray) -> str:
        """What planning on wrong block prices (8,) promises and loses, as the end of a sentence."""
        right, wrong = self._at(self.mean), self._at(weights)
        lost = right.optimum - right.profit(wrong.best)
        return (
            f"a plan on them promises {money(wrong.optimum)} a day where the right mean promises "
            f"{money(right.optimum)}; whoever follows it {loses(lost, self.business)}"
        )

    def _at(self, weights: np.ndarray) -> House:
        return self.house.at(np.repeat(weights, HOURS_IN_BLOCK).tolist())


def truth(world: World) -> Truth:
    """The world's updates."""
    updates = world.tables["updates"]
    weights = updates[[f"w{block}" for block in range(1, WEIGHTS + 1)]].to_numpy(float)
    house = house_of(world.tables["prices"]["Price"].tolist(), world.business)
    return Truth(updates["Samples"].to_numpy(float), weights, house, world.business)


def _weights(true: Truth, answers: Answers) -> str | None:
    given = answers["global_weights"]
    if len(given) != WEIGHTS:
        return f"You give {len(given)} global weights; a home sends {WEIGHTS}."
    away = np.abs(np.array(given) - true.mean)
    worst = int(away.argmax())
    if away[worst] <= EXACT:
        return None
    wrong = int((away > EXACT).sum())
    return (
        f"{wrong} of {WEIGHTS} global weights {'is' if wrong == 1 else 'are'} wrong; w{worst + 1} most: you give "
        f"{format_number(given[worst], 5)} $/MWh, the mean weighted by Samples is "
        f"{format_number(true.mean[worst], 5)} $/MWh."
    )


def _sent(true: Truth, answers: Answers) -> str | None:
    if answers["bytes_sent"] == true.bytes_sent:
        return None
    given = whole(answers["bytes_sent"])
    return f"You give {given} bytes; {WEIGHTS} weights of 64 bits are {true.bytes_sent} bytes."


def _raw(true: Truth, answers: Answers) -> str | None:
    if answers["bytes_raw"] == true.bytes_raw:
        return None
    given, days = whole(answers["bytes_raw"]), int(true.samples.sum())
    return f"You give {given} bytes; {days:,} days of 24 readings of {BYTES} bytes are {true.bytes_raw:,}."


def _is(true: Truth, answers: Answers, wrong: np.ndarray) -> bool:
    given: Sequence[float] = answers.get("global_weights", ())
    return len(given) == WEIGHTS and bool(np.allclose(given, wrong, rtol=1e-6, atol=EXACT))


def _unweighted(true: Truth, answers: Answers) -> str | None:
    wrong = true.weights.mean(axis=0)
    if not _is(true, answers, wrong):
        return None
    small, large = int(true.samples.min()), int(true.samples.max())
    return (
        f"Your global weights are the plain mean: a home with {small} days counts as much as one with {large:,}. "
        f"They are off by up to {money(float(np.abs(wrong - true.mean).max()))} per MWh; {true.misjudged(wrong)}."
    )


def _sum(true: Truth, answers: Answers) -> str | None:
    for wrong, what in (
        (true.weights.sum(axis=0), f"the sum over the {len(true.samples)} homes"),
        (true.samples @ true.weights, "the sum weighted by Samples, never divided by their total"),
    ):
        if _is(true, answers, wrong):
            return f"Your global weights are {what}, not a mean; {true.misjudged(wrong)}."
    return None


def _squared(true: Truth, answers: Answers) -> str | None:
    wrong = true.samples**2 @ true.weights / (true.samples**2).sum()
    if not _is(true, answers, wrong):
        return None
    share = float((true.samples**2).max() / (true.samples**2).sum())
    return (
        f"You weigh each home by the square of its Samples, so the largest alone has {format_number(100 * share)} % of "
        f"the say; {true.misjudged(wrong)}."
    )


def _one_home(true: Truth, answers: Answers) -> str | None:
    for home, wrong in enumerate(true.weights):
        if _is(true, answers, wrong):
            return (
                f"Your global weights are those of home {home + 1} alone, with {int(true.samples[home]):,} of "
                f"{int(true.samples.sum()):,} days; {true.misjudged(wrong)}."
            )
    return None


def _bits(true: Truth, answers: Answers) -> str | None:
    if answers.get("bytes_sent") != WEIGHTS * BYTES * 8:
        return None
    times = answers["bytes_sent"] / true.bytes_sent
    return (
        f"{answers['bytes_sent']} is the number of bits; in bytes it is {true.bytes_sent}. Traffic would be budgeted "
        f"{format_number(times)} times too high."
    )


def facts(true: Truth, answers: Answers) -> Facts:
    """What a text may speak of; `ratio` is raw bytes for one byte sent by all homes in one round."""
    homes = len(true.samples)
    return {
        "bytes_sent": true.bytes_sent,
        "bytes_raw": true.bytes_raw,
        "homes": homes,
        "weights": WEIGHTS,
        "bytes_sent_by_all": true.bytes_sent * homes,
        "ratio": true.bytes_raw / (true.bytes_sent * homes),
        "days": float(true.samples.sum()),
        "most_days": float(true.samples.max()),
        "fewest_days": float(true.samples.min()),
    }


def _ask_small_home(true: Truth, answers: Answers) -> tuple[str, str] | None:
    if not answers:
        return None
    small = int(true.samples.argmin())
    share = float(true.samples[small] / true.samples.sum())
    return (
        f"Home {small + 1} has {int(true.samples[small])} days and {format_number(100 * share)} % of the say. Is that "
        f"fair to it?",
        "Its own prices hardly count, so the global model may not fit it. Send the global weights back and let it go "
        "on training its own copy, or group homes of one kind; do not give noise the same say as evidence.",
    )


def _ask_rounds(true: Truth, answers: Answers) -> tuple[str, str] | None:
    if "bytes_sent" not in answers:
        return None
    rounds = true.bytes_raw / (true.bytes_sent * len(true.samples))
    return (
        f"You send {whole(answers['bytes_sent'])} bytes per home and round instead of {true.bytes_raw:,} once. After "
        f"how many rounds is that no saving?",
        f"After {format_number(rounds)} rounds of all {len(true.samples)} homes. Traffic is a side effect; the reason "
        f"is that readings never leave the home.",
    )


SECTION = Section(
    number=5,
    title="Learning in many homes",
    fields=(
        Field("global_weights", Kind.NUMBERS, "w1 to w8 of the server's model: the mean weighted by Samples", "$/MWh"),
        Field("bytes_sent", Kind.INTEGER, "what one home sends in one round: its 8 weights as 64-bit numbers", "bytes"),
        Field(
            "bytes_raw",
            Kind.INTEGER,
            "what all homes would send instead: Samples days × 24 readings × 64 bits",
            "bytes",
        ),
    ),
    truth=truth,
    criteria=(
        Criterion("global_weights", f"8 numbers, each within {EXACT} $/MWh of the mean weighted by Samples", _weights),
        Criterion("bytes_sent", "the exact number of bytes", _sent),
        Criterion("bytes_raw", "the exact number of bytes, summed over the homes", _raw),
    ),
    traps=(
        Trap("unweighted", "Every home counts the same, however little it has seen.", _unweighted),
        Trap("sum-not-mean", "The updates are added and not averaged.", _sum),
        Trap("samples-squared", "Homes are weighed by the square of their samples.", _squared),
        Trap("one-home", "One home's weights are taken for the global ones.", _one_home),
        Trap("bits-not-bytes", "Bits are given as bytes.", _bits),
    ),
    rubric=RUBRIC,
    facts=facts,
    followups=(FollowUp("small-home", _ask_small_home), FollowUp("rounds", _ask_rounds)),
    hints=(
        "Should a home that has seen ten days have as much say as one that has seen a thousand?",
        "np.average takes weights; a 64-bit number is 8 bytes.",
        "global = Σ Samples·w / Σ Samples, column by column; bytes_sent = 8 × 8; bytes_raw = Σ Samples × 24 × 8.",
    ),
)
