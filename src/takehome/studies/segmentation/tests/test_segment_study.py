"""The study as a whole: the brief's facts, labels that survive every road, and answers that are "no"."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import takehome as th
from takehome.errors import InputError
from takehome.stats.clustering.agreement import adjusted_rand
from takehome.studies.segmentation.scenario import EXAMPLE_ECONOMICS, omnicorp_users, one_crowd
from takehome.table import Column, Kind, Role, Table


@cache
def brief() -> Any:
    """The brief's users, fitted once."""
    return th.segment(omnicorp_users().table, economics=EXAMPLE_ECONOMICS, fast=True)


def truth() -> np.ndarray:
    return np.array(omnicorp_users().truth["group"])


def codes(texts: np.ndarray) -> np.ndarray:
    return np.unique(texts.astype(str), return_inverse=True)[1]


def test_the_brief_has_three_segments_and_one_micro_cluster() -> None:
    metrics = brief().metrics()
    assert (metrics["k_segments"], metrics["micro_clusters"], metrics["groups"]) == (
        3,
        [50],
        "3 segments + 1 micro-cluster",
    )
    labels = brief().labels()
    assert adjusted_rand(codes(truth()), codes(labels)) >= 0.99
    np.testing.assert_array_equal(labels == "M1", truth() == "bots")
    assert metrics["dbscan_noise"] == 12
    assert metrics["dbscan_micro_in_noise"] == 0


def test_labels_come_in_the_order_of_the_table_given() -> None:
    table = omnicorp_users().table
    shuffled = np.random.default_rng(1).permutation(table.rows)
    again = th.segment(table.take(shuffled), fast=True)
    np.testing.assert_array_equal(again.labels(), brief().labels()[shuffled])
    users = next(column for column in table.columns if column.name == "user").values[shuffled]
    assert list(again.labelled().columns["user"]) == users.tolist()


def test_scores_of_the_training_rows_are_the_labels_of_the_fit() -> None:
    table = omnicorp_users().table
    np.testing.assert_array_equal(np.array(brief().score(table).columns["segment"], object), brief().labels())


def test_one_row_scores_as_the_table_does() -> None:
    table, scorer = omnicorp_users().table, brief().scorer()
    batch = brief().score(table).columns
    for i in range(table.rows):
        row = {column.name: column.values[i] for column in table.columns}
        found = scorer(row)
        assert (found.segment, found.nearest_segment) == (batch["segment"][i], batch["nearest_segment"][i])
        assert found.margin == pytest.approx(batch["margin"][i], abs=1e-9)
        assert found.p_value == pytest.approx(batch["p_value"][i], abs=1e-12)


def test_new_rows_far_from_everybody_are_unknown_and_bots_are_known() -> None:
    row = {
        "Avg_Session_Time": 15.0,
        "Items_Viewed": 20.0,
        "Cart_Value": 50.0,
        "Return_Rate": 0.1,
        "Support_Tickets": 1.0,
    }
    scorer = brief().scorer()
    assert scorer(row).segment == "S1"
    assert scorer({**row, "Cart_Value": 5_000.0}).segment == "noise"
    bot = {
        "Avg_Session_Time": 0.5,
        "Items_Viewed": 101.0,
        "Cart_Value": 0.0,
        "Return_Rate": 0.0,
        "Support_Tickets": 0.0,
    }
    assert scorer(bot).segment == "M1"
    with pytest.raises(InputError, match="Cart_Value"):
        scorer({name: value for name, value in row.items() if name != "Cart_Value"})
    assert scorer({**row, "Cart_Value": None}).segment in {"S1", "S2", "S3"}


def test_a_saved_study_says_the_same(tmp_path: Path) -> None:
    loaded = th.load(brief().save(tmp_path / "study"))
    assert {**loaded.to_dict(), "run": None} == {**brief().to_dict(), "run": None}
    np.testing.assert_array_equal(loaded.labels(), brief().labels())
    assert loaded.recommend(EXAMPLE_ECONOMICS) == brief().recommend()


def test_names_of_the_users_own() -> None:
    study = th.segment(omnicorp_users().table, rename={"S2": "Big spenders", "M1": "Bots"}, fast=True)
    assert study.outcome.names["S2"] == "Big spenders"
    assert set(study.labelled().columns["persona"]) >= {"Big spenders", "Bots"}
    with pytest.raises(InputError, match="S9"):
        th.segment(omnicorp_users().table, rename={"S9": "Nobody"}, fast=True)


def test_ids_and_names_survive_a_refit(tmp_path: Path) -> None:
    """Resampled rows: 95 % of them and more keep their id (field notes, target 10), named groups their name."""
    table = omnicorp_users().table
    old = th.segment(table, rename={"S2": "Big spenders"}, fast=True)
    folder = old.save(tmp_path / "old")
    big = np.flatnonzero(truth() == "big spenders")
    rows = np.concatenate([np.random.default_rng(5).integers(0, table.rows, 500), np.repeat(big, 2)])
    fresh = th.segment(table.take(rows), fast=True)
    assert fresh.outcome.names["S1"] != old.outcome.names["S1"], "the big spenders are the largest segment now"
    again = th.segment(table.take(rows), previous=folder, fast=True)
    assert (again.labels() == old.labels()[rows]).mean() >= 0.95
    assert again.outcome.names["S2"] == "Big spenders"
    loaded = th.load(again.save(tmp_path / "again"))
    assert loaded.outcome.names == again.outcome.names
    with pytest.raises(InputError, match="previous"):
        th.segment(table, previous=3, fast=True)


def test_somebody_elses_labels_are_judged() -> None:
    table = omnicorp_users().table
    group = truth().astype(object)
    given = replace(table, columns=(*table.columns, Column("cluster", Kind.CATEGORY, group)))
    study = th.segment(given, labels="cluster", fast=True)
    assert study.metrics()["given"] == "cluster"
    assert study.metrics()["micro_clusters"] == [50]
    assert any(finding.stage == "given" for finding in study.checks())
    assert any(answer.id == "given" for answer in study.answers())
    noise = replace(
        table,
        columns=(
            *table.columns,
            Column("cluster", Kind.NUMBER, np.random.default_rng(0).integers(0, 3, table.rows).astype(float)),
        ),
    )
    worse = th.segment(noise, labels="cluster", fast=True)
    failed = {finding.code for finding in worse.checks() if finding.status == "failed" and finding.stage == "given"}
    assert {"SEG007", "SEG008"} <= failed


def test_one_crowd_has_no_segments() -> None:
    study = th.segment(one_crowd(3).table, fast=True)
    metrics = study.metrics()
    assert (metrics["k_segments"], metrics["k_micro"], metrics["groups"]) == (1, 0, "no segments")
    assert study.recommend().action == study.recommend().baseline
    assert {finding.code for finding in study.checks() if finding.status == "failed"} == {"SEG005"}
    forced = th.segment(one_crowd(3).table, k=3, fast=True)
    assert forced.metrics()["k_segments"] == 3
    assert len(set(forced.outcome.names.values())) == 3


@pytest.mark.parametrize("k", [1, 0, "many", True, 400])
def test_an_impossible_number_of_segments_is_refused(k: Any) -> None:
    with pytest.raises(InputError, match="k = "):
        th.segment(omnicorp_users().table, k=k)


def test_a_category_takes_part_only_when_it_is_named() -> None:
    table = omnicorp_users().table
    region = np.array(["north", "south"], object)[np.random.default_rng(2).integers(0, 2, table.rows)]
    wider = replace(table, columns=(*table.columns, Column("region", Kind.CATEGORY, region)))
    quiet = th.segment(wider, fast=True)
    assert "region" in quiet.outcome.design.descriptors
    np.testing.assert_array_equal(quiet.labels(), brief().labels())
    named = th.segment(wider, features=["Avg_Session_Time", "Cart_Value", "Return_Rate", "region"], k=3, fast=True)
    assert [category.name for category in named.outcome.design.categories] == ["region"]
    np.testing.assert_array_equal(np.array(named.score(wider).columns["segment"], object), named.labels())


def test_the_statement_gives_the_labels_of_the_fit() -> None:
    import duckdb
    import pandas as pd

    frame = {column.name: column.values for column in omnicorp_users().table.columns}
    rows = pd.DataFrame(frame)
    connection = duckdb.connect()
    connection.register("rows", rows)
    found = connection.sql(brief().sql()).df().set_index("user").loc[frame["user"], "takehome_segment"].to_numpy()
    np.testing.assert_array_equal(found, np.array(brief().score(omnicorp_users().table).columns["nearest_segment"]))
    ruled = connection.sql(brief().rules_sql()).df().set_index("user").loc[frame["user"], "takehome_segment"].to_numpy()
    values = np.column_stack([frame[name] for name in brief().outcome.design.names])
    np.testing.assert_array_equal(ruled, brief().outcome.rules.assign(values))


def test_few_or_strange_rows_are_no_traceback() -> None:
    two = Table((Column("x", Kind.NUMBER, np.array([1.0, 2.0])),))
    with pytest.raises(InputError, match="2 rows"):
        th.segment(two)
    copies = Table(
        (Column("x", Kind.NUMBER, np.repeat([1.0, 2.0], 40)), Column("y", Kind.NUMBER, np.repeat([0.5, 7.0], 40)))
    )
    assert th.segment(copies, fast=True).to_dict()["recommendation"]["sentence"]
    with pytest.raises(InputError, match="role"):
        th.segment(omnicorp_users().table.with_roles({"Cart_Value": Role.IGNORED}), features=["Cart_Value"])
