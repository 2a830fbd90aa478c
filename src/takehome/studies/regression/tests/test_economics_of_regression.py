"""Reading economics: every way in gives the same object, and whatever is impossible is named."""

from __future__ import annotations

import re
import tomllib

import pytest

from takehome.errors import InputError
from takehome.studies.regression.economics import Lever, RegressionEconomics, parse_economics, resolve_lever, template
from takehome.studies.regression.tests.fitted_worlds import servers

GOOD = {
    "volume": 8760,
    "units": 200,
    "unit": "server",
    "levers": [{"feature": "Age", "kind": "renew", "price": 20000}],
}


@pytest.fixture(scope="module")
def outcome():
    return servers(rows=200, draws=5)


def test_mapping_file_and_object_say_the_same(tmp_path):
    path = tmp_path / "my.toml"
    path.write_text(template(), encoding="utf-8")
    as_object = RegressionEconomics(volume=8760, units=200, unit="server", levers=(Lever("Age", "renew", 20000),))
    assert parse_economics(GOOD) == parse_economics(str(path)) == parse_economics(path) == as_object
    assert parse_economics(as_object) is as_object
    assert parse_economics(None) is None


def test_the_template_shows_every_key_and_nothing_unknown():
    """With its optional lines switched on, the template is accepted and names every key there is."""
    switched_on = re.sub(r"(?m)^# (?=[a-z_]+ = |\[\[)", "", template())
    parsed = parse_economics(tomllib.loads(switched_on))
    assert [lever.kind for lever in parsed.levers] == ["renew", "shift"]
    keys = {line.split(" = ")[0] for line in switched_on.splitlines() if " = " in line}
    fields = {*RegressionEconomics.__dataclass_fields__, *Lever.__dataclass_fields__} - {"levers"}
    assert fields <= keys


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"volum": 1}, "volum"),
        ({"volume": 0}, "volume = 0"),
        ({"volume": -5}, "volume = -5"),
        ({"units": float("nan")}, "units = nan"),
        ({"rate": "1"}, "rate = '1'"),
        ({"currency": ""}, "currency"),
        ({"target_is": "loss"}, "loss"),
        ({"complexity_cost": -1}, "complexity_cost = -1"),
        ({"levers": "Age"}, "levers"),
        ({"levers": [3]}, "3"),
        ({"levers": [{"feature": "Age", "kind": "renew"}]}, "without price"),
        ({"levers": [{"feature": "Age", "kind": "renw", "price": 1}]}, "renw"),
        ({"levers": [{"feature": "Age", "kind": "renew", "price": -1}]}, "price = -1"),
        ({"levers": [{"feature": "Age", "kind": "renew", "price": True}]}, "price = True"),
        ({"levers": [{"feature": "Age", "kind": "renew", "price": 1, "pace": 0}]}, "pace = 0"),
        ({"levers": [{"feature": "Age", "kind": "renew", "price": 1, "low": 5, "high": 5}]}, "low = 5"),
        ({"levers": [{"feature": "Age", "kind": "renew", "price": 1, "hi": 5}]}, "hi"),
    ],
)
def test_what_cannot_be_is_refused_by_name(change, named):
    with pytest.raises(InputError) as caught:
        parse_economics({**GOOD, **change})
    assert named in caught.value.saw
    assert caught.value.expected
    assert caught.value.try_next


def test_files_that_cannot_be_read_are_named(tmp_path):
    with pytest.raises(InputError, match=r"missing\.toml"):
        parse_economics(tmp_path / "missing.toml")
    broken = tmp_path / "broken.toml"
    broken.write_text("volume = ", encoding="utf-8")
    with pytest.raises(InputError, match="valid TOML"):
        parse_economics(broken)
    with pytest.raises(InputError, match="type int"):
        parse_economics(3)


@pytest.mark.parametrize("lever", [Lever("Agee", "renew", 1), Lever("Cost", "shift", 1)])
def test_a_lever_needs_a_numeric_feature(outcome, lever):
    with pytest.raises(InputError, match="one of 'CPU', 'Memory', 'Age'"):
        resolve_lever(lever, outcome.design)


@pytest.mark.parametrize("key", ["low", "high", "to"])
def test_a_range_far_outside_the_data_is_refused(outcome, key):
    lever = Lever("Age", "renew", 1, **{key: 15.0 if key == "high" else -6.0})
    with pytest.raises(InputError, match=f"{key} = .* outside the data"):
        resolve_lever(lever, outcome.design)


def test_a_range_just_outside_the_data_is_flagged(outcome):
    lever, notes = resolve_lever(Lever("Age", "renew", 1, high=10.2), outcome.design)
    assert lever.high == 10.2
    assert lever.start == 0
    assert any("Extrapolation on Age: high = 10.2 years" in note for note in notes)


def test_money_has_its_basis():
    assert RegressionEconomics(units=200, unit="server").per == "year, 200 servers"
    assert RegressionEconomics(unit="house", horizon="month").per == "month, 1 house"
