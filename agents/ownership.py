"""The partitions that a worker owns: for each, a fenced log and the memory folded from it."""

from __future__ import annotations

import gc
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from agents.context import StageContext
from agents.decision_log import FencedLog

Memory = TypeVar("Memory")


class OwnedPartitions(Generic[Memory]):
    """Opens a partition when its first record comes, and lets go of it when it is given away.

    A partition kept through a rebalance keeps its memory. One that went to another worker and came
    back unnoticed has a log that was fenced meanwhile: its first write ends this process.
    """

    def __init__(
        self, context: StageContext, rebuild: Callable[[FencedLog], Awaitable[Memory]]
    ) -> None:
        self._context = context
        self._rebuild = rebuild
        self._open: dict[int, tuple[FencedLog, Memory]] = {}

    async def of(self, partition: int) -> tuple[FencedLog, Memory]:
        """The log and the memory of a partition in the present assignment."""
        owned = self._open.get(partition)
        if owned is None:
            owned = self._open[partition] = await self._take_over(partition)
        return owned

    async def _take_over(self, partition: int) -> tuple[FencedLog, Memory]:
        clock, metrics = self._context.clock, self._context.metrics
        started = clock.monotonic()
        log = FencedLog(self._context.settings, self._context.stage, partition)
        await log.open()
        memory = await self._rebuild(log)
        # Faust's shutdown collects garbage in a loop; what was rebuilt lives long and is none
        # (measured: 0.93 s a collection over 300,000 documents, nothing once frozen).
        gc.freeze()
        metrics.rebuild_seconds.set(clock.monotonic() - started)
        metrics.partitions_open.set(len(self._open) + 1)
        return log, memory

    async def keep_only(self, partitions: set[int]) -> None:
        """Hands all others over."""
        for partition in self._open.keys() - partitions:
            log, _ = self._open.pop(partition)
            await log.close()
        self._context.metrics.partitions_open.set(len(self._open))
