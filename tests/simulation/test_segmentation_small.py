"""A few seeds of ``benchmarks/segmentation_gauntlet.py``; the many-seed figures are committed beside it."""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks import segmentation_gauntlet as gauntlet
from benchmarks.segmentation_worlds import HUMAN_WORLDS, HUMANS

from takehome.studies.segmentation.scaling.advice import robust_scaling
from takehome.studies.segmentation.scaling.design import prepare
from takehome.studies.segmentation.strangers.search import search


@pytest.mark.parametrize("seed", range(5))
def test_the_briefs_shop_is_found_whole(seed: int) -> None:
    found = gauntlet.shop(seed)
    assert (found["k"], found["micro"], found["bots_in_noise"]) == (3, [50], 0)
    assert found["ari"] >= gauntlet.AGREES
    assert (found["recall"], found["precision"]) == (1.0, 1.0)


@pytest.mark.parametrize("kind", list(HUMAN_WORLDS))
def test_humans_alone_raise_no_alarm(kind: str) -> None:
    for seed in range(5):
        design = prepare(gauntlet.table_of(HUMAN_WORLDS[kind](np.random.default_rng(seed), HUMANS)))
        assert search(robust_scaling(design).transform(design.values, design.codes), 0).sizes == ()


@pytest.mark.parametrize("kind", list(gauntlet.CROWDS))
def test_one_crowd_has_no_segments(kind: str) -> None:
    """Segments are found in at most 5 % of such tables: two or more of 5 are seen in 2 % of runs; seeds are fixed."""
    assert sum(gauntlet.crowd(kind, 300, 2, seed) for seed in range(5)) <= 1
