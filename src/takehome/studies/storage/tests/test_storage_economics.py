"""Economics of a storage study: what is read, refused, and written back."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from takehome.errors import InputError
from takehome.studies.storage import economics as module
from takehome.studies.storage.battery_terms import battery_of
from takehome.studies.storage.economics import StorageEconomics, parse_economics, to_plain

TEMPLATE = Path(module.__file__).with_name("economics.toml")


def test_the_template_is_read_and_its_commented_keys_are_the_defaults(tmp_path: Path) -> None:
    """Every line that starts with "#" and holds a key shows its default, so adding it changes nothing."""
    text, _, battery = TEMPLATE.read_text(encoding="utf-8").partition("# [battery]\n")
    held = battery_of(tomllib.loads("\n".join(line.removeprefix("# ") for line in battery.splitlines())))
    assert held is not None
    assert (held.capacity_kwh, held.round_trip) == (2_000, pytest.approx(0.85))
    plain = parse_economics(TEMPLATE)
    with_defaults = "\n".join(
        line.removeprefix("# ") if line.startswith("# ") and " = " in line and "default:" not in line else line
        for line in text.splitlines()
        if not line.startswith("# Use")
    )
    path = tmp_path / "all.toml"
    path.write_text(with_defaults.replace("# currency", "#currency"), encoding="utf-8")
    shown = tomllib.loads(with_defaults)
    assert {"inverter_price", "life_years", "life_cycles", "fixed_cost"} <= set(shown)
    optional = {"currency", "complexity_cost", "wear_price"}  # their defaults are words, not numbers
    assert parse_economics({key: value for key, value in shown.items() if key not in optional}) == plain


@settings(max_examples=30)
@given(
    rate=st.floats(0.01, 100), batteries=st.floats(0.5, 50), price=st.none() | st.floats(0, 1e4),
    wear=st.none() | st.floats(0, 1), currency=st.none() | st.sampled_from(["$", "EUR"]),
)  # fmt: skip
def test_plain_values_are_read_back(
    rate: float, batteries: float, price: float | None, wear: float | None, currency: str | None
) -> None:
    economics = StorageEconomics(currency, rate, batteries, battery_price=price, wear_price=wear)
    assert parse_economics(to_plain(economics)) == economics
    assert parse_economics(economics) is economics


def test_nothing_stays_nothing() -> None:
    assert parse_economics(None) is None
    assert to_plain(None) is None


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("rate", 0), ("rate", float("nan")), ("batteries", 0), ("batteries", None), ("battery_price", -1),
        ("inverter_price", None), ("life_years", 0), ("life_cycles", "many"), ("fixed_cost", -0.5),
        ("complexity_cost", -1), ("wear_price", float("inf")), ("currency", ""), ("currency", 3), ("rate", True),
    ],
)  # fmt: skip
def test_what_is_impossible_is_refused_by_name(key: str, value: object) -> None:
    with pytest.raises(InputError, match=key):
        parse_economics({key: value})


def test_a_key_that_is_nearly_right_is_named() -> None:
    with pytest.raises(InputError, match="battery_price"):
        parse_economics({"batery_price": 200})


def test_another_currency_needs_a_rate_and_signs_are_codes() -> None:
    with pytest.raises(InputError, match="rate"):
        StorageEconomics(currency="$").rate_for("EUR")
    assert StorageEconomics(currency="€").rate_for("EUR") == 1.0
    assert StorageEconomics().rate_for("SEK") == 1.0
    assert StorageEconomics(currency="$", rate=1.1).rate_for("EUR") == 1.1
