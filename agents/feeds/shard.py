"""One owned partition of `news.feeds`: its memory, and the one way to change it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import uuid4

from agents.decision_log import FencedLog
from agents.feeds.records import change_of, change_record, changes, host_of_change, written_by
from agents.record import Outgoing, Record
from agents.settings import Settings
from pipeline.feeds.memory import Change, FeedMemory, Gone
from pipeline.feeds.place import partition_of


@dataclass(slots=True)
class Shard:
    """The memory of one partition and its writer. `next_offset` is where reading on begins.

    What is written and what is remembered cannot disagree: memory changes when the transaction
    that says so has been committed, and by what others write (definitions, pages to fetch).
    """

    settings: Settings
    log: FencedLog
    memory: FeedMemory = field(default_factory=FeedMemory)
    next_offset: int = 0
    writer: str = field(default_factory=lambda: uuid4().hex)
    _writing: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def partition(self) -> int:
        """The partition's number."""
        return self.log.partition

    async def commit(self, made: Sequence[Change], articles: Sequence[Outgoing]) -> list[Change]:
        """Writes all of it or nothing, then remembers. Returns the changes that are this shard's
        own; those of other partitions reach their owners through the topic."""
        own: list[Change] = []
        outgoing: list[Outgoing] = []
        for change in made:
            partition = self._partition_of(change)
            outgoing.append(change_record(self.settings, change, self.writer, partition))
            if partition == self.partition:
                own.append(change)
        async with self._writing:
            await self.log.write([*articles, *outgoing])
            for change in own:
                self.memory.apply(change)
        return own

    def read(self, record: Record) -> Change | None:
        """Takes in what the topic holds. None for our own records, which are known already."""
        self.next_offset = record.offset + 1
        if written_by(record, self.writer):
            return None
        change = change_of(record)
        if change is not None:
            self.memory.apply(change)
        return change

    def _partition_of(self, change: Change) -> int:
        # A page's tombstone does not name its host: only the owner writes it.
        if isinstance(change, Gone) and change.key.startswith("page "):
            return self.partition
        return partition_of(host_of_change(change), self.settings.partitions)


async def rebuild(log: FencedLog, settings: Settings, progressed: Callable[[], None]) -> Shard:
    """The shard of the log's partition as the topic has it; calls `progressed` with each record.

    Raises StopForGoodError for a record that this release cannot read.
    """
    shard = Shard(settings, log)
    async for record, change in changes(log.read(settings.topic("feeds"))):
        shard.memory.apply(change)
        shard.next_offset = record.offset + 1
        progressed()
    return shard
