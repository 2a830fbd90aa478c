"""The notebook as a document: built from plain text, handed out, read back, put in order.

``build`` and ``data_files`` make what is handed out; ``variant_of`` says which variant came back; ``restore`` puts
given cells back; ``texts`` takes out what the candidate wrote; ``answered`` is the reference solution as a notebook.
Nothing here reads a file or runs a notebook.
"""

from takehome.practice.handout.data_files import data_checksum, data_files
from takehome.practice.handout.naming import checked_name, file_name, name_notes
from takehome.practice.handout.notebook import build
from takehome.practice.handout.restore import checksum, restore
from takehome.practice.handout.solution import answered
from takehome.practice.handout.source import cells
from takehome.practice.handout.variant import PRACTICE, SEALED, Variant, variant_of, with_seed
from takehome.practice.handout.written import texts, with_texts

__all__ = [
    "PRACTICE",
    "SEALED",
    "Variant",
    "answered",
    "build",
    "cells",
    "checked_name",
    "checksum",
    "data_checksum",
    "data_files",
    "file_name",
    "name_notes",
    "restore",
    "texts",
    "variant_of",
    "with_seed",
    "with_texts",
]
