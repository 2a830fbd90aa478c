"""Other right methods of the assignment "segments-and-bots", by section: name → world → answers.

Each is computed from the world's tables as a candidate would; the wrong answers are in `segments_traps`. The
calibration counts over many seeds how often a method passes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from benchmarks.practice_methods.segments_groupings import GROUPINGS, features, groups, scaled

Answers = dict[str, Any]
Method = Callable[[Any], Answers]

FEATURES = ["Session_Minutes", "Items_Viewed", "Cart_Value", "Return_Rate", "Support_Tickets"]


def picture(shares: np.ndarray) -> Answers:
    """The answers of section 1 from the shares of all components."""
    first, second = map(float, shares[:2])
    return {"explained": [first, second], "lost": 1 - first - second}


def by_correlation(world: Any) -> Answers:
    """Eigenvalues of the correlation matrix."""
    values = np.linalg.eigvalsh(np.corrcoef(features(world).T))[::-1]
    return picture(values / values.sum())


def by_singular_values(world: Any) -> Answers:
    """Squared singular values of the scaled features, n − 1 in the standard deviation."""
    squares = np.linalg.svd(scaled(world), compute_uv=False) ** 2
    return picture(squares / squares.sum())


def by_pipeline(world: Any) -> Answers:
    """StandardScaler and PCA in a pipeline, all five components kept."""
    from sklearn.decomposition import PCA
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    pipeline = make_pipeline(StandardScaler(), PCA()).fit(features(world))
    return picture(pipeline[-1].explained_variance_ratio_)


def grouped(world: Any, name: str) -> Answers:
    """The answers of section 2 from a way to find groups; rows in none are left out of its silhouette."""
    from sklearn.metrics import silhouette_score

    labels = groups(world, name)
    inside = labels >= 0
    return {
        "k": len(set(labels[inside].tolist())),
        "labels": labels.tolist(),
        "silhouette": float(silhouette_score(scaled(world)[inside], labels[inside])),
    }


def bot_rows(world: Any, labels: np.ndarray) -> np.ndarray:
    """The rows of the group that buys nothing."""
    cart = features(world)[:, 2]
    names = [name for name in set(labels.tolist()) if name >= 0]
    return labels == min(names, key=lambda name: float(np.median(cart[labels == name])))


def profiled(world: Any, name: str) -> Answers:
    """The answers of section 3 from a way to find groups, the one that buys nothing left out."""
    labels, values = groups(world, name), features(world)
    people = set(labels[~bot_rows(world, labels)].tolist()) - {-1}
    rows = [labels == group for group in sorted(people) if group not in labels[bot_rows(world, labels)]]
    return {
        "profiles": [
            {"size": int(own.sum()), **dict(zip(FEATURES, values[own].mean(axis=0).tolist(), strict=True))}
            for own in rows
        ]
    }


def noise(world: Any, ddof: int) -> np.ndarray:
    """Which rows DBSCAN calls −1, with n − ddof in the standard deviation."""
    from sklearn.cluster import DBSCAN

    values = features(world)
    X = (values - values.mean(axis=0)) / values.std(axis=0, ddof=ddof)
    return DBSCAN(eps=0.5, min_samples=5).fit_predict(X) < 0


def bots_answer(world: Any, bots: np.ndarray, ddof: int = 0) -> Answers:
    """The answers of section 4 from a mask of bots."""
    items = features(world)[:, 1]
    return {
        "noise": int(noise(world, ddof).sum()),
        "bots": np.flatnonzero(bots).tolist(),
        "items_mean_all": float(items.mean()),
        "items_mean_people": float(items[~bots].mean()),
    }


def bots_by_group(world: Any, name: str) -> Answers:
    """The group that buys nothing."""
    return bots_answer(world, bot_rows(world, groups(world, name)), ddof=1)


def bots_by_rule(world: Any) -> Answers:
    """A rule that a person reads off: many items in two minutes and an empty cart."""
    values = features(world)
    return bots_answer(world, (values[:, 0] < 2) & (values[:, 1] > 60) & (values[:, 2] == 0))


def bots_by_speed(world: Any) -> Answers:
    """More than ten items a minute."""
    values = features(world)
    return bots_answer(world, values[:, 1] / values[:, 0] > 30)


def bots_by_dbscan(world: Any) -> Answers:
    """DBSCAN's own cluster with the empty carts."""
    from sklearn.cluster import DBSCAN

    X, cart = scaled(world), features(world)[:, 2]
    labels = DBSCAN(eps=0.5, min_samples=5).fit_predict(X)
    return bots_answer(world, (labels >= 0) & np.isin(labels, np.unique(labels[(cart == 0) & (labels >= 0)])))


def largest_carts(world: Any, name: str) -> np.ndarray:
    """The rows of the group with the largest mean cart."""
    labels, cart = groups(world, name), features(world)[:, 2]
    return labels == max(set(labels.tolist()), key=lambda group: float(cart[labels == group].mean()))


def audited(world: Any, name: str, *, regression: bool = False) -> Answers:
    """The answers of section 5: repeats by the user's id; channels within groups by means or by least squares."""
    users = world.tables["users"]
    labels, once = groups(world, name), ~users["User"].duplicated().to_numpy()
    human = once & ~bot_rows(world, labels) & (labels >= 0)
    single, app = users[once], users["Channel"].to_numpy() == "App"
    overall = single.groupby("Channel")["Return_Rate"].mean()
    within = _by_regression if regression else _by_means
    gap = within(features(world)[human, 3], app[human], labels[human])
    return {
        "duplicates": len(users) - users["User"].nunique(),
        "spenders_once": users[largest_carts(world, name)]["User"].nunique(),
        "worse_overall": str(overall.idxmax()),
        "worse_within": "App" if gap > 0 else "Web",
        "drift": _drift(features(world)[human], users["Week"].to_numpy()[human], last=4 if regression else 3),
    }


def _by_means(returns: np.ndarray, app: np.ndarray, labels: np.ndarray) -> float:
    """App less Web, averaged over the groups by their size."""
    total = 0.0
    for group in set(labels.tolist()):
        here, there = (labels == group) & app, (labels == group) & ~app
        if here.any() and there.any():
            total += (returns[here].mean() - returns[there].mean()) * (here.sum() + there.sum())
    return total


def _by_regression(returns: np.ndarray, app: np.ndarray, labels: np.ndarray) -> float:
    """The coefficient of App beside one constant per group."""
    design = np.column_stack([app, *(labels == group for group in sorted(set(labels.tolist())))]).astype(float)
    return float(np.linalg.lstsq(design, returns, rcond=None)[0][0])


def _drift(values: np.ndarray, week: np.ndarray, last: int) -> str:
    """The feature whose mean in the last weeks is off that of the first six; tickets are few, so for them by more.

    A fifth is asked for of the last three weeks; a wider window holds unmoved weeks too, so less is asked for there.
    """
    ratio = values[week > 12 - last].mean(axis=0) / values[week <= 6].mean(axis=0)
    change = np.abs(ratio - 1) - np.array([0, 0, 0, 0, 0.05])
    return FEATURES[int(change.argmax())] if change.max() > 0.2 * 3 / last else "none"


METHODS: dict[int, dict[str, Method]] = {
    1: {"correlation": by_correlation, "singular-values-squared": by_singular_values, "pipeline": by_pipeline},
    2: {name: partial(grouped, name=name) for name in GROUPINGS},
    3: {name: partial(profiled, name=name) for name in GROUPINGS},
    4: {
        "rule": bots_by_rule,
        "speed": bots_by_speed,
        "dbscan-cluster": bots_by_dbscan,
        **{name: partial(bots_by_group, name=name) for name in ("kmeans", "ward", "mixture")},
    },
    5: {
        "kmeans": partial(audited, name="kmeans"),
        "ward": partial(audited, name="ward"),
        "mixture-regression": partial(audited, name="mixture", regression=True),
    },
}
"""Section → name → method."""
