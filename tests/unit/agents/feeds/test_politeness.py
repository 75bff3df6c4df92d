"""5,000 feeds on 1,500 hosts for hours of virtual time: every rule of every host is kept."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from prometheus_client import CollectorRegistry

from agents.feeds.fetch import Fetched, FetchError, FetchRequest, MovedToOtherHost
from agents.feeds.pages import PageFetcher
from agents.feeds.poller import Poller
from agents.feeds.runner import Runner
from agents.feeds.shard import Shard
from agents.metrics import FeedMetrics
from agents.record import Outgoing
from agents.settings import Settings
from pipeline.feeds.feed import BrokenFeedError, Feed, Item, Text
from pipeline.feeds.pace import Pace
from pipeline.feeds.place import host_of, partition_of
from schemas.feeds import FeedDefinition
from tests.support.virtual_time import VirtualClock, run_virtually

FEEDS = 5_000
HOSTS = 1_500
HOURS = 9
ITEMS = 6
ANSWER_SECONDS = 0.3
PAUSE_SECONDS = 2.0


@dataclass(slots=True)
class Host:
    """How a host behaves, and what was seen of it."""

    crawl_delay: float = 0.0
    busy: int = 0
    last_end: float = -1e9
    not_before: float = 0.0
    robots_at: float = -1e9
    kind: str = "good"
    broken: list[str] = field(default_factory=list)


@dataclass(slots=True)
class World:
    """All hosts and feeds. Some feeds have news every few minutes, most every few hours, some
    never; some hosts are slow, forbid things, are overloaded for a while, or are away."""

    seed: int
    hosts: dict[str, Host] = field(default_factory=dict)
    every: dict[str, float] = field(default_factory=dict)
    polled: dict[str, list[tuple[float, bool]]] = field(default_factory=dict)
    newest: dict[str, int] = field(default_factory=dict)
    shown: int = 0
    requests: Counter[str] = field(default_factory=Counter)
    at_once: int = 0
    most_at_once: int = 0

    def __post_init__(self) -> None:
        rng = random.Random(self.seed)
        names = [f"host-{number}.example" for number in range(HOSTS)]
        for name in names:
            kind = rng.choices(["good", "busy", "away", "closed"], [0.9, 0.05, 0.03, 0.02])[0]
            delay = rng.choices([0.0, 5.0, 30.0], [0.8, 0.15, 0.05])[0]
            self.hosts[name] = Host(crawl_delay=delay, kind=kind)
        for number in range(FEEDS):
            url = f"https://{rng.choice(names)}/feed/{number}"
            hours = rng.choices([0.2, 2, 12, 100], [0.02, 0.2, 0.4, 0.38])[0]
            self.every[url] = hours * 3600
            self.polled[url] = []

    def of(self, allow_private: bool) -> World:
        return self

    async def close(self) -> None:
        return

    async def fetch(self, request: FetchRequest) -> Fetched | MovedToOtherHost:
        name = host_of(request.url) or ""
        host, now = self.hosts[name], asyncio.get_running_loop().time()
        self._check(host, name, request, now)
        host.busy += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await asyncio.sleep(ANSWER_SECONDS)
            return self._answer(host, request)
        finally:
            host.busy -= 1
            self.at_once -= 1
            host.last_end = asyncio.get_running_loop().time()

    def _check(self, host: Host, name: str, request: FetchRequest, now: float) -> None:
        pause = max(PAUSE_SECONDS, host.crawl_delay if host.robots_at >= 0 else 0.0)
        self.requests[request.accept] += 1
        if host.busy:
            host.broken.append(f"{name}: two requests at once at {now}")
        if now - host.last_end < pause - 0.01:
            host.broken.append(f"{name}: {now - host.last_end:.2f} s after the last request")
        if now < host.not_before - 0.01:
            host.broken.append(f"{name}: {host.not_before - now:.1f} s before Retry-After is over")
        if request.accept == "robots":
            if now - host.robots_at < 3600 and host.kind != "away":
                host.broken.append(f"{name}: robots.txt again after {now - host.robots_at:.0f} s")
            host.robots_at = now
            return
        if now - host.robots_at > 24 * 3600 + 120:
            host.broken.append(f"{name}: robots.txt is {now - host.robots_at:.0f} s old")
        if host.kind == "closed":
            host.broken.append(f"{name}: asked for {request.url}, which robots.txt forbids")
        self.polled[request.url].append((now, request.etag is not None))

    def _answer(self, host: Host, request: FetchRequest) -> Fetched:
        now = asyncio.get_running_loop().time()
        if host.kind == "away":
            raise FetchError("connect", f"{request.url}: nobody answers.")
        if request.accept == "robots":
            rules = (
                "Disallow: /\n" if host.kind == "closed" else f"Crawl-delay: {host.crawl_delay}\n"
            )
            return Fetched(request.url, 200, {}, f"User-agent: *\n{rules}".encode())
        if host.kind == "busy" and int(now // 7200) % 4 == 1:
            host.not_before = now + 900
            return Fetched(request.url, 503, {"Retry-After": "900"}, b"")
        edition = int(now // self.every[request.url])
        self.shown += min(ITEMS, edition - self.newest.get(request.url, edition - ITEMS))
        self.newest[request.url] = edition
        etag = f'"{edition}"'
        if request.etag == etag:
            return Fetched(request.url, 304, {"ETag": etag}, b"")
        body = f"{request.url} {edition}".encode()
        return Fetched(request.url, 200, {"ETag": etag}, body)

    async def read(self, body: bytes, content_type: str | None, url: str) -> Feed:
        """Some items, of which each edition renews one."""
        address, _, edition = body.decode().rpartition(" ")
        if not address:
            raise BrokenFeedError("nothing")
        newest = int(edition)
        items = [self._item(address, number) for number in range(newest, newest - ITEMS, -1)]
        return Feed("rss", "rss20", tuple(items))

    def _item(self, address: str, number: int) -> Item:
        text = Text(f"Item {number} of {address}.", "text/plain")
        return Item(guid=f"{number}", link=f"{address}/{number}", title="t", summary=text)


class Log:
    """A fenced log that takes everything."""

    def __init__(self, partition: int) -> None:
        self.partition = partition
        self.articles = 0

    async def write(self, outgoing: Sequence[Outgoing]) -> list[object]:
        self.articles += sum(record.topic.endswith(".raw") for record in outgoing)
        return []


def watched(world: World) -> Mapping[str, Shard]:
    settings = Settings(
        feeds_contact="tests@example.org", feeds_host_pause_seconds=PAUSE_SECONDS,
        feeds_fetches_at_once=64,
    )  # fmt: skip
    clock = VirtualClock()
    shards = {n: Shard(settings, Log(n)) for n in range(settings.partitions)}  # type: ignore[arg-type]
    for url in world.every:
        partition = partition_of(host_of(url) or "", settings.partitions)
        shards[partition].memory.apply(FeedDefinition(url=url, source="s", pages="never"))

    async def live() -> None:
        metrics = FeedMetrics(CollectorRegistry())
        poller = Poller(settings, world, world.read, clock, metrics, Pace())
        pages = PageFetcher(world, clock, metrics, Pace(), poller.record)
        runner = Runner(settings, clock, metrics, poller, pages)
        for shard in shards.values():
            await runner.adopt(shard)
        running = asyncio.create_task(runner.run())
        await asyncio.sleep(HOURS * 3600)
        running.cancel()
        await runner.interrupt()

    run_virtually(live())
    return {
        url: shards[partition_of(host_of(url) or "", settings.partitions)] for url in world.every
    }


# 20 s of one idle core, which loaded ones may stretch.
pytestmark = pytest.mark.timeout(1800)


@pytest.fixture(scope="module")
def lived() -> tuple[World, Mapping[str, Shard]]:
    """Nine hours, lived once for all tests of this module."""
    world = World(seed=1)
    return world, watched(world)


Life = tuple[World, Mapping[str, Shard]]


def test_no_rule_of_any_host_is_broken(lived: Life) -> None:
    """One request at a time, its pause or crawl-delay between two, nothing before Retry-After is
    over, nothing that robots.txt forbids, robots.txt itself at least daily and not hourly."""
    world, _ = lived
    assert [fault for host in world.hosts.values() for fault in host.broken] == []
    assert world.requests["feed"] > 4 * FEEDS
    assert 10 < world.most_at_once <= 64


def test_a_feed_is_never_asked_twice_within_five_minutes_nor_left_for_a_day(lived: Life) -> None:
    world, _ = lived
    for url, polls in world.polled.items():
        times = [at for at, _ in polls]
        gaps = [later - at for at, later in pairwise(times)]
        assert min(gaps, default=300.0) >= 300.0 - ANSWER_SECONDS, url
        if world.hosts[host_of(url) or ""].kind == "good":
            assert times, url
            assert max(gaps, default=0.0) < 24 * 3600


def test_validators_are_sent_back_at_every_poll_but_the_first(lived: Life) -> None:
    world, _ = lived
    for url, polls in world.polled.items():
        if world.hosts[host_of(url) or ""].kind == "good":
            assert [conditional for _, conditional in polls] == [False] + [True] * (len(polls) - 1)


def test_what_changes_often_is_asked_often(lived: Life) -> None:
    world, _ = lived
    counts: dict[float, list[int]] = {}
    for url, polls in world.polled.items():
        if world.hosts[host_of(url) or ""].kind == "good":
            counts.setdefault(world.every[url], []).append(len(polls))
    means = [sum(of) / len(of) for _, of in sorted(counts.items())]
    print("polls, by seconds between two items:", dict(zip(sorted(counts), means, strict=True)))
    assert means == sorted(means, reverse=True)
    assert means[0] > 4 * means[-1]


def test_every_item_that_was_shown_is_published_once(lived: Life) -> None:
    world, shards = lived
    logs = {shard.partition: shard.log for shard in shards.values()}
    written = sum(log.articles for log in logs.values())  # type: ignore[attr-defined]
    assert written == world.shown


def test_a_host_that_is_away_is_asked_less_and_less(lived: Life) -> None:
    world, shards = lived
    for url, shard in shards.items():
        name = host_of(url) or ""
        if world.hosts[name].kind == "away":
            assert shard.memory.robots[f"https://{name}"].failures <= 12
            assert world.polled[url] == []
