"""The solved third task of Part 3 says what its own numbers say, the false premise first."""

from __future__ import annotations

from tests.examples.notebooks import numbers, stored, told

NAME = "part-3-fleet"


def test_the_legal_team_is_told_first_that_averaging_alone_protects_nothing() -> None:
    assert "Federated learning alone does not solve the privacy issue" in told(stored(NAME))


def test_shares_are_of_the_bound_and_doing_nothing_earns_nothing() -> None:
    shares = numbers(stored(NAME))["shares"]
    assert min(shares) == 0
    assert max(shares) < 1


def test_house_a_helps_house_b_before_its_first_day() -> None:
    """The jumpstart of the network is a share of House B's optimum."""
    assert 0.2 < numbers(stored(NAME))["jumpstart"][0] < 1
