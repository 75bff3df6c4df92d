"""The table of feeds: who is well, who is backed off and why, who is silent for too long."""

from __future__ import annotations

from pipeline.feeds.feed import Feed, Item
from pipeline.feeds.health import feed_health, span
from pipeline.feeds.listing import definition
from pipeline.feeds.memory import FeedMemory
from pipeline.feeds.pace import DAY_MS, MINUTE_MS, Pace
from pipeline.feeds.poll import Answer, decide_failed, decide_moved, decide_read, first_state
from pipeline.feeds.robots import unreachable
from schemas.feeds import FeedState, HostState

FEED = definition("https://gazette.example/rss")


def read(state: FeedState, newest: int, now_ms: int) -> FeedState:
    """The feed with its ten newest items."""
    items = tuple(Item(guid=str(n), title=f"t{n}") for n in range(newest, newest - 10, -1))
    feed = Feed("rss", "rss20", items)
    return decide_read(FEED, state, feed, Answer(now_ms, FEED.url, {}), Pace()).state


def memory(state: FeedState | None = None) -> FeedMemory:
    made = FeedMemory()
    made.apply(FEED)
    if state is not None:
        made.apply(state)
    return made


def test_a_feed_that_was_never_asked_is_new() -> None:
    assert feed_health(memory(), FEED, 0).standing == "new"


def test_a_feed_with_a_few_items_a_day_is_good_and_then_quiet() -> None:
    state, now = first_state(FEED.url), 0
    for day in range(10):
        now = day * DAY_MS
        state = read(state, 3 * day, now)
    row = feed_health(memory(state), FEED, now)
    assert row.standing == "good"
    assert 2.5 < row.per_day < 3.5
    later = now + 4 * DAY_MS
    row = feed_health(memory(read(state, 27, later)), FEED, later)
    assert row.standing == "quiet"
    assert row.why.startswith("nothing new for 4 d, usual is")


def test_a_failing_feed_says_why_for_how_long_and_when_it_is_asked_again() -> None:
    state = read(first_state(FEED.url), 5, 0)
    for minute in (30, 40, 60):
        state = decide_failed(
            state, minute * MINUTE_MS, "status", "the host answers 500", {}, Pace()
        ).state
    row = feed_health(memory(state), FEED, 90 * MINUTE_MS)
    assert row.standing == "failing"
    assert row.why == "the host answers 500 (3 times in a row, for 1 h)"
    assert row.next_ms is not None
    assert row.next_ms > 60 * MINUTE_MS


def test_trouble_of_the_host_is_the_feeds_too() -> None:
    held = memory(read(first_state(FEED.url), 5, 0))
    held.apply(HostState(host="gazette.example", not_before_ms=DAY_MS, why="it answers 503"))
    row = feed_health(held, FEED, MINUTE_MS)
    assert (row.standing, row.why, row.next_ms) == ("failing", "it answers 503", DAY_MS)
    closed = memory()
    closed.apply(unreachable("https://gazette.example", None, 0))
    row = feed_health(closed, FEED, 5 * MINUTE_MS)
    assert (row.standing, row.why) == ("failing", "its robots.txt cannot be read, for 5 min")


def test_a_feed_that_moved_says_where() -> None:
    moved = decide_moved(first_state(FEED.url), 0, "https://new.example/rss#x", for_good=True)
    row = feed_health(memory(moved.state), FEED, 1)
    assert row.standing == "moved"
    assert row.why == "redirected for good to https://new.example/rss"
    assert row.next_ms is None


def test_lengths_of_time_are_short() -> None:
    assert [span(ms) for ms in (0, 1500, 90_000, 5_400_000, 2 * DAY_MS)] == [
        "0 s", "1.5 s", "1.5 min", "1.5 h", "2 d",
    ]  # fmt: skip
