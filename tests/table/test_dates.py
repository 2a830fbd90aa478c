"""Dates as text: one form a column, ambiguity said, offsets moved to UTC."""

from datetime import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from takehome.table.dates import FORMATS, read_dates


def reading(*levels: str):
    return read_dates(levels, np.ones(len(levels), int))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-03-01", "2024-03-01"),
        ("2024-03-01T12:30:00Z", "2024-03-01T12:30"),
        ("2024-03-01 12:30:00.5+02:00", "2024-03-01T10:30:00.5"),
        ("31.12.2023", "2023-12-31"),
        ("12/31/2023 11:05 PM", "2023-12-31T23:05"),
        ("31/12/2023", "2023-12-31"),
        ("28-Feb-97", "1997-02-28"),
        ("March 5, 2020", "2020-03-05"),
        ("2020/07/09 06:00", "2020-07-09T06:00"),
        ("2020-07", "2020-07-01"),
    ],
)
def test_common_forms_are_read(text: str, moment: str) -> None:
    """ISO 8601 (RFC 3339 with offset) and the forms of national spreadsheets."""
    found = reading(text)
    assert found is not None
    assert found.values[0] == np.datetime64(moment)


def test_a_day_above_12_settles_day_and_month() -> None:
    unclear, settled = reading("03/04/2024", "05/06/2024"), reading("03/04/2024", "25/06/2024")
    assert unclear.ambiguous
    assert not settled.ambiguous
    assert unclear.values[0] == np.datetime64("2024-03-04")
    assert settled.values[0] == np.datetime64("2024-04-03")


def test_what_is_no_date_is_none() -> None:
    assert reading("red", "blue") is None
    assert reading("2024-13-45", "x", "y") is None
    assert reading("2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04", "soon").bad == ("soon",)


@given(
    st.lists(st.datetimes(datetime(1970, 1, 1), datetime(2068, 1, 1)), min_size=1, max_size=8), st.sampled_from(FORMATS)
)
def test_every_form_gives_its_own_dates_back(moments: list[datetime], form: str) -> None:
    texts = [moment.strftime(form) for moment in moments]
    wanted = np.array([datetime.strptime(text, form) for text in texts], "datetime64[us]")
    found = reading(*texts)
    assert found is not None
    assert found.share == 1.0
    if found.form == form and not found.ambiguous:
        np.testing.assert_array_equal(found.values, wanted)
