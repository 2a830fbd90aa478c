"""Section 5: what is wrong with the table before any model.

A user who is exported twice counts twice in every size and mean. Returns compared between channels are compared between
the kinds of people who use them, and within the kinds the order may be the reverse (Simpson's paradox). And a feature
that grows from some week on makes late users look like another kind.
"""

from __future__ import annotations

from takehome.practice.assignments.segments_and_bots.audit_truth import Truth, truth
from takehome.practice.assignments.segments_and_bots.population import FEATURES, SPENDERS, money, percent
from takehome.practice.assignments.segments_and_bots.rubrics.audit import RUBRIC
from takehome.practice.spec import (
    Answers,
    Criterion,
    Facts,
    Field,
    FollowUp,
    Kind,
    Section,
    Trap,
)
from takehome.units import format_number

SPENDERS_TOLERANCE = 0.08
"""Of the users in the group with the largest carts: heavy browsers may stand in it; counted twice it is a quarter
more."""

CHANNELS = ("App", "Web")


def facts(true: Truth, answers: Answers) -> Facts:
    """What a text may quote."""
    people = true.people
    return {
        "duplicates": float(answers.get("duplicates", true.repeated)),
        "spenders_exported": float(true.rows),
        "spenders_once": float(answers.get("spenders_once", true.users)),
        "email_waste": true.repeated * people.users_per_row * float(people.business["email_cost"]),
        "gap_overall": true.gaps[0],
        "gap_within": true.gaps[1],
        "reversed": float(true.overall != true.within),
        "drift": true.drift,
        "drift_growth": 0.0 if true.drift == "none" else true.growth[true.drift] - 1,
    }


def duplicates_problem(true: Truth, answers: Answers) -> str | None:
    """Whether the repeated rows are counted."""
    if answers["duplicates"] == true.repeated:
        return None
    return f"“duplicates” is {answers['duplicates']:,}; {true.repeated:,} rows repeat a User who stands further up."


def spenders_problem(true: Truth, answers: Answers) -> str | None:
    """Whether the users with the largest carts are counted once each."""
    given = answers["spenders_once"]
    if abs(given / true.users - 1) <= SPENDERS_TOLERANCE:
        return None
    return f"“spenders_once” is {given:,}; the group with the largest carts holds {true.users:,} different users."


def overall_problem(true: Truth, answers: Answers) -> str | None:
    """Whether the channel with more returns over all users is named."""
    if answers["worse_overall"] == true.overall:
        return None
    return f"Over all users it is {true.overall} that has more returns, by {_points(true.gaps[0])}."


def within_problem(true: Truth, answers: Answers) -> str | None:
    """Whether the channel with more returns within the groups is named."""
    if answers["worse_within"] == true.within:
        return None
    return (
        f"Within the groups of people it is {true.within} that has more returns, by {_points(true.gaps[1])} on average."
    )


def drift_problem(true: Truth, answers: Answers) -> str | None:
    """Whether the feature that changes with time is named."""
    if answers["drift"] == true.drift:
        return None
    if true.drift == "none":
        return f"“drift” is {answers['drift']}; no feature of the people changes with Week by more than chance."
    return (
        f"“drift” is {answers['drift']}; it is {true.drift} that is {_more(true.growth[true.drift])} from week "
        f"{true.week} on."
    )


def _points(share: float) -> str:
    return f"{format_number(100 * share)} percentage points"


def _more(ratio: float) -> str:
    return f"{percent(abs(ratio - 1))} {'larger' if ratio >= 1 else 'smaller'}"


def features_alone(true: Truth, answers: Answers) -> str | None:
    """Rows that are alike are called repeated, bots included."""
    if answers.get("duplicates") != true.alike or true.alike == true.repeated:
        return None
    bots = true.alike - true.repeated
    return (
        f"You count {true.alike:,} rows whose features stand further up; {bots} of them are other users, bots that act "
        f"alike to the last digit. {true.repeated:,} rows repeat a User. Who deletes the {bots} as errors deletes "
        f"evidence of bots, which cost {true.people.dollars(bots, 'bot_cost')} per month."
    )


def none_found(true: Truth, answers: Answers) -> str | None:
    """The export is taken as it is."""
    if answers.get("duplicates") != 0:
        return None
    return f"You found no repeated rows; {true.repeated:,} rows repeat a User who stands further up. {_twice(true)}"


def counted_twice(true: Truth, answers: Answers) -> str | None:
    """The group with the largest carts is counted in rows."""
    given = answers.get("spenders_once")
    if given is None or spenders_problem(true, answers) is None:
        return None
    if abs(given / true.rows - 1) > SPENDERS_TOLERANCE:
        return None
    return (
        f"You count {given:,} users with large carts: rows of the export. There are {true.users:,} users. "
        f"{_twice(true)}"
    )


def _twice(true: Truth) -> str:
    people = true.people
    cart = float(people.values[people.named == SPENDERS, 2].mean())
    offers = (true.rows - true.users) * cart * float(people.business["discount"]) * people.users_per_row
    return (
        f"Mailed twice, they cost {people.dollars(true.repeated, 'email_cost')} per campaign, and "
        f"{true.rows - true.users} spenders who do not exist put {money(offers)} of discounts on one cart each into "
        "its budget, for all users."
    )


def simpson(true: Truth, answers: Answers) -> str | None:
    """The order over all users is taken for that within the groups, or the reverse."""
    overall, within = answers.get("worse_overall"), answers.get("worse_within")
    if true.overall == true.within or overall is None or within is None or overall != within:
        return None
    return (
        f"You name {overall} twice. Over all users {true.overall} has {_points(true.gaps[0])} more returns, because "
        f"the people who return much use it; within the groups {true.within} has {_points(true.gaps[1])} more. "
        f"Repairing {true.overall} to bring returns down would send them up: at one mean cart for "
        f"every user that is {money(_returned(true))} of goods."
    )


def _returned(true: Truth) -> float:
    """Dollars of goods that come back more if everybody moved to the channel that looks better."""
    people = true.people
    cart = float(people.values[~people.bots, 2].mean())
    return true.gaps[1] * cart * float((~people.bots).sum()) * people.users_per_row


def drift_missed(true: Truth, answers: Answers) -> str | None:
    """The change with time is not seen."""
    if true.drift == "none" or answers.get("drift") != "none":
        return None
    ratio = true.growth[true.drift]
    cost = money(float(true.people.business["campaign_cost"]) * (true.people.groups - 1))
    return (
        f"You found no drift; {true.drift} is {_more(ratio)} from week {true.week} on. Groups made on all weeks "
        f"describe neither the users before nor those after, and {true.people.groups - 1} campaigns worth {cost} of "
        "preparation are aimed at their average."
    )


def whose_returns(true: Truth, answers: Answers) -> tuple[str, str] | None:
    """The channel's effect, adjusted."""
    if "worse_overall" not in answers:
        return None
    overall, within = true.gaps[0], true.gaps[1] * (1 if true.overall == true.within else -1)
    says = "most of" if within < overall / 2 else "a part of"
    return (
        f"You say that over all users {answers['worse_overall']} has more returns. Should we move users to the other "
        "channel?",
        f"Not for that reason. Over all users the difference is {_points(true.gaps[0])} ({true.overall} more), within "
        f"the groups of people {_points(true.gaps[1])} ({true.within} more): {says} the first number says who uses a "
        "channel, not what it does. Users chose their channel, so only a trial would tell what moving them does.",
    )


def which_copy(true: Truth, answers: Answers) -> tuple[str, str] | None:
    """What to do about the repeats."""
    if not answers.get("duplicates"):
        return None
    rows = len(true.people.kinds)
    return (
        f"You found {answers['duplicates']:,} repeated rows. Which of two rows of a user do you keep, and does it "
        "change the groups?",
        f"They are equal in every column, so either; I would ask why the export holds them. {true.rows - true.users} "
        f"of the {true.repeated:,} are spenders, so they are {percent(true.rows / rows)} of the rows and "
        f"{percent(true.users / (rows - true.repeated))} of the users: the groups stay, their sizes and every mean "
        "over all users do not.",
    )


SECTION = Section(
    number=5,
    title="The audit",
    fields=(
        Field("duplicates", Kind.INTEGER, "rows of a user who stands further up in the table", "rows"),
        Field("spenders_once", Kind.INTEGER, "different users in the group with the largest carts", "users"),
        Field("worse_overall", Kind.CHOICE, "channel with more returns over all users", choices=CHANNELS),
        Field("worse_within", Kind.CHOICE, "channel with more returns within the groups of people", choices=CHANNELS),
        Field("drift", Kind.CHOICE, "feature of the people that changes with Week", choices=(*FEATURES, "none")),
    ),
    truth=truth,
    criteria=(
        Criterion("duplicates", "the number of rows that repeat a User, exactly", duplicates_problem),
        Criterion("spenders_once", f"the number of users, within {100 * SPENDERS_TOLERANCE:g} %", spenders_problem),
        Criterion(
            "worse_overall",
            "the channel with the higher mean of Return_Rate over all users, each once",
            overall_problem,
        ),
        Criterion("worse_within", "the channel with the higher mean within the groups of people", within_problem),
        Criterion("drift", "the feature whose mean changes by a fifth or more, or none", drift_problem),
    ),
    traps=(
        Trap("features-alone", "Rows with equal features are called repeated, bots included.", features_alone),
        Trap("none-found", "The repeated rows are not seen.", none_found),
        Trap("counted-twice", "Spenders are counted in rows of the export.", counted_twice),
        Trap("pooled-order", "The channels' order over all users is taken for that within the groups.", simpson),
        Trap("drift-missed", "The feature that changes with time is not seen.", drift_missed),
    ),
    rubric=RUBRIC,
    facts=facts,
    followups=(FollowUp("move-channel", whose_returns), FollowUp("which-copy", which_copy)),
    hints=(
        "How many different users are there, and how many rows?",
        "Count users['User'].duplicated(); then compare the returns by channel, over all and within each group.",
        "Take each user once, leave the bots out, and compare the mean of every feature week by week, and of "
        "Return_Rate by group and channel.",
    ),
    from_level=2,
)
