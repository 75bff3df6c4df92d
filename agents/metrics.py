"""Every metric, by name, each with one line of meaning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram

# From a cached single article to the longest batch of the design.
_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


@dataclass(frozen=True, slots=True)
class _Make:
    """Makes metrics whose first label is `stage`."""

    registry: CollectorRegistry

    def counter(self, name: str, meaning: str, *labels: str) -> Counter:
        return Counter(name, meaning, ["stage", *labels], registry=self.registry)

    def gauge(self, name: str, meaning: str) -> Gauge:
        return Gauge(name, meaning, ["stage"], registry=self.registry)

    def histogram(self, name: str, meaning: str) -> Histogram:
        return Histogram(name, meaning, ["stage"], buckets=_SECONDS, registry=self.registry)


class StageMetrics:
    """The metrics of one stage's process; `stage` is a label: one dashboard serves all three."""

    def __init__(self, stage: str, registry: CollectorRegistry = REGISTRY) -> None:
        make = _Make(registry)
        self.records_in = make.counter(
            "wirecopy_records_in", "records taken from the input topic"
        ).labels(stage)
        self.records_out = make.counter(
            "wirecopy_records_out", "records acknowledged on output topics"
        ).labels(stage)
        self._dead_letters = make.counter(
            "wirecopy_dead_letters", "records that became dead letters, by class", "error_class"
        )
        self._decisions = make.counter(
            "wirecopy_decisions", "what dedup decided about versions", "outcome"
        )
        self.batch_seconds = make.histogram(
            "wirecopy_batch_seconds", "work on one batch, from its first record to its last write"
        ).labels(stage)
        self.rebuild_seconds = make.gauge(
            "wirecopy_rebuild_seconds", "how long the last rebuild of memory took"
        ).labels(stage)
        self.partitions_open = make.gauge(
            "wirecopy_partitions_open", "partitions whose memory this worker holds"
        ).labels(stage)
        self.paused = make.gauge(
            "wirecopy_paused", "1 while the stage waits for `wirecopy resume`"
        ).labels(stage)
        self.pool_rebuilds = make.gauge(
            "wirecopy_pool_rebuilds", "times the worker processes were replaced"
        ).labels(stage)
        self._stage = stage

    def dead_letter(self, error_class: str) -> None:
        """Counts one dead letter."""
        self._dead_letters.labels(self._stage, error_class).inc()

    def decided(self, outcome: str) -> None:
        """Counts one decision, redeliveries included."""
        self._decisions.labels(self._stage, outcome).inc()


class DoorMetrics:
    """The metrics of `wirecopy receive`, with the label `stage` as all others have."""

    def __init__(self, registry: CollectorRegistry = REGISTRY) -> None:
        make = _Make(registry)
        self._pushes = make.counter(
            "wirecopy_pushes", "requests answered, by HTTP status", "status"
        )
        self._articles = make.counter(
            "wirecopy_pushed_articles", "articles pushed, by outcome", "outcome"
        )
        self.seconds = make.histogram(
            "wirecopy_push_seconds", "from a request's head to its answer"
        ).labels("receive")
        self.in_hand = make.gauge("wirecopy_pushes_in_hand", "requests whose body is held").labels(
            "receive"
        )

    def answered(self, status: int) -> None:
        """Counts one request."""
        self._pushes.labels("receive", str(status)).inc()

    def articles(self, outcome: str, count: int = 1) -> None:
        """Counts articles that were `accepted`, refused (by error class), or `unacknowledged`."""
        self._articles.labels("receive", outcome).inc(count)


class FeedMetrics:
    """The metrics of a feeds worker, with the label `stage` as all others have."""

    def __init__(self, registry: CollectorRegistry = REGISTRY) -> None:
        make = _Make(registry)
        self.feeds = make.gauge("wirecopy_feeds", "feeds that this worker reads").labels("feeds")
        self.failing = make.gauge(
            "wirecopy_feeds_failing", "those of them that are backed off"
        ).labels("feeds")
        self.pages_waiting = make.gauge(
            "wirecopy_feed_pages_waiting", "pages to be fetched"
        ).labels("feeds")
        self.waiting = make.gauge(
            "wirecopy_feed_requests_due", "feeds and pages whose time has come, not yet asked for"
        ).labels("feeds")
        self.rolled_over = make.counter(
            "wirecopy_feeds_rolled_over", "polls that found nothing of what was there before"
        ).labels("feeds")
        self.fetch_seconds = make.histogram(
            "wirecopy_feed_fetch_seconds", "one request to a site, its answer read"
        ).labels("feeds")
        self._requests = make.counter(
            "wirecopy_feed_requests", "requests to sites, by what came of them", "outcome"
        )
        self._items = make.counter(
            "wirecopy_feed_items", "items of feeds, by what was found", "found"
        )
        self._articles = make.counter(
            "wirecopy_feed_articles", "articles of feeds, by what became of them", "outcome"
        )
        self._stand_ins = make.counter(
            "wirecopy_feed_stand_ins", "pages that could not be had, by reason", "reason"
        )

    def request(self, outcome: str) -> None:
        """Counts one request to a site."""
        self._requests.labels("feeds", outcome).inc()

    def items(self, found: str, count: int) -> None:
        """Counts items that were `new`, `changed`, `churned` or `restyled`."""
        self._items.labels("feeds", found).inc(count)

    def article(self, outcome: str) -> None:
        """Counts an article `published`, `refused` (restricted), `empty` or `unfit`."""
        self._articles.labels("feeds", outcome).inc()

    def stand_in(self, reason: str) -> None:
        """Counts a page in whose place the feed's own words were taken."""
        self._stand_ins.labels("feeds", reason).inc()
