"""The fenced log: one writer a partition, its memory and its outputs in one transaction.

Opening a transactional producer fences every earlier owner of the partition and ends its open
transaction. Only then is the memory read back, so that it is complete and nobody else adds to it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence

from aiokafka import AIOKafkaProducer
from aiokafka.structs import RecordMetadata

from agents.produce import send_all, stage_producer
from agents.read import read_to_end
from agents.record import Outgoing, Record
from agents.settings import Settings

# Longer than a batch with its rebuild-free write can take, short enough that a dead worker's open
# transaction does not hold up readers: a new owner ends it at once anyway.
TRANSACTION_TIMEOUT_MS = 60_000


class FencedLog:
    """The writer of one partition. Must not be shared, and never reopened by the same instance."""

    def __init__(self, settings: Settings, stage: str, partition: int) -> None:
        self._settings = settings
        self._stage = stage
        self.partition = partition
        self._producer: AIOKafkaProducer | None = None

    async def open(self) -> None:
        """Fences every earlier owner. Read the memory after this, never before."""
        producer = stage_producer(
            self._settings,
            transactional_id=self._settings.transactional_id(self._stage, self.partition),
            transaction_timeout_ms=TRANSACTION_TIMEOUT_MS,
        )
        await producer.start()
        self._producer = producer

    def read(self, topic: str, *, start: int = 0) -> AsyncIterator[Record]:
        """The memory in this log's partition of `topic`, from offset `start` to its end now."""
        return read_to_end(
            self._settings, topic, starts={self.partition: start}, only=self.partition
        )

    async def write(self, outgoing: Sequence[Outgoing]) -> list[RecordMetadata]:
        """All of `outgoing` or nothing, acknowledged. Raises ProducerFenced for a past owner."""
        assert self._producer is not None, "open() comes first"
        async with self._producer.transaction():
            return await send_all(self._producer, outgoing)

    async def close(self) -> None:
        """Hands the partition over; an open transaction is aborted."""
        if self._producer is not None:
            producer, self._producer = self._producer, None
            await asyncio.shield(producer.stop())
