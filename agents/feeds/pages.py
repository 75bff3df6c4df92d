"""Asking for the page behind an item, and for a host's robots.txt."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import structlog

from agents.clock import Clock
from agents.feeds.doors import Asking
from agents.feeds.fetch import Fetched, FetchError, FetchRequest, MovedToOtherHost
from agents.feeds.hosts import MAY_PASS, after_answer, after_silence
from agents.feeds.outcome import Outcome
from agents.feeds.robots import ask_robots
from agents.metrics import FeedMetrics
from agents.record import Outgoing
from pipeline.feeds.article import from_page, from_stand_in, page_digest, refused
from pipeline.feeds.memory import FeedMemory, Gone
from pipeline.feeds.pace import Pace, back_off_ms
from pipeline.feeds.place import host_of, origin_of
from pipeline.feeds.restrictions import ordered
from pipeline.feeds.robots import permits
from schemas.feeds import HostState, PendingPage, key_of
from schemas.message import epoch_milliseconds
from schemas.raw import RawArticle, Restriction

log = structlog.get_logger("wirecopy")

# Tried so often before the feed's own words stand in for the page: about two and a half hours.
MOST_ATTEMPTS = 6
# Pages that feeds of a host may share: as many as a host publishes in a few days.
RECENT_PAGES = 500

# Makes an article's record, or says with None that it is not taken.
MakeRecord = Callable[[RawArticle | None, tuple[Restriction, ...]], Outgoing | None]


class PageFetcher:
    """Fetches pages and robots.txt: one request, and everything that follows from its answer."""

    def __init__(
        self, asking: Asking, clock: Clock, metrics: FeedMetrics, pace: Pace, record: MakeRecord
    ) -> None:
        self._asking = asking
        self._clock = clock
        self._metrics = metrics
        self._pace = pace
        self._record = record

    def without_asking(self, memory: FeedMemory, page: PendingPage) -> Outcome | None:
        """What is known before the host is asked: another feed brought the page already, or its
        robots.txt closes it. None where the page must be fetched."""
        host = memory.host(host_of(page.url) or "")
        if not page.changed and page_digest(page) in host.recent:
            return Outcome("shared", [Gone(key_of(page))])
        robots = memory.robots.get(origin_of(page.url))
        if robots is not None and robots.answer == "rules" and not permits(robots, page.url):
            return self._stood_in(page, "robots", ("robots-disallowed",))
        return None

    async def page(self, memory: FeedMemory, page: PendingPage) -> Outcome:
        """Fetches the page. It is published, or what the feed says of the item is, or it is tried
        again later; it is never dropped for a failure."""
        host = host_of(page.url) or ""
        request = FetchRequest(page.url, accept="page", hops=page.hops)
        try:
            answer = await self._asking.of(page.allow_private).fetch(request)
        except FetchError as error:
            now = self._now()
            held = after_silence(memory, host, error.kind, str(error), now, self._pace)
            if error.kind in MAY_PASS:
                return self._later(page, error.kind, held)
            return self._stood_in(page, error.kind)
        if isinstance(answer, MovedToOtherHost):
            there = page.model_copy(update={"url": answer.url, "hops": answer.hops})
            return Outcome("moved", [Gone(key_of(page)), there])
        try:
            return self._answered(memory, host, page, answer)
        except Exception:  # one page's fault must not stop the others, whoever's it is
            log.exception("a page cannot be handled", url=page.url)
            return self._stood_in(page, "bug")

    def _answered(
        self, memory: FeedMemory, host: str, page: PendingPage, answer: Fetched
    ) -> Outcome:
        held = after_answer(memory, host, answer.status, answer.headers, self._now(), self._pace)
        if answer.status in (408, 425, 429) or answer.status >= 500:
            return self._later(page, str(answer.status), held)
        if not 200 <= answer.status < 300:
            return self._stood_in(page, str(answer.status), held=held)
        article = from_page(page, answer.body, answer.headers, self._clock.now())
        if article is None:
            return self._stood_in(page, "no-page", held=held)
        record = self._record(article, page.refuse)
        if record is None and not refused(article, page.refuse):
            return self._stood_in(page, "unfit", article.restrictions or (), held)
        recent = self._remembered(memory, host, page, held)
        return Outcome("fetched", [Gone(key_of(page)), recent], [record] if record else [])

    def _remembered(
        self, memory: FeedMemory, host: str, page: PendingPage, held: Sequence[HostState]
    ) -> HostState:
        before = held[0] if held else memory.host(host)
        name = page_digest(page)
        others = [other for other in before.recent if other != name]
        return before.model_copy(update={"recent": (*others[1 - RECENT_PAGES :], name)})

    def _later(self, page: PendingPage, why: str, held: Sequence[HostState]) -> Outcome:
        attempts = page.attempts + 1
        if attempts >= MOST_ATTEMPTS:
            return self._stood_in(page, why, held=held)
        wait = back_off_ms(attempts, 0, f"{page.key} {attempts}", self._pace)
        due = max([self._now() + wait, *(state.not_before_ms for state in held)])
        again = page.model_copy(update={"attempts": attempts, "due_ms": due})
        return Outcome("later", [again, *held])

    def _stood_in(
        self, page: PendingPage, why: str, found: tuple[Restriction, ...] = (),
        held: Sequence[HostState] = (),
    ) -> Outcome:  # fmt: skip
        """The page cannot be had: what the feed says of the item is published in its place."""
        article = from_stand_in(page, self._clock.now(), ordered(found))
        record = self._record(article, page.refuse)
        self._metrics.stand_in(why)
        return Outcome("stand-in", [Gone(key_of(page)), *held], [record] if record else [])

    async def robots(self, memory: FeedMemory, url: str, *, allow_private: bool) -> Outcome:
        """Asks for the robots.txt that speaks for `url`."""
        fetches, before = self._asking.of(allow_private), memory.robots.get(origin_of(url))
        copy, answer = await ask_robots(fetches, url, before, self._now)
        host, now = host_of(url) or "", self._now()
        held: tuple[HostState, ...] = ()
        if isinstance(answer, Fetched):
            held = after_answer(memory, host, answer.status, answer.headers, now, self._pace)
        elif isinstance(answer, FetchError):
            held = after_silence(memory, host, answer.kind, str(answer), now, self._pace)
        return Outcome("robots", [copy, *held])

    def _now(self) -> int:
        return epoch_milliseconds(self._clock.now())
