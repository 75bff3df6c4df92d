"""The fenced log: one writer a partition, its memory and its outputs in one transaction.

Opening a transactional producer fences every earlier owner of the partition and ends its open
transaction. Only then is the memory read back, so that it is complete and nobody else adds to it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence

from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.structs import RecordMetadata

from agents.connection import reading_consumer
from agents.produce import send_all, stage_producer
from agents.record import Outgoing, Record
from agents.settings import Settings

# Longer than a batch with its rebuild-free write can take, short enough that a dead worker's open
# transaction does not hold up readers: a new owner ends it at once anyway.
TRANSACTION_TIMEOUT_MS = 60_000
POLL_MS = 500


async def read_partition(
    settings: Settings, topic: str, partition: int, *, start: int = 0
) -> AsyncIterator[Record]:
    """The committed records of `topic[partition]` from offset `start` (or the log start, where that
    is later) up to the end as it is now; in order."""
    consumer = reading_consumer(settings)
    await consumer.start()
    try:
        tp = TopicPartition(topic, partition)
        consumer.assign([tp])
        end = (await consumer.end_offsets([tp]))[tp]
        first = (await consumer.beginning_offsets([tp]))[tp]
        consumer.seek(tp, max(start, first))
        while await consumer.position(tp) < end:
            for records in (await consumer.getmany(tp, timeout_ms=POLL_MS)).values():
                for record in records:
                    if record.offset < end:
                        yield Record.from_aiokafka(record)
    finally:
        await consumer.stop()


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
        """The memory in this log's partition of `topic` (see `read_partition`)."""
        return read_partition(self._settings, topic, self.partition, start=start)

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
