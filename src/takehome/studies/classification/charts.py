"""The study's charts: to be written."""

from __future__ import annotations

from takehome.protocol import Chart
from takehome.studies.classification.decision import Priced


def charts(made: Priced) -> tuple[Chart, ...]:
    return ()
