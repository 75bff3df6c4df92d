"""One feed polled again and again, against a server that changes its mind between two polls."""

from __future__ import annotations

import asyncio
import gzip
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client import CollectorRegistry

from agents.feeds.fetch import Fetcher, FetchLimits, user_agent
from agents.feeds.poller import Poller
from agents.metrics import FeedMetrics
from agents.settings import Settings
from pipeline.feeds.feed import Feed
from pipeline.feeds.memory import FeedMemory
from pipeline.feeds.pace import DAY_MS, MINUTE_MS, Pace
from pipeline.feeds.read import read_feed
from schemas.codec import decode
from schemas.feeds import FeedDefinition, FeedState
from schemas.raw import RawArticle
from tests.support.feed_dialects import HOST, rss
from tests.support.feed_server import Answer, Asked, FeedServer, Reply, conditional, redirect

START = datetime(2026, 11, 17, 8, 0, tzinfo=UTC)
LONG = "The crossing was closed for eleven weeks while the piers were made good. " * 30


@dataclass
class Clock:
    """Stands still until it is moved."""

    time: datetime = START

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return self.time.timestamp()


class OneFetcher:
    """The test's fetcher, for every feed: harbour.test lies on loopback."""

    async def _resolve(self, host: str, port: int) -> Sequence[str]:
        return ["127.0.0.1"]

    def of(self, allow_private: bool) -> Fetcher:
        return self._fetcher

    def open(self, seconds: float) -> None:
        self._fetcher = Fetcher(
            FetchLimits(feed_bytes=200_000, total_seconds=seconds),
            user_agent=user_agent("desk@news.example"),
            allow_private=True,
            resolve=self._resolve,
        )

    async def close(self) -> None:
        await self._fetcher.close()


async def read(body: bytes, content_type: str | None, url: str) -> Feed:
    return read_feed(body, content_type, url)


@dataclass
class Desk:
    """Polls `/feed` of its server when told to, and remembers as a worker does."""

    server: FeedServer
    clock: Clock = field(default_factory=Clock)
    memory: FeedMemory = field(default_factory=FeedMemory)
    patience_seconds: float = 60.0

    def __post_init__(self) -> None:
        self.definition = FeedDefinition(
            url=self.server.url(host="harbour.test"), source="harbour", pages="never"
        )
        self._asking = OneFetcher()
        metrics = FeedMetrics(CollectorRegistry())
        self._poller = Poller(Settings(), self._asking, read, self.clock, metrics, Pace())

    def poll(self, reply: Reply | Callable[[Asked], Reply] | None = None) -> list[str]:
        """Lets the server reply so from now on, and polls. The titles of what is published."""
        return [article.title or "" for article in self.articles(reply)]

    def articles(self, reply: Reply | Callable[[Asked], Reply] | None = None) -> list[RawArticle]:
        """As `poll`; the articles themselves."""
        if reply is not None:
            self.server.replies["/feed"] = reply
        self.clock.time += timedelta(hours=1)

        async def main() -> list[RawArticle]:
            self._asking.open(self.patience_seconds)
            outcome = await self._poller.poll(self.memory, self.definition)
            await self._asking.close()
            for change in outcome.changes:
                self.memory.apply(change)
            return [decode(RawArticle, record.value or b"") for record in outcome.articles]

        return asyncio.run(main())

    @property
    def state(self) -> FeedState:
        return self.memory.states[self.definition.url]

    @property
    def problem(self) -> str | None:
        """What kind of problem the feed has."""
        return self.state.problem.kind if self.state.problem is not None else None

    @property
    def wait_minutes(self) -> float:
        """From the last poll to the next."""
        return (self.state.next_ms - self.state.polled_ms) / MINUTE_MS

    @property
    def host_waits_minutes(self) -> float:
        """For how long the host is left alone."""
        host = self.memory.host("harbour.test")
        return (host.not_before_ms - self.clock.time.timestamp() * 1000) / MINUTE_MS


@pytest.fixture
def desk() -> Iterator[Desk]:
    with FeedServer() as server:
        yield Desk(server)


def item(name: str, *, guid: str | None = None, link: str | None = "", text: str = LONG) -> str:
    """An item of a feed; its link is made of its name unless it is to have another, or none."""
    address = f"{HOST}/{name}" if link == "" else link
    return (
        f"<item><title>{name}</title>"
        + (f"<link>{address}</link>" if address else "")
        + (f'<guid isPermaLink="false">{guid}</guid>' if guid else "")
        + f"<description>{name}: {text}</description></item>"
    )


def feed(*items: str, headers: Sequence[tuple[str, str]] = (), head: str = "") -> Answer:
    """The answer with a feed of `items`, the newest first."""
    return Answer(
        rss(head + "".join(items)).encode(), headers=[("Content-Type", "text/xml"), *headers]
    )


BRIDGE, QUAY, FERRY = (item(name, guid=name) for name in ("bridge", "quay", "ferry"))


def test_what_is_new_is_published_once_and_oldest_first(desk: Desk) -> None:
    assert desk.poll(feed(QUAY, BRIDGE)) == ["bridge", "quay"]
    assert desk.poll() == []
    assert desk.poll(feed(FERRY, QUAY, BRIDGE)) == ["ferry"]


# Validators


@pytest.mark.parametrize(
    "headers",
    [
        [("ETag", '"1"')],
        [("ETag", 'W/"1"')],
        [("ETag", "unquoted")],
        [("ETag", '"1-gzip"')],
        [("Last-Modified", "Tue, 17 Nov 2026 08:00:00 GMT")],
        [("Last-Modified", "this morning")],
        [("ETag", "W/unquoted"), ("Last-Modified", "17 Nov 2026")],
    ],
    ids=lambda headers: " and ".join(value for _, value in headers),
)
def test_a_feed_that_did_not_change_is_not_sent_again(
    desk: Desk, headers: list[tuple[str, str]]
) -> None:
    assert desk.poll(conditional(feed(BRIDGE, headers=headers))) == ["bridge"]
    assert desk.poll() == []
    assert desk.poll(conditional(feed(QUAY, BRIDGE, headers=[("ETag", '"2"')]))) == ["quay"]
    assert desk.poll() == []
    assert (desk.state.polls, desk.problem) == (4, None)


def test_an_etag_that_is_new_every_time_publishes_nothing_twice(desk: Desk) -> None:
    numbers = itertools.count()

    def restless(_: Asked) -> Answer:
        number = next(numbers)
        return feed(
            BRIDGE,
            headers=[("ETag", f'"{number}"')],
            head=f"<lastBuildDate>{number} minutes ago</lastBuildDate>",
        )

    assert desk.poll(restless) == ["bridge"]
    assert [desk.poll() for _ in range(4)] == [[]] * 4
    assert desk.server.asked[4].headers["if-none-match"] == '"3"'


def test_an_etag_that_never_changes_though_the_feed_does_is_the_servers_loss_alone(
    desk: Desk,
) -> None:
    assert desk.poll(feed(BRIDGE, headers=[("ETag", '"0"')])) == ["bridge"]
    assert desk.poll(feed(QUAY, BRIDGE, headers=[("ETag", '"0"')])) == ["quay"]


def test_a_304_without_validators_is_taken_for_unchanged(desk: Desk) -> None:
    assert desk.poll(Answer(status=304)) == []
    assert desk.problem is None
    assert desk.poll(feed(BRIDGE)) == ["bridge"]
    assert desk.poll(Answer(status=304)) == []
    assert desk.problem is None


def test_validators_that_went_away_are_not_sent_any_longer(desk: Desk) -> None:
    desk.poll(feed(BRIDGE, headers=[("ETag", '"1"')]))
    desk.poll(feed(QUAY, BRIDGE))
    desk.poll()
    assert ["if-none-match" in asked.headers for asked in desk.server.asked] == [False, True, False]


def test_a_304_does_not_mend_a_feed_that_could_not_be_read(desk: Desk) -> None:
    desk.poll(conditional(feed(BRIDGE, headers=[("ETag", '"1"')])))
    broken = Answer(b"<html><body>Soon.</body></html>", headers=[("ETag", '"1"')])
    desk.poll(broken)
    assert desk.problem == "content"
    desk.poll(Answer(status=304))
    assert desk.problem == "content"
    assert "if-none-match" not in desk.server.asked[2].headers
    assert desk.poll(feed(QUAY, BRIDGE)) == ["quay"]
    assert desk.problem is None


# Refusals


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("value", "minutes"),
    [
        ("7200", 120),
        ("Tue, 17 Nov 2026 11:00:00 GMT", 120),
        ("Tuesday, 17-Nov-26 11:00:00 GMT", 120),
        (" 7200 ", 120),
    ],
)
def test_a_host_that_asks_to_be_left_alone_is_for_as_long_as_it_asks(
    desk: Desk, status: int, value: str, minutes: float
) -> None:
    desk.poll(Answer(status=status, headers=[("Retry-After", value)]))
    assert desk.wait_minutes == pytest.approx(minutes)
    assert desk.host_waits_minutes == pytest.approx(minutes)
    assert desk.problem == "status"


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    "value", ["0", "-5", "soon", "", "1e9", "Tue, 17 Nov 2020 08:00:00 GMT", "٧٢٠٠"]
)
def test_a_retry_after_that_asks_for_nothing_leaves_our_own_back_off(
    desk: Desk, status: int, value: str
) -> None:
    desk.poll(Answer(status=status, headers=[("Retry-After", value)]))
    assert 4 <= desk.wait_minutes <= 6.1
    assert 4 <= desk.host_waits_minutes <= 6.1


def test_a_century_is_not_waited_for(desk: Desk) -> None:
    desk.poll(Answer(status=503, headers=[("Retry-After", "3153600000")]))
    assert desk.wait_minutes == 7 * DAY_MS / MINUTE_MS


def test_back_off_doubles_up_to_a_day_and_ends_with_the_first_success(desk: Desk) -> None:
    waits = []
    for _ in range(12):
        desk.poll(Answer(status=500))
        waits.append(desk.wait_minutes)
    # Doubled, by a fifth more or less.
    assert all(1.3 < later / earlier < 3.1 for earlier, later in itertools.pairwise(waits[:8]))
    assert waits[0] < 6.1
    assert waits[-1] <= 1440
    assert desk.state.failures == 12
    desk.poll(feed(BRIDGE))
    assert (desk.state.failures, desk.problem) == (0, None)


def test_a_feed_that_is_gone_is_told_and_asked_for_once_a_day(desk: Desk) -> None:
    desk.poll(Answer(status=410))
    assert (desk.problem, desk.wait_minutes) == ("gone", 1440)


def test_cache_control_is_honoured_and_a_year_is_a_day(desk: Desk) -> None:
    desk.poll(feed(BRIDGE, headers=[("Cache-Control", "public, max-age=7200")]))
    assert desk.wait_minutes == 120
    desk.poll(feed(BRIDGE, QUAY, headers=[("Cache-Control", "max-age=31536000")]))
    assert desk.wait_minutes == 1440


@pytest.mark.parametrize(
    ("reply", "problem"),
    [
        ([b"SSH-2.0-OpenSSH_9.2\r\n"], "unreachable"),
        ([], "unreachable"),
        (Answer(bytes(300_000)), "refused"),
        (redirect("/feed"), "refused"),
        (redirect("http://169.254.169.254/latest/"), "refused"),
        (redirect("file:///etc/passwd"), "refused"),
        (Answer(b"<html><body>Accept our cookies.</body></html>"), "content"),
        (Answer(b""), "content"),
        (Answer(b'<!DOCTYPE r [<!ENTITY x "y">]><rss/>'), "content"),
        (Answer(status=404), "status"),
    ],
    ids=[
        "another protocol",
        "hangs up",
        "too large",
        "to itself",
        "to metadata",
        "to a file",
        "a page",
        "nothing",
        "entities",
        "not found",
    ],
)
def test_a_bad_day_is_told_and_costs_no_item_before_or_after_it(
    desk: Desk, reply: Reply, problem: str
) -> None:
    assert desk.poll(feed(BRIDGE)) == ["bridge"]
    assert desk.poll(reply) == []
    assert desk.problem == problem
    assert desk.state.failures == 1
    assert desk.poll(feed(QUAY, BRIDGE)) == ["quay"]
    assert desk.problem is None


@pytest.mark.parametrize(
    "script", [[60.0], [b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n<rss", 60.0]]
)
def test_a_server_that_does_not_answer_in_time_is_unreachable(desk: Desk, script: Reply) -> None:
    desk.patience_seconds = 0.5
    assert desk.poll(script) == []
    assert desk.problem == "unreachable"


# Redirects


def test_a_permanent_move_on_the_host_is_remembered_a_temporary_one_is_not(desk: Desk) -> None:
    desk.server.replies["/new"] = feed(BRIDGE)
    assert desk.poll(redirect("/new", 302)) == ["bridge"]
    desk.poll(redirect("/new", 308))
    desk.poll()
    assert [asked.path for asked in desk.server.asked] == ["/feed", "/new"] * 2 + ["/new"]


def test_a_move_to_another_host_is_handed_on_with_all_that_was_seen(desk: Desk) -> None:
    desk.poll(feed(BRIDGE))
    there = desk.server.url("/feed", host="quay.test")
    assert desk.poll(redirect(there, 301)) == []
    moved = desk.memory.definitions[desk.state.moved_to or ""]
    assert moved.url.startswith(there)
    assert desk.memory.states[moved.url].seen == desk.state.seen
    desk.definition = moved
    assert desk.poll(feed(QUAY, BRIDGE)) == ["quay"]


# Items


def test_guids_that_are_new_every_time_publish_nothing_twice(desk: Desk) -> None:
    numbers = itertools.count()

    def churning(_: Asked) -> Answer:
        return feed(*(item(name, guid=f"{next(numbers)}") for name in ("quay", "bridge")))

    assert desk.poll(churning) == ["bridge", "quay"]
    assert [desk.poll() for _ in range(3)] == [[]] * 3
    assert desk.state.churned == 6


def test_guids_that_are_new_every_time_publish_nothing_twice_without_links_either(
    desk: Desk,
) -> None:
    numbers = itertools.count()

    def churning(_: Asked) -> Answer:
        return feed(*(item(n, guid=f"{next(numbers)}", link=None) for n in ("quay", "bridge")))

    assert desk.poll(churning) == ["bridge", "quay"]
    assert [desk.poll() for _ in range(3)] == [[]] * 3


def test_links_that_are_tracked_anew_every_time_publish_nothing_twice(desk: Desk) -> None:
    numbers = itertools.count()

    def tracking(_: Asked) -> Answer:
        link = f"{HOST}/bridge?utm_source=rss&amp;utm_id={next(numbers)}"
        return feed(item("bridge", link=link))

    assert desk.poll(tracking) == ["bridge"]
    assert [desk.poll() for _ in range(3)] == [[]] * 3


def test_guids_that_only_number_the_places_hide_no_new_item(desk: Desk) -> None:
    assert desk.poll(feed(item("quay", guid="1"), item("bridge", guid="2"))) == ["bridge", "quay"]
    assert desk.poll(feed(item("ferry", guid="1"), item("quay", guid="2"))) == ["ferry"]


def test_one_guid_for_all_hides_no_item(desk: Desk) -> None:
    both = feed(item("quay", guid="x"), item("bridge", guid="x"))
    assert desk.poll(both) == ["bridge", "quay"]
    assert desk.poll(feed(item("ferry", guid="x"), item("quay", guid="x"))) == ["ferry"]


def test_one_link_for_all_hides_no_item_and_is_nobodys_identity(desk: Desk) -> None:
    def under(*names: str) -> Answer:
        return feed(*(item(name, guid=name, link=HOST) for name in names))

    first = desk.articles(under("quay", "bridge"))
    assert [article.title for article in first] == ["bridge", "quay"]
    assert len({article.article_id for article in first}) == 2
    assert desk.poll(under("ferry", "quay")) == ["ferry"]


def test_an_item_twice_in_a_feed_is_published_once(desk: Desk) -> None:
    assert desk.poll(feed(BRIDGE, QUAY, BRIDGE)) == ["quay", "bridge"]


def test_an_item_whose_text_changed_is_published_again_under_the_same_identity(
    desk: Desk,
) -> None:
    (first,) = desk.articles(feed(item("bridge", guid="1")))
    (second,) = desk.articles(feed(item("bridge", guid="1", text=LONG + "It has opened since.")))
    assert (first.url, first.article_id) == (second.url, second.article_id)
    assert first.body != second.body
    assert desk.poll() == []


def test_an_item_without_a_link_is_identified_by_feed_and_guid(desk: Desk) -> None:
    (first,) = desk.articles(feed(item("bridge", guid="1", link=None)))
    (second,) = desk.articles(feed(item("bridge", guid="1", link=None, text=LONG + "Open.")))
    assert first.article_id == second.article_id is not None
    assert first.url is None


def test_an_item_that_was_cut_off_comes_whole_the_next_time(desk: Desk) -> None:
    whole = feed(QUAY, BRIDGE)
    assert desk.poll(Answer(whole.body[:-200], headers=whole.headers)) == ["quay"]
    assert desk.poll(whole) == ["bridge"]


def test_a_feed_that_was_empty_for_a_while_does_not_publish_all_of_it_again(desk: Desk) -> None:
    desk.poll(feed(QUAY, BRIDGE))
    for _ in range(3):
        assert desk.poll(feed()) == []
    assert desk.poll(feed(FERRY, QUAY, BRIDGE)) == ["ferry"]


def test_an_item_that_comes_back_from_a_stale_server_is_not_published_again(desk: Desk) -> None:
    desk.poll(feed(QUAY, BRIDGE))
    desk.poll(feed(FERRY, QUAY))
    assert desk.poll(feed(QUAY, BRIDGE)) == []
    assert desk.poll(feed(FERRY, QUAY)) == []


def test_another_encoding_or_another_dialect_is_no_other_article(desk: Desk) -> None:
    cafe = item("café", guid="1", link=f"{HOST}/cafe")
    text = rss(cafe, declaration='<?xml version="1.0" encoding="{}"?>')
    assert desk.poll(Answer(text.format("utf-8").encode())) == ["café"]
    assert desk.poll(Answer(text.format("windows-1252").encode("windows-1252"))) == []
    assert desk.poll(Answer(text.format("utf-16").encode("utf-16"))) == []
    assert desk.poll(Answer(text.format("utf-8").replace("é", "&#233;").encode())) == []


def test_a_feed_that_rolled_over_is_asked_more_often(desk: Desk) -> None:
    desk.poll(feed(*(item(f"a{n}") for n in range(5))))
    before = desk.state.interval_ms
    assert len(desk.poll(feed(*(item(f"b{n}") for n in range(5))))) == 5
    assert desk.state.rolled_over == 1
    assert desk.state.interval_ms <= before / 2


def test_the_sitemaps_of_a_packed_index_become_feeds_and_leave_with_it(desk: Desk) -> None:
    def index(*names: str) -> Answer:
        entries = "".join(
            f"<sitemap><loc>{HOST}/{name}.xml.gz</loc><lastmod>2026-11-17</lastmod></sitemap>"
            for name in names
        )
        packed = gzip.compress(f"<sitemapindex>{entries}</sitemapindex>".encode())
        return Answer(packed, headers=[("Content-Type", "application/gzip")])

    assert desk.poll(index("today", "sport")) == []
    assert [url.partition("#")[0] for url in desk.memory.definitions] == [
        f"{HOST}/today.xml.gz",
        f"{HOST}/sport.xml.gz",
    ]
    desk.poll(index("today"))
    assert [url.partition("#")[0] for url in desk.memory.definitions] == [f"{HOST}/today.xml.gz"]


def test_a_news_sitemap_gives_what_is_of_today(desk: Desk) -> None:
    def entry(name: str, day: int) -> str:
        return (
            f"<url><loc>{HOST}/{name}</loc><n:news><n:title>{name}</n:title>"
            f"<n:publication_date>2026-11-{day:02}T07:00:00Z</n:publication_date></n:news></url>"
        )

    def sitemap(*entries: str) -> Answer:
        space = "http://www.google.com/schemas/sitemap-news/0.9"
        return Answer(f'<urlset xmlns:n="{space}">{"".join(entries)}</urlset>'.encode())

    assert desk.poll(sitemap(entry("bridge", 17), entry("old", 12))) == ["bridge"]
    assert desk.poll(sitemap(entry("quay", 17), entry("bridge", 17))) == ["quay"]


def test_hundreds_of_items_at_once_are_taken(desk: Desk) -> None:
    many = [item(f"a{n}", text="Short.") for n in range(300)]
    assert len(desk.poll(feed(*many))) == 300
    assert desk.poll(feed("<!-- again -->", *many)) == []
