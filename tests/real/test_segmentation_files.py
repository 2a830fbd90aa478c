"""``takehome segment`` on files that nobody here wrote: known numbers, names that a marketer would accept."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import takehome as th
from takehome.studies.segmentation.scaling.advice import robust_scaling
from takehome.studies.segmentation.scaling.design import prepare
from takehome.studies.segmentation.strangers.search import search
from takehome.table import Role, canonical, read

UP = re.compile(r"\b(?:high|higher|many|more|long|longer|old|older|frequent|large|recently)\b", re.IGNORECASE)
DOWN = re.compile(r"\b(?:low|lower|few|fewer|short|shorter|young|younger|infrequent|small|no)\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def files(data_dir: Path) -> Path:
    return data_dir / "segmentation"


def assert_acceptable(study: Any) -> None:
    """Names are unique, short, and never hold both directions of one feature; a report can be made of them."""
    names = [one.name for one in study.outcome.personas]
    assert len(set(names)) == len(names)
    for persona in study.outcome.personas:
        assert len(persona.name) <= 120, persona.name
        assert len({trait.column for trait in persona.traits}) == len(persona.traits)
        for part in persona.name.split(" · "):
            assert not (UP.search(part) and DOWN.search(part)), persona.name
    assert study.to_dict()["answers"]


def test_mall_customers_fall_into_the_five_that_everybody_finds(files: Path) -> None:
    """K = 5 on income × spending with a silhouette of about .55 is the answer of every course that uses the file."""
    study = th.segment(files / "mall_customers.csv", ignore=["Age", "Gender", "Sex"], fast=True)
    assert study.metrics()["k_segments"] == 5
    assert study.metrics()["silhouette"] == pytest.approx(0.55, abs=0.02)
    assert_acceptable(study)


def test_mall_customers_with_their_age_have_no_proved_valley(files: Path) -> None:
    """200 rows in three columns are too few to prove one: the answer is "no segments", and k=6 still names bands."""
    study = th.segment(files / "mall_customers.csv", fast=True)
    assert study.metrics()["k_segments"] == 1
    assert 0.05 < study.metrics()["structure_p"] < 0.2
    assert_acceptable(th.segment(files / "mall_customers.csv", k=6, fast=True))


def test_online_shoppers_are_named(files: Path) -> None:
    """12,330 sessions; revenue is the outcome and no feature. Buyers are where pages of value were seen."""
    study = th.segment(files / "online_shoppers_sessions.csv", ignore=["Revenue"], k=5, fast=True)
    assert_acceptable(study)
    revenue = read(files / "online_shoppers_sessions.csv")["Revenue"].values
    bought = np.array([str(value).casefold() in {"true", "1", "1.0"} for value in revenue])
    assert bought.sum() == 1908
    rates = [bought[study.labels() == name].mean() for name in study.outcome.segment_ids]
    assert max(rates) > 1.5 * bought.mean() > 4.5 * min(rates)


def test_online_retail_by_recency_frequency_and_money(files: Path) -> None:
    """UCI Online Retail: 541,909 lines; 4,338 customers who bought something (positive quantity and price)."""
    import pandas as pd

    lines = pd.read_parquet(files / "online_retail.parquet").dropna(subset=["CustomerID"])
    lines = lines[(lines["Quantity"] > 0) & (lines["UnitPrice"] > 0)]
    day = pd.to_datetime(lines["InvoiceDate"])
    lines = lines.assign(money=lines["Quantity"] * lines["UnitPrice"], ago=(day.max() - day).dt.days)
    customers = lines.groupby("CustomerID").agg(
        recency_days=("ago", "min"), frequency=("InvoiceNo", "nunique"), monetary=("money", "sum")
    )
    assert len(customers) == 4338
    study = th.segment(customers.reset_index(), id="CustomerID", k=4, fast=True)
    assert_acceptable(study)
    assert {scale.kind for scale in study.outcome.scaling.chosen.columns} == {"linear", "log"}
    # raw K-means would put nearly everybody into one group: the trap of the silhouette near 1
    raw = study.outcome.scaling.candidates[0]
    assert raw.largest > 0.99
    assert raw.silhouettes[0] > 0.9


def test_http_attacks_are_a_micro_cluster(files: Path) -> None:
    """ADBench: 2,211 attacks in 567,498 requests; the target is a recall of .93 at a precision of .7."""
    table = canonical(read(files / "adbench_http.parquet", roles={"anomaly": Role.TARGET}, memory_cap_bytes=4 * 2**30))
    design, attack = prepare(table), table["anomaly"].values == 1
    called = search(robust_scaling(design).transform(design.values, design.codes), 0).member >= 0
    assert called[attack].mean() >= 0.93
    assert attack[called].mean() >= 0.7


def test_cardio_has_no_micro_cluster(files: Path) -> None:
    """Its 176 anomalies are scattered: "none found" is the answer, and supervised labels are the advice."""
    table = canonical(read(files / "adbench_cardio.csv", roles={"anomaly": Role.TARGET}))
    design = prepare(table)
    assert search(robust_scaling(design).transform(design.values, design.codes), 0).sizes == ()
