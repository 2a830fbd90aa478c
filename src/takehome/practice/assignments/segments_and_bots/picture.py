"""Section 1: five features in two dimensions, and how much of the variance that loses.

A principal component's share of the variance is its eigenvalue over the sum of all. The share says how much scatter
the picture leaves out, not whether groups stay apart in it: what is apart in a projection is apart, and what overlaps
may be apart too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from takehome.practice.assignments.segments_and_bots.population import (
    Floats,
    Population,
    mixed_in,
    money,
    percent,
    population,
    rows_of,
    shares_and_plane,
)
from takehome.practice.assignments.segments_and_bots.rubrics.picture import RUBRIC
from takehome.practice.drawn import Drawn
from takehome.practice.grading.drawings import points_problem
from takehome.practice.spec import (
    Answers,
    Criterion,
    Facts,
    Field,
    FollowUp,
    Kind,
    Plot,
    Section,
    Trap,
    World,
)

TOLERANCE = 0.005
"""Of a share: the result is exact but for rounding to two digits of a percentage."""

PLOT_TOLERANCE = 0.02
"""Of the range: n or n − 1 in the standard deviation moves a point by less than a thousandth."""


@dataclass(frozen=True)
class Truth:
    """Shares of the variance after scaling (5,), and the rows in the plane (n, 2)."""

    people: Population
    shares: Floats
    plane: Floats

    @property
    def kept(self) -> float:
        """Share of the variance in the picture."""
        return float(self.shares[:2].sum())


def truth(world: World) -> Truth:
    """Principal components of the scaled features."""
    people = population(world)
    return Truth(people, *shares_and_plane(people.scaled))


def facts(true: Truth, answers: Answers) -> Facts:
    """Shares that the text may quote."""
    first, second = map(float, true.shares[:2])
    return {"first": first, "second": second, "kept": true.kept, "lost": 1 - true.kept}


def explained_problem(true: Truth, answers: Answers) -> str | None:
    """Whether the two shares are those of the scaled features."""
    given = answers["explained"]
    if len(given) != 2:
        return f"“explained” has {len(given)} values; it must have 2, the shares of the first and second component."
    if np.abs(np.subtract(given, true.shares[:2])).max() <= TOLERANCE:
        return None
    return (
        f"“explained” is {percent(given[0])} and {percent(given[1])}; after scaling the first two components hold "
        f"{percent(true.shares[0])} and {percent(true.shares[1])} of the variance."
    )


def lost_problem(true: Truth, answers: Answers) -> str | None:
    """Whether the lost share is one less the two shares."""
    if abs(answers["lost"] - (1 - true.kept)) <= 2 * TOLERANCE:
        return None
    return f"“lost” is {percent(answers['lost'])}; the picture loses {percent(1 - true.kept)} of the variance."


def unscaled(true: Truth, answers: Answers) -> str | None:
    """The shares of the table in its own units: dollars have the largest numbers and own the first axis."""
    shares, plane = shares_and_plane(true.people.values)
    if not _near(answers["explained"], shares[:2]):
        return None
    rows = mixed_in(nearest_middle(plane, true.people), true.people.named)
    return (
        f"You got {percent(shares[0])} and {percent(shares[1])}: the components of the unscaled table. There the "
        "first axis is Cart_Value and little else, only because dollars are large numbers; scaled, the shares are "
        f"{percent(true.shares[0])} and {percent(true.shares[1])}. In that picture {rows_of(rows)} "
        f"{'lies' if rows == 1 else 'lie'} nearest to the middle of another kind; that is {true.people.users(rows)}, "
        f"who would get e-mails meant for others, for {true.people.dollars(rows, 'email_cost')} per campaign."
    )


def nearest_middle(plane: Floats, people: Population) -> list[int]:
    """For every row the kind whose middle is nearest in the plane, as a number; shape (n,)."""
    names = np.unique(people.named)
    middles = np.array([plane[people.named == name].mean(axis=0) for name in names])
    return np.linalg.norm(plane[:, None] - middles, axis=2).argmin(axis=1).tolist()


def kept_for_lost(true: Truth, answers: Answers) -> str | None:
    """The share in the picture is given as the share that is lost."""
    if abs(true.kept - (1 - true.kept)) <= 4 * TOLERANCE or abs(answers["lost"] - true.kept) > 2 * TOLERANCE:
        return None
    return (
        f"You say that {percent(true.kept)} is lost: that is what the picture keeps. It loses "
        f"{percent(1 - true.kept)}. {_stopped(true)}"
    )


def cumulative(true: Truth, answers: Answers) -> str | None:
    """The second number is the running sum."""
    if not _near(answers["explained"], np.cumsum(true.shares)[:2]):
        return None
    return (
        f"Your second share, {percent(true.kept)}, is the sum of both: the second component alone holds "
        f"{percent(true.shares[1])}. Together your two would be {percent(float(true.shares[0]) + true.kept)}, which "
        f"is {percent(float(true.shares[0]))} counted twice. {_believed(true, float(true.shares[0]) + true.kept)}"
    )


def singular_values(true: Truth, answers: Answers) -> str | None:
    """Shares of the singular values, whose squares are the variances."""
    roots = np.sqrt(true.shares) / np.sqrt(true.shares).sum()
    if not _near(answers["explained"], roots[:2]):
        return None
    return (
        f"You got {percent(roots[0])} and {percent(roots[1])}: shares of the singular values, or of the standard "
        f"deviations. Variance is their square: {percent(true.shares[0])} and {percent(true.shares[1])}. You would "
        f"report {percent(1 - float(roots[:2].sum()))} as lost where {percent(1 - true.kept)} is. {_stopped(true)}"
    )


def _stopped(true: Truth) -> str:
    groups = true.people.groups - 1
    cost = money(groups * float(true.people.business["campaign_cost"]))
    apart = len(true.plane) - mixed_in(nearest_middle(true.plane, true.people), true.people.named)
    return (
        f"Who believes that more is lost than is there stops {groups} campaigns worth {cost} of preparation for want "
        f"of a picture, although {apart:,} of {len(true.plane):,} rows lie nearest to the middle of their own kind in "
        f"it."
    )


def _believed(true: Truth, share: float) -> str:
    cost = money(float(true.people.business["campaign_cost"]))
    return (
        f"A picture said to hold {percent(min(share, 1.0))} hides {'nothing' if share >= 1 else 'little'}; a group "
        f"that overlaps another in it would be denied its campaign of {cost}, although {percent(1 - true.kept)} of "
        "the variance is out of sight."
    )


def _near(given: Sequence[float], wanted: Floats) -> bool:
    return len(given) == 2 and bool(np.abs(np.subtract(given, wanted)).max() <= TOLERANCE)


def plane_problem(drawn: Sequence[Drawn], plane: Floats) -> str | None:
    """Whether a picture shows the plane; the sign of a component means nothing, so each mirror image is right."""
    found = None
    for flip in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
        x, y = (plane * flip).T
        problem = points_problem(drawn, x.tolist(), y.tolist(), what="PC1 against PC2", tolerance=PLOT_TOLERANCE)
        if problem is None:
            return None
        found = problem if found is None or "label" in problem or "swapped" in problem else found
    return found


def first_alone(true: Truth, answers: Answers) -> tuple[str, str] | None:
    """How many components would keep 90 %."""
    if len(answers.get("explained", ())) != 2:
        return None
    needed = int(np.searchsorted(np.cumsum(true.shares), 0.9) + 1)
    return (
        f"Your two components keep {percent(sum(answers['explained']))}. How many would keep 90 %, and would you draw "
        "them?",
        f"{needed} components keep {percent(np.cumsum(true.shares)[needed - 1])}. I would not draw {needed} of them: "
        "the picture is for looking; the clustering uses all five scaled features and loses nothing.",
    )


def bots_turn(true: Truth, answers: Answers) -> tuple[str, str] | None:
    """What the bots do to the axes."""
    people = true.people
    shares, _ = shares_and_plane(people.scaled[~people.bots])
    return (
        f"Your table of {len(people.kinds):,} rows holds bots. How much of your picture is theirs: what do the first "
        "two components keep without them?",
        f"Without the {int(people.bots.sum())} bots the two keep {percent(shares[:2].sum())} of the people's "
        f"variance, with them {percent(true.kept)} of everybody's: rows as extreme as these turn the axes towards "
        "themselves.",
    )


SECTION = Section(
    number=1,
    title="The picture",
    fields=(
        Field(
            "explained", Kind.NUMBERS, "variance of the first and second component after scaling, shares from 0 to 1"
        ),
        Field("lost", Kind.NUMBER, "variance that is not in the picture, a share from 0 to 1"),
    ),
    truth=truth,
    criteria=(
        Criterion("explained", f"the two shares after scaling, each within {TOLERANCE}", explained_problem),
        Criterion("lost", f"1 less the two shares, within {2 * TOLERANCE:g}", lost_problem),
    ),
    traps=(
        Trap("unscaled", "The components are those of the table in its own units.", unscaled),
        Trap("kept-for-lost", "The share that the picture keeps is given as lost.", kept_for_lost),
        Trap("cumulative", "The second share is the running sum of both.", cumulative),
        Trap("singular-values", "The shares are of singular values, not of their squares.", singular_values),
    ),
    rubric=RUBRIC,
    facts=facts,
    plots=(
        Plot(
            "a scatter of PC1 against PC2, labelled",
            lambda true, answers, drawn: plane_problem(drawn, true.plane),
        ),
    ),
    followups=(FollowUp("ninety-percent", first_alone), FollowUp("without-bots", bots_turn)),
    hints=(
        "Which feature has the largest numbers, and is it therefore the most important one?",
        "StandardScaler first, then PCA; explained_variance_ratio_ holds one share per component.",
        "explained = PCA(2).fit(StandardScaler().fit_transform(users[FEATURES])).explained_variance_ratio_; what is "
        "lost is 1 less their sum.",
    ),
)
