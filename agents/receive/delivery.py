"""Handing records to Kafka within the time that who pushes them will wait."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from agents.clock import Clock
from agents.produce import send_all
from agents.record import Outgoing

# Clients and proxies give up after 30 s or more; a broker that restarts takes a few.
DELIVER_SECONDS = 10.0
# After a failure nobody is kept waiting for so long; it is also what `Retry-After` says.
RETRY_SECONDS = 5.0
CLOSE_SECONDS = 2.0


class NotDeliveredError(Exception):
    """Kafka did not acknowledge in time. It may have the records all the same."""


class Delivery:
    """One producer for all who push. While Kafka is away it keeps trying by itself: its records
    are numbered, so that those which it sends late are not doubled.

    `failure` is the first error that time does not heal, and then `on_failure` is called: the
    process has to be started again.
    """

    def __init__(
        self, producer: AIOKafkaProducer, clock: Clock, on_failure: Callable[[], None]
    ) -> None:
        self._producer = producer
        self._clock = clock
        self._last = clock.monotonic()
        self._stalled_since: float | None = None
        self._not_before = 0.0
        self._on_failure = on_failure
        self.failure: KafkaError | None = None

    @property
    def is_away(self) -> bool:
        """Whether the last delivery failed only just now. After a while it is worth a try again."""
        return self.failure is not None or self._clock.monotonic() < self._not_before

    @property
    def idle_seconds(self) -> float:
        """Since the last records were acknowledged."""
        return self._clock.monotonic() - self._last

    @property
    def stalled_seconds(self) -> float:
        """Since when every delivery failed; 0 when the last one did not."""
        since = self._stalled_since
        return 0.0 if since is None else self._clock.monotonic() - since

    async def deliver(self, records: Sequence[Outgoing]) -> None:
        """Returns when Kafka has acknowledged every record on all replicas that are in sync.

        Raises NotDeliveredError.
        """
        try:
            async with asyncio.timeout(DELIVER_SECONDS):
                await send_all(self._producer, records)
        except TimeoutError:
            now = self._clock.monotonic()
            self._stalled_since = self._stalled_since or now
            self._not_before = now + RETRY_SECONDS
            raise NotDeliveredError(
                f"Kafka did not acknowledge within {DELIVER_SECONDS:g} s"
            ) from None
        except KafkaError as error:
            self.failure = self.failure or error
            self._on_failure()
            raise NotDeliveredError("Kafka refused a record") from error
        self._last = self._clock.monotonic()
        self._stalled_since = None
        self._not_before = 0.0

    async def close(self) -> None:
        """Closes the producer, or leaves it where Kafka is away: nobody waits for its records."""
        with suppress(TimeoutError, KafkaError):
            await asyncio.wait_for(self._producer.stop(), CLOSE_SECONDS)
