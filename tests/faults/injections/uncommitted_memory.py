"""Broken on purpose: the memory is read back with records of transactions that were aborted."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer

from agents import read
from agents.connection import reading_consumer
from agents.settings import Settings


def inject() -> None:
    """All readers of this process read so."""

    @asynccontextmanager
    async def uncommitted(settings: Settings) -> AsyncIterator[AIOKafkaConsumer]:
        async with reading_consumer(settings) as consumer:
            consumer._fetcher._isolation_level = 0  # READ_UNCOMMITTED
            yield consumer

    read.__dict__["reading_consumer"] = uncommitted
