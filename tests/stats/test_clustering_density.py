"""The density tree and what is read off it, against scikit-learn, scipy and plain NumPy.

Oracles: scikit-learn's ``DBSCAN`` (core rows and their partition do not depend on the order of rows), scipy's dense
``minimum_spanning_tree`` and ``linkage(method="single")``, and the adjusted Rand indices published for Genie in
Gagolewski's benchmark suite (2022, *SoftwareX* 20, 101270).
"""

from __future__ import annotations

import json
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.cluster.hierarchy import cut_tree, linkage
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.spatial.distance import pdist, squareform
from sklearn.cluster import DBSCAN
from sklearn.metrics import adjusted_rand_score

from takehome.errors import InputError
from takehome.stats.clustering.core_distances import core_distances, core_distances_reference
from takehome.stats.clustering.dbscan import dbscan_cuts, dbscan_labels, dbscan_labels_reference
from takehome.stats.clustering.dendrogram import members, single_linkage, single_linkage_reference
from takehome.stats.clustering.genie import genie_labels, genie_order, genie_order_reference
from takehome.stats.clustering.mutual_reachability import mutual_reachability_tree, mutual_reachability_tree_reference

QUICK = settings(max_examples=40, deadline=None, derandomize=True)


@st.composite
def problems(draw: st.DrawFn) -> tuple[np.ndarray, int]:
    """Rows with and without ties, duplicates and a constant column, and a `min_samples` that fits."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n, d = draw(st.integers(2, 150)), draw(st.integers(1, 5))
    kind = draw(st.sampled_from(["normal", "whole numbers", "duplicates", "constant column", "all equal"]))
    X = rng.normal(size=(n, d))
    if kind == "whole numbers":
        X = rng.integers(0, 5, (n, d)).astype(float)
    elif kind == "duplicates":
        X = X[rng.integers(0, max(1, n // 3), n)]
    elif kind == "constant column":
        X[:, 0] = 3.7
    elif kind == "all equal":
        X[:] = X[0]
    return X, draw(st.integers(1, min(n, 12)))


def reachability(X: np.ndarray, core: np.ndarray) -> np.ndarray:
    """Dense mutual-reachability distances (n, n)."""
    return np.maximum(squareform(pdist(X)), np.maximum(core[:, None], core[None, :]))


def same_partition(a: np.ndarray, b: np.ndarray) -> bool:
    pairs = len(set(zip(a.tolist(), b.tolist(), strict=True)))
    return pairs == len(set(a.tolist())) == len(set(b.tolist()))


@QUICK
@given(problems())
def test_core_distances_equal_scipy_and_sorted_distances(problem: tuple[np.ndarray, int]) -> None:
    X, min_samples = problem
    core = core_distances(X, min_samples)
    np.testing.assert_allclose(core, core_distances_reference(X, min_samples), rtol=1e-12, atol=0)
    np.testing.assert_allclose(core, np.sort(squareform(pdist(X)), axis=1)[:, min_samples - 1], rtol=1e-12, atol=0)


@QUICK
@given(problems(), st.integers(0, 2**32 - 1))
def test_weights_stand_for_repeated_rows(problem: tuple[np.ndarray, int], seed: int) -> None:
    X, min_samples = problem
    X = np.unique(X, axis=0)
    counts = np.random.default_rng(seed).integers(1, 5, len(X))
    min_samples = min(min_samples, int(counts.sum()))
    weighted = core_distances(X, min_samples, counts)
    first = np.cumsum(counts) - counts
    np.testing.assert_array_equal(weighted, core_distances(np.repeat(X, counts, axis=0), min_samples)[first])
    assert (weighted[counts >= min_samples] == 0).all()
    np.testing.assert_allclose(weighted, core_distances_reference(X, min_samples, counts), rtol=1e-12, atol=0)


@QUICK
@given(problems())
def test_tree_has_the_least_weight_and_spans(problem: tuple[np.ndarray, int]) -> None:
    X, min_samples = problem
    core = core_distances(X, min_samples)
    edges, lengths = mutual_reachability_tree(X, core)
    _, plain = mutual_reachability_tree_reference(X, core)
    dense = reachability(X, core)
    # scipy reads a zero as "no edge", hence the shift; it adds the same to every spanning tree
    scipy_total = minimum_spanning_tree(dense + 1).sum() - (len(X) - 1)
    assert lengths.sum() == pytest.approx(scipy_total, rel=1e-9, abs=1e-9)
    # all minimum spanning trees of a graph have the same edge lengths
    np.testing.assert_allclose(lengths, plain, rtol=1e-12, atol=0)
    np.testing.assert_allclose(lengths, dense[edges[:, 0], edges[:, 1]], rtol=1e-12, atol=0)
    assert (edges[:, 0] < edges[:, 1]).all()
    assert set(members(single_linkage(edges, lengths), 2 * len(X) - 2)) == set(range(len(X)))


@QUICK
@given(problems(), st.lists(st.floats(0.01, 4), min_size=1, max_size=6))
def test_core_partition_is_that_of_scikit_learn(problem: tuple[np.ndarray, int], radii: list[float]) -> None:
    X, min_samples = problem
    core = core_distances(X, min_samples)
    edges, lengths = mutual_reachability_tree(X, core)
    distances = squareform(pdist(X))
    # a radius that equals a distance up to rounding is decided by rounding alone, in either package
    clear = [eps for eps in radii if not np.isclose(distances, eps, rtol=1e-9, atol=0).any()]
    for eps, labels in zip(clear, dbscan_cuts(edges, lengths, core, X, clear), strict=True):
        theirs = DBSCAN(eps=eps, min_samples=min_samples).fit(X)
        is_core = np.zeros(len(X), bool)
        is_core[theirs.core_sample_indices_] = True
        np.testing.assert_array_equal(core <= eps, is_core)
        np.testing.assert_array_equal(labels == -1, theirs.labels_ == -1)
        assert same_partition(labels[is_core], theirs.labels_[is_core])
        np.testing.assert_array_equal(labels, dbscan_labels_reference(edges, lengths, core, X, eps))


@pytest.mark.parametrize("eps", [1.0, 2.0, 5.0])
def test_rows_exactly_at_the_radius_are_within(eps: float) -> None:
    """On whole numbers 1, 2 and 5 (3-4-5 triangles) are exact distances, so that scikit-learn has to agree."""
    X = np.random.default_rng(3).integers(0, 40, (300, 2)).astype(float)
    for min_samples in (1, 3, 8):
        core = core_distances(X, min_samples)
        edges, lengths = mutual_reachability_tree(X, core)
        labels = dbscan_labels(edges, lengths, core, X, eps)
        theirs = DBSCAN(eps=eps, min_samples=min_samples).fit(X)
        at = theirs.core_sample_indices_
        np.testing.assert_array_equal(np.flatnonzero(core <= eps), at)
        assert same_partition(labels[at], theirs.labels_[at])
        np.testing.assert_array_equal(labels, dbscan_labels_reference(edges, lengths, core, X, eps))


def test_border_row_goes_to_the_nearest_core_row_and_a_tie_to_the_lowest() -> None:
    left, right = np.array([-1.3, -1.2, -1.1, -1.0]), np.array([1.0, 1.1, 1.2, 1.3])
    for border, expected in ((0.01, 1), (-0.01, 0), (0.0, 0)):
        X = np.concatenate([left, [border], right])[:, None]
        core = core_distances(X, 4)
        labels = dbscan_labels(*mutual_reachability_tree(X, core), core, X, 1.02)
        assert labels.tolist() == [0] * 4 + [expected] + [1] * 4


@pytest.mark.parametrize("seed", range(8))
def test_lowest_row_wins_a_tie_anywhere_in_the_tree(seed: int) -> None:
    """Many equally near core rows on both sides, in any order and in many leaves."""
    rng = np.random.default_rng(seed)
    X = rng.permutation(np.concatenate([np.full(200, -1.0), np.full(200, 1.0), [0.0]]))[:, None]
    core = np.where(X[:, 0] == 0, 2.0, 0.5)
    labels = dbscan_labels(*mutual_reachability_tree(X, core), core, X, 1.0)
    border = int(np.flatnonzero(X[:, 0] == 0)[0])
    others = np.delete(labels, border)
    assert set(others) == {0, 1}
    assert labels[border] == others[0] == 0


def test_many_equal_rows_do_not_slow_the_tree_down() -> None:
    """Rows of two values need few node visits; a search that looks at every tied row took 12 s at 100,000 already."""
    X = np.random.default_rng(0).integers(0, 2, (200_000, 1)).astype(float)
    core = core_distances(X, 10)
    start = time.process_time()
    edges, lengths = mutual_reachability_tree(X, core)
    assert time.process_time() - start < 10
    assert lengths.tolist() == [0.0] * 199_998 + [1.0]
    assert np.unique(dbscan_labels(edges, lengths, core, X, 0.5)).tolist() == [0, 1]


@QUICK
@given(problems())
def test_merges_are_scipys_single_linkage(problem: tuple[np.ndarray, int]) -> None:
    X, _ = problem
    tree = mutual_reachability_tree(X, np.zeros(len(X)))
    merges = single_linkage(*tree)
    theirs = linkage(X, "single")
    np.testing.assert_allclose(merges.height, theirs[:, 2], rtol=1e-9, atol=1e-12)
    for ours, plain in zip(merges, single_linkage_reference(*tree), strict=True):
        np.testing.assert_array_equal(ours, plain)
    if len(set(merges.height)) == len(X) - 1:
        np.testing.assert_array_equal(np.column_stack([merges.left, merges.right]), np.sort(theirs[:, :2], axis=1))
        np.testing.assert_array_equal(merges.size, theirs[:, 3])


def test_merges_count_multiplicities() -> None:
    merges = single_linkage(np.array([[0, 1], [1, 2]]), np.array([1.0, 2.0]), sizes=np.array([5, 1, 7]))
    assert merges.size.tolist() == [6, 13]
    assert members(merges, 3).tolist() == [0, 1]
    assert members(merges, 2).tolist() == [2]


@QUICK
@given(problems(), st.floats(0, 1))
def test_genie_cuts_are_nested_and_have_k_clusters(problem: tuple[np.ndarray, int], limit: float) -> None:
    X, _ = problem
    n = len(X)
    tree = mutual_reachability_tree(X, np.zeros(n))
    cuts = genie_labels(*tree, n, range(1, n + 1), limit)
    for k, labels in cuts.items():
        assert len(np.unique(labels)) == k == labels.max() + 1
        if k > 1:
            joint = np.unique(np.column_stack([labels, cuts[k - 1]]), axis=0)
            assert len(joint) == k, "each cluster lies whole in one of the partition with one less"
    np.testing.assert_array_equal(genie_order(*tree, n, limit), genie_order_reference(*tree, n, limit))


def test_genie_without_a_bound_is_single_linkage() -> None:
    X = np.random.default_rng(1).normal(size=(200, 3))
    cuts = genie_labels(*mutual_reachability_tree(X, np.zeros(200)), 200, range(1, 20), gini_limit=1.0)
    theirs = cut_tree(linkage(X, "single"), n_clusters=list(range(1, 20))).T
    for labels, expected in zip(cuts.values(), theirs, strict=True):
        assert same_partition(labels, expected)


def test_genie_finds_the_arms_that_k_means_cannot() -> None:
    """Two interleaved half circles with one far row: single linkage cuts the row off, Genie the circles apart."""
    turn = np.linspace(0, np.pi, 100)
    moons = np.concatenate(
        [np.column_stack([np.cos(turn), np.sin(turn)]), [1, 0.5] - np.column_stack([np.cos(turn), np.sin(turn)])]
    )
    X = np.concatenate([moons, [[6.0, 6.0]]])
    tree = mutual_reachability_tree(X, np.zeros(201))
    truth = np.repeat([0, 1], 100)
    assert same_partition(genie_labels(*tree, 201, [2])[2][:200], truth)
    assert not same_partition(genie_labels(*tree, 201, [2], gini_limit=1.0)[2][:200], truth)


def test_unit_and_order_of_rows_do_not_matter() -> None:
    rng = np.random.default_rng(5)
    X = rng.normal(size=(400, 3))
    core = core_distances(X, 6)
    edges, lengths = mutual_reachability_tree(X, core)
    shuffle = rng.permutation(400)
    _, shuffled = mutual_reachability_tree(X[shuffle], core[shuffle])
    np.testing.assert_allclose(shuffled, lengths, rtol=1e-12)
    scaled_edges, scaled = mutual_reachability_tree(X * 64, core_distances(X * 64, 6))
    np.testing.assert_array_equal(scaled_edges, edges)
    np.testing.assert_array_equal(scaled, lengths * 64)


def test_bad_input_is_named() -> None:
    X = np.zeros((3, 2))
    with pytest.raises(InputError, match="min_samples"):
        core_distances(X, 4)
    with pytest.raises(InputError, match="multiplicities"):
        core_distances(X, 2, np.array([1.0, 0.5, 2.0]))
    with pytest.raises(InputError, match="not finite"):
        mutual_reachability_tree(np.array([[np.nan], [1.0]]), np.zeros(2))
    with pytest.raises(InputError, match="hold the rows together"):
        genie_labels(np.array([[0, 1], [0, 1]]), np.zeros(2), 3, [2])
    with pytest.raises(InputError, match="numbers of clusters"):
        genie_labels(np.array([[0, 1], [1, 2]]), np.zeros(2), 3, [4])
    with pytest.raises(InputError, match="radii"):
        dbscan_labels(np.array([[0, 1], [1, 2]]), np.zeros(2), np.zeros(3), X, -1.0)


def test_one_row_is_a_tree_without_edges() -> None:
    X = np.array([[2.0, 3.0]])
    edges, lengths = mutual_reachability_tree(X, core_distances(X, 1))
    assert edges.shape == (0, 2)
    assert dbscan_labels(edges, lengths, np.zeros(1), X, 1.0).tolist() == [0]
    assert genie_labels(edges, lengths, 1, [1])[1].tolist() == [0]


def test_genie_reaches_its_published_agreement(data_dir: Path) -> None:
    """Genie with g = 0.3 at the true K: the adjusted Rand index of the published partitions, set by set.

    Gagolewski (2022), clustering-results-v1, scored as there: noise (label 0) left out, raw coordinates.
    """
    folder = data_dir / "segmentation"
    published = json.loads((folder / "clustbench_reference.json").read_text("utf-8"))
    for entry in published.values():
        table = pd.read_csv(folder / entry["file"])
        X = table.filter(regex=r"^x\d+$").to_numpy(float)
        tree = mutual_reachability_tree(X, np.zeros(len(X)))
        for column, one in entry["labels"].items():
            labels = genie_labels(*tree, len(X), [one["k"]])[one["k"]]
            known = table[column].to_numpy() > 0
            agreement = adjusted_rand_score(table[column][known], labels[known])
            assert agreement == pytest.approx(one["adjusted_rand"]["Genie_G0.3"], abs=1e-3), entry["file"]
