"""New rows as the training had them: every column that is needed, and categories by the texts that training knew.

A column is understood from the values that stand in it. So a few new rows can be read otherwise than the training was:
a category of which only "1" and "2" turn up looks like numbers, and one of which only "True" turns up like true and
false. Here they are put back.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from takehome.errors import InputError
from takehome.studies.classification.costs import RowCosts
from takehome.studies.classification.economics import CELLS
from takehome.studies.classification.formula import column_names, evaluate
from takehome.studies.classification.priced import Priced
from takehome.table import Column, Kind, Table
from takehome.table.encoding import LARGEST_NUMBER, known_levels
from takehome.table.levels import level_of


def as_trained(made: Priced, rows: Table) -> Table:
    """The rows with the columns that scoring needs, categories as training knew them.

    Raises
    ------
    InputError
        If a column that the model or the costs need is absent; the message names it.
    """
    require_columns(made, rows.names)
    known = known_levels(made.outcome.design.columns)
    columns = tuple(_known(column, known[column.name]) if column.name in known else column for column in rows.columns)
    return replace(rows, columns=columns)


def require_columns(made: Priced, names: Collection[str]) -> None:
    """Refuse rows that lack a column which the model or the costs need."""
    for needs, columns in (("the model", model_inputs(made)), ("the costs", cost_inputs(made))):
        for name in columns:
            if name not in names:
                raise InputError(
                    f"rows without the column {name!r}, which {needs} of this study need",
                    "every column that it was fitted on and priced with; the target may be absent",
                    f"add {name!r}",
                )


def model_inputs(made: Priced) -> tuple[str, ...]:
    """The columns that a probability follows from: the features, or the scores that are judged."""
    outcome = made.outcome
    if outcome.chosen.model is None and outcome.given is not None:
        return (outcome.given,)
    return outcome.design.features


def cost_inputs(made: Priced) -> tuple[str, ...]:
    """The columns that the costs of a row follow from."""
    texts = [cost for cell in CELLS if isinstance(cost := getattr(made.rows.matrix, cell), str)]
    return tuple(dict.fromkeys(name for text in texts for name in column_names(text, made.outcome.table)))


def costs_of(made: Priced, rows: Table) -> RowCosts:
    """The costs of rows; other columns than those of the training's formulas are not looked at."""
    own = replace(rows, columns=tuple(rows[name] for name in cost_inputs(made)) or rows.columns, roles={})
    cells = ((cell, getattr(made.rows.matrix, cell)) for cell in CELLS)
    return RowCosts(
        **{
            cell: cost_of(cell, cost, own) if isinstance(cost, str) else np.full(rows.rows, float(cost))
            for cell, cost in cells
        }
    )


def cost_of(cell: str, formula: str, rows: Table) -> np.ndarray:
    """What one outcome costs in each row, (rows,).

    Raises
    ------
    InputError
        If it has no finite value in some row, or one beyond what sums of money can hold.
    """
    found = evaluate(formula, rows, f"the cost {cell}")
    if np.abs(found).max(initial=0.0) > LARGEST_NUMBER:
        first = int(np.argmax(np.abs(found) > LARGEST_NUMBER)) + 1
        saw = f"the cost {cell} = {formula!r} is {found[first - 1]:.2e} in row {first:,}"
        raise InputError(saw, f"at most {LARGEST_NUMBER:.0e}", "mend that row")
    return found.astype(float)


def _known(column: Column, known: Collection[str]) -> Column:
    """A category's column, its values as the known levels write them."""
    missing = column.missing
    levels = {value: level_of(value, known) for value in set(column.values[~missing].tolist())}
    shown = [None if gone else levels[value] for value, gone in zip(column.values.tolist(), missing, strict=True)]
    return replace(column, kind=Kind.CATEGORY, values=np.array(shown, dtype=object))
