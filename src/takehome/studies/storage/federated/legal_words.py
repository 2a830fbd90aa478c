"""What the legal team is told: what leaves, what stays, what could still leak, and what a promise costs."""

from __future__ import annotations

from takehome.studies.storage.federated.answer_words import Evidence, named
from takehome.studies.storage.federated.traffic import shown
from takehome.units import format_number

STAYS = "loads, generation, prices paid, battery levels and every move"


def legal(seen: Evidence) -> str:
    """Question 3, the false premise first."""
    return " ".join([_premise(seen), _sent(seen), _stays(seen), _cloud(seen), _promise(seen), _needed(seen)])


def _premise(seen: Evidence) -> str:
    said = (
        "Federated learning alone does not solve the privacy issue: that only weight updates are shared is no "
        "protection by itself, because an update is computed from the home's hours"
    )
    cells = seen.given.get("cells_touched")
    if cells is not None and seen.given["learner"] == "tables":
        share = 100 * cells / seen.number("cells")
        said += (
            f"; here it changes {cells:,.0f} of {seen.number('cells'):,.0f} cells ({format_number(share)} %), all "
            "others are exactly zero, and which ones they are tells what the home's own plan expected of its days"
        )
    return f"{said}. It reduces what is seen; noise and sums over many homes are what protects."


def _sent(seen: Evidence) -> str:
    given = seen.given
    if not given["sent"]:
        return f"In {given['rounds']} rounds nothing was sent: 0 bytes."
    visits = (
        " The visits say how often a home was in each cell and are private; they are left out where privacy is "
        "promised."
        if given["visits_sent"] else ""
    )  # fmt: skip
    return (
        f"Sent to the cloud, by the ledger of this training: {named(given['sent'])}; "
        f"{shown(given['bytes_per_home_round'])} "
        f"for each home in each round in which it takes part, and nothing else.{visits}"
    )


def _stays(seen: Evidence) -> str:
    own = " and, learned on from the shared policy, its own table" if seen.given["sharing"] == "personalised" else ""
    return (
        f"Stays on the device: {STAYS} of all {seen.homes}{own}. Every array is held against a declared name and shape "
        "before it is sent, and a test fails when any other leaves."
    )


def _cloud(seen: Evidence) -> str:
    how = "weighted by visits" if seen.given["visits_sent"] else "with equal weights"
    return (
        f"In the cloud the updates of a round are averaged ({seen.given['strategy']}, {how}) and the average is sent "
        "back "
        f"to all homes; {seen.given['rounds']} rounds were run."
    )


def _promise(seen: Evidence) -> str:
    given = seen.given
    attacked = " ".join(_attack(one) for one in given["attacks"])
    if given["epsilon"] is None:
        said = (
            "No formal promise was made: without clipping and noise (epsilon, --epsilon 8) what an update reveals has "
            "no "
            f"limit, so epsilon is infinite over {given['rounds']} rounds."
        )
        return f"{said} {attacked}".strip()
    return (
        f"Each home's update is clipped and noise is added to the sum: with epsilon {format_number(given['epsilon'])} "
        "and "
        f"delta {given['delta']:g} (noise multiplier {format_number(given['noise_multiplier'])}) anything that may be "
        f"concluded from the result is at most e^{format_number(given['epsilon'])} times as likely with a home as "
        "without it, but for a chance of delta. In a simulation the noise has a seed, so this epsilon is hypothetical; "
        "a "
        f"deployment draws it from the operating system. It holds while cohorts are drawn at random and kept secret. "
        f"{attacked}"
    ).strip()


def _attack(one: dict[str, float]) -> str:
    with_noise = "with this noise" if one["noise"] else "without noise"
    return (
        f"An attacker who tells members from other homes is better than guessing by {format_number(one['advantage'])} "
        f"{with_noise} ({format_number(one['low'])} to {format_number(one['high'])}; 0 is guessing)."
    )


def _needed(seen: Evidence) -> str:
    """Whether anything needs to be sent at all."""
    given = seen.given
    if not seen.something:
        return f"{seen.nothing} So nothing needs to be sent."
    shares = given["shares"]
    together, alone, floor = given["sharing"], given["alone"], given["floor"]
    best = max((alone, floor), key=lambda key: shares[key])
    gap = 100 * (shares[together] - shares[best])
    verdict = (
        f"Ask first whether anything must be sent: to {seen.label(best)}, from which nothing leaves the home, earns "
        f"{format_number(100 * shares[best])} % of the optimum, to {seen.label(together)} "
        f"{format_number(100 * shares[together])} %"
    )
    if gap > 0:
        return f"{verdict}; sharing is worth {format_number(gap)} points."
    return f"{verdict}; the plan that protects most is to send nothing, and it costs {format_number(0.0)} points."


def spying(seen: Evidence) -> str:
    """Issue B: whether usage patterns can be seen."""
    given = seen.given
    keeps = [key for key, what in given["leaves"].items() if what == "nothing"]
    return (
        f"With data collected centrally they would be right: every hour of {seen.homes} is seen. {_premise(seen)} "
        f"{_promise(seen)} With {len(keeps)} of the {len(given['leaves'])} ways compared here nothing leaves a home at "
        "all."
    )


def price(seen: Evidence) -> str:
    """What each promise costs, per home and year."""
    given = seen.given
    lost = given["money_lost_by_epsilon"]
    if not lost and given["epsilon"] is not None:
        return (
            "It was not priced in this run (fast leaves that out, and there may be nothing to gain). This training "
            f"did add noise: epsilon {format_number(given['epsilon'])}, noise multiplier "
            f"{format_number(given['noise_multiplier'])}."
        )
    if not lost:
        return (
            f"It was not priced: that trains {seen.homes} anew for each promise. Ask for one (epsilon=8, --epsilon 8); "
            "this "
            f"training added noise 0 and promises nothing."
        )
    said = [f"epsilon {epsilon}: {seen.money(amount)}" for epsilon, amount in lost.items()]
    free = given["money_without_noise"]
    most = max(lost.values())
    share = (
        f", at most {format_number(100 * most / free)} % of the {seen.money(free)} without noise" if free > 0 else ""
    )
    return (
        f"Lost against no noise, for delta {given['delta']:g}: {'; '.join(said)}{share}. {_below_floor(seen)}"
        "One training each, so a negative "
        "loss is chance. Averages over more homes need less noise: the price falls as the fleet grows."
    )


def _below_floor(seen: Evidence) -> str:
    """Under which promises what learns nothing, and sends nothing, earns more than the shared table."""
    below = seen.given["money_below_floor_by_epsilon"]
    if not below:
        return ""
    said = [f"{_named(epsilon)} {seen.money(amount)} less" for epsilon, amount in below.items()]
    return (
        f"To {seen.label(seen.given['floor'])}, from which nothing leaves a home, is better: against it the shared "
        f"table earns {'; '.join(said)}. "
    )


def _named(epsilon: str) -> str:
    return "without noise" if epsilon == "inf" else f"with epsilon {epsilon}"


def page(seen: Evidence) -> str:
    """The privacy statement, which is generated from the ledger, with its headings."""
    parts = [f"{title}: {' '.join(sentences)}" for title, sentences in seen.given["statement"].items()]
    return f"Of {seen.homes} and {seen.given['rounds']} rounds. {' '.join(parts)}"
