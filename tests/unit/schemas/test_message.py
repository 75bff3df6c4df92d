"""One way to write a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.message import (
    epoch_milliseconds,
    format_timestamp,
    from_epoch_milliseconds,
    to_utc_milliseconds,
)

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
# To the years that every machine's clock functions know.
known_times = st.integers(-(10**13), 10**13)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (NOON, "2026-11-20T12:00:00.000Z"),
        (NOON.replace(microsecond=999_999), "2026-11-20T12:00:00.999Z"),
        (NOON.replace(year=999), "0999-11-20T12:00:00.000Z"),
    ],
)
def test_a_time_is_written_to_the_millisecond_at_a_fixed_width(
    moment: datetime, expected: str
) -> None:
    assert format_timestamp(moment) == expected


def test_a_time_of_another_zone_is_moved_to_utc_and_one_without_a_zone_is_utc() -> None:
    elsewhere = NOON.astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert to_utc_milliseconds(elsewhere) == NOON
    assert to_utc_milliseconds(elsewhere).tzinfo is UTC
    assert to_utc_milliseconds(NOON.replace(tzinfo=None)) == NOON


def test_microseconds_are_cut_and_not_rounded() -> None:
    assert to_utc_milliseconds(NOON.replace(microsecond=1999)).microsecond == 1000


@pytest.mark.parametrize(
    "moment",
    [
        datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))),
        datetime(9999, 12, 31, 23, 59, tzinfo=timezone(timedelta(hours=-12))),
    ],
)
def test_a_time_that_its_zone_moves_out_of_the_calendar_is_refused(moment: datetime) -> None:
    with pytest.raises(ValueError, match="outside the years 1 to 9999"):
        to_utc_milliseconds(moment)


@given(known_times)
def test_milliseconds_survive_the_way_to_a_time_and_back(milliseconds: int) -> None:
    assert epoch_milliseconds(from_epoch_milliseconds(milliseconds)) == milliseconds


@given(known_times, known_times)
def test_the_order_of_written_times_is_the_order_of_times(one: int, other: int) -> None:
    first, second = (format_timestamp(from_epoch_milliseconds(time)) for time in (one, other))
    assert (first < second) == (one < other)
