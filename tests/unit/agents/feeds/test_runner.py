"""A worker with all its partitions, on virtual time: moves, pages elsewhere, indexes, removals."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, cast

import orjson
from prometheus_client import CollectorRegistry

from agents.decision_log import FencedLog
from agents.feeds.fetch import Fetched, FetchRequest, MovedToOtherHost
from agents.feeds.pages import PageFetcher
from agents.feeds.poller import Poller
from agents.feeds.records import change_record, host_of_change
from agents.feeds.runner import Runner
from agents.feeds.shard import Shard
from agents.metrics import FeedMetrics
from agents.record import Outgoing, Record
from agents.settings import Settings
from pipeline.feeds.feed import Feed
from pipeline.feeds.listing import definition
from pipeline.feeds.memory import Change, Gone
from pipeline.feeds.pace import Pace
from pipeline.feeds.place import host_of, partition_of
from pipeline.feeds.read import read_feed
from schemas.feeds import FeedState
from tests.support.virtual_time import VirtualClock, run_virtually

A, B = "https://a.example/rss", "https://b.example/rss"
HOUR = 3600.0
DAY = 24 * HOUR

Reply = Fetched | MovedToOtherHost
Site = Callable[[str, float], Reply | None]


def rss(*numbers: int, host: str = "a.example", whole: bool = True) -> bytes:
    """Items whose text the feed carries, or whose pages lie on `host`."""
    more = " And so on and on." * 120 if whole else ""
    items = "".join(
        f"<item><guid>g{n}</guid><title>t{n}</title><link>https://{host}/{n}</link>"
        f"<description>Item {n}.{more}</description></item>"
        for n in numbers
    )
    return f'<rss version="2.0"><channel>{items}</channel></rss>'.encode()


class World:
    """A runner with its shards, a topic between them, and `site`, which answers by URL and time;
    what it does not know is a 404."""

    def __init__(self, site: Site, seconds: float = 0.1) -> None:
        self.settings = Settings(feeds_contact="tests@example.org")
        self.site = site
        self.seconds = seconds
        self.asked: list[tuple[str, float]] = []
        self.raw: list[str] = []
        self.shards: dict[int, Shard] = {}
        self._on_its_way: list[asyncio.Task[None]] = []
        clock, metrics = VirtualClock(), FeedMetrics(CollectorRegistry())
        poller = Poller(self.settings, self, self.read, clock, metrics, Pace())
        pages = PageFetcher(self, clock, metrics, Pace(), poller.record)
        self.runner = Runner(self.settings, clock, metrics, poller, pages)

    def of(self, allow_private: bool) -> World:
        return self

    async def close(self) -> None:
        return

    async def read(self, body: bytes, content_type: str | None, url: str) -> Feed:
        return read_feed(body, content_type, url)

    async def fetch(self, request: FetchRequest) -> Reply:
        now = asyncio.get_running_loop().time()
        self.asked.append((request.url, now))
        await asyncio.sleep(self.seconds)
        return self.site(request.url, now) or Fetched(request.url, 404, {}, b"")

    async def write(self, outgoing: Sequence[Outgoing]) -> list[Any]:
        """Any shard's transaction: what is for other partitions reaches their owner a little
        later."""
        for record in outgoing:
            if record.topic.endswith(".raw"):
                self.raw.append(str(orjson.loads(record.value or b"")["url"]))
            else:
                self._on_its_way.append(asyncio.create_task(self._deliver_soon(record)))
        return []

    async def _deliver_soon(self, record: Outgoing) -> None:
        await asyncio.sleep(0.5)
        await self.deliver(record)

    async def deliver(self, outgoing: Outgoing) -> None:
        record = Record(
            outgoing.topic, outgoing.partition or 0, 0, 0, outgoing.key, outgoing.value,
            outgoing.headers,
        )  # fmt: skip
        change = self.shards[record.partition].read(record)
        if change is not None:
            await self.runner.noticed(record.partition, change)

    async def say(self, change: Change) -> None:
        """What a command writes."""
        partition = partition_of(host_of_change(change), self.settings.partitions)
        await self.deliver(change_record(self.settings, change, "list", partition))

    def live(self, plan: Callable[[World], Coroutine[Any, Any, None]]) -> None:
        """Runs while `plan` does."""

        async def work() -> None:
            for number in range(self.settings.partitions):
                log = type("Log", (), {"partition": number, "write": staticmethod(self.write)})
                self.shards[number] = Shard(self.settings, cast(FencedLog, log))
                await self.runner.adopt(self.shards[number])
            running = asyncio.create_task(self.runner.run())
            await plan(self)
            running.cancel()
            await self.runner.interrupt()

        run_virtually(work())

    def times(self, url: str) -> list[float]:
        return [at for asked, at in self.asked if asked == url]

    def state(self, url: str) -> FeedState:
        partition = partition_of(host_of(url) or "", self.settings.partitions)
        return self.shards[partition].memory.states[url]

    def everything(self) -> int:
        return sum(
            len(s.memory.definitions) + len(s.memory.states) + len(s.memory.pages)
            for s in self.shards.values()
        )


def test_a_feed_that_moved_to_another_host_is_read_there_and_no_item_comes_twice() -> None:
    def site(url: str, now: float) -> Reply | None:
        if url == A and now < HOUR:
            return Fetched(url, 200, {}, rss(3, 2, 1))
        if url == A:
            return MovedToOtherHost(B, True, 1)
        return Fetched(url, 200, {}, rss(4, 3, 2)) if url == B else None

    async def plan(world: World) -> None:
        await world.say(definition(A))
        await asyncio.sleep(2 * DAY)
        assert Counter(world.raw) == {f"https://a.example/{n}": 1 for n in (1, 2, 3, 4)}
        moved = max(world.times(A))
        assert len([at for at in world.times(B) if at > moved]) > 5
        assert max(world.times(A)) < 2 * HOUR
        await world.say(Gone(f"feed {A}"))
        await asyncio.sleep(HOUR)
        assert world.everything() == 0
        asked = len(world.times(B))
        await asyncio.sleep(DAY)
        assert len(world.times(B)) == asked

    World(site).live(plan)


def test_after_a_temporary_move_the_old_address_is_asked_daily_and_takes_over_again() -> None:
    def site(url: str, now: float) -> Reply | None:
        if url == A and now < 2.5 * DAY:
            return MovedToOtherHost(B, False, 1)
        return Fetched(url, 200, {}, rss(1)) if url in (A, B) else None

    async def plan(world: World) -> None:
        await world.say(definition(A))
        await asyncio.sleep(2.4 * DAY)
        assert len(world.times(A)) == 3
        assert len(world.times(B)) > 5
        await asyncio.sleep(2 * DAY)
        assert max(world.times(B)) < 3.1 * DAY
        assert world.state(A).problem is None
        assert world.state(A).moved_to is None

    World(site).live(plan)


def test_hosts_that_redirect_to_each_other_are_found_out() -> None:
    def site(url: str, now: float) -> Reply | None:
        if url.endswith("/rss"):
            return MovedToOtherHost(B if url == A else A, True, 1)
        return None

    async def plan(world: World) -> None:
        await world.say(definition(A))
        await asyncio.sleep(DAY)
        problems = [
            state.problem.text
            for shard in world.shards.values()
            for state in shard.memory.states.values()
            if state.problem is not None
        ]
        assert len(problems) == 1
        assert "without end" in problems[0]
        assert len(world.asked) < 30

    World(site).live(plan)


def test_a_page_on_another_host_is_fetched_by_its_owner_and_published_once() -> None:
    def site(url: str, now: float) -> Reply | None:
        if url == A:
            return Fetched(url, 200, {}, rss(2, 1, host="b.example", whole=False))
        if url == "https://b.example/1":
            return MovedToOtherHost("https://c.example/one", False, 1)
        if url in ("https://b.example/2", "https://c.example/one"):
            return Fetched(url, 200, {"Content-Type": "text/html"}, b"<p>The mayor spoke.</p>")
        return None

    async def plan(world: World) -> None:
        await world.say(definition(A))
        await asyncio.sleep(DAY)
        assert Counter(world.raw) == {"https://b.example/1": 1, "https://b.example/2": 1}
        assert len(world.times("https://c.example/one")) == 1
        # Robots before anything else, of each host.
        for host in ("a", "b", "c"):
            first = next(url for url, _ in world.asked if f"//{host}.example" in url)
            assert first == f"https://{host}.example/robots.txt"

    World(site).live(plan)


def test_the_sitemaps_of_an_index_are_read_as_long_as_it_lists_them() -> None:
    def sitemap(day: int) -> str:
        return f"https://a.example/sitemap-{day}.xml"

    def site(url: str, now: float) -> Reply | None:
        today = 21 + int(now // DAY)
        if url == A:
            entries = "".join(
                f"<sitemap><loc>{sitemap(day)}</loc><lastmod>2026-11-{day}T01:00:00Z</lastmod>"
                "</sitemap>"
                for day in range(max(15, today - 3), today + 1)
            )
            return Fetched(url, 200, {}, f"<sitemapindex>{entries}</sitemapindex>".encode())
        if url.startswith("https://a.example/sitemap-"):
            day = int(url[-6:-4])
            entry = (
                f"<url><loc>https://a.example/story-{day}</loc><news><title>Story {day}</title>"
                f"<publication_date>2026-11-{day}T02:00:00Z</publication_date></news></url>"
            )
            return Fetched(url, 200, {}, f"<urlset>{entry}</urlset>".encode())
        if "story" in url:
            return Fetched(url, 200, {"Content-Type": "text/html"}, b"<p>The mayor spoke.</p>")
        return None

    async def plan(world: World) -> None:
        await world.say(definition(A, interval="1h"))
        await asyncio.sleep(4.5 * DAY)
        assert Counter(world.raw) == {f"https://a.example/story-{d}": 1 for d in range(19, 26)}
        assert max(world.times(sitemap(20))) < 4 * DAY
        assert max(world.times(sitemap(25))) > 4 * DAY
        await world.say(Gone(f"feed {A}"))
        await asyncio.sleep(HOUR)
        assert world.everything() == 0

    World(site).live(plan)


def test_a_feed_that_is_removed_while_it_is_asked_for_publishes_nothing() -> None:
    def site(url: str, now: float) -> Reply | None:
        return Fetched(url, 200, {}, rss(1)) if url == A else None

    async def plan(world: World) -> None:
        await world.say(definition(A))
        await asyncio.sleep(45.0)
        assert world.times(A)
        await world.say(Gone(f"feed {A}"))
        await asyncio.sleep(DAY)
        assert world.raw == []
        assert world.everything() == 0

    World(site, seconds=30.0).live(plan)


def test_a_request_that_a_rebalance_breaks_off_is_made_again_after_its_pause() -> None:
    def site(url: str, now: float) -> Reply | None:
        return Fetched(url, 200, {}, rss(1)) if url == A else None

    async def plan(world: World) -> None:
        await world.say(definition(A))
        await asyncio.sleep(45.0)
        await world.runner.interrupt()
        await asyncio.sleep(HOUR)
        assert len(world.times(A)) == 1
        assert world.raw == []
        world.runner.resume()
        await asyncio.sleep(60.0)
        assert len(world.times(A)) == 2
        assert world.raw == ["https://a.example/1"]

    World(site, seconds=30.0).live(plan)


def test_a_request_that_is_broken_off_at_any_step_is_made_again() -> None:
    def site(url: str, now: float) -> Reply | None:
        return Fetched(url, 200, {}, rss(1)) if url == A else None

    for steps in range(8):

        async def plan(world: World, steps: int = steps) -> None:
            await world.say(definition(A))
            for _ in range(steps):
                await asyncio.sleep(0)
            await world.runner.interrupt()
            world.runner.resume()
            await asyncio.sleep(60.0)
            assert world.raw == ["https://a.example/1"], steps

        World(site).live(plan)
