"""Going on behind input that Kafka deleted unread: a decision for a person, never for a stage."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from aiokafka import AIOKafkaConsumer
from aiokafka.errors import CommitFailedError
from aiokafka.structs import OffsetAndMetadata

from agents.connection import admin_client, client_options
from agents.flow import INPUT_OF
from agents.read import committed_offsets, partitions_of
from agents.settings import Settings

# Beyond the session of a worker that ended: how long the coordinator may take to notice.
MARGIN_SECONDS = 10.0
POLL_SECONDS = 0.5


class StillRunningError(Exception):
    """The stage has workers; the text says what to do."""


async def skip_lost(
    settings: Settings, stage: str, waiting: Callable[[], None]
) -> dict[int, tuple[int, int]]:
    """Moves the group of `stage` to the log start where its committed offset lies below.

    Returns, for each partition moved, where it was and is. A worker that ended with 78 has taken no
    leave of its group, and counts as a member until its session ends: `waiting` is called once when
    that has to be waited for. Raises StillRunningError when the group has members all the same.
    """
    topic = settings.topic(INPUT_OF[stage])
    group = settings.group(stage)
    async with admin_client(settings) as admin:
        committed = await committed_offsets(admin, group, topic)
    consumer = AIOKafkaConsumer(
        **client_options(settings), group_id=group, enable_auto_commit=False
    )
    try:
        await consumer.start()
        partitions = await partitions_of(consumer, topic)
        starts = await consumer.beginning_offsets(partitions)
        behind = {tp: s for tp, s in starts.items() if committed.get(tp.partition, s) < s}
        consumer.assign(partitions)
        if behind:
            offsets = {tp: OffsetAndMetadata(start, "") for tp, start in behind.items()}
            patience = settings.session_timeout_seconds + MARGIN_SECONDS
            if not await commit_from_outside(consumer, offsets, patience, waiting):
                raise StillRunningError(f"workers of {stage} still run: stop all of them first")
    finally:
        await consumer.stop()
    return {tp.partition: (committed[tp.partition], start) for tp, start in behind.items()}


async def commit_from_outside(
    consumer: Any, offsets: Any, seconds: float, waiting: Callable[[], None]
) -> bool:
    """Commits for a group as soon as it has no members, if within `seconds`; whether it did."""
    for attempt in range(1 + round(seconds / POLL_SECONDS)):
        try:
            await consumer.commit(offsets)
            return True
        except CommitFailedError:
            if attempt == 0:
                waiting()
            await asyncio.sleep(POLL_SECONDS)
    return False
