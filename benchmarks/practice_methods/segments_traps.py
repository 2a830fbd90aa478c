"""The known wrong answers of the assignment "segments-and-bots": trap name → world → answers, by section.

Each makes one mistake and everything else right, and computes it as the candidate would who makes it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from benchmarks.practice_methods.segments_and_bots import (
    FEATURES,
    METHODS,
    Answers,
    Method,
    bot_rows,
    bots_answer,
    largest_carts,
    noise,
)
from benchmarks.practice_methods.segments_groupings import features, groups, scaled


def unscaled(world: Any) -> Answers:
    """PCA of the table in its own units."""
    values = np.linalg.eigvalsh(np.cov(features(world).T))[::-1]
    first, second = (values / values.sum())[:2].tolist()
    return {"explained": [first, second], "lost": 1 - first - second}


def kept_for_lost(world: Any) -> Answers:
    """The kept share as the lost one."""
    right = METHODS[1]["pipeline"](world)
    return {**right, "lost": sum(right["explained"])}


def cumulative(world: Any) -> Answers:
    """np.cumsum of the shares."""
    right = METHODS[1]["pipeline"](world)
    first, second = right["explained"]
    return {**right, "explained": [first, first + second]}


def singular_values(world: Any) -> Answers:
    """Singular values without their squares."""
    singular = np.linalg.svd(scaled(world), compute_uv=False)
    first, second = (singular / singular.sum())[:2].tolist()
    return {"explained": [first, second], "lost": 1 - first - second}


def labelled(world: Any, labels: np.ndarray) -> Answers:
    """The answers of section 2 from labels."""
    from sklearn.metrics import silhouette_score

    silhouette = float(silhouette_score(scaled(world), labels))
    return {"k": len(set(labels.tolist())), "labels": labels.tolist(), "silhouette": silhouette}


def _kmeans(X: np.ndarray, k: int) -> np.ndarray:
    from sklearn.cluster import KMeans

    return KMeans(k, n_init=10, random_state=3).fit_predict(X)


def unscaled_kmeans(world: Any) -> Answers:
    """K-means on the table in its own units."""
    return labelled(world, _kmeans(features(world), METHODS[2]["kmeans"](world)["k"]))


def bots_merged(world: Any) -> Answers:
    """One group less: the bots in the group of people whose middle is nearest."""
    labels = groups(world, "kmeans").copy()
    X, bots = scaled(world), bot_rows(world, labels)
    others = sorted(set(labels[~bots].tolist()))
    middle = X[bots].mean(axis=0)
    nearest = min(others, key=lambda group: float(np.linalg.norm(X[labels == group].mean(axis=0) - middle)))
    return labelled(world, np.where(bots, nearest, labels))


def k_as_suspected(world: Any) -> Answers:
    """K-means with the number that was guessed."""
    return labelled(world, _kmeans(scaled(world), world.business["suspected_groups"]))


def as_many_as_allowed(world: Any) -> Answers:
    """K-means with ten groups, whose inertia is lowest."""
    return labelled(world, _kmeans(scaled(world), 10))


def standardised_means(world: Any) -> Answers:
    """Means of the scaled features."""
    labels = groups(world, "kmeans")
    people, X = ~bot_rows(world, labels), scaled(world)
    return {"profiles": [_profile(X[labels == group]) for group in sorted(set(labels[people].tolist()))]}


def _profile(rows: np.ndarray) -> dict[str, float]:
    return {"size": len(rows), **dict(zip(FEATURES, rows.mean(axis=0).tolist(), strict=True))}


def bots_left_in(world: Any) -> Answers:
    """The bots' profile among those of people."""
    labels, values = groups(world, "ward"), features(world)
    return {"profiles": [_profile(values[labels == group]) for group in sorted(set(labels.tolist()))]}


def shares_not_sizes(world: Any) -> Answers:
    """value_counts(normalize=True)."""
    profiles, rows = METHODS[3]["kmeans"](world)["profiles"], len(world.tables["users"])
    return {"profiles": [{**one, "size": one["size"] / rows} for one in profiles]}


def one_group_missing(world: Any) -> Answers:
    """The smallest group is forgotten (a handful of heavy browsers is none)."""
    profiles = [one for one in METHODS[3]["ward"](world)["profiles"] if one["size"] > 60]
    return {"profiles": sorted(profiles, key=lambda one: one["size"])[1:]}


def noise_taken_for_bots(world: Any) -> Answers:
    """The premise of the task."""
    return bots_answer(world, noise(world, 0))


def heavy_browsers(world: Any) -> Answers:
    """Whoever views more items than a person seems able to."""
    return bots_answer(world, features(world)[:, 1] > 38)


def everybody_far_out(world: Any) -> Answers:
    """An isolation forest that is told to find a tenth."""
    from sklearn.ensemble import IsolationForest

    found = IsolationForest(contamination=0.1, random_state=0).fit_predict(scaled(world))
    return bots_answer(world, found < 0)


def mean_with_bots(world: Any) -> Answers:
    """The rows of noise are dropped instead of the bots."""
    right = METHODS[4]["rule"](world)
    return {**right, "items_mean_people": float(features(world)[~noise(world, 0), 1].mean())}


def features_alone(world: Any) -> Answers:
    """users[FEATURES].duplicated()."""
    users = world.tables["users"]
    return {**METHODS[5]["ward"](world), "duplicates": int(users[FEATURES].duplicated().sum())}


def none_found(world: Any) -> Answers:
    """The export is taken as it is."""
    return {**METHODS[5]["ward"](world), "duplicates": 0, "spenders_once": int(largest_carts(world, "ward").sum())}


def counted_twice(world: Any) -> Answers:
    """Spenders in rows."""
    return {**METHODS[5]["ward"](world), "spenders_once": int(largest_carts(world, "ward").sum())}


def pooled_order(world: Any) -> Answers:
    """The order over all users, twice."""
    right = METHODS[5]["ward"](world)
    return {**right, "worse_within": right["worse_overall"]}


def drift_missed(world: Any) -> Answers:
    """Weeks were not looked at."""
    return {**METHODS[5]["ward"](world), "drift": "none"}


TRAPS: dict[int, dict[str, Method]] = {
    1: {
        "unscaled": unscaled,
        "kept-for-lost": kept_for_lost,
        "cumulative": cumulative,
        "singular-values": singular_values,
    },
    2: {
        "unscaled-kmeans": unscaled_kmeans,
        "bots-merged": bots_merged,
        "k-as-suspected": k_as_suspected,
        "as-many-as-allowed": as_many_as_allowed,
    },
    3: {
        "standardised-means": standardised_means,
        "bots-left-in": bots_left_in,
        "shares-not-sizes": shares_not_sizes,
        "one-group-missing": one_group_missing,
    },
    4: {
        "noise-taken-for-bots": noise_taken_for_bots,
        "heavy-browsers-taken-for-bots": heavy_browsers,
        "everybody-far-out": everybody_far_out,
        "mean-with-bots": mean_with_bots,
    },
    5: {
        "features-alone": features_alone,
        "none-found": none_found,
        "counted-twice": counted_twice,
        "pooled-order": pooled_order,
        "drift-missed": drift_missed,
    },
}
"""Section → trap → what somebody answers who falls into it."""

FROM_LEVEL = {"pooled-order": 3, "drift-missed": 3}
"""Traps that a lower level of their section does not hold."""
