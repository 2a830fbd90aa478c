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
from takehome.studies.classification.costs import RowCosts, row_costs_unchecked
from takehome.studies.classification.decision import Priced
from takehome.studies.classification.economics import CELLS
from takehome.studies.classification.formula import column_names
from takehome.table import Column, Kind, Table
from takehome.table.encoding import known_levels

TRUTHS = ("true", "false")


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
    for needs, columns in (("the model", model_columns(made)), ("the costs", cost_columns(made))):
        for name in columns:
            if name not in names:
                raise InputError(
                    f"rows without the column {name!r}, which {needs} of this study need",
                    "every column that it was fitted on and priced with; the target may be absent",
                    f"add {name!r}",
                )


def model_columns(made: Priced) -> tuple[str, ...]:
    """The columns that a probability follows from: the features, or the scores that are judged."""
    outcome = made.outcome
    if outcome.chosen.model is None and outcome.given is not None:
        return (outcome.given,)
    return outcome.design.features


def cost_columns(made: Priced) -> tuple[str, ...]:
    """The columns that the costs of a row follow from."""
    texts = [cost for cell in CELLS if isinstance(cost := getattr(made.rows.matrix, cell), str)]
    return tuple(dict.fromkeys(name for text in texts for name in column_names(text, made.outcome.table)))


def costs_of(made: Priced, rows: Table) -> RowCosts:
    """The costs of rows; other columns than those of the training's formulas are not looked at."""
    own = tuple(rows[name] for name in cost_columns(made)) or rows.columns
    return row_costs_unchecked(made.rows.matrix, replace(rows, columns=own, roles={}))


def _known(column: Column, known: Collection[str | None]) -> Column:
    """A category's column, its values as the known levels write them."""
    missing = column.missing
    levels = {value: level_of(value, known) for value in set(column.values[~missing].tolist())}
    shown = [None if gone else levels[value] for value, gone in zip(column.values.tolist(), missing, strict=True)]
    return replace(column, kind=Kind.CATEGORY, values=np.array(shown, dtype=object))


def level_of(value: object, known: Collection[str | None]) -> str:
    """How the known levels write a value: a whole number without its point, true and false in their own letters."""
    text = str(value)
    if text in known:
        return text
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if text.casefold() in TRUTHS:
        return next((level for level in known if level is not None and level.casefold() == text.casefold()), text)
    return text
