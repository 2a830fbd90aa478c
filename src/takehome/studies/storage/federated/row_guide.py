"""What an hour of a home must hold, and what the answer's columns mean."""

from __future__ import annotations

from takehome.studies.row_guide import RowGuide, RowWords
from takehome.studies.storage.federated.outcome import Outcome
from takehome.studies.storage.homes.row_inputs import first_row, row_inputs
from takehome.table import Table

WORDS = RowWords(action="action", money="saved")
READ = (
    "home", "time", "load", "generation", "buy", "sell", "capacity", "power", "charge_efficiency",
    "discharge_efficiency", "wear",
)  # fmt: skip


def row_guide(outcome: Outcome, probe: Table) -> RowGuide:
    """The columns of a home's hours, and the words of the answer; `probe` stands in where the fleet was drawn."""
    fitted = probe if outcome.table is None else outcome.table
    inputs = row_inputs(outcome.columns, READ, fitted)
    currency = outcome.homes.currency
    means = {
        "action": "store, leave or use",
        "move_kwh": "into the store in the hour, kWh; negative: taken out of it",
        "stored_kwh": "stored after the hour, kWh",
        "saved": f"against no battery in the hour, {currency}",
    }
    return RowGuide(inputs, WORDS, means, currency, True, first_row(inputs, fitted))
