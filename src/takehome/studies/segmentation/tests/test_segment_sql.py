"""The statements against the fit, row by row, in DuckDB 2.0 (the authority on what SQL gives)."""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd
import pytest

from takehome.errors import InputError
from takehome.studies.segmentation.personas.linear import linear_scores, scores, terms
from takehome.studies.segmentation.personas.rules import Rules, find_rules
from takehome.studies.segmentation.personas.sql import filled_name, rules_sql, segment_sql
from takehome.studies.segmentation.scaling.transform import CategoryScale, ColumnScale, Scaling
from takehome.table.encoding import finite

ROWS = 20_000
NAMES = ('Cart "Value"', "tickets", "items'; DROP TABLE rows; --", "money")
FILLS = (50.0, 0.0, 10.0, 3.5)
IDS = ("S1", "S2", "S3", "S4")
PERSONAS = {**{group: f"it's {group}" for group in IDS}, "M1": "Dense odd group"}
LEVELS = ("1", "it's", "True")


def scaling() -> Scaling:
    return Scaling(
        "mixed",
        (
            ColumnScale(NAMES[0], "linear", 51.3, 17.7),
            ColumnScale(NAMES[1], "presence", 0.31, 0.46, weight=0.7),
            ColumnScale(NAMES[2], "linear", 1 / 3, 1e-3),
            ColumnScale(NAMES[3], "log", 0.7, 0.9, reference=3.7),
        ),
    )


def rows(seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Numbers as the table has them (some missing or infinite), and as a design fills them."""
    rng = np.random.default_rng(seed)
    raw = np.column_stack(
        [
            rng.normal(50, 20, ROWS),
            np.maximum(rng.poisson(0.5, ROWS) - rng.integers(0, 2, ROWS), -1.0),
            rng.normal(1 / 3, 2e-3, ROWS),
            np.exp(rng.normal(1, 2, ROWS)) - 0.5,
        ]
    )
    raw[rng.random(raw.shape) < 0.05] = np.nan
    raw[rng.random(raw.shape) < 0.005] = np.inf
    raw[rng.random(raw.shape) < 0.005] = 1e41
    raw[rng.random(raw.shape) < 0.005] = 1e-41
    raw[rng.random(raw.shape) < 0.005] = -np.inf
    return raw, np.where(np.isnan(finite(raw)), FILLS, finite(raw))


def asked(sql: str, frame: pd.DataFrame) -> pd.DataFrame:
    with duckdb.connect() as database:
        database.register("rows", frame)
        return database.execute(sql).df().sort_values("id", ignore_index=True)


def frame_of(raw: np.ndarray) -> pd.DataFrame:
    """Infinite and NaN as they are in three columns; NULL for NaN in the last."""
    frame = pd.DataFrame(dict(zip(NAMES, raw.T, strict=True)))
    frame[NAMES[3]] = frame[NAMES[3]].astype("Float64").mask(np.isnan(raw[:, 3]))
    return frame.assign(id=np.arange(len(frame)))


def test_scores_are_the_nearest_centre() -> None:
    """Against distances to the centres in the scaled space, which is what K-means assigns by."""
    _, x = rows()
    centres = np.random.default_rng(1).normal(size=(4, 4))
    found = scores(*linear_scores(scaling(), centres), terms(scaling(), x))
    apart = np.square(scaling().transform(x)[:, None] - centres).sum(axis=2)
    assert np.array_equal(found.argmax(axis=1), apart.argmin(axis=1))


def test_sql_gives_every_row_its_segment() -> None:
    raw, x = rows()
    centres = np.random.default_rng(1).normal(size=(4, 4))
    expected = scores(*linear_scores(scaling(), centres), terms(scaling(), x)).argmax(axis=1)
    found = asked(segment_sql(IDS, PERSONAS, FILLS, scaling(), centres, id_column="id"), frame_of(raw))
    assert list(found.columns) == ["id", "takehome_segment", "takehome_persona"]
    assert found.takehome_segment.tolist() == [IDS[k] for k in expected]
    assert found.takehome_persona.tolist() == [PERSONAS[IDS[k]] for k in expected]
    assert set(expected) == {0, 1, 2, 3}


def test_the_first_of_equals_wins() -> None:
    """Centre 3 is centre 1 again, centre 4 centre 2: the later ones never win, as with argmax."""
    raw, x = rows(2)
    centres = np.random.default_rng(3).normal(size=(2, 4))[[0, 1, 0, 1]]
    found = asked(segment_sql(IDS, PERSONAS, FILLS, scaling(), centres, id_column="id"), frame_of(raw))
    expected = scores(*linear_scores(scaling(), centres), terms(scaling(), x)).argmax(axis=1)
    assert found.takehome_segment.tolist() == [IDS[k] for k in expected]
    assert set(found.takehome_segment) == {"S1", "S2"}


def test_a_micro_cluster_is_asked_for_first() -> None:
    raw, x = rows()
    centres = np.random.default_rng(1).normal(size=(4, 4))
    condition = f"{filled_name(0)} > 60e0 AND {filled_name(3)} <= 3.5e0"
    sql = segment_sql(IDS, PERSONAS, FILLS, scaling(), centres, [("M1", condition)])
    found = asked(sql, frame_of(raw))
    inside = (x[:, 0] > 60) & (x[:, 3] <= 3.5)
    assert np.array_equal(found.takehome_segment == "M1", inside)
    assert inside.any()
    assert set(NAMES) < set(found.columns)


def test_categories_weigh_in() -> None:
    """Levels with a quote or as a database writes them, missing values, and levels that the fit never saw."""
    raw, x = rows()
    codes = np.random.default_rng(5).integers(-2, 3, ROWS)
    mixed = Scaling("mixed", scaling().columns, (CategoryScale("region", LEVELS, (0.5, 0.3, 0.2), 0.8),))
    known = np.maximum(codes, -1)
    z = mixed.transform(x, (known,))
    centres = np.random.default_rng(6).normal(size=(4, z.shape[1]))
    made = scores(*linear_scores(mixed, centres), terms(mixed, x, (known,)))
    assert np.array_equal(made.argmax(axis=1), np.square(z[:, None] - centres).sum(axis=2).argmin(axis=1))
    frame = frame_of(raw).assign(region=np.array(["1.0", "it's", " true ", "elsewhere", None], object)[codes])
    found = asked(segment_sql(IDS, PERSONAS, FILLS, mixed, centres, id_column="id"), frame)
    assert found.takehome_segment.tolist() == [IDS[k] for k in made.argmax(axis=1)]


def trained() -> tuple[Rules, np.ndarray, np.ndarray]:
    raw, x = rows(7)
    z = scaling().transform(x)
    labels = np.square(z[:, None] - np.random.default_rng(1).normal(size=(4, 4))).sum(axis=2).argmin(axis=1)
    return find_rules(x, NAMES, ("$", "", "", ""), FILLS, labels, IDS), raw, x


def test_sql_of_the_rules_is_the_rules() -> None:
    rules, _, _ = trained()
    raw, x = rows(8)
    found = asked(rules_sql(rules, PERSONAS, id_column="id"), frame_of(raw))
    assert found.takehome_segment.tolist() == rules.assign(x).tolist()
    assert len(rules.rules) > 4


def test_cuts_are_inclusive_on_the_left() -> None:
    """A value exactly on a cut goes where the tree sends it."""
    rules, _, _ = trained()
    x = np.tile(np.array(rules.fills), (40, 1))
    bounds = [(j, end) for rule in rules.rules for j, *ends in rule.bounds for end in ends if np.isfinite(end)]
    for row, (j, end) in zip(x, bounds, strict=False):
        row[j] = end
    found = asked(rules_sql(rules, PERSONAS, id_column="id"), frame_of(x))
    assert found.takehome_segment.tolist() == rules.assign(x).tolist()


def test_one_segment_needs_no_question() -> None:
    raw, _ = rows()
    found = asked(
        segment_sql(("S1",), {"S1": "Everyone"}, FILLS, scaling(), np.zeros((1, 4)), id_column="id"), frame_of(raw)
    )
    assert set(found.takehome_persona) == {"Everyone"}


def test_names_that_sql_takes_for_one_are_refused() -> None:
    twice = Scaling("raw", (ColumnScale("Age", "linear", 0, 1), ColumnScale("AGE", "linear", 0, 1)))
    with pytest.raises(InputError, match="differ in more than capitals"):
        segment_sql(IDS[:2], {}, (0, 0), twice, np.zeros((2, 2)))
