"""Reading topics outside any group: committed records only, up to the end as it is now."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import GroupCoordinatorNotAvailableError

from agents.connection import reading_consumer
from agents.record import Record
from agents.settings import Settings
from agents.topics import TopicsError

POLL_MS = 500
# The first question about a group makes a fresh Kafka create the topic of the offsets: a second or
# two on which it says that it cannot answer.
COORDINATOR_SECONDS = 20.0
COORDINATOR_POLL_SECONDS = 0.2


async def partitions_of(consumer: AIOKafkaConsumer, topic: str) -> list[TopicPartition]:
    """The partitions of `topic`, in order; empty when it does not exist."""
    await consumer._client.add_topic(topic)
    return [TopicPartition(topic, p) for p in sorted(consumer.partitions_for_topic(topic) or ())]


async def read_to_end(
    settings: Settings, topic: str, *, starts: Mapping[int, int] | None = None,
    only: int | None = None, ends: Mapping[TopicPartition, int] | None = None,
) -> AsyncIterator[Record]:  # fmt: skip
    """The records of `topic`, or of its partition `only`; in order within each partition.

    Begins at the log start, or at `starts[partition]` where that is later. Ends at `ends`, by
    default at the ends as they are when reading begins.
    """
    async with reading_consumer(settings) as consumer:
        partitions = [
            tp for tp in await partitions_of(consumer, topic) if only in (None, tp.partition)
        ]
        _demand(partitions, topic)
        consumer.assign(partitions)
        ends = ends or await consumer.end_offsets(partitions)
        firsts = await consumer.beginning_offsets(partitions)
        waiting = set()
        for tp in partitions:
            start = max(firsts[tp], (starts or {}).get(tp.partition, 0))
            consumer.seek(tp, start)
            if start < ends[tp]:
                waiting.add(tp)
        while waiting:
            for tp, records in (await consumer.getmany(*waiting, timeout_ms=POLL_MS)).items():
                for record in records:
                    if record.offset < ends[tp]:
                        yield Record.from_aiokafka(record)
            waiting = {tp for tp in waiting if await consumer.position(tp) < ends[tp]}


async def end_offsets(settings: Settings, topic: str) -> dict[TopicPartition, int]:
    """Where each partition of `topic` ends now, for readers of committed records."""
    async with reading_consumer(settings) as consumer:
        ends: dict[TopicPartition, int] = await consumer.end_offsets(
            await partitions_of(consumer, topic)
        )
        return ends


def _demand(partitions: list[TopicPartition], topic: str) -> None:
    if not partitions:
        raise TopicsError(f"{topic} does not exist: `wirecopy topics create` makes what is missing")


async def committed_offsets(admin: AIOKafkaAdminClient, group: str, topic: str) -> dict[int, int]:
    """The committed offset of each partition of `topic` that has one."""
    deadline = time.monotonic() + COORDINATOR_SECONDS
    while True:
        try:
            offsets = await admin.list_consumer_group_offsets(group)
            break
        except GroupCoordinatorNotAvailableError:
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(COORDINATOR_POLL_SECONDS)
    return {
        tp.partition: meta.offset
        for tp, meta in offsets.items()
        if tp.topic == topic and meta.offset >= 0
    }


async def partitions_with_records(
    consumer: AIOKafkaConsumer, starts: Mapping[TopicPartition, int]
) -> set[TopicPartition]:
    """The partitions that have a committed record at or behind `starts`. Found by reading, not by
    subtracting: transaction markers and aborted records take offsets too."""
    consumer.assign(list(starts))
    firsts = await consumer.beginning_offsets(list(starts))
    ends = await consumer.end_offsets(list(starts))
    open_ends = {tp for tp, offset in starts.items() if max(offset, firsts[tp]) < ends[tp]}
    found: set[TopicPartition] = set()
    for tp in open_ends:
        consumer.assign([tp])
        consumer.seek(tp, max(starts[tp], firsts[tp]))
        while tp not in found and await consumer.position(tp) < ends[tp]:
            if (await consumer.getmany(timeout_ms=POLL_MS, max_records=1)).get(tp):
                found.add(tp)
    return found
