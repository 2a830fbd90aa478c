"""The registry finds studies by their folders, imports nothing of them, and every address in it leads somewhere."""

import inspect

import pytest

import takehome
from takehome import api
from takehome.errors import InputError
from takehome.studies import by_verb, entries
from takehome.studies.entry import Entry, resolve

each_entry = pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry.name)


def test_names_and_verbs_are_unique() -> None:
    assert len({entry.verb for entry in entries()}) == len(entries())
    assert len({entry.name for entry in entries()}) == len(entries())


@each_entry
def test_every_address_resolves(entry: Entry) -> None:
    addresses = [entry.call, entry.study, entry.null_scenario, *entry.scenarios.values()]
    assert all(callable(resolve(address)) for address in addresses)
    assert resolve(entry.study).name == entry.name
    assert api.economics_template(entry.verb)


@each_entry
def test_every_verb_is_public_and_documented(entry: Entry) -> None:
    assert getattr(takehome, entry.verb) is resolve(entry.call)
    assert entry.verb in takehome.__all__
    assert len(inspect.getdoc(resolve(entry.call)) or "") > 200


@each_entry
def test_the_verb_takes_what_the_shells_pass_and_scenarios_a_seed(entry: Entry) -> None:
    taken = inspect.signature(resolve(entry.call)).parameters
    assert {"economics", "seed", "fast", "command", "progress"} <= set(taken)
    for address in (*entry.scenarios.values(), entry.null_scenario):
        assert "seed" in inspect.signature(resolve(address)).parameters


def test_an_absent_verb_says_so_when_it_is_called() -> None:
    forecast = api.absent_verb("forecast")
    with pytest.raises(InputError, match="'forecast', whose study is not part of this installation"):
        forecast("table.csv")
    with pytest.raises(InputError):
        by_verb("forecast")


def test_an_unknown_scenario_names_the_known_ones() -> None:
    with pytest.raises(InputError) as problem:
        api.scenario("omnicorp-laptops")
    assert all(name in str(problem.value) for entry in entries() for name in entry.scenarios)


def test_every_public_name_resolves() -> None:
    assert 20 <= len(takehome.__all__) <= 40, "nouns, and one verb or two a study"
    for name in takehome.__all__:
        assert getattr(takehome, name) is not None
