"""Going on behind input that Kafka deleted unread: a decision for a person, never for a stage."""

from __future__ import annotations

from aiokafka import AIOKafkaConsumer
from aiokafka.structs import OffsetAndMetadata

from agents.connection import admin_client, client_options
from agents.flow import INPUT_OF
from agents.read import committed_offsets, partitions_of
from agents.settings import Settings


async def skip_lost(settings: Settings, stage: str) -> dict[int, tuple[int, int]]:
    """Moves the group of `stage` to the log start where its committed offset lies below.

    Returns, for each partition moved, where it was and is. The group must have no workers: Kafka
    refuses a commit from outside otherwise, as a KafkaError.
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
            await consumer.commit({tp: OffsetAndMetadata(s, "") for tp, s in behind.items()})
    finally:
        await consumer.stop()
    return {tp.partition: (committed[tp.partition], start) for tp, start in behind.items()}
