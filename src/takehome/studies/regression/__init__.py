"""What drives a number, and is the model that says so sound? See README.md in this folder."""

from takehome.studies.entry import Entry

ENTRIES: tuple[Entry, ...] = (
    Entry(
        name="regression",
        verb="regress",
        title="Regression",
        question="What drives this number, and is the model that says so sound?",
        call="takehome.studies.regression.verb:regress",
        study="takehome.studies.regression.study:Regression",
        checks="takehome.studies.regression.checks",
        scenarios={"omnicorp-servers": "takehome.studies.regression.scenario:omnicorp_servers"},
        null_scenario="takehome.studies.regression.scenario:straight_line_world",
        economics="economics.toml",
        form="takehome.studies.regression.form:FORM",
    ),
)
