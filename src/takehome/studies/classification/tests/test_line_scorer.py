"""One row with its reasons and flags, against the table's answer for the same row, to the last bit."""

import pytest

from takehome.errors import InputError
from takehome.studies.classification.line_scorer import LineScorer, RowReader
from takehome.studies.classification.scoring import score_rows
from takehome.studies.classification.tests.scoring_worlds import (
    BILL,
    OWN,
    fitted,
    fresh,
    models_of,
    plain_rows,
    policies_of,
    with_model,
    world,
)
from takehome.table import read


def answers(made, rows):
    ask = LineScorer(RowReader(made)).answer
    return [ask(row) for row in rows]


def expected(made, frame):
    columns = score_rows(made, read(frame)).columns
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def test_a_row_gets_what_the_table_gets_with_every_model():
    """Infinite, huge, tiny and missing numbers, levels never seen, and levels with spaces are among the rows."""
    study, frame, told = fitted(costs=OWN), fresh(), []
    for made in models_of(study).values():
        priced = with_model(study, made).priced
        found = answers(priced, plain_rows(frame))
        assert found == expected(priced, frame), made.name
        assert any(answer["outside"] for answer in found)
        told.append(any(answer["reasons"] for answer in found))
    assert sum(told) == len(told) - 1, "all but the model without features"


@pytest.mark.parametrize("options", [{}, {"capacity": 0.3}, {"threshold": 0.4}])
def test_a_row_gets_what_the_table_gets_under_every_policy(options):
    frame = fresh()
    for action, priced in policies_of(fitted(**options)).items():
        assert answers(priced, plain_rows(frame)) == expected(priced, frame), action


def test_given_scores_have_neither_reasons_nor_flags():
    frame = world(120, 3).assign(p=lambda f: (f["count"] / 20).clip(0, 1))
    study = fitted_on_scores(frame)
    rows = frame[["p"]]
    assert answers(study.priced, plain_rows(rows)) == expected(study.priced, rows)


def fitted_on_scores(frame):
    import takehome as th

    return th.classify(frame, "left", scores="p", costs={"fp": 5, "fn": 40}, fast=True)


def test_two_line_scorers_share_nothing_but_what_was_laid_out():
    """A share of everybody is counted by each on its own."""
    study = fitted()
    assert study.line_scorer() is not study.line_scorer()
    row = plain_rows(fresh())[20]
    assert study.line_scorer().answer(row) == study.line_scorer().answer(row)


@pytest.mark.parametrize("value", [[1.0], {"a": 1}, (1, 2)])
def test_a_value_that_no_table_holds_is_refused_by_name(value):
    study, row = fitted(), plain_rows(fresh())[20]
    for name in ("x", "colour"):
        with pytest.raises(InputError, match=f"'{name}' is a"):
            study.line_scorer().answer({**row, name: value})
    del row[BILL]
    with pytest.raises(InputError, match="rows without the column"):
        study.line_scorer().answer(row)
