"""The bars of the waterfall add up, and each is the difference of two values that the options have."""

import itertools

import pytest

from takehome.studies.storage.money.basis import basis_of
from takehome.studies.storage.result import PolicyResult
from takehome.studies.storage.tests.storage_money_worlds import World
from takehome.studies.storage.waterfall import LOSSES, waterfall


def by_group(world: World) -> dict[str, PolicyResult]:
    source = world.traded()
    return {"bound": source.bound, **{result.group: result for result in source.results}}


LEFT_OUT = [names for number in range(len(LOSSES)) for names in itertools.combinations(LOSSES, number)]


@pytest.mark.parametrize("left_out", LEFT_OUT, ids="+".join)
def test_bars_add_up_whatever_is_left_out(left_out: tuple[str, ...]) -> None:
    world, made = World(), by_group(World())
    chain = dict(
        zip(LOSSES, (made["plan"], made["forecast"], made["floor"], made["learned"], made["floor"]), strict=True)
    )
    kept = {name: result for name, result in chain.items() if name not in left_out}
    basis = basis_of(world.task().test, world.task().lattice.battery)
    found = waterfall(basis, made["bound"], **kept)
    assert found is not None
    assert [step.name for step in found.steps] == list(kept)
    assert found.start - sum(step.amount for step in found.steps) == pytest.approx(found.end, rel=1e-12)
    assert found.start == pytest.approx(made["bound"].profit / world.task().test.years)
    values = [basis.value(result) for result in (made["bound"], *kept.values())]
    assert [step.amount for step in found.steps] == pytest.approx(
        [before - after for before, after in itertools.pairwise(values)]
    )
    assert all(kept[step.name].label in step.label for step in found.steps)


def test_the_bars_are_those_of_the_options_under_the_same_economics() -> None:
    world = World()
    priced = world.priced({"rate": 2.0, "batteries": 3})
    made = by_group(world)
    found = waterfall(priced.basis, made["bound"], information=made["plan"], learning=made["learned"])
    values = {option.group: priced.values[i, 0] for i, option in enumerate(priced.options)}
    assert found is not None
    assert found.end == pytest.approx(values["learned"])
    assert found.steps[1].amount == pytest.approx(values["plan"] - values["learned"])
    doubled = found.times(2.0)
    assert (doubled.start, doubled.end) == (2 * found.start, 2 * found.end)
    assert [step.amount for step in doubled.steps] == [2 * step.amount for step in found.steps]


def test_nothing_but_the_bound_is_no_waterfall() -> None:
    world = World(days=3)
    basis = basis_of(world.task().test, world.task().lattice.battery)
    assert waterfall(basis, world.traded().bound) is None
