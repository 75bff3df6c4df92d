"""Batches of records to an agent: in order, nothing skipped, nothing escaping."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Protocol

import structlog

from agents.context import StageContext
from agents.failstop import fail_stop
from agents.record import Record
from agents.schema import refuse_newer

log = structlog.get_logger("wirecopy")


class StageAgent(Protocol):
    """What a stage's module offers; all else is the same for the three."""

    stage: str
    input_topic: str
    max_records: int

    async def start(self) -> None:
        """Gets ready, before partitions are asked for."""

    async def assigned(self, partitions: set[int]) -> None:
        """These partitions and no others belong to this worker now. Must not read from Kafka:
        a rebalance waits for it."""

    async def handle(self, partition: int, records: list[Record]) -> None:
        """Works off a batch of one partition. On return it counts as done and is acknowledged;
        so it must not return before everything written for it is."""

    async def close(self) -> None:
        """Lets go of everything; open transactions are aborted."""


async def consume_batches(app: Any, stream: Any, agent: StageAgent, context: StageContext) -> None:
    """Feeds `agent` for as long as the stream lives; ends the process when anything escapes it."""
    batches: AsyncIterator[list[Any]] = stream.take_events(
        agent.max_records, context.settings.batch_seconds
    )
    async for events in batches:
        try:
            for partition, records in _by_partition(app, events).items():
                _check_schema(context, records)
                await _wait_while_paused(context)
                with context.metrics.batch_seconds.time():
                    await agent.handle(partition, records)
                context.progress.worked_off(partition)
        except BaseException as error:  # cancellation included: it would acknowledge the batch
            fail_stop(error, agent.stage)


def _check_schema(context: StageContext, records: list[Record]) -> None:
    """What producers write to `raw` is theirs to number: there the model decides."""
    for record in records:
        if record.topic != context.settings.topic("raw"):
            refuse_newer(record)


async def _wait_while_paused(context: StageContext) -> None:
    if context.pause.paused:
        log.error(
            "paused: too many dead letters",
            stage=context.stage,
            remedy=f"see `wirecopy dead list`, then `wirecopy resume {context.stage}`",
        )
        await context.pause.wait()
        log.info("resumed", stage=context.stage)


def _by_partition(app: Any, events: list[Any]) -> dict[int, list[Record]]:
    ledger = app.consumer.ledger
    by_partition: dict[int, list[Record]] = {}
    for event in events:
        message = event.message
        ledger.handed_over(message.topic, message.partition, message.offset)
        by_partition.setdefault(message.partition, []).append(Record.from_faust(message))
    return by_partition
