"""Every metric, by name, each with one line of meaning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram

# From a cached single article to the longest batch of the design.
_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


@dataclass(frozen=True, slots=True)
class _Make:
    """Makes the metrics of one stage; `stage` is a label: one dashboard serves all of them."""

    stage: str
    registry: CollectorRegistry

    def counter(self, name: str, meaning: str) -> Counter:
        return Counter(name, meaning, ["stage"], registry=self.registry).labels(self.stage)

    def counter_by(self, label: str, name: str, meaning: str) -> Callable[[str], Counter]:
        """Gives the counter of each value of `label`."""
        counter = Counter(name, meaning, ["stage", label], registry=self.registry)
        return partial(counter.labels, self.stage)

    def gauge(self, name: str, meaning: str) -> Gauge:
        return Gauge(name, meaning, ["stage"], registry=self.registry).labels(self.stage)

    def histogram(self, name: str, meaning: str) -> Histogram:
        made = Histogram(name, meaning, ["stage"], buckets=_SECONDS, registry=self.registry)
        return made.labels(self.stage)


class StageMetrics:
    """The metrics of one stage's process."""

    def __init__(self, stage: str, registry: CollectorRegistry = REGISTRY) -> None:
        make = _Make(stage, registry)
        self.records_in = make.counter("wirecopy_records_in", "records taken from the input topic")
        self.records_out = make.counter(
            "wirecopy_records_out", "records acknowledged on output topics"
        )
        self._dead_letters = make.counter_by(
            "error_class", "wirecopy_dead_letters", "records that became dead letters, by class"
        )
        self._decisions = make.counter_by(
            "outcome", "wirecopy_decisions", "what dedup decided about versions"
        )
        self.batch_seconds = make.histogram(
            "wirecopy_batch_seconds", "work on one batch, from its first record to its last write"
        )
        self.rebuild_seconds = make.gauge(
            "wirecopy_rebuild_seconds", "how long the last rebuild of memory took"
        )
        self.partitions_open = make.gauge(
            "wirecopy_partitions_open", "partitions whose memory this worker holds"
        )
        self.paused = make.gauge("wirecopy_paused", "1 while the stage waits for `wirecopy resume`")
        self.pool_rebuilds = make.gauge(
            "wirecopy_pool_rebuilds", "times the worker processes were replaced"
        )

    def dead_letter(self, error_class: str) -> None:
        """Counts one dead letter."""
        self._dead_letters(error_class).inc()

    def decided(self, outcome: str) -> None:
        """Counts one decision, redeliveries included."""
        self._decisions(outcome).inc()


class DoorMetrics:
    """The metrics of `wirecopy receive`."""

    def __init__(self, registry: CollectorRegistry = REGISTRY) -> None:
        make = _Make("receive", registry)
        self._pushes = make.counter_by(
            "status", "wirecopy_pushes", "requests answered, by HTTP status"
        )
        self._articles = make.counter_by(
            "outcome", "wirecopy_pushed_articles", "articles pushed, by outcome"
        )
        self.seconds = make.histogram(
            "wirecopy_push_seconds", "from a request's head to its answer"
        )
        self.in_hand = make.gauge("wirecopy_pushes_in_hand", "requests whose body is held")

    def answered(self, status: int) -> None:
        """Counts one request."""
        self._pushes(str(status)).inc()

    def articles(self, outcome: str, count: int = 1) -> None:
        """Counts articles that were `accepted`, refused (by error class), or `unacknowledged`."""
        self._articles(outcome).inc(count)


class FeedMetrics:
    """The metrics of a feeds worker."""

    def __init__(self, registry: CollectorRegistry = REGISTRY) -> None:
        make = _Make("feeds", registry)
        self.feeds = make.gauge("wirecopy_feeds", "feeds that this worker reads")
        self.failing = make.gauge("wirecopy_feeds_failing", "those of them that are backed off")
        self.pages_waiting = make.gauge("wirecopy_feed_pages_waiting", "pages to be fetched")
        self.waiting = make.gauge(
            "wirecopy_feed_requests_due", "feeds and pages whose time has come, not yet asked for"
        )
        self.rolled_over = make.counter(
            "wirecopy_feeds_rolled_over", "polls that found nothing of what was there before"
        )
        self.fetch_seconds = make.histogram(
            "wirecopy_feed_fetch_seconds", "one request to a site, its answer read"
        )
        self._requests = make.counter_by(
            "outcome", "wirecopy_feed_requests", "requests to sites, by what came of them"
        )
        self._items = make.counter_by(
            "found", "wirecopy_feed_items", "items of feeds, by what was found"
        )
        self._articles = make.counter_by(
            "outcome", "wirecopy_feed_articles", "articles of feeds, by what became of them"
        )
        self._stand_ins = make.counter_by(
            "reason", "wirecopy_feed_stand_ins", "pages that could not be had, by reason"
        )

    def request(self, outcome: str) -> None:
        """Counts one request to a site."""
        self._requests(outcome).inc()

    def items(self, found: str, count: int) -> None:
        """Counts items that were `new`, `changed`, `churned` or `restyled`."""
        self._items(found).inc(count)

    def article(self, outcome: str) -> None:
        """Counts an article `published`, `refused` (restricted), `empty` or `unfit`."""
        self._articles(outcome).inc()

    def stand_in(self, reason: str) -> None:
        """Counts a page in whose place the feed's own words were taken."""
        self._stand_ins(reason).inc()
