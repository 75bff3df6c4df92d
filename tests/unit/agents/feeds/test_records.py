"""What is known of feeds is read back as it was written, or not at all."""

from __future__ import annotations

import pytest

from agents.failstop import StopForGoodError
from agents.feeds.records import change_of, change_record
from agents.record import Record
from agents.settings import Settings
from pipeline.feeds.memory import Change, Gone
from schemas.feeds import FeedDefinition

FEED = FeedDefinition(url="https://gazette.example/feed", source="gazette")


def written(change: Change, *headers: tuple[str, bytes]) -> Record:
    """`change` as the topic has it, with other headers if any are given."""
    out = change_record(Settings(), change, "me", 2)
    return Record(out.topic, 2, 9, 0, out.key, out.value, headers or out.headers)


@pytest.mark.parametrize("change", [FEED, Gone(f"feed {FEED.url}")])
def test_a_change_is_read_as_it_was_written(change: Change) -> None:
    assert change_of(written(change)) == change


@pytest.mark.parametrize("change", [FEED, Gone(f"feed {FEED.url}")])
def test_a_change_of_a_newer_schema_stops_the_worker_for_good(change: Change) -> None:
    newer = written(change, ("ce_type", b"wirecopy.feed.v2"))
    with pytest.raises(StopForGoodError, match=r"news\.feeds\[2\] offset 9 .* upgrade"):
        change_of(newer)


def test_a_change_that_cannot_be_read_stops_the_worker_for_good_and_names_the_place() -> None:
    broken = Record("news.feeds", 2, 9, 0, b"feed https://a.example/", b"{", ())
    with pytest.raises(StopForGoodError, match=r"state of feeds .* news\.feeds\[2\] offset 9"):
        change_of(broken)


def test_a_kind_that_is_not_known_is_passed_over() -> None:
    assert change_of(Record("news.feeds", 2, 9, 0, b"weather x", b"{}", ())) is None
