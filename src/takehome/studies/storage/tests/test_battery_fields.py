"""The defaults that the battery's fields say are those of a battery that is given without them."""

import pytest

from takehome.studies.form_fields import FieldKind, FormField
from takehome.studies.storage import battery_fields, form
from takehome.studies.storage.battery_terms import KEYS, battery_of

GIVEN = {"capacity_kwh": 100.0, "power_kw": 50.0, "wear_by_depth": 0.1}
FIELDS = [field for field in form.FORM.fields if field.name.startswith("battery.")]


def test_every_term_of_a_battery_can_be_set() -> None:
    assert {field.name.removeprefix("battery.") for field in FIELDS} == set(KEYS)


@pytest.mark.parametrize("field", [field for field in battery_fields.FURTHER if field.default], ids=lambda f: f.name)
def test_the_default_that_is_said_changes_nothing(field: FormField) -> None:
    said = field.default == "yes" if field.kind is FieldKind.FLAG else float(field.default)
    key = field.name.removeprefix("battery.")
    assert battery_of({**GIVEN, key: said}) == battery_of(GIVEN)
