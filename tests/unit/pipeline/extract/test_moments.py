"""What a written date says."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.extract.moments import read_moment


@pytest.mark.parametrize(
    ("written", "value", "precision"),
    [
        ("October 01, 2015", "2015-10-01", "day"),
        ("by VOA News October 01, 2015", "2015-10-01", "day"),
        ("1 Oct 2015", "2015-10-01", "day"),
        ("Thursday, 1st of October, 2015", "2015-10-01", "day"),
        ("2015-10-01", "2015-10-01", "day"),
        ("2015-10", "2015-10", "month"),
        ("October 2015", "2015-10", "month"),
        ("2015", "2015", "year"),
        ("2015-10-01T10:30:00Z", "2015-10-01T10:30:00Z", "second"),
        ("2015-10-01T10:30:00.123+03:00", "2015-10-01T10:30:00+03:00", "second"),
        ("2015-10-01 10:30", "2015-10-01T10:30", "minute"),
        ("Thu, 01 Oct 2015 10:30:00 GMT", "2015-10-01T10:30:00Z", "second"),
        ("Thu, 01 Oct 2015 10:30:00 -0500", "2015-10-01T10:30:00-05:00", "second"),
        ("Oct 1, 2015 3:05 pm", "2015-10-01T15:05", "minute"),
        ("12:15 a.m. EDT, October 1, 2015", "2015-10-01T00:15-04:00", "minute"),
        ("Oct 1, 2015 at 3:05 pm ET", "2015-10-01T15:05", "minute"),
        ("20151001", "2015-10-01", "day"),
        ("2015/10/01", "2015-10-01", "day"),
        ("23/10/2015", "2015-10-23", "day"),
        ("10/23/2015", "2015-10-23", "day"),
        ("05/05/2015", "2015-05-05", "day"),
        ("1443695400", "2015-10-01T10:30:00Z", "second"),
        ("1443695400000", "2015-10-01T10:30:00Z", "second"),
    ],
)
def test_a_date_is_read_to_its_precision(written: str, value: str, precision: str) -> None:
    moment = read_moment(written)
    assert moment is not None
    assert (moment.text(), moment.precision) == (value, precision)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "yesterday",
        "October 32, 2015",
        "2015-13-01",
        "10/11/2015",
        "31/31/2015",
        "99:99",
        "page 3",
    ],
)
def test_what_is_no_certain_date_is_none(written: str) -> None:
    assert read_moment(written) is None


def test_an_ambiguous_date_is_told_by_a_date_near_it() -> None:
    near_november = read_moment("10/11/2015", near=date(2015, 11, 9))
    near_october = read_moment("10/11/2015", near=date(2015, 10, 12))
    assert near_november is not None
    assert near_october is not None
    assert near_november.text() == "2015-11-10"
    assert near_october.text() == "2015-10-11"


def test_a_zone_that_several_countries_share_is_not_assumed() -> None:
    moment = read_moment("Oct 1, 2015 10:30 CST")
    assert moment is not None
    assert moment.text() == "2015-10-01T10:30"
