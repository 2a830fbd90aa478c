"""Who is in the table, and who should not be there? See README.md in this folder."""

from takehome.studies.entry import Entry

ENTRIES: tuple[Entry, ...] = (
    Entry(
        name="segmentation",
        verb="segment",
        title="Segmentation",
        question="Who is in the table, and who should not be there?",
        call="takehome.studies.segmentation.verb:segment",
        study="takehome.studies.segmentation.study:Segmentation",
        checks="takehome.studies.segmentation.checks",
        scenarios={"omnicorp-users": "takehome.studies.segmentation.scenario:omnicorp_users"},
        null_scenario="takehome.studies.segmentation.scenario:one_crowd",
        economics="economics.toml",
        form="takehome.studies.segmentation.form:FORM",
    ),
)
