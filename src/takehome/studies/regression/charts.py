"""The study's six charts: each proves one computed sentence, with at most 2,000 rows, drawn by whoever renders it."""

from __future__ import annotations

from takehome.protocol import Chart
from takehome.studies.regression.accuracy_charts import ladder_chart, predicted_actual_chart, quantile_chart
from takehome.studies.regression.outcome import Outcome
from takehome.studies.regression.shape_charts import (
    drivers_chart,
    guilty_feature,
    partial_residual_chart,
    residual_chart,
)


def charts(outcome: Outcome) -> tuple[Chart, ...]:
    """Residuals before and after, the guilty feature, predictions, quantiles, drivers, and the repair ladder."""
    feature = guilty_feature(outcome)
    made = (
        residual_chart(outcome, feature),
        partial_residual_chart(outcome, feature),
        predicted_actual_chart(outcome),
        quantile_chart(outcome),
        drivers_chart(outcome),
        ladder_chart(outcome),
    )
    return tuple(chart for chart in made if chart is not None)
