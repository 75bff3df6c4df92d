"""Every metric, by name, each with one line of meaning."""

from __future__ import annotations

from typing import Final

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram

# From a cached single article to the longest batch of the design.
_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class StageMetrics:
    """The metrics of one stage's process; `stage` is a label: one dashboard serves all three."""

    def __init__(self, stage: str, registry: CollectorRegistry = REGISTRY) -> None:
        def counter(name: str, meaning: str, *labels: str) -> Counter:
            return Counter(name, meaning, ["stage", *labels], registry=registry)

        def gauge(name: str, meaning: str, *labels: str) -> Gauge:
            return Gauge(name, meaning, ["stage", *labels], registry=registry)

        def histogram(name: str, meaning: str) -> Histogram:
            return Histogram(name, meaning, ["stage"], buckets=_SECONDS, registry=registry)

        self.records_in = counter(
            "wirecopy_records_in", "records taken from the input topic"
        ).labels(stage)
        self.records_out = counter(
            "wirecopy_records_out", "records acknowledged on output topics"
        ).labels(stage)
        self._dead_letters = counter(
            "wirecopy_dead_letters", "records that became dead letters, by class", "error_class"
        )
        self._decisions = counter(
            "wirecopy_decisions", "what dedup decided about versions", "outcome"
        )
        self.batch_seconds = histogram(
            "wirecopy_batch_seconds", "work on one batch, from its first record to its last write"
        ).labels(stage)
        self.rebuild_seconds = gauge(
            "wirecopy_rebuild_seconds", "how long the last rebuild of memory took"
        ).labels(stage)
        self.partitions_open = gauge(
            "wirecopy_partitions_open", "partitions whose memory this worker holds"
        ).labels(stage)
        self.paused = gauge(
            "wirecopy_paused", "1 while the stage waits for `wirecopy resume`"
        ).labels(stage)
        self.pool_rebuilds = gauge(
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
        self._pushes = Counter(
            "wirecopy_pushes", "requests answered, by HTTP status", ["stage", "status"],
            registry=registry,
        )  # fmt: skip
        self._articles = Counter(
            "wirecopy_pushed_articles", "articles pushed, by outcome", ["stage", "outcome"],
            registry=registry,
        )  # fmt: skip
        self.seconds = Histogram(
            "wirecopy_push_seconds", "from a request's head to its answer", ["stage"],
            buckets=_SECONDS, registry=registry,
        ).labels("receive")  # fmt: skip
        self.in_hand = Gauge(
            "wirecopy_pushes_in_hand", "requests whose body is held", ["stage"], registry=registry
        ).labels("receive")

    def answered(self, status: int) -> None:
        """Counts one request."""
        self._pushes.labels("receive", str(status)).inc()

    def articles(self, outcome: str, count: int = 1) -> None:
        """Counts articles that were `accepted`, refused (by error class), or `unacknowledged`."""
        self._articles.labels("receive", outcome).inc(count)


class FeedMetrics:
    """The metrics of a feeds worker, with the label `stage` as all others have."""

    def __init__(self, registry: CollectorRegistry = REGISTRY) -> None:
        def counter(name: str, meaning: str, *labels: str) -> Counter:
            return Counter(name, meaning, ["stage", *labels], registry=registry)

        def gauge(name: str, meaning: str) -> Gauge:
            return Gauge(name, meaning, ["stage"], registry=registry).labels("feeds")

        self.feeds = gauge("wirecopy_feeds", "feeds that this worker reads")
        self.failing = gauge("wirecopy_feeds_failing", "those of them that are backed off")
        self.pages_waiting = gauge("wirecopy_feed_pages_waiting", "pages to be fetched")
        self.waiting = gauge(
            "wirecopy_feed_requests_due", "feeds and pages whose time has come, not yet asked for"
        )
        self.rolled_over = counter(
            "wirecopy_feeds_rolled_over", "polls that found nothing of what was there before"
        ).labels("feeds")
        self.fetch_seconds = Histogram(
            "wirecopy_feed_fetch_seconds", "one request to a site, its answer read", ["stage"],
            buckets=_SECONDS, registry=registry,
        ).labels("feeds")  # fmt: skip
        self._requests = counter(
            "wirecopy_feed_requests", "requests to sites, by what came of them", "outcome"
        )
        self._items = counter("wirecopy_feed_items", "items of feeds, by what was found", "found")
        self._articles = counter(
            "wirecopy_feed_articles", "articles of feeds, by what became of them", "outcome"
        )
        self._stand_ins = counter(
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
