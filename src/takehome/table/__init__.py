"""The one door for data: files and frames in, a :class:`Table` of typed columns with roles out."""

from takehome.table.canonical import canonical, canonical_order, fingerprint
from takehome.table.columns import Column, Kind, Note, Role, Table, Topic
from takehome.table.holdout import Split, split
from takehome.table.levels import LEVEL_LIMIT, MIN_LEVEL_ROWS, OTHER, is_name, kept_levels
from takehome.table.read import read
from takehome.table.requirements import require_columns, require_features, require_rows, require_target

__all__ = [
    "LEVEL_LIMIT",
    "MIN_LEVEL_ROWS",
    "OTHER",
    "Column",
    "Kind",
    "Note",
    "Role",
    "Split",
    "Table",
    "Topic",
    "canonical",
    "canonical_order",
    "fingerprint",
    "is_name",
    "kept_levels",
    "read",
    "require_columns",
    "require_features",
    "require_rows",
    "require_target",
    "split",
]
