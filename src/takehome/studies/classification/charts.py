"""The study's charts: each proves one computed sentence, drawn by whoever renders it."""

from __future__ import annotations

from takehome.protocol import Chart
from takehome.studies.classification.calibration_charts import calibration_chart
from takehome.studies.classification.confusion_charts import confusion_chart
from takehome.studies.classification.effect_charts import effect_charts
from takehome.studies.classification.money_charts import cost_chart, profit_chart, ratio_chart
from takehome.studies.classification.priced import Priced


def charts(made: Priced) -> tuple[Chart, ...]:
    """Confusion matrices, money by cut and by share (by cost ratio where no costs are given), calibration, effects."""
    by_ratio = None if made.rows.stated else ratio_chart(made)
    first = (confusion_chart(made), cost_chart(made), profit_chart(made), by_ratio, calibration_chart(made))
    return (*(chart for chart in first if chart is not None), *effect_charts(made.outcome))
