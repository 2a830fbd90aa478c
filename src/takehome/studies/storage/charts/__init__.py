"""The study's charts: each proves one computed sentence; one that has nothing to show is left out."""

from __future__ import annotations

from takehome.protocol import Chart
from takehome.studies.storage.charts.agent_map import agent_map_chart
from takehome.studies.storage.charts.causes import causes_chart
from takehome.studies.storage.charts.concentration import concentration_chart
from takehome.studies.storage.charts.learning import learning_chart
from takehome.studies.storage.charts.mean_action import mean_action_chart
from takehome.studies.storage.charts.price_shape import price_shape_chart
from takehome.studies.storage.charts.profit_over_time import profit_over_time_chart
from takehome.studies.storage.charts.schedule import schedule_charts
from takehome.studies.storage.charts.shares import shares_chart
from takehome.studies.storage.charts.sizes import sizes_chart
from takehome.studies.storage.charts.waterfall import waterfall_chart
from takehome.studies.storage.money.priced import Priced
from takehome.studies.storage.outcome import Outcome


def charts(outcome: Outcome, made: Priced) -> tuple[Chart, ...]:
    """What is done, what it earns of the bound, what the repeated day teaches, where money is lost, what size pays."""
    drawn = (
        *schedule_charts(outcome, made),
        shares_chart(outcome, made),
        learning_chart(outcome),
        agent_map_chart(outcome),
        causes_chart(outcome),
        waterfall_chart(outcome),
        concentration_chart(outcome, made),
        profit_over_time_chart(outcome, made),
        price_shape_chart(outcome),
        mean_action_chart(outcome, made),
        sizes_chart(outcome, made),
    )
    return tuple(chart for chart in drawn if chart is not None)
