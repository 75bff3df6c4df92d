"""Faust's consumer, made to read committed records and to commit what was really worked off.

Faust 0.15.3 hard-codes `read_uncommitted` outside its own exactly-once mode, and finds the offset
to commit by counting upwards, which stands still at the gaps that transaction markers leave
(measured: 15 offsets a second behind transactions of 25). Both are overridden here, with two more
guards: a record that was fetched and never reached the agent stops the process, and partitions take
turns (measured: with 10,000 small articles waiting, one partition kept three others from extract
for longer than the watchdog waits).
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable
from typing import Any

from aiokafka.consumer.fetcher import OffsetResetStrategy
from aiokafka.errors import CorruptRecordException, OffsetOutOfRangeError
from faust.transport.drivers import aiokafka as driver
from faust.types import TP

from agents.failstop import StopForGoodError, fail_stop


class SkippedRecordError(RuntimeError):
    """A record was fetched but not handed to the agent, and a later one was: committing the later
    one would lose it. Nothing was committed yet; a restart reads it again."""


class FetchLedger:
    """What was fetched of each partition and not yet handed over, in order.

    Needed because Faust clears its queues at a rebalance (its issue 596); a check of consecutive
    offsets would not do, since transaction markers and compaction leave gaps.
    """

    def __init__(self) -> None:
        self._waiting: defaultdict[tuple[str, int], deque[int]] = defaultdict(deque)

    def restart(self) -> None:
        """Everything fetched so far will be fetched again, from the committed offsets."""
        self._waiting.clear()

    def fetched(self, topic: str, partition: int, offset: int) -> None:
        """`offset` came from the broker."""
        self._waiting[topic, partition].append(offset)

    def handed_over(self, topic: str, partition: int, offset: int) -> None:
        """The agent has `offset` in hand. Raises SkippedRecordError when an earlier one is not."""
        waiting = self._waiting[topic, partition]
        if not waiting or waiting[0] != offset:
            expected = waiting[0] if waiting else "nothing"
            raise SkippedRecordError(
                f"{topic}[{partition}]: the agent got offset {offset}, next was {expected}"
            )
        waiting.popleft()


class CommittedReadThread(driver.AIOKafkaConsumerThread):
    """The thread that owns the aiokafka consumer."""

    def _create_worker_consumer(self, transport: Any) -> Any:
        consumer = super()._create_worker_consumer(transport)
        consumer._isolation_level = "read_committed"
        return consumer

    async def seek_to_committed(self) -> Any:
        """Every partition to its committed offset, or to the log start where there is none.

        aiokafka leaves the latter where they are, past what Faust has just thrown away. From here
        on a position that Kafka no longer has is an error, not a silent jump to the log start.
        Raises StopForGoodError for a committed offset below the log start.
        """
        # Faust's types leave out that a partition may have no committed offset.
        committed: Any = await super().seek_to_committed()
        starts = await self.earliest_offsets(*committed)
        for tp, offset in committed.items():
            if offset is None or offset < 0:
                self.seek(tp, starts[tp])
            elif offset < starts[tp]:
                raise lost_input(tp, offset, starts[tp])
            elif offset == 0:
                self.seek(tp, 0)
        self.reset_position_silently(False)
        return committed

    async def _fetch_records(self, consumer: Any, *args: Any, **options: Any) -> Any:
        """aiokafka hands out all it has fetched of one partition, thousands of small records,
        before the next one: who was served goes to the end of the line."""
        records = await super()._fetch_records(consumer, *args, **options)
        serve_others_next(consumer._fetcher._records, records)
        return records

    def reset_position_silently(self, allowed: bool) -> None:
        """Whether a partition without a valid position may begin at the log start."""
        strategy = OffsetResetStrategy.EARLIEST if allowed else OffsetResetStrategy.NONE
        self._ensure_consumer()._fetcher._default_reset_strategy = strategy

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """Between two assignments aiokafka may look for positions before we have set them."""
        self.reset_position_silently(True)
        await super().on_partitions_revoked(revoked)


def serve_others_next(fetched: dict[Any, Any], served: Iterable[Any]) -> None:
    """Moves those of `served` that still have fetched records behind all others."""
    for tp in served:
        if tp in fetched:
            fetched[tp] = fetched.pop(tp)


def lost_input(tp: TP, wanted: int, log_start: int | None) -> StopForGoodError:
    """Records were deleted before they were read."""
    begins = "" if log_start is None else f", which begins at {log_start} now"
    return StopForGoodError(
        f"{tp.topic}[{tp.partition}] was to be read from offset {wanted}{begins}: Kafka deleted "
        "records before this stage read them. Publish them again, then use "
        "`wirecopy resume STAGE --skip-lost`"
    )


class InOrderConsumer(driver.Consumer):
    """For agents that take batches in order, one at a time, and acknowledge a whole batch."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ledger = FetchLedger()

    def _new_consumer_thread(self) -> CommittedReadThread:
        return CommittedReadThread(self, loop=self.loop, beacon=self.beacon)

    async def _getmany(self, active_partitions: set[TP] | None, timeout: float) -> Any:
        try:
            return await super()._getmany(active_partitions, timeout)
        except OffsetOutOfRangeError as error:
            (position,) = error.args
            ((tp, offset),) = position.items()
            fail_stop(lost_input(tp, offset, None), self.app.conf.id)
        except CorruptRecordException as error:
            fail_stop(error, self.app.conf.id)

    def _to_message(self, tp: TP, record: Any) -> Any:
        self.ledger.fetched(record.topic, record.partition, record.offset)
        return super()._to_message(tp, record)

    async def perform_seek(self) -> None:
        """Back to the committed offsets; the flow stands still meanwhile."""
        self.ledger.restart()
        try:
            await super().perform_seek()
        except StopForGoodError as error:
            fail_stop(error, self.app.conf.id)

    def _new_offset(self, tp: TP) -> int | None:
        """Behind the newest acknowledged record: batches are acknowledged in order and whole, and
        the ledger has shown that none was skipped."""
        acked = self._acked[tp]
        if not acked:
            return None
        newest = max(acked)
        acked.clear()
        self._acked_index[tp].clear()
        return int(newest) + 1

    async def _add_gap(self, tp: TP, offset_from: int, offset_to: int) -> None:
        """Gaps need no book-keeping when the newest acknowledged record decides."""


class CommittedReadTransport(driver.Transport):
    """Faust's aiokafka transport with the consumer above."""

    Consumer = InOrderConsumer
