"""The study's charts: each proves one computed sentence; one that cannot be drawn is left out."""

from __future__ import annotations

from takehome.protocol import Chart
from takehome.studies.segmentation.charts.inertia import inertia_chart
from takehome.studies.segmentation.charts.k_distance import k_distance_chart
from takehome.studies.segmentation.charts.plane import plane_chart
from takehome.studies.segmentation.charts.plane_dbscan import plane_dbscan_chart
from takehome.studies.segmentation.charts.profile import profile_chart
from takehome.studies.segmentation.charts.scales import scales_chart
from takehome.studies.segmentation.charts.segment_value import segment_value_chart
from takehome.studies.segmentation.charts.silhouettes import silhouettes_chart
from takehome.studies.segmentation.charts.stability import stability_chart
from takehome.studies.segmentation.charts.strangers import strangers_chart
from takehome.studies.segmentation.charts.votes import votes_chart
from takehome.studies.segmentation.money.priced import Priced
from takehome.studies.segmentation.outcome import Outcome


def charts(outcome: Outcome, priced: Priced) -> tuple[Chart, ...]:
    """Who is there, who is a stranger, how many segments and how sure, on what scale."""
    made = (
        plane_chart(outcome),
        profile_chart(outcome),
        segment_value_chart(priced),
        plane_dbscan_chart(outcome),
        strangers_chart(outcome),
        votes_chart(outcome),
        stability_chart(outcome),
        silhouettes_chart(outcome),
        inertia_chart(outcome),
        k_distance_chart(outcome),
        scales_chart(outcome),
    )
    return tuple(chart for chart in made if chart is not None)
