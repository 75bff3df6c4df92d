"""Writing records: in order, with every acknowledgement awaited."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.structs import RecordMetadata

from agents.connection import writing_producer
from agents.record import Outgoing
from agents.settings import Settings
from schemas.limits import LARGEST_VALUE, RECORD_OVERHEAD

# Waiting a little fills the request with more records (measured: 1.2 to 1.5 times the throughput).
LINGER_MS = 5
# The producer buffers at most this much of one partition before it sends.
BATCH_BYTES = 256 * 1024


def stage_producer(settings: Settings, **options: Any) -> AIOKafkaProducer:
    """The producer of a stage, whose requests fit the largest record of the design."""
    return writing_producer(
        settings,
        linger_ms=LINGER_MS,
        max_batch_size=BATCH_BYTES,
        max_request_size=LARGEST_VALUE["dead-letters"] + RECORD_OVERHEAD,
        **options,
    )


async def send_all(
    producer: AIOKafkaProducer, outgoing: Sequence[Outgoing]
) -> list[RecordMetadata]:
    """Sends in order and waits until the broker has acknowledged every record.

    Raises the first error; records after it may be out as well, which is why every reader of a
    stage's output copes with repeats, or reads committed transactions only.
    """
    futures = [
        await producer.send(
            record.topic,
            value=record.value,
            key=record.key,
            partition=record.partition,
            headers=list(record.headers),
        )
        for record in outgoing
    ]
    return list(await asyncio.gather(*futures))


async def send_once(settings: Settings, outgoing: Sequence[Outgoing]) -> None:
    """`send_all` with a producer of its own, for who has nothing more to send."""
    producer = stage_producer(settings)
    try:
        await producer.start()
        await send_all(producer, outgoing)
    finally:
        await producer.stop()
