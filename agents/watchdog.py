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

from agents.clock import Clock
from agents.connection import admin_client, reading_consumer
from agents.failstop import fail_stop
from agents.progress import Progress
from agents.read import committed_offsets, partitions_of, partitions_with_records
from agents.settings import Settings

log = structlog.get_logger("wirecopy")

CHECK_SECONDS = 5.0
# The place of a worker without partitions, which watches the whole group.
GROUP = -1


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
        self._since: dict[int, tuple[object, float]] = {}
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
        limit = self._settings.stall_timeout_seconds
        started = self._clock.monotonic()
        while True:
            await asyncio.sleep(CHECK_SECONDS)
            reason = "no progress with input waiting"
            try:
                stalled = await asyncio.wait_for(self._stalled_seconds(), limit)
                started = self._clock.monotonic()
            except Exception as error:  # Kafka that cannot be asked is as good as no progress
                reason = f"Kafka does not answer ({error!r})"
                stalled = self._clock.monotonic() - started
            if self._exempt():
                self._since.clear()
                stalled = 0.0
            self._progress.stalled_seconds = stalled
            if stalled > limit:
                raise NoProgressError(f"{reason} for {stalled:.0f} s")

    async def _stalled_seconds(self) -> float:
        """For how long input has waited without progress: in the worst of this worker's
        partitions, or, when it has none, in the group as a whole."""
        async with admin_client(self._settings) as admin:
            committed = await committed_offsets(
                admin, self._settings.group(self._stage), self._topic
            )
        waiting = await self._waiting(committed)
        own = self._progress.partitions
        marks: dict[int, object] = (
            {p: (self._progress.handled(p), committed.get(p)) for p in own if p in waiting}
            if own
            else {GROUP: committed}
            if waiting
            else {}
        )
        now = self._clock.monotonic()
        self._since = {
            place: (mark, self._since[place][1])
            if place in self._since and self._since[place][0] == mark
            else (mark, now)
            for place, mark in marks.items()
        }
        return max((now - since for _, since in self._since.values()), default=0.0)

    async def _waiting(self, committed: dict[int, int]) -> set[int]:
        """The partitions with records behind their committed offsets."""
        async with reading_consumer(self._settings) as consumer:
            partitions = await partitions_of(consumer, self._topic)
            starts = {tp: committed.get(tp.partition, 0) for tp in partitions}
            return {tp.partition for tp in await partitions_with_records(consumer, starts)}
