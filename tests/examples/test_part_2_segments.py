"""The solved assessment of the users: the brief's own figures, every question answered, and the bots found."""

from __future__ import annotations

import pytest
from tests.examples.notebooks import executed, numbers, stored, told

NAME = "part-2-segments"


def test_the_figures_of_the_briefs_own_steps_are_met() -> None:
    """scikit-learn 1.9 on the brief's table (issue 4): 87.8 % of the variance, silhouette .707 at 4, 12 of noise."""
    key = numbers(stored(NAME))
    assert sum(key["explained"]) == pytest.approx(0.878, abs=5e-4)
    assert key["best_k"] == 4
    assert key["silhouette"] == pytest.approx(0.707, abs=5e-4)
    assert (key["dbscan_noise"], key["bots_in_noise"]) == (12, 0)


def test_three_segments_and_all_bots_are_found() -> None:
    """The scenario's truth: 50 bots among 650 humans."""
    key = numbers(stored(NAME))
    assert key["groups"] == "3 segments + 1 micro-cluster"
    assert (key["bots_found"], key["humans_among_them"]) == (50, 0)
    assert sum(key["sizes"].values()) + 50 <= 700


def test_treating_segments_apart_surely_gains() -> None:
    _, low, _ = numbers(stored(NAME))["gain"]
    assert low > 0


def test_every_question_is_answered_and_a_false_premise_is_said_first() -> None:
    said = told(executed(NAME))
    assert "No: the plane loses 9.36 % of the variance, not 40 %" in said
    assert "Yes: 3 segments + 1 micro-cluster" in said
    assert "There are 4 groups: 3 segments + 1 micro-cluster." in said
    assert "Not the bots: of the 50 rows of micro-clusters" in said
    assert "Neither alone: density finds the strangers once" in said
    assert "raise the mean Items_Viewed by 6.10 items" in said
