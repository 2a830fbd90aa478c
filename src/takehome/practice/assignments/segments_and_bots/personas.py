"""Section 3: groups of people in words and numbers that Marketing can use.

A persona is a group's mean in the units that people speak in. A mean is only as good as who is in it: bots left in, or
two kinds in one group, and nobody is like the mean.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from takehome.practice.assignments.segments_and_bots.population import (
    BOTS,
    BROWSERS,
    COMPLAINERS,
    FEATURES,
    HEAVY,
    SPENDERS,
    Floats,
    Population,
    be,
    money,
    percent,
    population,
    rows_of,
    standardised,
)
from takehome.practice.assignments.segments_and_bots.rubrics.personas import RUBRIC
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

MEAN_TOLERANCE = 0.35
"""Of a kind's standard deviation, beyond what the heavy browsers may move: rows at a border move a mean by .2 of it."""

SIZE_TOLERANCE = 0.12
"""Of a kind's rows: whoever leaves out rows that DBSCAN or the study call noise has up to a tenth fewer."""

FEW = 4
"""Rows per heavy browser up to which a profile counts as theirs: the people nearest to them come along."""

LARGEST_SCALED = 12.0
"""No mean in standard deviations is larger than this; the smallest mean cart of a kind is above it in dollars."""

KEYS = ("size", *FEATURES)

Profile = Mapping[str, float]


@dataclass(frozen=True)
class Truth:
    """The kinds of people, heavy browsers among the browsers, and what each becomes where these are grouped elsewhere.

    Attributes
    ----------
    sizes, means : kind → rows, (5,) with the heavy browsers among the browsers.
    rows, lowest, highest, spreads : kind → (fewest, most) rows, (5,) lowest and highest mean with no or all heavy
        browsers in it, (5,) standard deviations without them. heavy : items that heavy browsers view.
    """

    people: Population
    sizes: Mapping[str, int]
    means: Mapping[str, Floats]
    rows: Mapping[str, tuple[int, int]]
    lowest: Mapping[str, Floats]
    highest: Mapping[str, Floats]
    spreads: Mapping[str, Floats]
    heavy: float


def truth(world: World) -> Truth:
    """The planted kinds of people."""
    people = population(world)
    names = [name for name in np.unique(people.named).tolist() if name != BOTS]
    named = {name: people.values[people.named == name] for name in names}
    pure = {name: people.values[people.kinds == name] for name in names}
    heavy = people.values[people.kinds == HEAVY]
    both = {name: (own.mean(axis=0), np.vstack([own, heavy]).mean(axis=0)) for name, own in pure.items()}
    return Truth(
        people,
        {name: len(own) for name, own in named.items()},
        {name: own.mean(axis=0) for name, own in named.items()},
        {name: (len(own), len(own) + len(heavy)) for name, own in pure.items()},
        {name: np.minimum(*means) for name, means in both.items()},
        {name: np.maximum(*means) for name, means in both.items()},
        {name: own.std(axis=0) for name, own in pure.items()},
        float(heavy[:, 1].mean()),
    )


def facts(true: Truth, answers: Answers) -> Facts:
    """Means that the text may quote, of the candidate's own profiles where they are right."""
    means, sizes = dict(true.means), dict(true.sizes)
    profiles = answers.get("profiles", ())
    if profiles and not _shape_problem(profiles):
        for name, profile in matched(true, profiles).items():
            means[name], sizes[name] = _means(profile), int(profile["size"])
    others = [name for name in means if name != SPENDERS]
    total = sum(sizes[name] for name in others) or 1
    return {
        "spender_cart": float(means[SPENDERS][2]),
        "other_cart": float(sum(sizes[name] * means[name][2] for name in others) / total),
        "complainer_tickets": float(means[COMPLAINERS][4]),
        "complainer_returns": float(means[COMPLAINERS][3]),
        "browser_items": float(means[BROWSERS][1]),
    }


def matched(true: Truth, profiles: Sequence[Profile]) -> dict[str, Profile]:
    """Kind → the profile that is meant: the pairing with the smallest distances in standard deviations."""
    from scipy.optimize import linear_sum_assignment

    names = list(true.means)
    spread = true.people.values.std(axis=0)
    given = np.array([_means(profile) for profile in profiles]) / spread
    wanted = np.array([true.means[name] for name in names]) / spread
    far = np.linalg.norm(wanted[:, None] - given, axis=2)
    return {names[kind]: profiles[place] for kind, place in zip(*linear_sum_assignment(far), strict=True)}


def _means(profile: Profile) -> Floats:
    return np.array([profile[feature] for feature in FEATURES], float)


def _shape_problem(profiles: Sequence[Profile]) -> str | None:
    for number, profile in enumerate(profiles, 1):
        missing = [key for key in KEYS if key not in profile]
        if missing:
            return f"Profile {number} of “profiles” lacks {', '.join(missing)}; each needs {', '.join(KEYS)}."
    return None


def profiles_problem(true: Truth, answers: Answers) -> str | None:
    """Whether each kind of people has its profile."""
    profiles = answers["profiles"]
    if problem := _shape_problem(profiles):
        return problem
    wanted = len(true.means)
    if len(profiles) != wanted and not (len(profiles) == wanted + 1 and _heavy_too(true, profiles)):
        return f"“profiles” has {len(profiles)} groups; there are {wanted} kinds of people, the bots left out."
    found = matched(true, profiles)
    return next((said for name, one in found.items() if (said := _profile_problem(true, name, one))), None)


def _heavy_too(true: Truth, profiles: Sequence[Profile]) -> bool:
    """Whether the profile that is left over is a small one of people who view far more than the browsers."""
    used = matched(true, profiles).values()
    spare = [profile for profile in profiles if not any(profile is one for one in used)]
    few = FEW * int((true.people.kinds == HEAVY).sum())
    much = (true.means[BROWSERS][1] + true.heavy) / 2
    return (
        len(spare) == 1 and spare[0]["size"] <= few and spare[0]["Items_Viewed"] > much and spare[0]["Cart_Value"] > 5
    )


def _profile_problem(true: Truth, name: str, profile: Profile) -> str | None:
    given, room = _means(profile), MEAN_TOLERANCE * true.spreads[name]
    wrong = (given < true.lowest[name] - room) | (given > true.highest[name] + room)
    if wrong.any():
        place = int(wrong.argmax())
        return (
            f"One of your profiles has a mean {FEATURES[place]} of {format_number(float(given[place]))}; the nearest "
            f"group of people, {true.sizes[name]:,} rows, has {format_number(float(true.means[name][place]))}."
        )
    fewest, most = true.rows[name]
    if not (1 - SIZE_TOLERANCE) * fewest <= profile["size"] <= (1 + SIZE_TOLERANCE) * most:
        return (
            f"One of your profiles has a size of {format_number(profile['size'])}; this group has "
            f"{true.sizes[name]:,} rows."
        )
    return None


def standardised_means(true: Truth, answers: Answers) -> str | None:
    """The means are those of the scaled features."""
    profiles = answers.get("profiles", ())
    if not profiles or _shape_problem(profiles):
        return None
    means = np.array([_means(profile) for profile in profiles])
    if np.abs(means).max() > LARGEST_SCALED or means.min() >= 0:
        return None
    highest, cart = float(means[:, 2].max()), float(true.means[SPENDERS][2])
    people, share = true.people, float(true.people.business["discount"])
    lost = money((cart - highest) * share * true.sizes[SPENDERS] * people.users_per_row)
    return (
        f"Your highest mean cart is {format_number(highest)}: means of the scaled features, in standard deviations and "
        f"not in dollars. These users' mean cart is {money(cart)}. An offer of {100 * share:g} % on one cart of "
        f"each of {people.users(true.sizes[SPENDERS])} would be budgeted {lost} too low."
    )


def bots_left_in(true: Truth, answers: Answers) -> str | None:
    """A profile is that of the bots, or holds them."""
    profiles, people = answers.get("profiles", ()), true.people
    if not profiles or _shape_problem(profiles):
        return None
    bots = int(people.bots.sum())
    items = people.values[people.bots, 1].mean()
    for profile in profiles:
        if abs(profile["Items_Viewed"] / items - 1) < 0.2 and profile["Cart_Value"] < 5:
            campaign = money(float(people.business["campaign_cost"]))
            return (
                f"One of your groups of people views {format_number(profile['Items_Viewed'])} items and buys nothing: "
                f"the {bots} bots. A campaign for it costs {campaign} to prepare and "
                f"{people.dollars(bots, 'email_cost')} to send to {people.users(bots)}, and nobody reads it."
            )
    return _bots_within(true, profiles)


def _bots_within(true: Truth, profiles: Sequence[Profile]) -> str | None:
    people = true.people
    bots, middle = int(people.bots.sum()), people.values[people.bots].mean(axis=0)
    for name, profile in matched(true, profiles).items():
        rows, mean = true.sizes[name], true.means[name]
        both = (rows * mean + bots * middle) / (rows + bots)
        if abs(profile["Items_Viewed"] - both[1]) < abs(both[1] - mean[1]) / 4:
            extra = people.dollars(float(rows * (both[1] - mean[1])), "item_cost")
            return (
                f"One of your groups views {format_number(profile['Items_Viewed'])} items: the mean with the {bots} "
                f"bots left in; its people view {format_number(float(mean[1]))}. Items served for the first number "
                f"cost {extra} too much per month."
            )
    return None


def shares_not_sizes(true: Truth, answers: Answers) -> str | None:
    """The sizes are shares."""
    profiles = answers.get("profiles", ())
    if not profiles or _shape_problem(profiles):
        return None
    sizes = [profile["size"] for profile in profiles]
    whole = next((whole for whole in (1.0, 100.0) if sum(sizes) <= 1.001 * whole and max(sizes) < whole), None)
    if whole is None:
        return None
    rows = sum(true.sizes.values())
    return (
        f"Your sizes add up to {format_number(sum(sizes))}: shares, where numbers of rows were asked. {rows:,} rows of "
        f"people stand for {true.people.users(rows)}; a campaign to all of them needs "
        f"{true.people.dollars(rows, 'email_cost')} of e-mails, and from shares nobody can order any."
    )


def one_group_missing(true: Truth, answers: Answers) -> str | None:
    """A kind of people has no profile."""
    profiles, people = answers.get("profiles", ()), true.people
    if not profiles or _shape_problem(profiles) or len(profiles) >= len(true.means):
        return None
    missing = [name for name in true.means if name not in matched(true, profiles)]
    rows = sum(true.sizes[name] for name in missing)
    items, cart, returns = (true.means[missing[0]][place] for place in (1, 2, 3))
    return (
        f"You have {len(profiles)} groups of people; there are {len(true.means)}. No profile is near the "
        f"{rows_of(rows)} that view {format_number(float(items))} items, have {money(float(cart))} in the cart and "
        f"return {percent(returns)} of what they buy. They stand for {people.users(rows)}, who would get e-mails "
        f"meant for others, for {people.dollars(rows, 'email_cost')} per campaign."
    )


def nobody_is_average(true: Truth, answers: Answers) -> tuple[str, str] | None:
    """The mean user does not exist."""
    people = true.people
    human = ~people.bots
    mean = people.values[human].mean(axis=0)
    far = np.abs((people.values[human] - mean) / people.values[human].std(axis=0))
    alike = int((far < 0.5).all(axis=1).sum())
    return (
        "Marketing asks for one persona, the average user. How many users are like it?",
        f"The average person has {money(float(mean[2]))} in the cart and returns {percent(mean[3])} of what they buy. "
        f"Of {int(human.sum()):,} people {alike or 'none'} {be(alike or 1)} within half a standard deviation of the "
        "mean in every feature: the mean of groups lies between them.",
    )


def certain(true: Truth, answers: Answers) -> tuple[str, str] | None:
    """How sure a mean is."""
    profiles = answers.get("profiles", ())
    if not profiles or _shape_problem(profiles):
        return None
    profile = matched(true, profiles).get(SPENDERS)
    if profile is None:
        return None
    rows, spread = true.sizes[SPENDERS], float(true.spreads[SPENDERS][2])
    error = spread / rows**0.5
    return (
        f"Your highest mean cart is {money(profile['Cart_Value'])}. How sure are you of it?",
        f"The carts of these {rows:,} rows scatter by {money(spread)} (standard deviation), so the mean has a "
        f"standard error of {money(error)} (about 95 % of such means lie within {money(2 * error)} of the true one). "
        "That the groups were found in the same rows makes them look a little sharper than they are.",
    )


def scaled_profiles(true: Truth) -> list[dict[str, float]]:
    """Profiles in standard deviations, as those report them who average the scaled features."""
    scaled = standardised(true.people.values)
    rows = {name: true.people.named == name for name in true.means}
    return [
        {"size": int(own.sum()), **dict(zip(FEATURES, scaled[own].mean(axis=0).tolist(), strict=True))}
        for own in rows.values()
    ]


SECTION = Section(
    number=3,
    title="Personas",
    fields=(
        Field(
            "profiles",
            Kind.PROFILES,
            "one map per group of people, bots left out: size in rows, and the mean of each feature in its own unit",
        ),
    ),
    truth=truth,
    criteria=(
        Criterion(
            "profiles",
            f"one profile per kind of people, its means within {MEAN_TOLERANCE} standard deviations of the group, its "
            f"size within {100 * SIZE_TOLERANCE:g} %",
            profiles_problem,
        ),
    ),
    traps=(
        Trap("standardised-means", "The means are in standard deviations, not in units.", standardised_means),
        Trap("bots-left-in", "The bots are a group of people, or stand in one.", bots_left_in),
        Trap("shares-not-sizes", "The sizes are shares, not numbers of rows.", shares_not_sizes),
        Trap("one-group-missing", "A kind of people has no profile.", one_group_missing),
    ),
    rubric=RUBRIC,
    facts=facts,
    followups=(FollowUp("average-user", nobody_is_average), FollowUp("how-sure", certain)),
    hints=(
        "Average the features in their own units, not the scaled ones: Marketing thinks in dollars and items.",
        "users[FEATURES].groupby(labels).mean() and the sizes of the groups; which of them are people?",
        "For each group but the bots': {'size': len(rows), **rows[FEATURES].mean()}; the bots' group is the one with a "
        "mean cart of 0 and about a hundred items viewed.",
    ),
)
