"""The whole study: the verb's input, the null world, scores, saving, and what answers say of a false premise."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from takehome.errors import InputError
from takehome.studies.saved import read as read_saved
from takehome.studies.saved import restore
from takehome.studies.storage.homes.houses import house_a, house_b
from takehome.studies.storage.transfer import scenario
from takehome.studies.storage.transfer.study import Transfer
from takehome.studies.storage.transfer.verb import transfer
from takehome.table import Table


@pytest.fixture(scope="module")
def study() -> Transfer:
    return transfer(scenario.house_a_to_house_b().table)


def test_two_tables_are_the_same_as_one(study: Transfer) -> None:
    made = transfer(house_a(), house_b())
    assert made.recommend().options == study.recommend().options
    assert made.metrics()["curves"] == study.metrics()["curves"]


@pytest.mark.parametrize("seed", range(5))
def test_where_nothing_can_be_gained_doing_nothing_is_recommended(seed: int) -> None:
    decision = transfer(scenario.no_gain_houses(seed).table, seed=seed).recommend()
    assert decision.action == "do nothing"
    assert decision.gain.amount == 0


def test_the_value_of_an_option_is_the_integral_of_its_curve(study: Transfer) -> None:
    """By hand from the metrics: the plan saves the same every day of the year."""
    metrics = study.metrics()
    values, floors = metrics["values"], metrics["floors"]
    assert isinstance(values, dict)
    assert isinstance(floors, dict)
    daily = metrics["optimum_a_day"]
    assert isinstance(daily, float)
    planned = values["plan each hour on known prices, without learning"]
    assert planned == pytest.approx(floors["plan"] * daily * 365.25, rel=1e-9)
    on_days = values["plan on what the last 7 days brought, without learning"]
    assert on_days == pytest.approx(floors["plan on past days"] * daily * 365.25, rel=1e-9)


def test_a_false_premise_is_said_first(study: Transfer) -> None:
    first = study.answers()[0]
    assert first.id == "interview-2-transfer"
    assert first.question.startswith("We have a perfectly trained model for House A (Solar Panels, Texas weather).")
    ratio = study.metrics()["transfer_days_ratio_high"]
    assert isinstance(ratio, float)
    assert first.answer.startswith("It does not speed House B up here") == (ratio <= 1)


def test_the_plan_is_said_first_where_it_saves_more(study: Transfer) -> None:
    values = study.metrics()["values"]
    assert isinstance(values, dict)
    plan = max(worth for name, worth in values.items() if name.endswith("without learning"))
    learners = [worth for name, worth in values.items() if "scratch" in name or "House A" in name]
    assert study.recommend().sentence.startswith("No learning is needed here") == (plan > max(learners))


def test_scores_go_on_from_what_is_stored(study: Transfer) -> None:
    table = study.outcome.table
    rows = table.take(np.flatnonzero(table["home"].values == "House B")[-24:])
    whole = study.score(rows)
    kept = np.array(whole.columns["stored_kwh"])
    assert (kept >= 0).all()
    assert (kept <= 13.5 + 1e-9).all()
    assert sum(abs(value) for value in whole.columns["energy_kwh"]) > 0


def test_a_saved_study_scores_the_same(study: Transfer, tmp_path: Path) -> None:
    table = study.outcome.table.take(np.arange(100))
    loaded = restore(Transfer, read_saved(study.save(tmp_path / "study")))
    assert loaded.score(table).columns == study.score(table).columns
    assert loaded.recommend() == study.recommend()
    assert loaded.metrics() == study.metrics()


def test_other_economics_need_no_new_fit(study: Transfer) -> None:
    dear = study.recommend({"fixed_cost": 1_000})
    assert dear.action == "self-consumption rule" or dear.action.endswith("without learning")
    assert dear.gain.amount >= 0


def _without(table: Table, name: str) -> Table:
    return replace(table, columns=tuple(column for column in table.columns if column.name != name))


def test_unusable_input_says_what_to_do() -> None:
    table = house_b()
    with pytest.raises(InputError, match="home"):
        transfer(table)
    with pytest.raises(InputError, match="source_home"):
        transfer(house_a(), house_b(), source_home="House C")
    with pytest.raises(InputError, match="scratch_days"):
        transfer(house_a(), house_b(), scratch_days=0)
    with pytest.raises(InputError, match="homes"):
        transfer(house_a(), house_b(), homes=0)
    with pytest.raises(InputError, match="load_kwh"):
        transfer(_without(house_a(), "load_kwh"), _without(house_b(), "load_kwh"))
    few = house_b().take(np.arange(30))
    with pytest.raises(InputError, match="30 hours in the columns of home 'House B'"):
        transfer(house_a(), few)


def test_a_home_with_a_hole_is_named() -> None:
    table = house_b()
    holed = replace(
        table,
        columns=tuple(
            replace(c, values=np.where(np.arange(table.rows) == 5, np.nan, c.values)) if c.name == "load_kwh" else c
            for c in table.columns
        ),
    )
    with pytest.raises(InputError, match=r"'House B': NaN in load_kwh at row"):
        transfer(house_a(), holed)


def test_arguments_of_the_wrong_kind_are_refused() -> None:
    for wrong in ({"battery": 10.0}, {"scratch_days": "two weeks"}, {"homes": 1.5}, {"confidence_level": 2.0}):
        with pytest.raises(InputError):
            transfer(house_a(), house_b(), **wrong)


def test_a_house_does_not_teach_itself() -> None:
    """The same file twice once gave 14 of 14 days saved: the teacher knew the pupil's own later days."""
    one = house_a()
    with pytest.raises(InputError, match="the same loads and prices"):
        transfer(one, one, fast=True)
