"""Section 2: how many groups there are, and who is in which.

The number of a group is the candidate's own affair: partitions are compared by the adjusted Rand index (0 is chance, 1
is the same), which any method and any numbering may reach. The few heavy browsers may be browsers or a group of their
own; the bots must be a group of their own, because a group of people that holds them has no mean worth quoting.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from takehome.practice.assignments.segments_and_bots.population import (
    HEAVY,
    Population,
    mixed_in,
    money,
    population,
    rows_of,
    standardised,
)
from takehome.practice.assignments.segments_and_bots.rubrics.groups import RUBRIC
from takehome.practice.drawn import Drawn
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
from takehome.units import format_number

LEAST_AGREEMENT = 0.9
"""Adjusted Rand index: over 200 seeds K-means, mixtures, Ward and the study reach .94 and more, the raw table .7."""

SILHOUETTE_TOLERANCE = 0.02
"""Room for a silhouette that is computed on a sample of the rows, as scikit-learn offers it."""

BOTS_TOGETHER = 0.9
"""Share of the bots in one group, and of bots in that group: K-means lends it one or two heavy browsers."""

FEW = 4
"""Rows per heavy browser up to which a group counts as theirs: the people nearest to them come along."""

TOO_MANY = 3
"""Groups above the right number from which "inertia still falls" is the likely reason."""

INERTIA_ROOM, CURVE_ROOM = 0.15, 0.1
"""How far a drawn inertia (as a share) and a drawn silhouette may be from those of the planted groups: a method may cut
an edge otherwise or draw a sample. The line must be this quantity; that its peak is seen is what “k” is asked for."""

Codes = NDArray[np.int64]


@dataclass(frozen=True)
class Truth:
    """Who is who; the right number of groups is ``people.groups``."""

    people: Population


def truth(world: World) -> Truth:
    """The planted groups."""
    return Truth(population(world))


def facts(true: Truth, answers: Answers) -> Facts:
    """The candidate's own number and silhouette where given."""
    labels = answers.get("labels", ())
    given = len(labels) == len(true.people.kinds)
    return {
        "k": float(answers.get("k", true.people.groups)),
        "silhouette": float(answers.get("silhouette", silhouette(true, true.people.named))),
        "k_suspected": float(true.people.business["suspected_groups"]),
        "bots_apart": float(bots_apart(true.people, labels)) if given else 0.0,
    }


def agreement(left: Sequence[object], right: Sequence[object]) -> float:
    """The adjusted Rand index of two partitions of the same rows."""
    from sklearn.metrics import adjusted_rand_score

    return float(adjusted_rand_score(left, right))


def silhouette(true: Truth, labels: Sequence[object] | NDArray[Any]) -> float:
    """Mean silhouette over the scaled features; NaN where there are fewer than two groups."""
    from sklearn.metrics import silhouette_score

    codes = np.unique(np.asarray(labels), return_inverse=True)[1]
    if not 1 < codes.max() + 1 < len(codes):
        return float("nan")
    return float(silhouette_score(true.people.scaled, codes))


def bots_apart(people: Population, labels: Sequence[int]) -> bool:
    """Whether one group holds nearly all bots and hardly anybody else."""
    given = np.asarray(labels)
    values, counts = np.unique(given[people.bots], return_counts=True)
    group = given == values[counts.argmax()]
    together = int((group & people.bots).sum())
    return together >= BOTS_TOGETHER * people.bots.sum() and together >= BOTS_TOGETHER * group.sum()


def heavy_apart(people: Population, labels: Sequence[int]) -> bool:
    """Whether a small group holds most of the heavy browsers."""
    given, heavy = np.asarray(labels), people.kinds == HEAVY
    groups = (given == group for group in np.unique(given[heavy]))
    return any((own & heavy).sum() > heavy.sum() / 2 and own.sum() <= FEW * heavy.sum() for own in groups)


def counted(people: Population, labels: Sequence[int]) -> int:
    """How many groups the labels hold; −1 is nobody's group, unless it is the bots'."""
    given = np.asarray(labels)
    nobody = given == -1
    return len(set(labels) - {-1}) + int(nobody.any() and people.bots[nobody].mean() > BOTS_TOGETHER)


def labels_problem(true: Truth, answers: Answers) -> str | None:
    """Whether the groups are those of the people and the bots."""
    labels, people = answers["labels"], true.people
    if len(labels) != len(people.kinds):
        return f"“labels” has {len(labels):,} values; it must have one for each of the {len(people.kinds):,} rows."
    index = agreement(people.named.tolist(), labels)
    if index < LEAST_AGREEMENT:
        return (
            f"“labels” agree with the groups in the data at {index:.3f} (adjusted Rand index: 0 is chance, 1 is the "
            f"same; {LEAST_AGREEMENT} is needed)."
        )
    if not bots_apart(people, labels):
        return f"The {int(people.bots.sum())} bots do not stand in a group of their own in “labels”."
    return None


def k_problem(true: Truth, answers: Answers) -> str | None:
    """Whether the number is right and is that of the labels."""
    k, right, labels = answers["k"], true.people.groups, answers.get("labels", ())
    fits = len(labels) == len(true.people.kinds)
    if k == right + 1 and fits and heavy_apart(true.people, labels) and counted(true.people, labels) == k:
        return None
    if k != right:
        return f"“k” is {k}; there are {right} groups, {right - 1} kinds of people and the bots."
    if fits and counted(true.people, labels) != k:
        return f"“k” is {k}, but “labels” hold {counted(true.people, labels)} groups."
    return None


def silhouette_problem(true: Truth, answers: Answers) -> str | None:
    """Whether the silhouette is that of the labels."""
    labels, given = answers.get("labels", ()), answers["silhouette"]
    if len(labels) != len(true.people.kinds):
        return "“silhouette” cannot be checked without a label for every row."
    found = silhouette(true, labels)
    grouped = np.asarray(labels) != -1
    if abs(given - found) <= SILHOUETTE_TOLERANCE or abs(given - _of_rows(true, labels, grouped)) <= (
        SILHOUETTE_TOLERANCE
    ):
        return None
    return (
        f"“silhouette” is {format_number(given)}; the mean silhouette of your labels over the scaled features is "
        f"{format_number(found)}."
    )


def _of_rows(true: Truth, labels: Sequence[int], rows: NDArray[np.bool_]) -> float:
    """Mean silhouette of some rows alone, as those compute it who leave −1 out."""
    from sklearn.metrics import silhouette_score

    given = np.asarray(labels)[rows]
    if not 1 < len(set(given.tolist())) < len(given):
        return float("nan")
    return float(silhouette_score(true.people.scaled[rows], given))


def unscaled_kmeans(true: Truth, answers: Answers) -> str | None:
    """The groups of the table in its own units, which are those of the cart alone."""
    labels, people = answers.get("labels", ()), true.people
    if len(labels) != len(people.kinds) or labels_problem(true, answers) is None:
        return None
    raw, index = raw_groups(people, counted(true.people, labels)), agreement(people.named.tolist(), labels)
    if agreement(raw.tolist(), labels) < max(LEAST_AGREEMENT, index):
        return None
    rows = mixed_in(labels, people.named)
    return (
        "Your groups are those of K-means on the unscaled table: Cart_Value, in hundreds of dollars, decides the "
        f"distances and the other four features hardly count. {_among_others(people, rows)}. Scaled, the groups agree "
        f"with who they are at {LEAST_AGREEMENT} or more (adjusted Rand index); yours do at {index:.3f}."
    )


def _among_others(people: Population, rows: int) -> str:
    """What rows in a group of another kind cost, without the full stop."""
    stand = "stands" if rows == 1 else "stand"
    return (
        f"{rows_of(rows)} {stand} among another kind, for {people.users(rows)}: e-mails meant for others, for "
        f"{people.dollars(rows, 'email_cost')} per campaign"
    )


def raw_groups(people: Population, k: int) -> Codes:
    """K-means with k groups on the unscaled table; shape (n,)."""
    from sklearn.cluster import KMeans

    k = min(max(k, 1), len(people.kinds))
    found: Codes = KMeans(k, n_init=10, random_state=0).fit_predict(people.values)
    return found


def bots_merged(true: Truth, answers: Answers) -> str | None:
    """The bots stand among people."""
    labels, people = answers.get("labels", ()), true.people
    if len(labels) != len(people.kinds) or bots_apart(people, labels):
        return None
    given = np.asarray(labels)
    values, counts = np.unique(given[people.bots], return_counts=True)
    group = given == values[counts.argmax()]
    own = int((group & ~people.bots).sum())
    if counts.max() < BOTS_TOGETHER * people.bots.sum() or not own:
        return None
    with_bots, without = people.values[group, 1].mean(), people.values[group & ~people.bots, 1].mean()
    cost = people.dollars(float(own * (with_bots - without)), "item_cost")
    return (
        f"{int(counts.max())} bots stand in one group with {rows_of(own)} of people. Its mean of Items_Viewed is "
        f"{format_number(with_bots)} items; its people view {format_number(without)}. Served for the first number, "
        f"they cost {cost} too much per month."
    )


def k_as_suspected(true: Truth, answers: Answers) -> str | None:
    """The number that Marketing suspected is given back."""
    people, k = true.people, answers.get("k")
    suspected = people.business["suspected_groups"]
    if k != suspected or k == people.groups:
        return None
    labels = answers.get("labels", ())
    own = counted(people, labels) if len(labels) == len(people.kinds) else k
    rows = mixed_in(
        labels if own == k and len(labels) == len(people.kinds) else merged(people, k).tolist(), people.named
    )
    against = f" Your own labels hold {own} groups." if own != k else ""
    return (
        f"{k} is what Marketing suspected, and the data say {people.groups}, the bots counted as one.{against} With "
        f"{k} groups {_among_others(people, rows)}."
    )


def as_many_as_allowed(true: Truth, answers: Answers) -> str | None:
    """The largest number tried, because inertia falls with every group."""
    people, k = true.people, answers.get("k", 0)
    if k < people.groups + TOO_MANY:
        return None
    more = k - people.groups
    cost = money(more * float(people.business["campaign_cost"]))
    return (
        f"{k} groups are {more} more than the data hold. Inertia falls with every group that is added, also where it "
        f"cuts one kind in two, so its lowest value is always at the largest number tried. {more} campaigns too many "
        f"cost {cost} to prepare."
    )


def curve_problem(true: Truth, answers: Answers, drawn: Sequence[Drawn]) -> str | None:
    """Whether a line shows inertia or silhouette against the number of groups."""
    for axes in drawn:
        for places, heights in axes.lines:
            if is_curve(true, places, heights):
                bare = [name for name, label in (("x", axes.x_label), ("y", axes.y_label)) if not label.strip()]
                return f"The curve over k has no label at its {' and '.join(bare)}-axis." if bare else None
    return (
        "No picture of this section shows a line of the inertia or the mean silhouette of the scaled features against "
        f"the number of groups, k = {true.people.groups} and its neighbours included."
    )


def is_curve(true: Truth, places: Sequence[float], heights: Sequence[float]) -> bool:
    """Whether a line holds numbers of groups around the right one, and there the right inertia or silhouette.

    Of everybody, or of the people alone where the bots were set apart first.
    """
    at = dict(zip(places, heights, strict=False))
    if len(at) < 4 or any(place != int(place) for place in places):
        return False
    return any(_fits(at, true.people, rows) for rows in (np.ones(len(true.people.kinds), bool), ~true.people.bots))


def _fits(at: Mapping[float, float], people: Population, rows: NDArray[np.bool_]) -> bool:
    """Whether the line has the inertia or the silhouette of these rows at their number of kinds."""
    from sklearn.metrics import silhouette_score

    scaled, kinds = standardised(people.values[rows]), people.named[rows]
    k = len(np.unique(kinds))
    if not {k - 1, k, k + 1} <= at.keys():
        return False
    parts = [scaled[kinds == kind] for kind in np.unique(kinds)]
    inertia = sum(((part - part.mean(axis=0)) ** 2).sum() for part in parts)
    return bool(abs(at[k] / inertia - 1) <= INERTIA_ROOM or abs(at[k] - silhouette_score(scaled, kinds)) <= CURVE_ROOM)


def stretched(true: Truth, answers: Answers) -> tuple[str, str] | None:
    """What the bots do to the scale itself."""
    people = true.people
    everybody, alone = people.values[:, 1].std(), people.values[~people.bots, 1].std()
    return (
        "You scaled with the bots in the table. What have they done to the standard deviation of Items_Viewed, and "
        "to the groups?",
        f"With them it is {format_number(everybody)} items, without them {format_number(alone)}: differences between "
        f"people in Items_Viewed count {format_number(everybody / alone)} times less. The groups of people are far "
        "enough apart in the other features to stand it here; I would set the bots apart first and scale again.",
    )


def one_less(true: Truth, answers: Answers) -> tuple[str, str] | None:
    """What a smaller number would merge."""
    k, labels = answers.get("k"), answers.get("labels", ())
    people = true.people
    if k != people.groups or len(labels) != len(people.kinds):
        return None
    less = merged(people, k - 1).tolist()
    rows = mixed_in(less, people.named)
    return (
        f"You say k = {k}. Marketing has budget for {k - 1} groups, the bots' included. What would that cost?",
        f"The two nearest groups would become one, the mean silhouette would go from "
        f"{format_number(silhouette(true, people.named.tolist()))} to "
        f"{format_number(silhouette(true, less))}, and {rows_of(rows)} would stand among another kind: "
        f"{people.users(rows)}, {people.dollars(rows, 'email_cost')} of e-mails meant for others per campaign.",
    )


def merged(people: Population, k: int) -> NDArray[np.str_]:
    """The kinds, the two whose middles are nearest merged until k are left; shape (n,)."""
    named = people.named
    while len(names := np.unique(named)) > max(k, 1):
        middles = np.array([people.scaled[named == name].mean(axis=0) for name in names])
        far = np.linalg.norm(middles[:, None] - middles, axis=2) + np.diag(np.full(len(names), np.inf))
        left, right = np.unravel_index(far.argmin(), far.shape)
        named = np.where(named == names[left], names[right], named)
    return named


SECTION = Section(
    number=2,
    title="The groups",
    fields=(
        Field("k", Kind.INTEGER, "number of groups, the bots counted as one", "groups"),
        Field("labels", Kind.INTEGERS, "group of every row of users, numbered as you like; −1 is no group"),
        Field("silhouette", Kind.NUMBER, "mean silhouette of your labels over the scaled features, from −1 to 1"),
    ),
    truth=truth,
    criteria=(
        Criterion("k", "the number of groups in the data, the same as in your labels", k_problem),
        Criterion(
            "labels",
            f"groups that agree with those in the data at {LEAST_AGREEMENT} or more in the adjusted Rand index, where "
            "0 is chance and 1 the same, the bots in a group of their own",
            labels_problem,
        ),
        Criterion(
            "silhouette", f"the mean silhouette of your labels, within {SILHOUETTE_TOLERANCE}", silhouette_problem
        ),
    ),
    traps=(
        Trap("unscaled-kmeans", "The groups are those of the unscaled table, where dollars decide.", unscaled_kmeans),
        Trap("bots-merged", "The bots stand in a group of people.", bots_merged),
        Trap("k-as-suspected", "The suspected number is given back instead of the one in the data.", k_as_suspected),
        Trap("as-many-as-allowed", "The largest number tried, because inertia always falls.", as_many_as_allowed),
    ),
    rubric=RUBRIC,
    facts=facts,
    plots=(Plot("a line of inertia or silhouette against the number of groups, labelled", curve_problem),),
    followups=(FollowUp("scaled-with-bots", stretched), FollowUp("one-group-less", one_less)),
    hints=(
        "A feature in hundreds of dollars and one between 0 and 1: which of them decides a distance?",
        "Draw inertia and mean silhouette for k = 2 to 10 and look where the one bends and the other peaks; expect the "
        "bots to be one of the groups.",
        "labels = KMeans(k, n_init=10, random_state=0).fit_predict(StandardScaler().fit_transform(users[FEATURES])) "
        "for the k with the highest silhouette_score; then look which group views a hundred items in half a minute.",
    ),
)
