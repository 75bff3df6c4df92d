"""Which partitions of `news.feeds` are ours, and what others write to them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import IllegalStateError, KafkaError

from agents.connection import client_options
from agents.context import StageContext
from agents.decision_log import FencedLog
from agents.feeds.runner import Runner
from agents.feeds.shard import Shard, rebuild
from agents.ownership import OwnedPartitions
from agents.record import Record

log = structlog.get_logger("wirecopy")

POLL_MS = 500
HEARTBEAT_SECONDS = 3.0
# A rebuild reads a whole partition, and nothing is polled meanwhile.
LONGEST_REBUILD_MS = 15 * 60 * 1000
# Interrupting requests takes a moment, ending a transaction a little longer.
REBALANCE_MS = 60_000


class FeedsGroup(ConsumerRebalanceListener):  # type: ignore[misc]
    """Membership in the group of feeds workers: adopts partitions and leaves them.

    Partitions come with a rebalance, and for its time nothing is asked and nothing written: whoever
    gets a partition can rely on its last owner having stopped.
    """

    def __init__(self, context: StageContext, runner: Runner) -> None:
        self._context = context
        self._settings = settings = context.settings
        self._runner = runner
        self._topic = settings.topic("feeds")
        self._owned = OwnedPartitions(context, self._rebuild)
        self._assigned: set[int] = set()
        self._shards: dict[int, Shard] = {}
        self._consumer = AIOKafkaConsumer(
            **client_options(settings),
            group_id=settings.group("feeds"),
            isolation_level="read_committed",
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            session_timeout_ms=round(settings.session_timeout_seconds * 1000),
            heartbeat_interval_ms=round(
                min(HEARTBEAT_SECONDS, settings.session_timeout_seconds / 3) * 1000
            ),
            max_poll_interval_ms=LONGEST_REBUILD_MS,
            rebalance_timeout_ms=REBALANCE_MS,
        )
        self._consumer.subscribe([self._topic], listener=self)

    async def run(self) -> None:
        """Joins and works until it is cancelled."""
        await self._consumer.start()
        while True:
            await self._open_new()
            batches = await self._consumer.getmany(timeout_ms=POLL_MS)
            for place, records in batches.items():
                await self._read(place.partition, map(Record.from_aiokafka, records))
            if batches:
                await self._commit()

    async def close(self) -> None:
        """Leaves the group and lets go of all partitions. `Runner.interrupt` comes first."""
        await self._consumer.stop()
        await self._owned.keep_only(set())

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        """A rebalance begins."""
        await self._runner.interrupt()

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        """It has ended. New partitions are opened elsewhere: a rebalance waits for this."""
        self._assigned = {place.partition for place in assigned}
        self._context.progress.partitions = tuple(sorted(self._assigned))
        for partition in self._shards.keys() - self._assigned:
            del self._shards[partition]
            self._runner.leave(partition)
        await self._owned.keep_only(self._assigned)
        for partition, shard in self._shards.items():
            self._consumer.seek(TopicPartition(self._topic, partition), shard.next_offset)
        self._runner.resume()

    async def _open_new(self) -> None:
        """Fences the last owner of a partition, reads what it left, and goes on from there."""
        while new := sorted(self._assigned - self._shards.keys()):
            partition = new[0]
            _, shard = await self._owned.of(partition)
            if partition not in self._assigned:  # given away while it was read
                await self._owned.keep_only(self._assigned)
                continue
            with suppress(IllegalStateError):
                self._consumer.seek(TopicPartition(self._topic, partition), shard.next_offset)
            self._shards[partition] = shard
            await self._runner.adopt(shard)
            log.info(
                "partition opened",
                stage="feeds",
                partition=partition,
                feeds=len(shard.memory.definitions),
                pages=len(shard.memory.pages),
            )

    async def _read(self, partition: int, records: Iterable[Record]) -> None:
        for record in records:
            shard = self._shards.get(partition)
            if shard is None or record.offset < shard.next_offset:
                continue
            change = shard.read(record)
            if change is not None:
                await self._runner.noticed(partition, change)
        self._context.progress.worked_off(partition)

    async def _commit(self) -> None:
        """For whoever watches lag; memory, not the committed offset, says where to go on."""
        offsets = {
            TopicPartition(self._topic, partition): shard.next_offset
            for partition, shard in self._shards.items()
        }
        with suppress(KafkaError, TimeoutError):  # a rebalance may be under way
            await asyncio.wait_for(self._consumer.commit(offsets), POLL_MS / 1000 * 10)

    async def _rebuild(self, fenced: FencedLog) -> Shard:
        return await rebuild(fenced, self._settings, self._context.progress.rebuilding)
