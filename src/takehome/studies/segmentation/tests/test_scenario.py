"""The brief's users: its own code gives the same table, its published numbers hold, and the null world is one crowd."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import takehome as th
from takehome.studies.segmentation.economics import parse_economics
from takehome.studies.segmentation.scenario import FEATURES, GROUPS, omnicorp_users, one_crowd
from takehome.table import Role

BOTS = "bots"


def numbers(problem: th.Scenario) -> np.ndarray:
    return np.column_stack([problem.table[name].values for name in FEATURES])


def standardised(problem: th.Scenario) -> tuple[np.ndarray, np.ndarray]:
    """What scikit-learn's StandardScaler makes of the table, and the true groups."""
    from sklearn.preprocessing import StandardScaler

    return StandardScaler().fit_transform(numbers(problem)), np.array(problem.truth["group"])


@pytest.mark.parametrize("seed", [42, 0, 7])
def test_the_table_is_that_of_the_briefs_own_code(seed: int) -> None:
    """The brief's generator cell, with NumPy's global state and pandas' shuffle; bit for bit."""
    before = np.random.get_state()
    np.random.seed(seed)
    data_1 = np.random.normal(loc=[15, 20, 50, 0.1, 1], scale=[5, 5, 20, 0.05, 1], size=(300, 5))
    data_2 = np.random.normal(loc=[45, 10, 500, 0.05, 0], scale=[10, 2, 50, 0.02, 0.5], size=(200, 5))
    data_3 = np.random.normal(loc=[10, 5, 30, 0.8, 5], scale=[5, 2, 10, 0.1, 2], size=(150, 5))
    data_bots = np.random.normal(loc=[0.5, 100, 0, 0, 0], scale=[0.1, 10, 0, 0, 0], size=(50, 5))
    frame = pd.DataFrame(np.vstack([data_1, data_2, data_3, data_bots]), columns=list(FEATURES)).sample(frac=1)
    np.random.set_state(before)
    problem = omnicorp_users(seed)
    np.testing.assert_array_equal(numbers(problem), frame.to_numpy())
    names = np.repeat([name for name, *_ in GROUPS], [300, 200, 150, 50])
    assert list(problem.truth["group"]) == names[frame.index].tolist()


def test_the_id_tells_nothing_of_the_group() -> None:
    one, other = omnicorp_users(1), omnicorp_users(2)
    assert one.table.role("user") is Role.ID
    assert one.table["user"].values.tolist() == other.table["user"].values.tolist()
    assert sorted(one.table["user"].values) == one.table["user"].values.tolist()
    assert one.truth["group"] != other.truth["group"]


def test_kmeans_peaks_at_four_groups_and_finds_them() -> None:
    """Published with the scenario: silhouette .707 at K = 4, agreement 1."""
    from sklearn.cluster import KMeans
    from sklearn.metrics import adjusted_rand_score, silhouette_score

    Z, group = standardised(omnicorp_users())
    labels = {k: KMeans(k, n_init=10, random_state=0).fit_predict(Z) for k in range(2, 11)}
    scores = {k: silhouette_score(Z, found) for k, found in labels.items()}
    assert max(scores, key=scores.__getitem__) == 4
    assert scores[4] == pytest.approx(0.707, abs=5e-4)
    assert adjusted_rand_score(group, labels[4]) == 1.0


def test_two_components_hold_most_of_the_variance() -> None:
    from sklearn.decomposition import PCA

    Z, _ = standardised(omnicorp_users())
    assert PCA(2).fit(Z).explained_variance_ratio_.sum() == pytest.approx(0.878, abs=5e-4)


def test_the_briefs_dbscan_puts_the_bots_in_a_cluster_and_humans_in_the_noise() -> None:
    """eps 0.5, min_samples 5: all 50 bots in one cluster and nobody else in it; 12 humans are noise."""
    from sklearn.cluster import DBSCAN

    Z, group = standardised(omnicorp_users())
    labels = DBSCAN(eps=0.5, min_samples=5).fit_predict(Z)
    (cluster,) = set(labels[group == BOTS])
    assert cluster != -1
    assert (labels == cluster).sum() == 50
    assert (labels == -1).sum() == 12


def test_some_values_are_impossible() -> None:
    """Of 700 rows 146 hold one: below 0, or a share of returns above 1; 134 ticket counts are negative."""
    X = numbers(omnicorp_users())
    impossible = (X < 0) | ((np.arange(5) == FEATURES.index("Return_Rate")) & (X > 1))
    assert impossible.any(axis=1).sum() == 146
    assert (X[:, FEATURES.index("Support_Tickets")] < 0).sum() == 134


def test_the_example_prices_are_of_columns_that_are_there() -> None:
    problem = omnicorp_users()
    prices = parse_economics(problem.economics)
    assert prices is not None
    assert prices.value in problem.table.names


def test_one_crowd_is_one_correlated_normal_crowd() -> None:
    """Squared Mahalanobis distances of normal rows are chi-squared with one degree of freedom a column."""
    table = one_crowd(seed=3, rows=3_000).table
    X = np.column_stack([table[name].values for name in table.names])
    correlation, apart = np.corrcoef(X, rowvar=False), X - X.mean(axis=0)
    distances = np.einsum("ij,ij->i", apart @ np.linalg.inv(np.cov(X, rowvar=False)), apart)
    assert stats.kstest(distances, stats.chi2(X.shape[1]).cdf).pvalue > 0.01
    assert np.abs(correlation[~np.eye(len(correlation), dtype=bool)]).max() > 0.2
