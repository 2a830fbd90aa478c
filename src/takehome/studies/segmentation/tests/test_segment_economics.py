"""Economics of a segmentation: what is read, what is refused, and that nothing is lost on the way."""

import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from takehome.errors import InputError
from takehome.studies.segmentation.economics import (
    Action,
    SegmentationEconomics,
    Strangers,
    parse_economics,
    to_plain,
)

TEMPLATE = Path(__file__).parents[1] / "economics.toml"
MAIL = {"name": "mail", "cost": 0.5, "uplift": 0.02}
FRICTION = {"challenge_human": 2, "missed_bot": 5}


def test_the_template_is_read_and_prices_any_table() -> None:
    economics = parse_economics(TEMPLATE)
    assert isinstance(economics, SegmentationEconomics)
    assert economics.value == 120
    assert [action.name for action in economics.actions] == ["mail", "personal call"]
    assert economics.strangers == Strangers(challenge_human=2, missed_bot=5)


def test_every_commented_key_of_the_template_is_read_too() -> None:
    lines = [line.removeprefix("# ") if " = " in line.split("#")[1] else line for line in _commented()]
    text = "\n".join(lines).replace("complexity_cost", "\ncomplexity_cost")
    economics = parse_economics(tomllib.loads(text))
    assert economics is not None
    assert economics.complexity_cost == 0
    assert economics.actions[1].uplift_by_segment == {"S1": 0.08, "S3": 0}
    assert economics.strangers is not None
    assert economics.strangers.bots_in_noise == 0


def _commented() -> list[str]:
    return [line if "#" in line else f"{line}#" for line in TEMPLATE.read_text().splitlines()]


def test_plain_values_are_read_back_as_they_were() -> None:
    economics = SegmentationEconomics(
        value="Cart_Value",
        population=1000,
        complexity_cost=3,
        actions=(Action("mail", 0.5, 0.02, {"S1": 0.1}), Action("call", 5)),
        strangers=Strangers(1, 2, 0.5, 0.25),
    )
    assert parse_economics(to_plain(economics)) == economics
    assert parse_economics(economics) is economics
    assert parse_economics(None) is None
    assert to_plain(None) is None


def test_the_basis_of_money_is_the_population_or_the_rows() -> None:
    assert SegmentationEconomics(strangers=Strangers(1, 2), horizon="month").per(700) == "month, 700 customers"
    assert SegmentationEconomics(strangers=Strangers(1, 2), population=1, unit="user").per(700) == "period, 1 user"


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"value": 1, "actions": [MAIL | {"cost": -1}]}, "cost"),
        ({"value": 1, "actions": [MAIL | {"cost": float("nan")}]}, "cost"),
        ({"value": 1, "actions": [MAIL | {"cost": "free"}]}, "cost"),
        ({"value": 1, "actions": [MAIL | {"uplift": 1.5}]}, "uplift"),
        ({"value": 1, "actions": [MAIL | {"uplift": -0.1}]}, "uplift"),
        ({"value": 1, "actions": [MAIL | {"uplift_by_segment": {"S2": 2}}]}, "S2"),
        ({"value": 1, "actions": [MAIL | {"uplift_by_segment": 0.3}]}, "uplift_by_segment"),
        ({"value": 1, "actions": [MAIL | {"name": " "}]}, "name"),
        ({"value": 1, "actions": [MAIL | {"price": 2}]}, "price"),
        ({"value": 1, "actions": [{"name": "mail"}]}, "cost"),
        ({"value": 1, "actions": [None]}, "None"),
        ({"value": 1, "actions": MAIL}, "actions"),
        ({"value": 1, "actions": [MAIL, MAIL]}, "2 actions called 'mail'"),
        ({"value": -1, "actions": [MAIL]}, "value"),
        ({"value": True, "actions": [MAIL]}, "value"),
        ({"actions": [MAIL]}, "no value"),
        ({"value": 1}, "0 actions"),
        ({"strangers": FRICTION | {"missed_bot": -5}}, "missed_bot"),
        ({"strangers": FRICTION | {"bots_in_noise": 1.2}}, "bots_in_noise"),
        ({"strangers": {"missed_bot": 5}}, "challenge_human"),
        ({"strangers": 5}, "strangers"),
        ({"strangers": FRICTION, "population": 0}, "population"),
        ({"strangers": FRICTION, "complexity_cost": -1}, "complexity_cost"),
        ({"strangers": FRICTION, "horizon": ""}, "horizon"),
        ({"strangers": FRICTION, "stranger": 1}, "strangers = 1"),
        (5, "int"),
    ],
)
def test_what_cannot_be_is_refused_by_name(given: Any, named: str) -> None:
    with pytest.raises(InputError, match=named):
        parse_economics(given)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="takehome economics segment"):
        parse_economics(tmp_path / "none.toml")


@pytest.mark.parametrize(("friction", "abuse"), [(2.0, 5.0), (1.0, 0.0), (0.0, 3.0)])
def test_challenging_pays_from_the_break_even_share(friction: float, abuse: float) -> None:
    share = Strangers(friction, abuse).break_even
    assert share is not None
    assert share * abuse == pytest.approx((1 - share) * friction)


def test_two_free_errors_have_no_break_even() -> None:
    assert Strangers(0, 0).break_even is None
    assert np.isclose(Strangers(2, 5).break_even or 0, 2 / 7)
