"""Section 4: who are the bots, and what DBSCAN's −1 is.

DBSCAN calls a row −1 where fewer than five rows lie within half a standard deviation: where rows are sparse. Programs
act alike, so they are dense and stand in a cluster of their own; sparse are people who behave unusually, the heavy
browsers first. "The noise is the bots" is the premise to be tested, and it is false here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from takehome.practice.assignments.segments_and_bots.picture import plane_problem
from takehome.practice.assignments.segments_and_bots.population import (
    HEAVY,
    Floats,
    Population,
    among,
    be,
    money,
    population,
    rows_of,
    shares_and_plane,
    standardised,
)
from takehome.practice.assignments.segments_and_bots.rubrics.bots import RUBRIC
from takehome.practice.drawn import Drawn
from takehome.practice.spec import Answers, Criterion, Facts, Field, FollowUp, Kind, Plot, Section, Trap, World
from takehome.units import format_number

EPS, MIN_SAMPLES = 0.5, 5

NOISE_TOLERANCE = 2
"""Rows: n or n − 1 in the standard deviation moves a row at the edge now and then."""

BOTS_TOLERANCE = 0.06
"""Share of the bots that may be missed, and rows of people that may be taken for bots per bot: K-means lends the bots'
group one or two heavy browsers."""

MEAN_TOLERANCE = 0.015
"""Of the mean: two rows of people more or less move it by 1 %, the bots by 40 % and more."""

ALIKE = 0.7
"""Jaccard index (shared rows over all rows named) from which two lists of rows are the same answer."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Truth:
    """DBSCAN's labels with n and with n − 1 in the standard deviation (n,), and the rows in the plane (n, 2)."""

    people: Population
    labels: NDArray[np.int64]
    noise: tuple[int, int]
    plane: Floats

    @property
    def means(self) -> tuple[float, float]:
        """Mean of Items_Viewed of all rows, and of the people."""
        items = self.people.values[:, 1]
        return float(items.mean()), float(items[~self.people.bots].mean())


def truth(world: World) -> Truth:
    """DBSCAN on the scaled features."""
    people = population(world)
    labels = [_dbscan(standardised(people.values, ddof)) for ddof in (0, 1)]
    noise = (int((labels[0] < 0).sum()), int((labels[1] < 0).sum()))
    return Truth(people, labels[0], noise, shares_and_plane(people.scaled)[1])


def _dbscan(scaled: Floats) -> NDArray[np.int64]:
    from sklearn.cluster import DBSCAN

    labels: NDArray[np.int64] = DBSCAN(eps=EPS, min_samples=MIN_SAMPLES).fit_predict(scaled)
    return labels


def facts(true: Truth, answers: Answers) -> Facts:
    """The candidate's own counts and means where given."""
    everybody, people = true.means
    rows = answers.get("bots")
    bots = true.people.bots if rows is None else _mask(true, rows)
    return {
        "noise": float(answers.get("noise", true.noise[0])),
        "bots": float(bots.sum()),
        "bots_in_noise": float((bots & (true.labels < 0)).sum()),
        "items_mean_all": float(answers.get("items_mean_all", everybody)),
        "items_mean_people": float(answers.get("items_mean_people", people)),
    }


def _mask(true: Truth, rows: Iterable[int]) -> Mask:
    """Which rows a list of row numbers names; numbers outside of the table name nobody."""
    named = np.zeros(len(true.people.kinds), bool)
    named[[row for row in rows if 0 <= row < len(named)]] = True
    return named


def noise_problem(true: Truth, answers: Answers) -> str | None:
    """Whether the number of −1 is right."""
    given = answers["noise"]
    if min(true.noise) - NOISE_TOLERANCE <= given <= max(true.noise) + NOISE_TOLERANCE:
        return None
    return (
        f"“noise” is {given:,}; DBSCAN with eps {EPS} and {MIN_SAMPLES} samples on the scaled features calls "
        f"{true.noise[0]:,} rows −1."
    )


def bots_problem(true: Truth, answers: Answers) -> str | None:
    """Whether the rows are the bots."""
    rows, bots = answers["bots"], true.people.bots
    outside = [row for row in rows if not 0 <= row < len(bots)]
    if outside:
        return f"“bots” names row {outside[0]:,}; the rows are numbered from 0 to {len(bots) - 1:,}."
    named = _mask(true, rows)
    missed, wrong = int((bots & ~named).sum()), int((named & ~bots).sum())
    allowed = max(2.0, BOTS_TOLERANCE * bots.sum())
    if missed <= allowed and wrong <= allowed:
        return None
    return (
        f"Of the {int(bots.sum())} bots “bots” misses {missed}, and {wrong} of the {int(named.sum())} rows that it "
        f"names are people."
    )


def everybody_problem(true: Truth, answers: Answers) -> str | None:
    """Whether the mean of all rows is right."""
    given, right = answers["items_mean_all"], true.means[0]
    if abs(given / right - 1) <= 0.002:
        return None
    return (
        f"“items_mean_all” is {format_number(given)} items; the mean of Items_Viewed of all rows is "
        f"{format_number(right)} items."
    )


def people_problem(true: Truth, answers: Answers) -> str | None:
    """Whether the mean of the people is right."""
    given, right = answers["items_mean_people"], true.means[1]
    if abs(given / right - 1) <= MEAN_TOLERANCE:
        return None
    return (
        f"“items_mean_people” is {format_number(given)} items; without the bots people view {format_number(right)} "
        "items."
    )


def _price(true: Truth, named: Mask) -> str:
    """What acting on these rows costs: people challenged, bots let through."""
    bots, people = true.people.bots, true.people
    wrong, missed = int((named & ~bots).sum()), int((bots & ~named).sum())
    challenge, let_through = float(people.business["challenge_cost"]), float(people.business["bot_cost"])
    total = (wrong * challenge + missed * let_through) * people.users_per_row
    return (
        f"Blocking them would challenge {rows_of(wrong)} of people ({money(challenge)} for each, once) and let "
        f"{missed} of {int(bots.sum())} bots through ({money(let_through)} for each per month): {money(total)} in the "
        f"first month for all {people.business['users_total']:,} users."
    )


def noise_taken_for_bots(true: Truth, answers: Answers) -> str | None:
    """The rows that DBSCAN calls −1 are named as bots."""
    named = _named(true, answers)
    if named is None or _jaccard(named, true.labels < 0) < ALIKE:
        return None
    inside = int((true.people.bots & (true.labels < 0)).sum())
    return (
        f"You name the {rows_of(int(named.sum()))} that DBSCAN calls −1. These are sparse rows, most of them people "
        f"who behave unusually; {among(inside, int(true.people.bots.sum()), 'bots')} among them, because programs act "
        f"alike and are dense. {_price(true, named)}"
    )


def heavy_browsers_taken_for_bots(true: Truth, answers: Answers) -> str | None:
    """Whoever views many items is called a bot."""
    named = _named(true, answers)
    if named is None or bots_problem(true, answers) is None or _jaccard(named, true.labels < 0) >= ALIKE:
        return None
    heavy, wrong = true.people.kinds == HEAVY, named & ~true.people.bots
    if (named & heavy).sum() < 0.6 * heavy.sum() or not _all_view_much(true, wrong):
        return None
    minutes, cart = (float(true.people.values[wrong, place].mean()) for place in (0, 2))
    bot = float(true.people.values[true.people.bots, 0].mean())
    return (
        f"Of the {int(named.sum())} rows that you name {_people(int(wrong.sum()))} who view many items: on average "
        f"they stay for {format_number(minutes)} minutes and have {money(cart)} in the cart, where a bot is gone "
        f"after {format_number(bot)} minutes and buys nothing. {_price(true, named)}"
    )


def _people(count: int) -> str:
    return f"{count:,} {be(count)} people" if count != 1 else "1 is that of a person"


def _all_view_much(true: Truth, wrong: Mask) -> bool:
    """Whether the people that are named are those who view the most items."""
    items = true.people.values[:, 1]
    most = np.sort(items[~true.people.bots])[-int(wrong.sum())]
    return bool((items[wrong] >= most).mean() > 0.9)


def everybody_far_out(true: Truth, answers: Answers) -> str | None:
    """Whoever is far from the average is called a bot."""
    named = _named(true, answers)
    if named is None or bots_problem(true, answers) is None or _jaccard(named, true.labels < 0) >= ALIKE:
        return None
    if heavy_browsers_taken_for_bots(true, answers):
        return None
    wrong = named & ~true.people.bots
    far = np.abs(true.people.scaled).max(axis=1)
    if not wrong.any() or far[wrong].mean() < 1.2 * far[~true.people.bots].mean():
        return None
    return (
        f"Of the {int(named.sum())} rows that you name {_people(int(wrong.sum()))} far from the average in "
        f"some feature: a large cart or many tickets are unusual, and human. Bots are those that are all alike. "
        f"{_price(true, named)}"
    )


def mean_with_bots(true: Truth, answers: Answers) -> str | None:
    """The people's mean still holds the bots."""
    given = answers.get("items_mean_people")
    if given is None or people_problem(true, answers) is None:
        return None
    everybody, people = true.means
    quiet = float(true.people.values[true.labels >= 0, 1].mean())
    if min(abs(given / everybody - 1), abs(given / quiet - 1)) > MEAN_TOLERANCE / 2:
        return None
    rows = int((~true.people.bots).sum())
    cost = true.people.dollars(rows * abs(given - people), "item_cost")
    return (
        f"You got {format_number(given)} items: a mean with the bots left in"
        f"{'' if abs(given / everybody - 1) < abs(given / quiet - 1) else ', from which only the rows −1 are gone'}. "
        f"People view {format_number(people)} items. Items planned for the first number cost {cost} "
        f"{'too much' if given > people else 'less than is needed'} per month."
    )


def _named(true: Truth, answers: Answers) -> Mask | None:
    rows = answers.get("bots")
    return None if rows is None else _mask(true, rows)


def _jaccard(left: Mask, right: Mask) -> float:
    return float((left & right).sum() / max((left | right).sum(), 1))


def colours_problem(true: Truth, answers: Answers, drawn: Sequence[Drawn]) -> str | None:
    """Whether the plane is drawn, in more than one colour."""
    if problem := plane_problem(drawn, true.plane):
        return problem
    if any(len(axes.points) + len(axes.lines) > 1 or _colours(axes) > 1 for axes in drawn):
        return None
    return "The picture of PC1 against PC2 has one colour: colour it by DBSCAN's labels, so that −1 can be seen."


def _colours(axes: Drawn) -> int:
    return max((len(set(colours)) for colours in axes.colours), default=0)


def other_eps(true: Truth, answers: Answers) -> tuple[str, str] | None:
    """Whether another eps finds the bots."""
    if "noise" not in answers:
        return None
    from sklearn.cluster import DBSCAN

    told, most = [], 0.0
    for eps in (0.3, 0.8):
        labels = DBSCAN(eps=eps, min_samples=MIN_SAMPLES).fit_predict(true.people.scaled)
        inside = int((true.people.bots & (labels < 0)).sum())
        bots = f"{inside} bot{'' if inside == 1 else 's'}" if inside else "no bot"
        few = int((labels < 0).sum())
        told.append(f"with eps {eps} it labels {f'{rows_of(few)} −1, {bots} among them' if few else 'no row −1'}")
        most = max(most, inside / true.people.bots.sum())
    return (
        f"With eps {EPS} you find {rows_of(answers['noise'])} of noise. Would another eps make the noise the bots?",
        f"{'No' if most < 0.5 else 'Not reliably'}: {told[0]}; {told[1]}. Programs act alike, so their rows are dense "
        "and become noise late; look for a dense cluster far from everybody instead.",
    )


def prices(true: Truth, answers: Answers) -> tuple[str, str] | None:
    """What blocking the noise would cost."""
    if "bots" not in answers:
        return None
    return (
        f"Security wants to block DBSCAN's {rows_of(true.noise[0])} of noise tonight. What would it cost?",
        _price(true, true.labels < 0),
    )


SECTION = Section(
    number=4,
    title="The bots",
    fields=(
        Field(
            "noise", Kind.INTEGER, f"scaled rows that DBSCAN with eps {EPS} and {MIN_SAMPLES} samples calls −1", "rows"
        ),
        Field("bots", Kind.INTEGERS, "numbers of the rows that are bots, counted from 0"),
        Field("items_mean_all", Kind.NUMBER, "mean of Items_Viewed over all rows", "items"),
        Field("items_mean_people", Kind.NUMBER, "mean of Items_Viewed without the bots", "items"),
    ),
    truth=truth,
    criteria=(
        Criterion("noise", f"the number of rows, within {NOISE_TOLERANCE}", noise_problem),
        Criterion("bots", f"the bots; at most 2 or {100 * BOTS_TOLERANCE:g} % missed or wrongly named", bots_problem),
        Criterion("items_mean_all", "the mean, within 0.2 %", everybody_problem),
        Criterion("items_mean_people", f"the mean without bots, within {100 * MEAN_TOLERANCE:g} %", people_problem),
    ),
    traps=(
        Trap("noise-taken-for-bots", "DBSCAN's noise is taken for the bots.", noise_taken_for_bots),
        Trap(
            "heavy-browsers-taken-for-bots",
            "People who view many items are taken for bots.",
            heavy_browsers_taken_for_bots,
        ),
        Trap("everybody-far-out", "Everybody far from the average is taken for a bot.", everybody_far_out),
        Trap("mean-with-bots", "The people's mean is taken with the bots left in.", mean_with_bots),
    ),
    rubric=RUBRIC,
    facts=facts,
    plots=(Plot("a scatter of PC1 against PC2, coloured by DBSCAN's labels", colours_problem),),
    followups=(FollowUp("other-eps", other_eps), FollowUp("block-the-noise", prices)),
    hints=(
        "Count the rows that DBSCAN calls −1, then look at some of them: do they act alike?",
        "Programs act alike. Which cluster is the tightest, and what do its rows put into the cart?",
        "Take the group with a hundred items viewed in less than a minute; compare its rows with those labelled −1, "
        "and average Items_Viewed with and without it.",
    ),
)
