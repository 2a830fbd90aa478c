"""What every study declares of single rows: its guide is true of what it scores (the oracle is ``score`` itself)."""

from typing import Any

import numpy as np
import pytest

from takehome.studies.probe import first_difference, plain
from takehome.studies.row_guide import RowGuide, names_in, require_row, table_of, texts_in
from takehome.table import Kind, Table


@pytest.fixture
def guide(study: Any) -> RowGuide:
    """What the study declares."""
    made: RowGuide = study.row_guide()
    return made


def records(study: Any, guide: RowGuide) -> list[dict[str, Any]]:
    """The probe rows as a program sends them."""
    table: Table = study.probe_rows()
    read = [one.name for one in guide.inputs if one.name in table]
    cells = {name: _sent(table, name) for name in read}
    return [{name: cells[name][row] for name in read} for row in range(table.rows)]


def _sent(table: Table, name: str) -> list[Any]:
    column = table[name]
    values = [str(v)[:19] for v in column.values] if column.kind is Kind.DATE else plain(column.values.tolist())
    return [None if gone else value for value, gone in zip(values, column.missing, strict=True)]


def test_every_word_is_a_column_of_the_scores_and_every_column_is_explained(study: Any, guide: RowGuide) -> None:
    scored = study.score(study.probe_rows()).columns
    words = guide.words
    named = [words.decision, words.probability, words.prediction, words.low, words.high, words.segment, words.action,
             words.money, words.reasons, words.outside]  # fmt: skip
    assert {name for name in named if name} <= set(scored)
    assert set(guide.means) == set(scored)
    assert all(guide.means.values())
    assert any((words.decision, words.prediction, words.segment, words.action)), "a row gets an answer"
    assert bool(words.money) == bool(guide.currency)


def test_the_inputs_are_what_a_row_needs(study: Any, guide: RowGuide) -> None:
    """The probe rows hold every required column; without any one of them scoring is refused, and it is named."""
    names = [one.name for one in guide.inputs]
    assert len(set(names)) == len(names)
    table = study.probe_rows()
    for one in guide.inputs:
        if one.required:
            assert table[one.name].kind is one.kind
            rest = tuple(column for column in table.columns if column.name != one.name)
            with pytest.raises(ValueError) as refused:
                study.score(Table(rest, {}, rows_in_source=table.rows))
            assert one.name in str(refused.value)


def test_only_the_inputs_are_read(study: Any, guide: RowGuide) -> None:
    """Rows of the inputs alone, of the kinds declared, are scored as the whole probe rows are, to the last bit."""
    rows = records(study, guide)
    for row in rows:
        require_row(guide.inputs, row)
    assert study.score(table_of(rows, guide.inputs)).columns == study.score(study.probe_rows()).columns


def test_a_line_scorer_gives_what_the_table_gives(study: Any, guide: RowGuide) -> None:
    if not hasattr(study, "line_scorer"):
        return
    if guide.remembers:
        return  # a table may know the whole day ahead; the study's own tests compare the two
    ask, scored = study.line_scorer().answer, study.score(study.probe_rows()).columns
    for position, row in enumerate(records(study, guide)):
        assert ask(row) == {name: values[position] for name, values in scored.items()}


def test_the_example_can_be_scored(study: Any, guide: RowGuide) -> None:
    example = dict(guide.example) or records(study, guide)[0]
    assert set(example) <= {one.name for one in guide.inputs}
    require_row(guide.inputs, example)
    if hasattr(study, "line_scorer"):
        answers = [dict(study.line_scorer().answer(example)) for _ in range(2)]
    else:
        answers = [
            {name: values[0] for name, values in study.score(table_of([example], guide.inputs)).columns.items()}
            for _ in range(2)
        ]
    assert set(answers[0]) == set(study.score(study.probe_rows()).columns)
    assert not first_difference(*({name: [value] for name, value in answer.items()} for answer in answers))


def test_what_lies_outside_is_declared_and_told(study: Any, guide: RowGuide) -> None:
    """A number beyond the declared ends, and a level that is not declared, are told by name; nothing inside them is."""
    if not guide.words.outside:
        return
    inside = records(study, guide)[0]
    names = [one.name for one in guide.inputs]

    def outside(row: dict[str, Any]) -> list[str]:
        text = study.score(table_of([row], guide.inputs)).columns[guide.words.outside][0]
        return names_in(str(text), names)

    for one in guide.inputs:
        if one.kind is Kind.NUMBER and one.high is not None and one.low is not None:
            span = max(one.high - one.low, 1.0)
            assert one.name in outside({**inside, one.name: one.high + span})
            assert one.name in outside({**inside, one.name: one.low - span})
            assert one.name not in outside({**inside, one.name: one.high})
        elif one.kind is Kind.CATEGORY:
            assert one.name in outside({**inside, one.name: "a level that nobody has seen"})
            assert all(one.name not in outside({**inside, one.name: level}) for level in one.levels)


def test_lists_of_names_may_hold_what_stands_between_them() -> None:
    known = ["a", "b; c", "b", "d"]
    assert names_in("a; b; c; d", known) == ["a", "b; c", "d"]
    assert names_in("", known) == []
    assert texts_in("City A; B: +3 points; Age 4: −1 points", " points") == ["City A; B: +3 points", "Age 4: −1 points"]


def test_values_keep_the_kind_that_was_declared(study: Any, guide: RowGuide) -> None:
    """A table of one row is not understood from how the one value looks."""
    row = records(study, guide)[0]
    table = table_of([row], guide.inputs)
    assert [column.kind for column in table.columns] == [one.kind for one in guide.inputs if one.name in table]
    assert all(column.values.dtype == np.float64 for column in table.columns if column.kind is Kind.NUMBER)
