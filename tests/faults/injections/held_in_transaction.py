"""The sound worker, held with a whole batch written and its transaction still open."""

from __future__ import annotations

from collections.abc import Sequence

from aiokafka.structs import RecordMetadata

from agents.decision_log import FencedLog
from agents.produce import send_all
from agents.record import Outgoing
from tests.faults.injections.holding import hold


def inject() -> None:
    """As `FencedLog.write`, with the stay before the commit."""

    async def write(self: FencedLog, outgoing: Sequence[Outgoing]) -> list[RecordMetadata]:
        assert self._producer is not None
        async with self._producer.transaction():
            written = await send_all(self._producer, outgoing)
            await hold()
            return written

    FencedLog.write = write  # type: ignore[method-assign]
