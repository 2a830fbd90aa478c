"""Whom do we act on, at what threshold, for what profit? See README.md in this folder."""

from takehome.studies.entry import Entry

ENTRIES: tuple[Entry, ...] = (
    Entry(
        name="classification",
        verb="classify",
        title="Classification",
        question="Whom do we act on, at what threshold, for what profit?",
        call="takehome.studies.classification.verb:classify",
        study="takehome.studies.classification.study:Classification",
        checks="takehome.studies.classification.checks",
        scenarios={"omnicorp-churn": "takehome.studies.classification.scenario:omnicorp_churn"},
        null_scenario="takehome.studies.classification.scenario:noise_world",
        economics="economics.toml",
        form="takehome.studies.classification.form:FORM",
    ),
)
