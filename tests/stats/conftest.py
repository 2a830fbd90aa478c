"""Reading the real data of the statistics' tests as plain arrays."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest


@pytest.fixture(scope="session")
def frame(data_dir: Path) -> Callable[[str], pd.DataFrame]:
    """A file of the regression folder as a data frame."""
    return lambda name: pd.read_csv(data_dir / "regression" / name)


@pytest.fixture(scope="session")
def results(data_dir: Path) -> Callable[[str], dict]:
    """A JSON file of the regression folder."""
    return lambda name: json.loads((data_dir / "regression" / name).read_text())


@pytest.fixture
def design() -> Callable[..., np.ndarray]:
    """Columns behind a constant."""
    return lambda *columns: np.column_stack([np.ones(len(columns[0])), *columns])
