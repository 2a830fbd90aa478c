"""What people and programs may ask of a study, checked before a job is made of it.

Everything here follows from the study's own declaration (:class:`~takehome.studies.form_fields.Form`): a name that is
not declared is refused, a value is turned into the plain value of its kind or refused, and no kind becomes a path. What
only the study can judge (two roles for one column, a cost below its benefit) is left to its verb, which says so.

Names are the form's: ``"threshold"``, and ``"costs.fp"`` for the key ``fp`` of the mapping ``costs``; JSON may also
nest (``{"costs": {"fp": 10}}``). A page gives texts, see :mod:`takehome.server.asking.texts`.
"""

from takehome.server.asking.economics import parsed_economics
from takehome.server.asking.field_error import FieldError
from takehome.server.asking.options import validated
from takehome.server.asking.schema import options_schema
from takehome.server.asking.texts import from_form

__all__ = ["FieldError", "from_form", "options_schema", "parsed_economics", "validated"]
