"""Units of a table of homes, and what may be said of a run that was not priced: faults that were found by reading."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import takehome as th
from takehome.errors import InputError
from takehome.studies.storage.federated.tests.fleet_worlds import table
from takehome.studies.storage.federated.traffic import per_training
from takehome.table import Table


def renamed(given: Table, scale: float, **names: str) -> Table:
    """The table with columns renamed and multiplied."""
    columns = tuple(
        replace(column, name=names[column.name], values=column.values * scale) if column.name in names else column
        for column in given.columns
    )
    roles = {names.get(name, name): role for name, role in given.roles.items()}
    return replace(given, columns=columns, roles=roles)


def test_energy_in_mwh_is_refused() -> None:
    with pytest.raises(InputError, match="load_mwh"):
        th.fleet(renamed(table(), 0.001, load_kwh="load_mwh"), fast=True)


def test_prices_per_mwh_are_read_alike_in_the_fit_and_in_new_rows() -> None:
    from takehome.studies.storage.homes.reading import HomeColumns

    plain = th.fleet(table(), fast=True)
    names = {"buy": "buy_per_mwh", "sell": "sell_per_mwh"}
    dear = renamed(table(), 1000.0, **names)
    made = th.fleet(dear, columns=HomeColumns(**names), fast=True)
    assert made.metrics()["optimum_per_home_year"] == pytest.approx(plain.metrics()["optimum_per_home_year"])
    one, other = (np.asarray(s.columns["saved"], float) for s in (plain.score(table()), made.score(dear)))
    assert other == pytest.approx(one)


def test_a_promise_that_was_not_priced_is_still_told() -> None:
    said = next(a.answer for a in th.fleet(table(), fast=True, epsilon=8).answers() if a.id == "privacy-price")
    assert "promises nothing" not in said
    assert "epsilon 8.00" in said


def test_homes_that_drop_out_send_less() -> None:
    whole, half = (th.fleet(table(), fast=True, dropout=share).outcome for share in (0.0, 0.5))
    assert per_training(half, half.ledger)[0] < 0.8 * per_training(whole, whole.ledger)[0]


def test_without_jax_a_network_names_its_extra_and_tables_need_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("takehome.studies.storage.deep.available.find_spec", lambda name: None)
    with pytest.raises(th.MissingExtra, match="deep"):
        th.fleet(table(), fast=True, deep=True)
    with pytest.raises(th.MissingExtra, match="deep"):
        th.transfer(th.scenario("house-twins").table, fast=True, deep=True)
    assert th.fleet(table(), fast=True).metrics()["learner"] == "tables"
