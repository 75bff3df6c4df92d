"""Ends a worker that has work and makes no progress.

A consumer can fall silent without an error: an unexpected answer to a rebalance, lost metadata, a
loop that hangs. The watchdog has its own thread and its own connection, so that it shares none of
these faults. Having no partition is no excuse while the group as a whole stands still.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition

from agents.clock import Clock
from agents.connection import admin_client, reading_consumer
from agents.failstop import fail_stop
from agents.progress import Progress
from agents.read import committed_offsets, partitions_of
from agents.settings import Settings

log = structlog.get_logger("wirecopy")

CHECK_SECONDS = 5.0
READ_MS = 1_000


class NoProgressError(RuntimeError):
    """There is input and it is not being worked off, or Kafka cannot be asked."""


class Watchdog:
    """Watches one stage of one process. `exempt()` says whether standing still is right now."""

    def __init__(
        self, settings: Settings, stage: str, topic: str, progress: Progress, clock: Clock,
        exempt: Callable[[], bool],
    ) -> None:  # fmt: skip
        self._settings = settings
        self._stage = stage
        self._topic = topic
        self._progress = progress
        self._clock = clock
        self._exempt = exempt
        self._thread = threading.Thread(target=self._run, daemon=True, name="watchdog")

    def start(self) -> None:
        """Begins to watch, in a thread of its own."""
        self._thread.start()

    def _run(self) -> None:
        try:
            asyncio.run(self._watch())
        except BaseException as error:
            fail_stop(error, self._stage)

    async def _watch(self) -> None:
        seen: object = None
        since = self._clock.monotonic()
        while True:
            await asyncio.sleep(CHECK_SECONDS)
            try:
                state = await asyncio.wait_for(self._state(), self._settings.stall_timeout_seconds)
                waiting, reason = state != seen or self._exempt(), "no progress"
                seen = state
                still = not waiting and await self._has_backlog()
            except Exception as error:  # Kafka cannot be asked: as good as no progress
                still, reason = not self._exempt(), f"Kafka does not answer ({error!r})"
            now = self._clock.monotonic()
            if not still:
                since = now
            self._progress.stalled_since = since if still else None
            if now - since > self._settings.stall_timeout_seconds:
                raise NoProgressError(f"{reason} for {now - since:.0f} s with input waiting")

    async def _state(self) -> object:
        """What changes when there is progress: own batches, or the group's committed offsets."""
        partitions = self._progress.partitions
        return self._progress.batches, partitions, await self._committed()

    async def _committed(self) -> dict[int, int]:
        async with admin_client(self._settings) as admin:
            return await committed_offsets(admin, self._settings.group(self._stage), self._topic)

    async def _has_backlog(self) -> bool:
        """Whether a record waits in this worker's partitions, or in any when it has none."""
        committed = await self._committed()
        consumer = reading_consumer(self._settings)
        await consumer.start()
        try:
            own = self._progress.partitions
            starts = {
                tp: committed.get(tp.partition, 0)
                for tp in await partitions_of(consumer, self._topic)
                if not own or tp.partition in own
            }
            return await any_record(consumer, starts)
        finally:
            await consumer.stop()


async def any_record(consumer: AIOKafkaConsumer, starts: dict[TopicPartition, int]) -> bool:
    """Whether there is a committed record at or behind one of `starts`. Looked up by reading:
    transaction markers and aborted records take offsets too."""
    consumer.assign(list(starts))
    first = await consumer.beginning_offsets(list(starts))
    ends = await consumer.end_offsets(list(starts))
    behind = {tp for tp, offset in starts.items() if max(offset, first[tp]) < ends[tp]}
    if not behind:
        return False
    consumer.assign(list(behind))
    for tp in behind:
        consumer.seek(tp, max(starts[tp], first[tp]))
    while behind:
        batches = await consumer.getmany(timeout_ms=READ_MS, max_records=1)
        if any(batches.values()):
            return True
        behind = {tp for tp in behind if await consumer.position(tp) < ends[tp]}
    return False
