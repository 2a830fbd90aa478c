"""Who is in the table, and who should not be there? See README.md in this folder."""

from takehome.studies.entry import Entry

ENTRIES: tuple[Entry, ...] = ()
