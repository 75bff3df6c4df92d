"""Broken on purpose: dedup writes its memory before the transaction of its outputs, not in it."""

from __future__ import annotations

from collections.abc import Sequence

from aiokafka.structs import RecordMetadata

from agents.decision_log import FencedLog
from agents.produce import send_all, stage_producer
from agents.record import Outgoing
from tests.faults.injections.holding import hold


def inject() -> None:
    """The stay is between the two."""
    in_transaction = FencedLog.write

    async def write(self: FencedLog, outgoing: Sequence[Outgoing]) -> list[RecordMetadata]:
        memory = [one for one in outgoing if one.topic.endswith((".decisions", ".sketches"))]
        outputs = [one for one in outgoing if one not in memory]
        producer = stage_producer(self._settings)
        await producer.start()
        try:
            remembered = await send_all(producer, memory)
        finally:
            await producer.stop()
        await hold()
        return [*await in_transaction(self, outputs), *remembered]

    FencedLog.write = write  # type: ignore[method-assign]
