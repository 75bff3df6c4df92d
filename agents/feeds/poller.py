"""Asking for a feed, and what becomes of the answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2b

import structlog

from agents.clock import Clock
from agents.feeds.doors import Asking
from agents.feeds.fetch import Fetched, FetchError, FetchRequest, MovedToOtherHost
from agents.feeds.hosts import MAY_PASS, after_answer, after_silence
from agents.feeds.outcome import Outcome
from agents.feeds.reader import ReadFeed
from agents.metrics import FeedMetrics
from agents.raw import raw_record
from agents.record import Outgoing
from agents.settings import Settings
from pipeline.feeds.article import from_item, pending, refused, wants_page
from pipeline.feeds.compare import own_links
from pipeline.feeds.derived import child_of, moved_from
from pipeline.feeds.feed import Feed, FeedError, Item
from pipeline.feeds.memory import Change, FeedMemory, Gone
from pipeline.feeds.pace import Pace
from pipeline.feeds.place import host_of, origin_of
from pipeline.feeds.poll import (
    Answer,
    Decision,
    decide_failed,
    decide_moved,
    decide_read,
    decide_unchanged,
    first_state,
)
from pipeline.feeds.restrictions import ordered, restrictions_of
from pipeline.feeds.robots import permits
from schemas.codec import InvalidMessageError, encode
from schemas.feeds import FeedDefinition, FeedState, ProblemKind
from schemas.limits import TooLargeError
from schemas.message import epoch_milliseconds, from_epoch_milliseconds
from schemas.raw import RawArticle, Restriction

log = structlog.get_logger("wirecopy")

_HASH_BYTES = 16


class Poller:
    """Polls feeds: one request, and everything that follows from its answer."""

    def __init__(
        self, settings: Settings, asking: Asking, read: ReadFeed, clock: Clock,
        metrics: FeedMetrics, pace: Pace,
    ) -> None:  # fmt: skip
        self._settings = settings
        self._asking = asking
        self._read = read
        self._clock = clock
        self._metrics = metrics
        self._pace = pace

    async def poll(self, memory: FeedMemory, definition: FeedDefinition) -> Outcome:
        """Asks for the feed and decides. Raises nothing that a server or its feed could cause."""
        state = memory.states.get(definition.url) or first_state(definition.url)
        host = host_of(state.location) or ""
        robots = memory.robots.get(origin_of(state.location))
        if robots is not None and not permits(robots, state.location):
            return self._failed(state, "robots", "the site's robots.txt forbids to fetch the feed")
        request = FetchRequest(state.location, state.etag, state.last_modified, "feed")
        try:
            answer = await self._asking.of(definition.allow_private).fetch(request)
        except FetchError as error:
            kind: ProblemKind = "unreachable" if error.kind in MAY_PASS else "refused"
            silence = after_silence(memory, host, error.kind, str(error), self._now(), self._pace)
            return self._failed(state, kind, str(error), silence)
        if isinstance(answer, MovedToOtherHost):
            return self._moved(memory, definition, state, answer)
        now = self._now()
        held = after_answer(memory, host, answer.status, answer.headers, now, self._pace)
        try:
            return await self._answered(memory, definition, state, answer, held)
        except Exception as error:  # one feed's fault must not stop the others, whoever's it is
            log.exception("a feed cannot be handled", feed=definition.url)
            text = f"a fault of wirecopy: {type(error).__name__}: {error}"
            return self._failed(state, "content", text, held)

    async def _answered(
        self, memory: FeedMemory, definition: FeedDefinition, state: FeedState, answer: Fetched,
        held: Sequence[Change],
    ) -> Outcome:  # fmt: skip
        about = Answer(
            now_ms=self._now(),
            location=answer.permanent_url or state.location,
            headers=answer.headers,
            body_hash=blake2b(answer.body, digest_size=_HASH_BYTES).hexdigest(),
        )
        if answer.status == 304 or (
            200 <= answer.status < 300 and about.body_hash == state.body_hash
        ):
            decision = decide_unchanged(definition, state, about, self._pace)
            return Outcome("unchanged", [decision.state, *held])
        if answer.status == 410:
            return self._failed(state, "gone", "the feed is gone for good (410): remove it", held)
        if not 200 <= answer.status < 300:
            text = f"the host answers {answer.status}"
            return self._failed(state, "status", text, held, answer)
        try:
            feed = await self._read(answer.body, answer.headers.get("Content-Type"), answer.url)
        except FeedError as error:
            return self._failed(state, "content", str(error), held)
        decision = decide_read(definition, state, feed, about, self._pace)
        self._count(decision, definition)
        stated = restrictions_of(answer.headers, "")
        changes, articles = self._published(memory, definition, feed, decision, stated)
        children = self._children(definition, state, decision.state)
        return Outcome("read", [decision.state, *held, *children, *changes], articles)

    def _published(
        self, memory: FeedMemory, definition: FeedDefinition, feed: Feed, decision: Decision,
        stated: tuple[Restriction, ...],
    ) -> tuple[list[Change], list[Outgoing]]:  # fmt: skip
        """The items of `decision`, oldest first (feeds begin with the newest): those that the feed
        carries whole as articles, the others as pages to fetch."""
        own = dict(zip(map(id, feed.items), own_links(feed.items), strict=True))
        changes: list[Change] = []
        articles: list[Outgoing] = []
        changed = set(map(id, decision.changed))
        chosen = {*changed, *map(id, decision.new)}
        for item in reversed([item for item in feed.items if id(item) in chosen]):
            if wants_page(definition, item) and host_of(item.link or ""):
                changes.append(
                    pending(
                        definition, item, own_link=own[id(item)], changed=id(item) in changed,
                        now_ms=self._now(),
                    )
                )  # fmt: skip
                continue
            found = ordered((*stated, *self._closed(memory, item)))
            article = from_item(
                definition, item, own_link=own[id(item)], now=self._moment(), restrictions=found
            )
            record = self.record(article, definition.refuse)
            if record is not None:
                articles.append(record)
        return changes, articles

    def record(
        self, article: RawArticle | None, refuse: tuple[Restriction, ...]
    ) -> Outgoing | None:
        """The article's record for `news.raw`; None, counted, where it is not taken: it says
        nothing, the site restricts it in a way that `refuse` lists, or it is too large."""
        if article is None:
            self._metrics.article("empty")
            return None
        if refused(article, refuse):
            self._metrics.article("refused")
            return None
        try:
            record, _ = raw_record(self._settings.topic("raw"), encode(article), "feeds")
        except (InvalidMessageError, TooLargeError) as error:
            log.warning("an item cannot be published", url=article.url, reason=str(error))
            self._metrics.article("unfit")
            return None
        self._metrics.article("published")
        return record

    def _closed(self, memory: FeedMemory, item: Item) -> tuple[Restriction, ...]:
        """Whether the robots.txt of the item's own host closes its page, where that is known."""
        robots = memory.robots.get(origin_of(item.link)) if item.link else None
        if robots is None or item.link is None or robots.answer != "rules":
            return ()
        return () if permits(robots, item.link) else ("robots-disallowed",)

    def _moved(
        self, memory: FeedMemory, definition: FeedDefinition, state: FeedState,
        moved: MovedToOtherHost,
    ) -> Outcome:  # fmt: skip
        to = moved_from(definition, moved.url)
        if to is None:
            text = f"the feed is redirected from host to host without end, now to {moved.url}"
            return self._failed(state, "refused", text)
        decision = decide_moved(state, self._now(), to.url, for_good=moved.permanent)
        changes: list[Change] = [decision.state]
        if state.moved_to != to.url:
            if state.moved_to is not None:
                changes.append(Gone(f"feed {state.moved_to}"))
            inherited = state.model_copy(
                update={
                    "url": to.url, "location": moved.url, "etag": None, "last_modified": None,
                    "body_hash": None, "next_ms": self._now(), "moved_to": None,
                }
            )  # fmt: skip
            # What was seen comes first: who reads the definition may begin at once.
            changes += [inherited, to]
        return Outcome("moved", changes)

    def _children(
        self, definition: FeedDefinition, before: FeedState, after: FeedState
    ) -> list[Change]:
        """The sitemaps of an index as feeds of their own: those that joined, those that left; and
        the end of a redirect that is no more."""
        named, known = set(after.children), set(before.children)
        joined: list[Change] = [
            child_of(definition, url) for url in after.children if url not in known
        ]
        left: list[Change] = [
            Gone(f"feed {child_of(definition, url).url}")
            for url in before.children
            if url not in named
        ]
        back: list[Change] = [Gone(f"feed {before.moved_to}")] if before.moved_to else []
        return [*joined, *left, *back]

    def _failed(
        self, state: FeedState, kind: ProblemKind, text: str, held: Sequence[Change] = (),
        answer: Fetched | None = None,
    ) -> Outcome:  # fmt: skip
        headers = answer.headers if answer is not None else {}
        decision = decide_failed(state, self._now(), kind, text, headers, self._pace)
        return Outcome(kind, [decision.state, *held])

    def _count(self, decision: Decision, definition: FeedDefinition) -> None:
        for what, count in (
            ("new", len(decision.new)), ("changed", len(decision.changed)),
            ("churned", decision.churned), ("restyled", decision.restyled),
        ):  # fmt: skip
            self._metrics.items(what, count)
        if decision.rolled_over:
            self._metrics.rolled_over.inc()
            log.warning(
                "a feed rolled over: items may have been missed; it is asked more often",
                feed=definition.url,
                seconds=decision.state.interval_ms // 1000,
            )

    def _now(self) -> int:
        return epoch_milliseconds(self._clock.now())

    def _moment(self) -> datetime:
        return from_epoch_milliseconds(self._now())
