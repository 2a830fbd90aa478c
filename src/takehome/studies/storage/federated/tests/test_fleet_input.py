"""What may go in: bad input is one clear message; a bad home is set aside, named, and training goes on (issue 7)."""

from __future__ import annotations

import numpy as np
import pytest

from takehome.errors import InputError
from takehome.studies.storage.federated.asked import Asked
from takehome.studies.storage.federated.economics import FleetEconomics, parse_economics
from takehome.studies.storage.federated.tests.fleet_worlds import HOMES, table, with_values
from takehome.studies.storage.federated.verb import fleet


@pytest.mark.parametrize(
    ("homes", "options", "said"),
    [
        (0, {}, "0 homes"),
        (2.5, {}, "2.5 homes"),
        (True, {}, "True homes"),
        (12, {"cohort": 13}, "a cohort of 13 homes in a fleet of 12"),
        (12, {"cohort": 2.5}, "cohort=2.5"),
        (12, {"cohort": 0}, "cohort=0"),
        (12, {"delta": 1.0}, "delta=1.0"),
        (12, {"delta": 0.0}, "delta=0.0"),
        (12, {"epsilon": 0.0}, "epsilon=0.0"),
        (12, {"rounds": 0}, "rounds=0"),
        (12, {"dropout": 1.0}, "dropout=1.0"),
        (12, {"strategy": "sum"}, "strategy='sum'"),
        (12, {"own_days": float("nan")}, "own_days=nan"),
        (12, {"confidence_level": 1.0}, "confidence_level=1.0"),
    ],
)
def test_what_cannot_be_is_named(homes, options, said):
    with pytest.raises(InputError) as problem:
        fleet(homes, fast=True, **{"own_days": 3, "judged_days": 3, **options})
    assert said in problem.value.saw
    assert problem.value.expected
    assert problem.value.try_next


def test_a_home_with_a_missing_number_is_set_aside_and_named():
    given = table()
    load, names = given["load_kwh"].values.copy(), given["home"].values
    home = names[0]
    load[np.flatnonzero(names == home)[200]] = np.nan
    made = fleet(with_values(given, "load_kwh", load), fast=True, rounds=2)
    assert len(made.outcome.homes) == HOMES - 1
    assert home not in made.outcome.homes.names
    finding = next(one for one in made.checks() if one.code == "STO101")
    assert finding.status.value == "failed", "1 of 12 is more than 5 %"
    assert home in finding.seen
    assert "NaN in load_kwh" in finding.seen


def test_a_home_without_data_is_set_aside_and_all_of_them_are_an_error():
    given = table()
    load, names = given["load_kwh"].values.copy(), given["home"].values
    load[names == names[0]] = np.nan
    made = fleet(with_values(given, "load_kwh", load), fast=True, rounds=2)
    assert [name for name, _ in made.outcome.set_aside] == [names[0]]
    with pytest.raises(InputError, match="no home with usable data"):
        fleet(with_values(given, "load_kwh", np.full(given.rows, np.nan)), fast=True)


def test_the_days_are_adapted_to_a_short_table_and_said():
    made = fleet(table(), fast=True, rounds=2)
    assert "homes have 17 days: 5 are their own and 12 are judged" in " ".join(made.echo())
    exact = fleet(table(), own_days=3, judged_days=14, fast=True, rounds=2)
    assert exact.outcome.homes.judged_days == 14


def test_a_table_without_a_needed_column_names_it_and_the_only_one_left_is_taken():
    given = table()
    columns = tuple(column for column in given.columns if column.name not in ("load_kwh", "buy"))
    with pytest.raises(InputError, match="'load_kwh', 'buy'"):
        fleet(type(given)(columns, given.roles, rows_in_source=given.rows), fast=True)


def test_economics_are_read_and_refused():
    assert parse_economics(None) == FleetEconomics()
    with pytest.raises(InputError, match="trafic_price"):
        parse_economics({"trafic_price": 1})
    for wrong in ({"homes": 0}, {"service_cost": -1}, {"currency": ""}, {"trainings_a_year": "often"}):
        with pytest.raises(InputError, match=next(iter(wrong))):
            parse_economics(wrong)
    with pytest.raises(InputError, match="without a rate"):
        FleetEconomics(currency="EUR").rate_for("$")
    assert FleetEconomics(currency="USD").rate_for("$") == 1.0


def test_a_cohort_is_a_share_or_a_number():
    assert Asked(cohort=0.1).share_of(50) == 0.1
    assert Asked(cohort=5).share_of(50) == 0.1
    assert Asked(cohort=1).share_of(50) == 1.0
