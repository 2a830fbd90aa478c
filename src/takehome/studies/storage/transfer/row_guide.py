"""What an hour of a home must hold, and what the answer's columns mean."""

from __future__ import annotations

from takehome.studies.row_guide import RowGuide, RowInput, RowWords
from takehome.studies.storage.homes.row_inputs import first_row, row_inputs
from takehome.studies.storage.transfer.new_rows import CHARGE
from takehome.studies.storage.transfer.outcome import Outcome
from takehome.studies.storage.transfer.reading import columns_of
from takehome.table import Kind

WORDS = RowWords(action="action", money="saved")
READ = ("home", "time", "load", "generation", "buy", "sell")


def row_guide(outcome: Outcome) -> RowGuide:
    """The columns of a home's hours, and the words of the answer."""
    inputs = row_inputs(columns_of(outcome.table), READ, outcome.table)
    stored = "what is stored before the hour; left out, the battery follows its answers, empty at first"
    inputs = (*inputs, RowInput(CHARGE, Kind.NUMBER, "kWh", required=False, help=stored))
    currency = outcome.target.currency
    means = {
        "action": "discharge, hold or charge",
        "energy_kwh": "bought for the battery in the hour, kWh; negative where it delivers",
        "stored_kwh": "stored after the hour, kWh",
        "saved": f"against no battery in the hour, {currency}",
    }
    return RowGuide(inputs, WORDS, means, currency, True, first_row(inputs, outcome.table))
