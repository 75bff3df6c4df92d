"""The page behind an item: published, replaced by the feed's own words, or tried again later."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from prometheus_client import CollectorRegistry

from agents.feeds.fetch import Fetched, FetchError, FetchRequest, MovedToOtherHost
from agents.feeds.outcome import Outcome
from agents.feeds.pages import MOST_ATTEMPTS, PageFetcher
from agents.feeds.poller import Poller
from agents.metrics import FeedMetrics
from agents.settings import Settings
from pipeline.feeds.article import page_digest
from pipeline.feeds.feed import BrokenFeedError, Feed
from pipeline.feeds.memory import FeedMemory, Gone
from pipeline.feeds.pace import MINUTE_MS, Pace
from pipeline.feeds.robots import answered
from schemas.codec import decode
from schemas.feeds import HostState, PendingPage, RobotsCopy, key_of
from schemas.message import epoch_milliseconds
from schemas.raw import RawArticle

NOW = datetime(2026, 11, 21, tzinfo=UTC)
NOW_MS = epoch_milliseconds(NOW)
URL = "https://gazette.example/bridge"
HTML = {"Content-Type": "text/html; charset=utf-8"}
PAGE = PendingPage(
    key="00", url=URL, feed="https://gazette.example/rss", source="gazette", lane=None, link=URL,
    article_id=None, title="Bridge opens", published_at=None, language="en",
    body="The bridge opened.", body_type="text/plain", changed=False, refuse=("noai",),
    allow_private=False, due_ms=NOW_MS,
)  # fmt: skip

Reply = Fetched | MovedToOtherHost | FetchError


class Site:
    """Gives the same answer to everybody."""

    def __init__(self, reply: Reply) -> None:
        self.reply = reply
        self.asked: list[FetchRequest] = []

    def of(self, allow_private: bool) -> Site:
        return self

    async def close(self) -> None:
        return

    async def fetch(self, request: FetchRequest) -> Fetched | MovedToOtherHost:
        self.asked.append(request)
        if isinstance(self.reply, FetchError):
            raise self.reply
        return self.reply


class Still:
    def now(self) -> datetime:
        return NOW

    def monotonic(self) -> float:
        return 0.0


async def no_feeds(body: bytes, content_type: str | None, url: str) -> Feed:
    raise BrokenFeedError("not asked for here")


def fetcher(site: Site) -> PageFetcher:
    metrics = FeedMetrics(CollectorRegistry())
    poller = Poller(Settings(), site, no_feeds, Still(), metrics, Pace())
    return PageFetcher(site, Still(), metrics, Pace(), poller.record)


def fetched(reply: Reply, page: PendingPage = PAGE, memory: FeedMemory | None = None) -> Outcome:
    return asyncio.run(fetcher(Site(reply)).page(memory or FeedMemory(), page))


def articles(outcome: Outcome) -> list[RawArticle]:
    return [decode(RawArticle, record.value) for record in outcome.articles]


def test_a_page_is_published_under_the_items_address_and_its_fetch_is_over() -> None:
    outcome = fetched(Fetched(URL, 200, HTML, "<p>Größe</p>".encode()))
    (article,) = articles(outcome)
    assert (article.url, article.title, article.body) == (URL, "Bridge opens", "<p>Größe</p>")
    assert article.collected_at == NOW
    assert article.restrictions == ()
    gone, host = outcome.changes
    assert gone == Gone(key_of(PAGE))
    assert isinstance(host, HostState)
    assert host.recent == (page_digest(PAGE),)


@pytest.mark.parametrize(
    "reply",
    [
        Fetched(URL, 404, {}, b""),
        Fetched(URL, 403, {}, b""),
        Fetched(URL, 451, {}, b""),
        Fetched(URL, 200, {"Content-Type": "application/pdf"}, b"%PDF"),
        Fetched(URL, 200, HTML, b"   "),
        Fetched(URL, 200, HTML, b"<p>" + b"x" * 3_000_000),
        FetchError("too-large", "It sends more."),
        FetchError("private-address", "It is not asked."),
    ],
)
def test_where_it_cannot_be_had_the_feeds_own_words_stand_in(reply: Reply) -> None:
    outcome = fetched(reply)
    (article,) = articles(outcome)
    assert (article.body, article.content_type) == ("The bridge opened.", "text/plain")
    assert Gone(key_of(PAGE)) in outcome.changes


@pytest.mark.parametrize(
    "reply", [Fetched(URL, 500, {}, b""), FetchError("timeout", "No answer."),
              FetchError("dns", "No address."), Fetched(URL, 429, {"Retry-After": "1800"}, b"")],
)  # fmt: skip
def test_what_may_pass_is_tried_again_and_at_last_the_feeds_words_stand_in(reply: Reply) -> None:
    page, memory = PAGE, FeedMemory()
    for attempt in range(1, MOST_ATTEMPTS):
        outcome = fetched(reply, page, memory)
        assert not outcome.articles
        again = outcome.changes[0]
        assert isinstance(again, PendingPage)
        assert again.attempts == attempt
        assert again.due_ms >= NOW_MS + 4 * MINUTE_MS
        page = again
    (article,) = articles(fetched(reply, page, memory))
    assert article.body == "The bridge opened."


def test_a_host_that_asks_to_wait_is_left_alone_as_a_whole() -> None:
    outcome = fetched(Fetched(URL, 429, {"Retry-After": "1800"}, b""))
    (host,) = [change for change in outcome.changes if isinstance(change, HostState)]
    assert host.not_before_ms == NOW_MS + 30 * MINUTE_MS
    later = outcome.changes[0]
    assert isinstance(later, PendingPage)
    assert later.due_ms >= host.not_before_ms


def test_a_page_on_another_host_goes_to_that_hosts_owner() -> None:
    there = "https://cdn.example/bridge"
    outcome = fetched(MovedToOtherHost(there, False, 1))
    gone, moved = outcome.changes
    assert gone == Gone(key_of(PAGE))
    assert isinstance(moved, PendingPage)
    assert (moved.url, moved.link, moved.hops) == (there, URL, 1)
    assert not outcome.articles


def test_an_article_that_is_refused_is_not_published_in_any_words() -> None:
    body = b'<meta name="robots" content="noai"><p>The mayor spoke.</p>'
    outcome = fetched(Fetched(URL, 200, HTML, body))
    assert not outcome.articles
    assert Gone(key_of(PAGE)) in outcome.changes


def test_a_page_that_robots_txt_closes_is_not_asked_for() -> None:
    memory = FeedMemory()
    memory.apply(
        answered("https://gazette.example", 200, "User-agent: *\nDisallow: /", {}, None, 0)
    )
    outcome = fetcher(Site(FetchError("dns", "never asked"))).without_asking(memory, PAGE)
    assert outcome is not None
    (article,) = articles(outcome)
    assert article.restrictions == ("robots-disallowed",)


def test_a_page_that_another_feed_brought_is_not_fetched_twice_unless_it_changed() -> None:
    memory = FeedMemory()
    memory.apply(HostState(host="gazette.example", recent=(page_digest(PAGE),)))
    pages = fetcher(Site(FetchError("dns", "never asked")))
    outcome = pages.without_asking(memory, PAGE)
    assert outcome is not None
    assert outcome.changes == [Gone(key_of(PAGE))]
    assert not outcome.articles
    assert pages.without_asking(memory, PAGE.model_copy(update={"changed": True})) is None
    other = PAGE.model_copy(update={"lane": "sports"})
    assert pages.without_asking(memory, other) is None


def test_a_robots_txt_on_another_host_counts_as_not_there() -> None:
    site = Site(MovedToOtherHost("https://www.gazette.example/robots.txt", True, 1))
    outcome = asyncio.run(fetcher(site).robots(FeedMemory(), URL, allow_private=False))
    (copy,) = outcome.changes
    assert isinstance(copy, RobotsCopy)
    assert copy.answer == "everything"
    assert [request.url for request in site.asked] == ["https://gazette.example/robots.txt"]
