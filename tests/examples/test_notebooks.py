"""Every solved assessment is what its script says, runs from top to bottom, and gives the numbers that it shows."""

from __future__ import annotations

from typing import Any

import pytest
from tests.examples.notebooks import EXAMPLES, NAMES, executed, fresh, numbers, stored


def assert_close(left: Any, right: Any, where: str = "", tolerance: float = 1e-6) -> None:
    """Estimates to 1e-6; in lists (an estimate and its bootstrapped interval) to 1 %, for other machines' rounding."""
    if isinstance(left, dict):
        assert left.keys() == right.keys(), where
        for name in left:
            assert_close(left[name], right[name], f"{where}.{name}", tolerance)
    elif isinstance(left, list):
        assert len(left) == len(right), where
        for one, other in zip(left, right, strict=True):
            assert_close(one, other, where, 0.01)
    elif isinstance(left, float):
        assert left == pytest.approx(right, rel=tolerance), where
    else:
        assert left == right, where


def test_all_notebooks_are_tested() -> None:
    assert {path.stem for path in EXAMPLES.glob("*.ipynb")} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_stored_notebook_has_the_cells_of_its_script(name: str) -> None:
    assert [(c.cell_type, c.source) for c in stored(name).cells] == [(c.cell_type, c.source) for c in fresh(name).cells]


@pytest.mark.parametrize("name", NAMES)
def test_it_runs_again_to_the_numbers_that_it_shows(name: str) -> None:
    assert_close(numbers(executed(name)), numbers(stored(name)))


@pytest.mark.parametrize("name", NAMES)
def test_no_cell_ended_in_an_error_or_a_warning(name: str) -> None:
    for cell in executed(name).cells:
        for output in cell.get("outputs", []):
            assert output.output_type != "error", cell.source
            assert output.get("name") != "stderr", output.text


@pytest.mark.parametrize("name", NAMES)
def test_no_number_is_typed_into_a_sentence(name: str) -> None:
    """Only quotes of the brief and numbered headings hold digits in the text cells."""
    for cell in stored(name).cells:
        if cell.cell_type != "markdown":
            continue
        own = [line for line in cell.source.splitlines() if not line.startswith((">", "#"))]
        assert not any(character.isdigit() for line in own for character in line), cell.source
