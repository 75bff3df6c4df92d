"""Topics as a test sees and hurts them: read, written, cut, half-written."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any

import orjson
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import NewPartitions
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.admin.records_to_delete import RecordsToDelete
from confluent_kafka import Consumer
from confluent_kafka import TopicPartition as Partition

from agents.connection import admin_client
from agents.produce import send_all, send_once, stage_producer
from agents.read import end_offsets, read_to_end
from agents.record import Outgoing, Record
from agents.settings import Settings


def records(settings: Settings, name: str) -> list[Record]:
    """All committed records of topic `name`, in order within each partition."""

    async def read() -> list[Record]:
        return [record async for record in read_to_end(settings, settings.topic(name))]

    return asyncio.run(read())


def values(settings: Settings, name: str, *, lane: str | None = None) -> list[dict[str, Any]]:
    """The decoded values of topic `name`; of one lane, where given. Broken ones are left out."""
    found = []
    for record in records(settings, name):
        with suppress(orjson.JSONDecodeError):
            found.append(orjson.loads(record.value or b""))
    return [value for value in found if value and lane in (None, value["lane"])]


def write(settings: Settings, outgoing: Sequence[Outgoing]) -> None:
    """Writes records outside any transaction."""
    asyncio.run(send_once(settings, outgoing))


def write_transactions(
    settings: Settings, batches: Iterable[Sequence[Outgoing]], *, abort: bool = False
) -> None:
    """Each of `batches` as a transaction of its own, committed or aborted."""
    write_mixed_transactions(settings, ((batch, abort) for batch in batches))


def write_mixed_transactions(
    settings: Settings, batches: Iterable[tuple[Sequence[Outgoing], bool]]
) -> None:
    """Each of `batches` as a transaction of its own, aborted where its second part says so."""

    async def produce() -> None:
        producer = stage_producer(settings, transactional_id=f"{settings.topic_prefix}-test")
        await producer.start()
        try:
            for batch, abort in batches:
                await producer.begin_transaction()
                await send_all(producer, batch)
                await (producer.abort_transaction() if abort else producer.commit_transaction())
        finally:
            await producer.stop()

    asyncio.run(produce())


def alter(settings: Settings, name: str, config: Mapping[str, str]) -> None:
    """Gives topic `name` these settings; all others become the broker's defaults."""

    async def change() -> None:
        async with admin_client(settings) as admin:
            await admin.alter_configs(
                [
                    ConfigResource(
                        ConfigResourceType.TOPIC,
                        settings.topic(name),
                        dict(config),
                    )
                ]
            )

    asyncio.run(change())


def add_partitions(settings: Settings, name: str, count: int) -> None:
    """Gives topic `name` so many partitions."""

    async def add() -> None:
        async with admin_client(settings) as admin:
            await admin.create_partitions({settings.topic(name): NewPartitions(count)})

    asyncio.run(add())


def delete_before(settings: Settings, name: str, offsets: dict[int, int]) -> None:
    """Deletes the records of topic `name` below an offset of each partition, as retention does."""

    async def delete() -> None:
        async with admin_client(settings) as admin:
            await admin.delete_records(
                {
                    TopicPartition(settings.topic(name), partition): RecordsToDelete(offset)
                    for partition, offset in offsets.items()
                }
            )

    asyncio.run(delete())


def move_group(settings: Settings, stage: str, name: str, *, to_end: bool) -> None:
    """Moves the group of `stage`, which must have no members, to the end or the beginning of its
    input topic `name`."""

    async def move() -> None:
        ends = await end_offsets(settings, settings.topic(name))
        consumer = AIOKafkaConsumer(
            bootstrap_servers=settings.bootstrap(),
            group_id=settings.group(stage),
            enable_auto_commit=False,
        )
        await consumer.start()
        try:
            consumer.assign(list(ends))
            await consumer.commit({tp: end if to_end else 0 for tp, end in ends.items()})
        finally:
            await consumer.stop()

    asyncio.run(move())


class Watch:
    """The ends of a topic, asked quickly and often; what is not committed counts."""

    def __init__(self, settings: Settings, name: str, partitions: int) -> None:
        self._tps = [Partition(settings.topic(name), number) for number in range(partitions)]
        self._reader = Consumer(
            {
                "bootstrap.servers": settings.bootstrap(),
                "group.id": f"{settings.topic_prefix}-watch",
                "isolation.level": "read_uncommitted",
            }
        )

    def has_written(self, count: float) -> bool:
        """Whether more than `count` records, markers of transactions included, were written."""
        ends = (self._reader.get_watermark_offsets(tp, timeout=20)[1] for tp in self._tps)
        return sum(map(int, ends)) > count

    def close(self) -> None:
        """Closes the client."""
        self._reader.close()
