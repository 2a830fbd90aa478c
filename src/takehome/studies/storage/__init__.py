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
        form="takehome.studies.storage.form:FORM",
    ),
    Entry(
        name="transfer",
        verb="transfer",
        title="Transfer",
        question="What can one home teach another, and what does that save?",
        call="takehome.studies.storage.transfer.verb:transfer",
        study="takehome.studies.storage.transfer.study:Transfer",
        checks="takehome.studies.storage.transfer.checks",
        scenarios={
            "house-a-to-house-b": "takehome.studies.storage.homes.scenario:house_a_to_house_b",
            "house-twins": "takehome.studies.storage.homes.scenario:house_twins",
            "misled-house-b": "takehome.studies.storage.homes.scenario:misled_house_b",
        },
        null_scenario="takehome.studies.storage.homes.scenario:no_gain_houses",
        economics="economics.toml",
        form="takehome.studies.storage.transfer.form:FORM",
    ),
    Entry(
        name="fleet",
        verb="fleet",
        title="Fleet",
        question="How are the batteries of many homes run well, without their data leaving them?",
        call="takehome.studies.storage.federated.verb:fleet",
        study="takehome.studies.storage.federated.study:Fleet",
        checks="takehome.studies.storage.federated.checks",
        scenarios={"greengrid-homes": "takehome.studies.storage.homes.scenario:greengrid_homes"},
        null_scenario="takehome.studies.storage.homes.scenario:no_gain_homes",
        economics="economics.toml",
        form="takehome.studies.storage.federated.form:FORM",
    ),
)
