"""The one door for data: files and frames in, a :class:`Table` of typed columns with roles out."""

from takehome.table.columns import Column, Kind, Note, Role, Table

__all__ = ["Column", "Kind", "Note", "Role", "Table"]
