"""Intervals, back-off, and what servers ask for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.feeds.pace import (
    DAY_MS,
    LONGEST_RETRY_AFTER_MS,
    MINUTE_MS,
    Pace,
    adapted,
    back_off_ms,
    fresh_ms,
    retry_after_ms,
    wait_ms,
)
from schemas.message import epoch_milliseconds, from_epoch_milliseconds

PACE = Pace()
NOW_MS = 1_795_600_800_000


@given(st.integers(1, 500), st.text(max_size=20))
def test_a_back_off_doubles_from_five_minutes_to_a_day_give_or_take_a_fifth(
    failures: int, feed: str
) -> None:
    waited = back_off_ms(failures, 0, feed, PACE)
    doubled = 5 * MINUTE_MS * 2 ** min(failures - 1, 20)
    assert PACE.least_ms <= waited <= PACE.most_ms
    assert waited >= min(PACE.most_ms * 0.8, max(PACE.least_ms, 0.8 * doubled) - 1)
    assert waited <= max(PACE.least_ms, 1.2 * doubled) + 1


def test_feeds_that_fail_together_do_not_come_back_together() -> None:
    waits = {back_off_ms(4, 0, f"https://a.example/{n}", PACE) for n in range(100)}
    assert len(waits) > 90
    assert max(waits) - min(waits) > 10 * MINUTE_MS


@given(st.integers(1, 9), st.integers(0, 30 * DAY_MS))
def test_retry_after_counts_where_it_is_longer(failures: int, asked_ms: int) -> None:
    alone = back_off_ms(failures, 0, "f", PACE)
    assert back_off_ms(failures, asked_ms, "f", PACE) == max(
        alone, min(asked_ms, LONGEST_RETRY_AFTER_MS)
    )


@pytest.mark.parametrize(
    ("value", "milliseconds"),
    [
        ("120", 120_000),
        (" 7 ", 7_000),
        ("99999999999999999999", LONGEST_RETRY_AFTER_MS),
        ("soon", 0),
        ("-5", 0),
        ("", 0),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str, milliseconds: int) -> None:
    assert retry_after_ms({"Retry-After": value}, NOW_MS) == milliseconds


def test_a_date_in_retry_after_is_how_far_it_is_off() -> None:
    then = from_epoch_milliseconds(NOW_MS + 90_000).strftime("%a, %d %b %Y %H:%M:%S GMT")
    assert epoch_milliseconds(from_epoch_milliseconds(NOW_MS)) == NOW_MS
    assert retry_after_ms({"Retry-After": then}, NOW_MS) == 90_000


@pytest.mark.parametrize(
    ("headers", "milliseconds"),
    [
        ({}, 0),
        ({"Cache-Control": "max-age=600"}, 600_000),
        ({"Cache-Control": "public, max-age=600, must-revalidate", "Age": "200"}, 400_000),
        ({"Cache-Control": "max-age=600", "Age": "900"}, 0),
        ({"Cache-Control": "s-maxage=600"}, 0),
        ({"Cache-Control": "no-cache"}, 0),
        ({"Cache-Control": "max-age=soon"}, 0),
    ],
)
def test_an_answer_is_fresh_for_its_max_age_less_its_age(
    headers: dict[str, str], milliseconds: int
) -> None:
    assert fresh_ms(headers) == milliseconds


@given(st.integers(0, 2 * DAY_MS), st.booleans(), st.booleans())
def test_an_interval_keeps_its_limits_and_the_servers_wish_counts_up_to_a_day(
    before: int, news: bool, rolled_over: bool
) -> None:
    interval = adapted(before, news=news, rolled_over=rolled_over, pace=PACE)
    assert PACE.least_ms <= interval <= PACE.most_ms
    for wish in (0, 2 * interval, 9 * DAY_MS):
        waited = wait_ms(interval, wish, "f 1", PACE)
        assert PACE.least_ms <= waited <= PACE.most_ms
        assert waited >= min(wish, PACE.most_ms)
        assert waited >= 0.9 * interval - 1 or waited == PACE.least_ms
