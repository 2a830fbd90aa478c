"""The study's charts: each proves one computed sentence; one that has nothing to show is left out."""

from __future__ import annotations

from takehome.protocol import Chart
from takehome.studies.storage.transfer.charts.days import days_chart
from takehome.studies.storage.transfer.charts.freeze_grid import freeze_grid_chart
from takehome.studies.storage.transfer.charts.money import money_chart
from takehome.studies.storage.transfer.charts.transfer_curves import transfer_curves_chart
from takehome.studies.storage.transfer.money.priced import Priced
from takehome.studies.storage.transfer.outcome import Outcome


def charts(outcome: Outcome, made: Priced) -> tuple[Chart, ...]:
    """How soon each start is good, what is frozen, what days are saved, and what it is worth."""
    drawn = (
        transfer_curves_chart(outcome), freeze_grid_chart(outcome), days_chart(outcome, made), money_chart(made),
    )  # fmt: skip
    return tuple(chart for chart in drawn if chart is not None)
