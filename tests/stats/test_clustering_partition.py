"""K-means, silhouettes, indices, agreement and gap against scikit-learn, published partitions and plain definitions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics
from sklearn.cluster import KMeans

from takehome.errors import InputError
from takehome.stats.clustering import agreement, gap, indices, kmeans_kernels, kmeans_swaps, silhouette
from takehome.stats.clustering import kmeans as partition
from takehome.stats.clustering.kmeans import KMeansFit, assign, kmeans, kmeans_sweep, refined_kmeans
from takehome.stats.clustering.silhouette_kernels import silhouettes_by_atom

seeds = st.integers(0, 2**32 - 1)


def blobs(seed: int, n: int = 300, q: int = 3, groups: int = 4, apart: float = 3.0) -> np.ndarray:
    """Gaussian groups whose centres are spread by `apart` standard deviations."""
    rng = np.random.default_rng(seed)
    return rng.normal(size=(groups, q))[rng.integers(0, groups, n)] * apart + rng.normal(size=(n, q))


@pytest.fixture(scope="module")
def published(data_dir: Path) -> Callable[[str], tuple[np.ndarray, np.ndarray]]:
    """Rows (one scale for all columns) and labels of a set of Fränti's collection."""

    def read(name: str) -> tuple[np.ndarray, np.ndarray]:
        table = pd.read_csv(data_dir / "segmentation" / f"sipu_{name}.csv")
        rows = table[["x0", "x1"]].to_numpy(float)
        return (rows - rows.mean(axis=0)) / rows.std(), table["label0"].to_numpy()

    return read


# --- K-means -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "k", "rand"),
    [("s1", 15, 0.98), ("s2", 15, 0.93), ("a1", 20, 0.96), ("a2", 35, 0.965), ("d31", 31, 0.95), ("unbalance", 8, 1.0)],
)
def test_refined_fits_reach_the_best_known_inertia(published: Callable, name: str, k: int, rand: float) -> None:
    """The best of 40 scikit-learn starts, to 10⁻⁴ of it, from each of five seeds; there every group has its centre.

    Fränti & Sieranoja 2018, *Applied Intelligence* 48, 4743. The adjusted Rand indices are those of the optimum itself
    (best published K-means partitions: s1 .987, s2 .937, a1 .966, a2 .967, d31 .954, unbalance 1.0).
    """
    rows, labels = published(name)
    best = KMeans(k, n_init=40, random_state=0).fit(rows).inertia_
    for seed in range(5):
        fit = refined_kmeans(rows, k, np.random.default_rng(seed))
        assert fit.inertia <= best * (1 + 1e-4)
        assert metrics.adjusted_rand_score(labels, fit.labels) >= rand


def test_a_single_start_misses_what_swaps_find(published: Callable) -> None:
    rows, labels = published("a2")
    plain = [kmeans(rows, 35, np.random.default_rng(seed)) for seed in range(10)]
    swapped = refined_kmeans(rows, 35, np.random.default_rng(0), restarts=1)
    assert swapped.inertia < min(fit.inertia for fit in plain)
    assert np.mean([metrics.adjusted_rand_score(labels, fit.labels) for fit in plain]) < 0.95


@given(seed=seeds, k=st.integers(1, 9), q=st.integers(1, 6))
@settings(max_examples=20)
def test_lloyd_equals_its_twin_and_scikit_learn(seed: int, k: int, q: int) -> None:
    """From the same start: the twin, and scikit-learn's Lloyd run to the end (tol=0)."""
    rows = blobs(seed, n=700, q=q)
    rng = np.random.default_rng(seed)
    weights = rng.integers(0, 4, len(rows)).astype(float)
    start = rows[np.flatnonzero(weights)[:k]]
    columns = np.ascontiguousarray(rows.T)
    fit = kmeans_kernels.lloyd(columns, weights, start, 1000, 0.0)
    twin = partition.lloyd_reference(columns, weights, start, 1000, 0.0)
    for ours, theirs in zip(fit, twin, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-9)
    other = KMeans(k, init=start, n_init=1, tol=0, max_iter=1000, algorithm="lloyd").fit(rows, sample_weight=weights)
    assert fit[3] == pytest.approx(other.inertia_, rel=1e-9)
    np.testing.assert_array_equal(fit[1], other.predict(rows))


@given(seed=seeds, k=st.integers(2, 8))
@settings(max_examples=20)
def test_the_other_kernels_equal_their_twins(seed: int, k: int) -> None:
    rows, rng = blobs(seed, n=600), np.random.default_rng(seed)
    columns, weights = np.ascontiguousarray(rows.T), rng.integers(0, 3, len(rows)).astype(float)
    shares = rng.random((k, 3))
    drawn = kmeans_kernels.plus_plus(columns, weights, shares)
    np.testing.assert_array_equal(drawn, partition.plus_plus_reference(columns, weights, shares))
    assert weights[drawn].min() > 0
    np.testing.assert_allclose(
        kmeans_kernels.removal_costs(columns, weights, rows[drawn]),
        kmeans_swaps.removal_costs_reference(columns, weights, rows[drawn]),
    )
    stretched = columns * np.array([[20.0], [1.0], [1.0]])
    inertia, halves = kmeans_kernels.halves_of_longest_axis(stretched, weights)
    twin_inertia, twin_halves = kmeans_swaps.halves_of_longest_axis_reference(stretched, weights)
    assert inertia == pytest.approx(twin_inertia)
    ours, theirs = halves[0] - halves[1], twin_halves[0] - twin_halves[1]
    assert abs(ours @ theirs) / (theirs @ theirs) == pytest.approx(1, abs=1e-3)


@given(seed=seeds, k=st.integers(1, 7))
@settings(max_examples=15)
def test_weights_are_repetitions(seed: int, k: int) -> None:
    """A row of weight 3 counts as three rows; one of weight 0 does not count and still has the nearest centre."""
    rows, rng = blobs(seed, n=120), np.random.default_rng(seed)
    weights = rng.integers(0, 4, len(rows))
    start = rows[np.flatnonzero(weights)[:k]]
    weighted = kmeans(rows, k, rng, weights, start=start)
    repeated = kmeans(np.repeat(rows, weights, axis=0), k, rng, start=start)
    np.testing.assert_allclose(weighted.centres, repeated.centres, atol=1e-9)
    assert weighted.inertia == pytest.approx(repeated.inertia)
    np.testing.assert_array_equal(np.repeat(weighted.labels, weights), repeated.labels)
    np.testing.assert_array_equal(weighted.labels, assign(rows, weighted.centres))


@given(seed=seeds, k=st.integers(1, 8))
@settings(max_examples=15)
def test_every_fit_is_a_fixed_point_and_repeats(seed: int, k: int) -> None:
    """Centres are the means of their rows, rows belong to the nearest centre, and a seed decides every bit."""
    rows = blobs(seed, n=250)
    for fit_with in (kmeans, refined_kmeans):
        fit, again = (fit_with(rows, k, np.random.default_rng(seed)) for _ in range(2))
        assert all(np.array_equal(a, b) for a, b in zip(fit, again, strict=True))
        np.testing.assert_array_equal(fit.labels, assign(rows, fit.centres))
        means = np.stack([rows[fit.labels == j].mean(axis=0) for j in range(k)])
        np.testing.assert_allclose(fit.centres, means, atol=1e-9)
        assert fit.inertia == pytest.approx(indices.inertia(rows, fit.labels))


def test_the_sweep_falls_and_is_no_worse_than_scikit_learn() -> None:
    rows = blobs(5, n=2000, q=5, groups=6, apart=1.5)
    fits = kmeans_sweep(rows, range(1, 11), np.random.default_rng(0))
    inertias = [fit.inertia for fit in fits.values()]
    assert list(fits) == list(range(1, 11))
    assert (np.diff(inertias) < 0).all()
    assert inertias[0] == pytest.approx(((rows - rows.mean(axis=0)) ** 2).sum())
    others = [KMeans(k, n_init=10, random_state=0).fit(rows).inertia_ for k in fits]
    assert (np.array(inertias) <= np.array(others) * 1.005).all()


def test_a_search_on_a_sample_ends_converged_on_all_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = blobs(3, n=3000, groups=5)
    whole = refined_kmeans(rows, 5, np.random.default_rng(0))
    monkeypatch.setattr(partition, "SEARCHED_ROWS", 300)
    fit = refined_kmeans(rows, 5, np.random.default_rng(0))
    assert fit.inertia == pytest.approx(whole.inertia, rel=1e-6)
    np.testing.assert_allclose(fit.centres, np.stack([rows[fit.labels == j].mean(axis=0) for j in range(5)]))


def test_fresh_replicates_show_an_instability_that_warm_starts_hide() -> None:
    """Six centres on four groups: a refit from the full data's centres looks stable, a fresh one does not."""
    rows, rng = blobs(11, n=2000, q=2, groups=4, apart=6.0), np.random.default_rng(0)
    full = refined_kmeans(rows, 6, rng)
    fresh, warm = [], []
    for _ in range(12):
        weights = rng.multinomial(len(rows), np.full(len(rows), 1 / len(rows))).astype(float)
        for found, start in ((fresh, None), (warm, full.centres)):
            labels = kmeans(rows, 6, rng, weights, start=start).labels
            found.append(agreement.clusterwise_jaccard(full.labels, labels, weights))
    assert np.mean(fresh, axis=0).min() < 0.75 < 0.8 < np.mean(warm, axis=0).min()


@pytest.mark.parametrize("fit_with", [kmeans, refined_kmeans])
def test_more_centres_than_distinct_rows(fit_with: Callable[..., KMeansFit]) -> None:
    """It ends, with inertia 0; the surplus centres lie on rows that have a centre, and own none."""
    rows = np.repeat([[0.0, 1.0], [2.0, 1.0], [5.0, 1.0]], 20, axis=0)
    fit = fit_with(rows, 7, np.random.default_rng(0))
    assert fit.inertia == 0
    assert len(np.unique(fit.labels)) == 3
    assert fit.centres.shape == (7, 2)
    assert {tuple(centre) for centre in fit.centres} == {(0.0, 1.0), (2.0, 1.0), (5.0, 1.0)}


@pytest.mark.parametrize("fit_with", [kmeans, refined_kmeans])
def test_as_many_centres_as_rows(fit_with: Callable[..., KMeansFit]) -> None:
    rows = blobs(1, n=40)
    fit = fit_with(rows, 40, np.random.default_rng(0))
    assert fit.inertia == 0
    assert len(set(fit.labels.tolist())) == 40


def test_an_empty_cluster_moves_to_the_farthest_row_that_counts() -> None:
    rows = np.array([[0.0], [1.0], [2.0], [50.0], [900.0]])
    weights = np.array([1.0, 1.0, 1.0, 1.0, 0.0])
    fit = kmeans(rows, 2, np.random.default_rng(0), weights, start=np.array([[1.0], [-1e6]]))
    np.testing.assert_allclose(fit.centres, [[1.0], [50.0]])
    assert fit.labels.tolist() == [0, 0, 0, 1, 1]


def test_a_constant_column_changes_nothing_and_a_far_origin_little() -> None:
    rows = blobs(2, n=400)
    fit = kmeans(rows, 4, np.random.default_rng(0))
    wider = kmeans(np.column_stack([rows, np.full(len(rows), 7.0)]), 4, np.random.default_rng(0))
    far = kmeans(rows + 1e8, 4, np.random.default_rng(0))
    np.testing.assert_array_equal(fit.labels, wider.labels)
    assert agreement.adjusted_rand(fit.labels, far.labels) > 0.99


@pytest.mark.parametrize(
    ("rows", "k", "extra"),
    [
        (np.zeros((5, 2)), 6, {}),
        (np.zeros((5, 2)), 0, {}),
        (np.zeros(5), 2, {}),
        (np.full((5, 2), np.nan), 2, {}),
        (np.zeros((5, 2)), 2, {"weights": np.zeros(5)}),
        (np.zeros((5, 2)), 2, {"weights": np.array([1.0, 1, 1, 1, -1])}),
        (np.zeros((5, 2)), 2, {"start": np.zeros((3, 2))}),
        (np.zeros((5, 2)), 2, {"restarts": 0}),
    ],
)
def test_unusable_input_is_named(rows: np.ndarray, k: int, extra: dict) -> None:
    with pytest.raises(InputError, match="Expected"):
        kmeans(rows, k, np.random.default_rng(0), **extra)


# --- silhouettes -------------------------------------------------------------------------------------------------


@given(seed=seeds, n=st.integers(12, 150), q=st.integers(1, 5))
@settings(max_examples=20)
def test_silhouettes_of_several_partitions_equal_scikit_learn(seed: int, n: int, q: int) -> None:
    """Random and fitted partitions at once, singletons among them; to 10⁻⁹ of ``silhouette_samples``."""
    rows, rng = blobs(seed, n=n, q=q), np.random.default_rng(seed)
    fitted = [kmeans(rows, k, rng).labels for k in (2, 5)]
    alone = np.where(np.arange(n) == 3, 9, np.arange(n) % 2)
    labels = np.stack([*fitted, rng.permutation(np.arange(n) % 4), alone])
    ours = silhouette.silhouette_samples(rows, labels)
    for values, one in zip(ours, labels, strict=True):
        np.testing.assert_allclose(values, metrics.silhouette_samples(rows, one), atol=1e-9)


@given(seed=seeds)
@settings(max_examples=15)
def test_the_pass_over_atoms_equals_its_twin_with_rows_left_out(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows, labels = blobs(seed, n=150), rng.integers(-1, 4, (3, 150))
    order, ends, clusters, sizes = silhouette.atoms(labels)
    which = rng.choice(150, 70, replace=False)
    arguments = rows[order], ends, clusters, sizes, which
    twin = silhouette.silhouettes_by_atom_reference(*arguments)
    np.testing.assert_allclose(silhouettes_by_atom(*arguments), twin, atol=1e-12)


def test_rows_left_out_are_nan_and_do_not_count() -> None:
    rows, rng = blobs(4, n=120), np.random.default_rng(4)
    labels = rng.integers(-1, 3, 120)
    kept = labels >= 0
    for values, metric in (
        (silhouette.silhouette_samples(rows, labels)[0], "euclidean"),
        (silhouette.silhouette_squared(rows, labels), "sqeuclidean"),
    ):
        assert np.isnan(values[~kept]).all()
        expected = metrics.silhouette_samples(rows[kept], labels[kept], metric=metric)
        np.testing.assert_allclose(values[kept], expected, atol=1e-9)


@given(seed=seeds, k=st.integers(2, 7))
@settings(max_examples=15)
def test_squared_silhouettes_equal_scikit_learn_and_weights_are_repetitions(seed: int, k: int) -> None:
    rows, rng = blobs(seed, n=100), np.random.default_rng(seed)
    labels = rng.permutation(np.arange(100) % k)
    expected = metrics.silhouette_samples(rows, labels, metric="sqeuclidean")
    np.testing.assert_allclose(silhouette.silhouette_squared(rows, labels), expected, atol=1e-9)
    weights = rng.integers(0, 4, 100)
    repeated = silhouette.silhouette_squared(np.repeat(rows, weights, axis=0), np.repeat(labels, weights))
    weighted = silhouette.silhouette_squared(rows, labels, weights)
    np.testing.assert_allclose(np.repeat(weighted, weights), repeated, atol=1e-9)


def test_squared_silhouettes_survive_a_far_origin() -> None:
    """Norms of 10¹⁶ would swallow distances of 1 in the textbook form."""
    rows = np.round(blobs(6, n=200), 4)
    labels = kmeans(rows, 4, np.random.default_rng(0)).labels
    near = silhouette.silhouette_squared(rows, labels)
    far = silhouette.silhouette_squared(rows + 1e8, labels)
    np.testing.assert_allclose(far, near, atol=1e-6)


def test_silhouettes_where_they_are_undefined_or_flat() -> None:
    rows = blobs(0, n=30)
    one, each = np.zeros(30, int), np.arange(30)
    both = silhouette.silhouette_samples(rows, np.stack([one, each]))
    assert np.isnan(both[0]).all()
    assert (both[1] == 0).all()
    assert np.isnan(silhouette.silhouette_squared(rows, one)).all()
    same = np.zeros((30, 2))
    assert (silhouette.silhouette_samples(same, each % 2) == 0).all()
    assert (silhouette.silhouette_squared(same, each % 2) == 0).all()
    with pytest.raises(InputError, match="whole numbers"):
        silhouette.silhouette_samples(rows, each / 2)


def test_anchors_estimate_the_mean_within_their_error() -> None:
    """All rows as anchors give the mean itself without error; samples scatter about it as their errors say."""
    rows, rng = blobs(8, n=1500, apart=1.5), np.random.default_rng(8)
    labels = np.stack([kmeans(rows, k, rng).labels for k in (2, 4)])
    exact = silhouette.silhouette_samples(rows, labels).mean(axis=1)
    whole = silhouette.silhouette_estimate(rows, labels, np.arange(1500))
    np.testing.assert_allclose(whole.means, exact)
    np.testing.assert_allclose(whole.standard_errors, 0)
    drawn = [silhouette.silhouette_estimate(rows, labels, rng.choice(1500, 200, replace=False)) for _ in range(60)]
    scores = np.array([(one.means - exact) / one.standard_errors for one in drawn])
    assert (np.abs(scores.mean(axis=0)) < 0.5).all()
    assert ((scores.std(axis=0) > 0.7) & (scores.std(axis=0) < 1.35)).all()


# --- indices -----------------------------------------------------------------------------------------------------


@given(seed=seeds, k=st.integers(2, 6), offset=st.sampled_from([0.0, 1e4]))
@settings(max_examples=20)
def test_indices_equal_scikit_learn(seed: int, k: int, offset: float) -> None:
    rows = blobs(seed, n=90) + offset
    labels = np.random.default_rng(seed).permutation(np.arange(90) % k)
    assert indices.calinski_harabasz(rows, labels) == pytest.approx(metrics.calinski_harabasz_score(rows, labels))
    assert indices.davies_bouldin(rows, labels) == pytest.approx(metrics.davies_bouldin_score(rows, labels))


def test_indices_where_they_are_undefined_or_flat() -> None:
    rows = blobs(0, n=20)
    assert np.isnan(indices.calinski_harabasz(rows, np.zeros(20, int)))
    assert np.isnan(indices.calinski_harabasz(rows, np.arange(20)))
    assert np.isnan(indices.davies_bouldin(rows, np.zeros(20, int)))
    doubled, pairs = np.repeat(rows[:3], 2, axis=0), np.repeat(np.arange(3), 2)
    assert indices.calinski_harabasz(doubled, pairs) == metrics.calinski_harabasz_score(doubled, pairs)
    assert indices.davies_bouldin(doubled, pairs) == metrics.davies_bouldin_score(doubled, pairs)


def test_the_knee_of_log_inertia() -> None:
    """Four clear groups have it at 4; a flat, a straight and a bulging curve and one of two points have none."""
    rows = blobs(12, n=800, q=3, groups=4, apart=8.0)
    fits = kmeans_sweep(rows, range(1, 10), np.random.default_rng(0))
    assert indices.log_knee(list(fits), [fit.inertia for fit in fits.values()]) == 4
    assert indices.log_knee([1, 2, 3, 4], [1.0, 1.0, 1.0, 1.0]) is None
    assert indices.log_knee([1, 2, 3, 4], list(np.exp([3.0, 2.0, 1.0, 0.0]))) is None
    assert indices.log_knee([1, 2, 3, 4], list(np.exp([3.0, 2.9, 2.0, 0.0]))) is None
    assert indices.log_knee([1, 2], [3.0, 1.0]) is None
    assert indices.log_knee([1, 2, 3, 4, 5], [np.exp(8), np.exp(1), np.exp(0.5), 1.0, 0.0]) == 2


# --- agreement ---------------------------------------------------------------------------------------------------


@given(seed=seeds, n=st.integers(2, 60), k=st.integers(1, 6))
@settings(max_examples=40)
def test_adjusted_rand_equals_scikit_learn(seed: int, n: int, k: int) -> None:
    a, b = np.random.default_rng(seed).integers(-1, k, (2, n))
    assert agreement.adjusted_rand(a, b) == pytest.approx(metrics.adjusted_rand_score(a, b))
    np.testing.assert_array_equal(agreement.contingency(a, b), metrics.cluster.contingency_matrix(a, b))


@given(seed=seeds, k=st.integers(1, 5))
@settings(max_examples=30)
def test_jaccard_by_its_definition(seed: int, k: int) -> None:
    """|A ∩ B| / |A ∪ B| of sets of rows, weights as repetitions (Hennig 2007)."""
    rng = np.random.default_rng(seed)
    reference, other = rng.integers(-1, k, (2, 50))
    weights = rng.integers(0, 3, 50)
    expected = []
    for cluster in sorted(set(reference.tolist()) - {-1}):
        a = reference == cluster
        rivals = [other == rival for rival in set(other.tolist()) - {-1}]
        expected.append(max((weights[a & b].sum() / max(weights[a | b].sum(), 1) for b in rivals), default=0.0))
    np.testing.assert_allclose(agreement.clusterwise_jaccard(reference, other, weights), expected)


@given(seed=seeds, k=st.integers(1, 6))
@settings(max_examples=20)
def test_matching_undoes_a_renaming(seed: int, k: int) -> None:
    rng = np.random.default_rng(seed)
    labels = rng.permutation(np.arange(60) % (k + 1)) - 1
    renamed = np.append(rng.permutation(k) + 5, -1)[labels]
    np.testing.assert_array_equal(agreement.match_labels(labels, renamed), labels)


def test_matching_keeps_most_rows_and_names_the_rest_anew() -> None:
    """The larger overlap wins (Hungarian), a cluster too many gets the next free label, and noise stays noise."""
    reference = np.array([0, 0, 0, 4, 4, 4, 4, -1])
    other = np.array([1, 1, 0, 0, 0, 2, -1, 2])
    assert agreement.match_labels(reference, other).tolist() == [0, 0, 4, 4, 4, 5, -1, 5]
    weights = np.array([1, 1, 1, 1, 1, 9, 1, 1])
    assert agreement.match_labels(reference, other, weights).tolist() == [0, 0, 5, 5, 5, 4, -1, 4]
    with pytest.raises(InputError, match="lengths"):
        agreement.match_labels(reference, other[:3])


# --- gap ---------------------------------------------------------------------------------------------------------


def test_gap_finds_clear_groups_and_says_one_where_there_are_none() -> None:
    """Tibshirani et al. 2001, section 5: clear normal groups, and one uniform or normal cloud."""
    rng = np.random.default_rng(0)
    clear = blobs(12, n=600, q=2, groups=3, apart=8.0)
    assert gap.gap_statistic(clear, range(1, 7), rng).k == 3
    assert gap.gap_statistic(rng.random((500, 4)), range(1, 6), rng).k == 1
    assert gap.gap_statistic(rng.normal(size=(500, 4)), range(1, 6), rng).k == 1


def test_gap_repeats_takes_known_inertias_and_ignores_the_scale(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = blobs(12, n=900, q=2, groups=3, apart=8.0)
    known = [fit.inertia for fit in kmeans_sweep(rows, range(1, 6), np.random.default_rng(1)).values()]
    monkeypatch.setattr(gap, "SAMPLED_ROWS", 400)
    first, again, larger = (
        gap.gap_statistic(rows * scale, range(1, 6), np.random.default_rng(0), inertias=np.array(known) * scale**2)
        for scale in (1, 1, 12)
    )
    assert first.k == again.k == larger.k == 3
    np.testing.assert_array_equal(first.gaps, again.gaps)
    np.testing.assert_allclose(first.gaps, larger.gaps, atol=1e-9)
    assert (first.standard_errors > 0).all()
    with pytest.raises(InputError, match="rising"):
        gap.gap_statistic(rows, [1, 3], np.random.default_rng(0))
