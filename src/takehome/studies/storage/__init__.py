"""When to buy, hold and sell energy? See README.md in this folder."""

from takehome.studies.entry import Entry

ENTRIES: tuple[Entry, ...] = (
    Entry(
        name="storage",
        verb="trade",
        title="Storage",
        question="When to buy, hold and sell energy?",
        call="takehome.studies.storage.verb:trade",
        study="takehome.studies.storage.study:Trade",
        checks="takehome.studies.storage.checks",
        scenarios={
            "greengrid-day": "takehome.studies.storage.scenario:greengrid_day",
            "dutch-day-ahead": "takehome.studies.storage.scenario:dutch_day_ahead",
        },
        null_scenario="takehome.studies.storage.scenario:flat_prices",
        economics="economics.toml",
    ),
)
