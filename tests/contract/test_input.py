"""Unusable input gives one clear `InputError`; usable but bad input gives a report; nothing gives a traceback."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from takehome.errors import InputError
from takehome.protocol import Status
from takehome.table import Column, Kind, Role, Table

FEW = 60
"""Rows of the tables with thousands of columns; fewer where a study's own scenario has fewer (a day of prices)."""


def with_column(table: Table, column: Column, role: Role | None = None) -> Table:
    """The table with one more column, or with one replaced by its namesake."""
    kept = tuple(c for c in table.columns if c.name != column.name)
    roles = {**table.roles, **({column.name: role} if role else {})}
    return replace(table, columns=(*kept, column), roles=roles)


def feature_of(table: Table) -> Column:
    return next(c for c in table.columns if table.role(c.name) is Role.FEATURE and c.kind is Kind.NUMBER)


def target_of(table: Table) -> Column:
    targets = table.with_role(Role.TARGET)
    if not targets:
        pytest.skip("this study has no target")
    return targets[0]


def test_no_rows_and_one_row_are_unusable(run: Callable[..., Any], table: Table) -> None:
    for rows in (0, 1):
        with pytest.raises(InputError) as problem:
            run(table.take(np.arange(rows)))
        assert problem.value.try_next


@pytest.mark.parametrize("fault", ["missing", "constant", "text"])
def test_a_target_that_cannot_be_explained_is_named(run: Callable[..., Any], table: Table, fault: str) -> None:
    target = target_of(table)
    values = {
        "missing": np.full(table.rows, np.nan),
        "constant": np.full(table.rows, 3.0),
        "text": np.array(["a", "b", "c"] * table.rows, dtype=object)[: table.rows],
    }[fault]
    kind = Kind.CATEGORY if fault == "text" else Kind.NUMBER
    with pytest.raises(InputError, match=target.name):
        run(with_column(table, Column(target.name, kind, values), Role.TARGET))


def test_without_a_usable_feature_the_input_is_unusable(run: Callable[..., Any], table: Table) -> None:
    rest = tuple(column for column in table.columns if table.role(column.name) is not Role.FEATURE)
    with pytest.raises(InputError):
        run(replace(table, columns=rest))


def faults(table: Table) -> dict[str, Table]:
    """Usable but bad tables, each with one fault in a column named "bad"."""
    rng, feature = np.random.default_rng(5), feature_of(table)
    holes = np.where(rng.random(table.rows) < 0.3, np.nan, feature.values)
    infinite = feature.values.copy()
    infinite[:2] = np.inf, -np.inf
    made = {
        "constant": np.full(table.rows, 1.0),
        "duplicated": feature.values.copy(),
        "missing in places": holes,
        "all missing": np.full(table.rows, np.nan),
        "infinite in places": infinite,
        "huge": np.where(np.arange(table.rows) == 0, 1e300, feature.values),
    }
    tables = {name: with_column(table, Column("bad", Kind.NUMBER, values)) for name, values in made.items()}
    twice = table.take(np.concatenate([np.arange(table.rows), np.arange(table.rows // 3)]))
    return {**tables, "duplicated rows": twice}


@pytest.mark.parametrize(
    "fault",
    ["constant", "duplicated", "missing in places", "all missing", "infinite in places", "huge", "duplicated rows"],
)
def test_bad_but_usable_input_gives_a_finding(run: Callable[..., Any], table: Table, study: Any, fault: str) -> None:
    made = run(faults(table)[fault])
    worse = [f for f in made.checks() if f.status in {Status.FAILED, Status.CAUTION}]
    said = " ".join(f"{f.subject} {f.seen}" for f in worse)
    found = ("row" if fault == "duplicated rows" else "bad") in said
    if fault == "duplicated" and not found:
        # a study that reads one column, the price, leaves others alone: a copy that it does not read changes nothing
        assert (made.effects(), made.recommend()) == (study.effects(), study.recommend())
        return
    assert found, [(f.code, f.subject, f.seen) for f in worse]


def test_ten_thousand_columns_are_refused_or_reported(run: Callable[..., Any], table: Table) -> None:
    few = table.take(np.arange(min(FEW, table.rows)))
    noise = np.random.default_rng(0).normal(size=(10_000, few.rows))
    columns = tuple(Column(f"noise {j}", Kind.NUMBER, values) for j, values in enumerate(noise))
    try:
        made = run(replace(few, columns=(*few.columns, *columns)))
    except InputError as problem:
        assert "column" in problem.message
    else:
        assert any(finding.status in {Status.FAILED, Status.CAUTION} for finding in made.checks())


numbers = st.floats(allow_nan=True, allow_infinity=True, width=64) | st.sampled_from([0.0, 1.0, -1.0, 1e-300, 1e300])
texts = st.none() | st.text(max_size=8) | st.sampled_from(["a", "b"])


@st.composite
def any_column(draw: st.DrawFn, rows: int) -> Column:
    name = draw(st.text(min_size=1, max_size=12))
    if draw(st.booleans()):
        return Column(name, Kind.NUMBER, np.array(draw(st.lists(numbers, min_size=rows, max_size=rows))))
    return Column(name, Kind.CATEGORY, np.array(draw(st.lists(texts, min_size=rows, max_size=rows)), dtype=object))


def test_whatever_the_columns_hold_there_is_a_report_or_a_message(run: Callable[..., Any], table: Table) -> None:
    # a fit takes a second: a failing example is shown as it was drawn rather than shrunk for minutes
    @settings(
        max_examples=12,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.reuse, Phase.generate),
    )
    @given(data=st.data(), rows=st.integers(2, min(40, table.rows)))
    def report_or_message(data: st.DataObject, rows: int) -> None:
        few = table.take(np.arange(rows))
        for _ in range(data.draw(st.integers(1, 3))):
            column = data.draw(any_column(rows))
            replaced = data.draw(st.sampled_from([column.name, *few.names]))
            if few.role(replaced) is not Role.SPLIT:
                few = with_column(few, replace(column, name=replaced))
        try:
            made = run(few)
        except InputError as problem:
            assert problem.saw
            assert problem.expected
        else:
            assert made.to_dict()["recommendation"]["sentence"]

    report_or_message()
