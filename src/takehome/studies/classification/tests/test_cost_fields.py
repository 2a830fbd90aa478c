"""The cost fields are the cells of the cost matrix, with its defaults."""

from dataclasses import fields

from takehome.studies.classification.economics import CELLS, CostMatrix
from takehome.studies.classification.form import FORM


def test_the_cost_fields_are_the_cells_with_their_defaults() -> None:
    said = {
        field.name.removeprefix("costs."): field.default for field in FORM.fields if field.name.startswith("costs.")
    }
    assert set(said) == set(CELLS)
    for cell in fields(CostMatrix):
        if said[cell.name]:
            assert float(said[cell.name]) == cell.default
        else:
            assert cell.default not in (0.0,)
