"""Feeds: nothing is published twice or missed, and memory is a fold of what was written."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry

from agents.decision_log import FencedLog
from agents.feeds.fetch import Fetched, FetchError, FetchRequest, MovedToOtherHost
from agents.feeds.pages import PageFetcher
from agents.feeds.poller import Poller
from agents.feeds.records import change_of
from agents.feeds.runner import Runner
from agents.feeds.shard import Shard
from agents.metrics import FeedMetrics
from agents.record import Outgoing, Record
from agents.settings import Settings
from pipeline.feeds.article import from_item
from pipeline.feeds.compare import compare
from pipeline.feeds.feed import Feed, Item, Text
from pipeline.feeds.memory import FeedMemory
from pipeline.feeds.pace import Pace
from pipeline.feeds.place import host_of, partition_of
from pipeline.feeds.poll import Answer, decide_read, first_state
from pipeline.feeds.read import read_feed
from pipeline.identity import identify
from schemas.feeds import FeedDefinition
from tests.support.virtual_time import VirtualClock, run_virtually

NOW = datetime(2026, 11, 21, tzinfo=UTC)
FEED = FeedDefinition(url="https://gazette.example/feed", source="gazette")


def item(number: int, *, guid: bool = True, link: bool = True, said: str = "") -> Item:
    """The item `number` of a feed; it says the same unless told otherwise."""
    return Item(
        guid=f"guid-{number}" if guid or not link else None,
        link=f"https://gazette.example/{number}" if link else None,
        title=f"Title {number}",
        summary=Text(f"Item number {number} says this{said}.", "text/plain"),
    )


items = st.builds(item, st.integers(0, 40), guid=st.booleans(), link=st.booleans())
documents = st.lists(items, max_size=30, unique_by=lambda i: i.title)


@given(st.lists(documents, max_size=5), documents)
def test_the_same_document_again_is_no_news(before: list[list[Item]], document: list[Item]) -> None:
    seen: tuple[str, ...] = ()
    for earlier in before:
        seen = compare(seen, earlier).seen
    once = compare(seen, document)
    again = compare(once.seen, document)
    assert again.new == again.changed == ()
    assert (again.churned, again.restyled, again.rolled_over) == (0, 0, False)
    assert again.seen == once.seen


@given(st.lists(documents, min_size=1, max_size=8))
def test_every_item_is_published_once_in_whatever_documents_it_stands(
    all_documents: list[list[Item]],
) -> None:
    seen: tuple[str, ...] = ()
    published: list[str] = []
    for document in all_documents:
        found = compare(seen, document)
        published += [str(one.title) for one in (*found.new, *found.changed)]
        seen = found.seen
    wanted = {one.title for document in all_documents for one in document}
    assert set(published) >= wanted
    # An item that once has a link and once has none cannot be recognised by it; by its guid it can.
    twice = {title for title in published if published.count(title) > 1}
    assert all(
        len({one.link for d in all_documents for one in d if one.title == t}) > 1 for t in twice
    )


@given(documents, st.integers(1, 1000))
def test_new_guids_for_old_items_publish_nothing(document: list[Item], salt: int) -> None:
    seen = compare((), document).seen
    renamed = [
        replace(one, guid=f"{one.guid}-{salt}") if one.guid is not None else one for one in document
    ]
    found = compare(seen, renamed)
    assert found.new == found.changed == ()
    assert found.churned == sum(one.guid is not None for one in document)


@given(documents, st.sampled_from(["<b>", "  ", "\n\n", "<!-- ad 7 -->", "<img src='x'>"]))
def test_markup_and_white_space_change_nothing(document: list[Item], noise: str) -> None:
    seen = compare((), document).seen
    dressed = [
        replace(one, summary=Text(one.summary.value.replace(" ", noise + " "), "text/html"))
        if one.summary is not None
        else one
        for one in document
    ]
    assert compare(seen, dressed).changed == ()


@given(st.integers(0, 40), st.booleans())
def test_a_changed_item_is_the_same_article_in_another_version(number: int, link: bool) -> None:
    before, after = item(number, link=link), item(number, link=link, said=", and more")
    others = [item(100 + n) for n in range(20)]
    found = compare(compare((), [before, *others]).seen, [after, *others])
    assert found.new == ()
    assert found.changed == (after,)
    versions = [
        identify(article)
        for one in (before, after)
        if (article := from_item(FEED, one, own_link=link, now=NOW)) is not None
    ]
    assert versions[0].article_id == versions[1].article_id
    assert versions[0].content_hash != versions[1].content_hash


@given(st.integers(3, 30), st.integers(3, 30))
def test_a_feed_of_which_nothing_is_left_has_rolled_over(before: int, after: int) -> None:
    seen = compare((), [item(n) for n in range(before)]).seen
    assert compare(seen, [item(100 + n) for n in range(after)]).rolled_over
    assert not compare(seen, [item(before - 1), *(item(100 + n) for n in range(after))]).rolled_over


@given(st.lists(st.integers(0, 3), min_size=1, max_size=40))
def test_the_interval_stays_within_its_limits_and_shortens_when_a_feed_rolls_over(
    steps: list[int],
) -> None:
    state, newest, now = first_state(FEED.url), 0, 0
    for step in steps:
        newest += (0, 1, 5, 50)[step]
        feed = Feed("rss", "rss20", tuple(item(n) for n in range(newest, newest - 10, -1)))
        before = state
        found = decide_read(FEED, state, feed, Answer(now, FEED.url, {}), Pace())
        state = found.state
        assert 300_000 <= state.next_ms - now <= 86_400_000
        if found.rolled_over:
            assert state.interval_ms <= max(300_000, before.interval_ms // 2)
        now = state.next_ms


class RecordingLog:
    """A fenced log in memory: what a reader of the topic would find."""

    def __init__(self, partition: int) -> None:
        self.partition = partition
        self.written: list[list[Outgoing]] = []

    async def write(self, outgoing: Sequence[Outgoing]) -> list[Any]:
        self.written.append(list(outgoing))
        return []


class Moody:
    """A site of one host that answers as it is told to, one answer a request."""

    def __init__(self, moods: Sequence[str]) -> None:
        self._moods = list(moods)
        self.editions = 0

    def of(self, allow_private: bool) -> Moody:
        return self

    async def close(self) -> None:
        return

    async def fetch(self, request: FetchRequest) -> Fetched | MovedToOtherHost:
        mood = self._moods.pop(0) if self._moods else "good"
        match mood:
            case "away":
                raise FetchError("connect", "Nobody answers.")
            case "busy":
                return Fetched(request.url, 503, {"Retry-After": "700"}, b"")
            case "gone":
                return Fetched(request.url, 404, {}, b"")
            case "moved":
                return MovedToOtherHost(f"https://other{self.editions}.example/x", True, 1)
            case "broken":
                return Fetched(request.url, 200, {}, b"<rss><channel>")
        if request.accept == "robots":
            return Fetched(request.url, 200, {}, b"User-agent: *\nDisallow: /4\n")
        if request.accept == "page":
            return Fetched(request.url, 200, {"Content-Type": "text/html"}, b"<p>A page.</p>")
        self.editions += 1
        return Fetched(request.url, 200, {"ETag": f"{self.editions}"}, self._feed())

    def _feed(self) -> bytes:
        entries = "".join(
            f"<item><guid>g{n}</guid><link>https://{host}.example/{n}</link><title>t{n}</title>"
            f"<description>said {n}</description></item>"
            for n in range(self.editions, self.editions + 4)
            for host in ("gazette", "other")
        )
        return f'<rss version="2.0"><channel>{entries}</channel></rss>'.encode()


async def read(body: bytes, content_type: str | None, url: str) -> Feed:
    return read_feed(body, content_type, url)


moods = st.sampled_from(["good", "good", "good", "away", "busy", "gone", "moved", "broken"])


# Shrinking ten hours of virtual time takes longer than a test may; a plan can be read as it is.
@settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@example(["good", *["away"] * 7])  # robots.txt is had, and nothing after it
@given(st.lists(moods, max_size=25))
def test_at_every_cut_of_the_log_its_fold_is_the_memory_of_the_owner(plan: list[str]) -> None:
    """Whoever takes over after any transaction knows what the owner knew."""
    config = Settings(partitions=1, feeds_contact="tests@example.org", feeds_host_pause_seconds=1)
    log = RecordingLog(0)
    shard = Shard(config, cast(FencedLog, log))
    shard.memory.apply(FEED)
    folded = FeedMemory()
    folded.apply(FEED)
    site = Moody(plan)
    checked = 0

    async def work() -> None:
        nonlocal checked
        metrics, clock = FeedMetrics(CollectorRegistry()), VirtualClock()
        poller = Poller(config, site, read, clock, metrics, Pace())
        pages = PageFetcher(site, clock, metrics, Pace(), poller.record)
        runner = Runner(config, clock, metrics, poller, pages)
        await runner.adopt(shard)
        running = asyncio.create_task(runner.run())
        for _ in range(60):
            await asyncio.sleep(600)
            for outgoing in log.written[checked:]:
                for record in outgoing:
                    if record.topic == config.topic("feeds"):
                        change = change_of(as_record(record))
                        assert change is not None
                        folded.apply(change)
            checked = len(log.written)
            assert folded == shard.memory
        running.cancel()
        await runner.interrupt()

    run_virtually(work())
    assert checked > 3
    raw = [r.key for written in log.written for r in written if r.topic == config.topic("raw")]
    assert raw or shard.memory.pages or not site.editions


def as_record(outgoing: Outgoing) -> Record:
    return Record(
        topic=outgoing.topic, partition=outgoing.partition or 0, offset=0, timestamp_ms=0,
        key=outgoing.key, value=outgoing.value, headers=outgoing.headers,
    )  # fmt: skip


def test_a_host_never_changes_its_partition() -> None:
    """Frozen: these are the places of records that exist."""
    assert [partition_of(h, 4) for h in ("gazette.example", "localhost", "127.0.0.1")] == [3, 2, 0]
    assert host_of("https://Bücher.Example:8443/x") == "xn--bcher-kva.example"
