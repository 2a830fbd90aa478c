"""The fleet's charts: each proves one computed sentence; one that has nothing to show is left out."""

from __future__ import annotations

from takehome.protocol import Chart
from takehome.studies.storage.federated.charts.ledger import ledger_chart
from takehome.studies.storage.federated.charts.new_home import new_home_chart
from takehome.studies.storage.federated.charts.privacy import privacy_chart
from takehome.studies.storage.federated.charts.rounds import rounds_chart
from takehome.studies.storage.federated.charts.shares import shares_chart
from takehome.studies.storage.federated.charts.winners import kinds_chart, winners_chart
from takehome.studies.storage.federated.money.priced import Priced


def charts(made: Priced) -> tuple[Chart, ...]:
    """What each alternative earns, how training went, who wins, what privacy costs, a new home's days, what left."""
    outcome = made.outcome
    drawn = (
        shares_chart(made),
        rounds_chart(outcome),
        winners_chart(outcome),
        kinds_chart(outcome),
        privacy_chart(made),
        new_home_chart(outcome),
        ledger_chart(outcome),
    )
    return tuple(chart for chart in drawn if chart is not None)
