"""The brief's users: its own table, the published figures of its own steps, and what the study says of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import takehome as th
from takehome.protocol import Scenario
from takehome.studies.segmentation.answers import answers
from takehome.studies.segmentation.scenario import FEATURES, UNITS


@pytest.fixture(scope="module")
def problem() -> Scenario:
    return th.scenario("omnicorp-users")


@pytest.fixture(scope="module")
def frame(problem: Scenario) -> pd.DataFrame:
    return pd.DataFrame({name: problem.table[name].values for name in ("user", *FEATURES)})


@pytest.fixture(scope="module")
def group(problem: Scenario) -> np.ndarray:
    return np.array(problem.truth["group"])


@pytest.fixture(scope="module")
def scaled(frame: pd.DataFrame) -> np.ndarray:
    from sklearn.preprocessing import StandardScaler

    return StandardScaler().fit_transform(frame[list(FEATURES)])


@pytest.fixture(scope="module")
def study(frame: pd.DataFrame) -> Any:
    return th.segment(frame, id="user", units=UNITS, fast=True)


@pytest.fixture(scope="module")
def said(study: Any) -> dict[str, str]:
    """The answers, before any check: they are a function of what the study has."""
    return {a.id: a.answer for a in answers((), study.effects(), study.recommend(), study.metrics())}


def test_the_scenario_is_the_briefs_table(frame: pd.DataFrame) -> None:
    """The brief's own code, with its global seed."""
    np.random.seed(42)
    data_1 = np.random.normal(loc=[15, 20, 50, 0.1, 1], scale=[5, 5, 20, 0.05, 1], size=(300, 5))
    data_2 = np.random.normal(loc=[45, 10, 500, 0.05, 0], scale=[10, 2, 50, 0.02, 0.5], size=(200, 5))
    data_3 = np.random.normal(loc=[10, 5, 30, 0.8, 5], scale=[5, 2, 10, 0.1, 2], size=(150, 5))
    data_bots = np.random.normal(loc=[0.5, 100, 0, 0, 0], scale=[0.1, 10, 0, 0, 0], size=(50, 5))
    own = pd.DataFrame(np.vstack([data_1, data_2, data_3, data_bots]), columns=list(FEATURES))
    own = own.sample(frac=1).reset_index(drop=True)
    pd.testing.assert_frame_equal(frame[list(FEATURES)], own)


def test_the_published_figures_of_the_briefs_own_steps_are_met(scaled: np.ndarray, group: np.ndarray) -> None:
    """scikit-learn 1.9 on the brief's table (issue 4): silhouette .707 at 4, 87.8 % of the variance, 12 of noise."""
    from sklearn.cluster import DBSCAN, KMeans
    from sklearn.decomposition import PCA
    from sklearn.metrics import adjusted_rand_score, silhouette_score

    found = {k: KMeans(k, n_init=10, random_state=42).fit_predict(scaled) for k in range(2, 11)}
    scores = {k: silhouette_score(scaled, labels) for k, labels in found.items()}
    assert max(scores, key=lambda k: scores[k]) == 4
    assert scores[4] == pytest.approx(0.707, abs=5e-4)
    assert adjusted_rand_score(group, found[4]) == 1.0
    assert PCA(2).fit(scaled).explained_variance_ratio_.sum() == pytest.approx(0.878, abs=5e-4)
    labels = DBSCAN(eps=0.5, min_samples=5).fit_predict(scaled)
    assert (labels == -1).sum() == 12
    assert not (labels[group == "bots"] == -1).any()


def test_three_segments_and_one_micro_cluster_are_the_four_groups(study: Any, group: np.ndarray) -> None:
    from sklearn.metrics import adjusted_rand_score

    labels = study.labels()
    assert study.metrics()["groups"] == "3 segments + 1 micro-cluster"
    assert adjusted_rand_score(group, labels) >= 0.99
    np.testing.assert_array_equal(labels == "M1", group == "bots")
    assert (labels == "noise").sum() == round(700 * study.metrics()["noise_share"])


def test_the_labelled_rows_are_the_briefs_rows_in_their_order(study: Any, frame: pd.DataFrame) -> None:
    made = study.labelled().columns
    assert list(made["user"]) == frame["user"].tolist()
    assert list(made["segment"]) == study.labels().tolist()
    assert {made["stranger"][i] for i in np.flatnonzero(study.labels() == "M1")} == {"micro-cluster M1"}


def test_dbscan_at_the_briefs_setting_is_scikit_learns(study: Any, scaled: np.ndarray, group: np.ndarray) -> None:
    from sklearn.cluster import DBSCAN

    labels, metrics = DBSCAN(eps=0.5, min_samples=5).fit_predict(scaled), study.metrics()
    bots = group == "bots"
    home = np.unique(labels[bots])
    assert metrics["dbscan_noise"] == (labels == -1).sum()
    assert metrics["dbscan_clusters"] == len(np.unique(labels[labels >= 0]))
    assert metrics["dbscan_micro_rows"] == bots.sum()
    assert metrics["dbscan_micro_clusters"] == len(home)
    assert metrics["dbscan_micro_company"] == np.isin(labels[~bots], home).sum()
    assert sum(metrics["dbscan_noise_segments"].values()) == (labels[~bots] == -1).sum()


def test_the_variance_of_everybody_is_scikit_learns(study: Any, scaled: np.ndarray) -> None:
    from sklearn.decomposition import PCA

    held = PCA(2).fit(scaled).explained_variance_ratio_.sum()
    assert study.metrics()["variance_2d_everybody"] == pytest.approx(held)


def test_the_bots_move_the_means_by_what_pandas_says(
    study: Any, frame: pd.DataFrame, group: np.ndarray, said: dict[str, str]
) -> None:
    numbers = frame[list(FEATURES)]
    moved = numbers.mean() - numbers[group != "bots"].mean()
    assert study.metrics()["mean_shifts"] == pytest.approx(moved.to_dict())
    assert study.metrics()["most_moved"] == (moved.abs() / numbers[group != "bots"].std()).idxmax()
    assert f"raise the mean Items_Viewed by {moved['Items_Viewed']:.2f} items" in said["bots"]


def test_the_noise_is_not_the_bots_and_that_is_said_first(said: dict[str, str]) -> None:
    assert said["interview-3-noise"].startswith("Not the bots: of the 50 rows of micro-clusters")
    assert "50 stand in 1 distinct, tight cluster (with 0 other rows in it)" in said["interview-3-noise"]
    assert "−1 stands for 12 of 700 rows" in said["interview-3-noise"]


def test_the_suspicion_of_three_groups_is_confirmed_with_its_dissent(said: dict[str, str], study: Any) -> None:
    assert said["groups"].startswith("Yes: 3 segments + 1 micro-cluster")
    for index, k in study.metrics()["k_votes"].items():
        assert (f"{index} says {k}" in said["groups"]) == (k != 3)


def test_the_plane_keeps_nine_tenths_and_may_be_trusted(said: dict[str, str]) -> None:
    assert said["interview-1-variance"].startswith("No: the plane loses 9.36 % of the variance, not 40 %")
    assert "it would keep 87.8 %" in said["interview-1-variance"]
    assert "may be trusted" in said["interview-1-variance"]


def test_every_group_gets_a_name_a_marketer_knows(said: dict[str, str]) -> None:
    for words in ("many items viewed", "high cart value", "many support tickets", "short session time"):
        assert words in said["interview-2-personas"]


def test_what_catches_the_bots_in_real_time_is_counted(said: dict[str, str], study: Any) -> None:
    made = study.labelled().columns
    far = np.array(made["p_value"]) <= 0.005
    bots = np.array(made["segment"]) == "M1"
    assert (
        f"gives away {(far & bots).sum()} of 50, with {(far & ~bots).sum()} of 650 other rows"
        in said["interview-3-realtime"]
    )
    assert "DBSCAN's −1 catches 0 of 50, with 12 other rows" in said["interview-3-realtime"]


def test_one_crowd_has_no_segments_and_no_bots() -> None:
    from takehome.studies.segmentation.scenario import one_crowd

    study = th.segment(one_crowd(seed=1).table, fast=True)
    made = answers((), study.effects(), study.recommend(), study.metrics())
    said = {answer.id: answer.answer for answer in made}
    assert said["groups"].startswith("No, the premise is false here: no segments")
    assert said["bots"].startswith("No: 0 of 600 rows")
