"""clean: at least once in what it puts out, exactly once in what it learns.

The clean records are produced and acknowledged first; then one fenced transaction writes what the
batch taught and the raw offset learned up to. A repeat may be cleaned with a newer profile; dedup
keeps the first.
"""

from __future__ import annotations

from aiokafka import AIOKafkaProducer

from agents.clean_memory import learned_records, rebuild
from agents.context import StageContext
from agents.decision_log import FencedLog
from agents.flow import INPUT_OF
from agents.ownership import OwnedPartitions
from agents.produce import send_all, stage_producer
from agents.record import Outgoing, Record
from pipeline.clean.memory import ProfileChange, SourceMemory, apply, decide
from pipeline.clean.stage import Cleaner
from pipeline.identity import identify
from pipeline.limits import check_message
from schemas.clean import CleanArticle
from schemas.codec import decode, encode
from schemas.headers import RETRY_OF, VersionHeader, event_headers, version_of
from schemas.limits import check_size
from schemas.raw import RawArticle


class CleanAgent:
    """Reads `news.raw`; writes clean records, dead letters and profiles."""

    stage = "clean"

    def __init__(self, context: StageContext) -> None:
        self._context = context
        self._settings = settings = context.settings
        self._metrics = context.metrics
        self._limits = settings.limits()
        self._cleaner = Cleaner(limits=self._limits)
        self._producer: AIOKafkaProducer | None = None
        self._owned = OwnedPartitions(context, self._rebuild)
        self.input_topic = settings.topic(INPUT_OF[self.stage])
        self.max_records = settings.batch_articles

    async def start(self) -> None:
        """Opens the producer of the clean records."""
        self._producer = stage_producer(self._settings)
        await self._producer.start()

    async def assigned(self, partitions: set[int]) -> None:
        """Hands over what now belongs to others."""
        await self._owned.keep_only(partitions)

    async def handle(self, partition: int, records: list[Record]) -> None:
        """Cleans a batch in order, then learns from it."""
        log, memory = await self._owned.of(partition)
        changes: list[ProfileChange] = []
        outgoing = [self._clean(record, memory, changes) for record in records]
        assert self._producer is not None, "start() comes first"
        await send_all(self._producer, outgoing)
        if records[-1].offset > memory.through:
            memory.through = records[-1].offset
            await log.write(learned_records(self._settings, partition, changes, memory.through))
        self._metrics.records_in.inc(len(records))
        self._metrics.records_out.inc(len(outgoing))

    def _clean(
        self, record: Record, memory: SourceMemory, changes: list[ProfileChange]
    ) -> Outgoing:
        """The clean record, or a dead letter; what it taught is applied and added to `changes`."""
        # What cannot be read is named by its place, whatever its producer calls it.
        version = version_of(record.headers, RETRY_OF) or VersionHeader(
            partition=record.partition, offset=record.offset
        )
        try:
            raw = decode(RawArticle, record.value)
            version = VersionHeader.naming(identify(raw))
            # Kafka's own limit is on what was sent, and that may have been compressed.
            check_message(record.value or b"", self._limits)
            cleaned = self._cleaner.clean(raw, record.position, memory.profile(raw.source))
            outgoing = self._output(record, cleaned.article, version)
            check_size("clean", outgoing.value or b"")
            learned = decide(memory, cleaned.lesson, record.position)
            self._context.handled()
        except Exception as error:  # one article's fault must not stop the others
            return self._context.refuse(record, error, version)
        for change in learned:
            apply(memory, change)
        changes.extend(learned)
        return outgoing

    def _output(self, record: Record, article: CleanArticle, version: VersionHeader) -> Outgoing:
        headers = event_headers("clean", self.stage, version)
        if (retry_of := version_of(record.headers, RETRY_OF)) is not None:
            headers.append((RETRY_OF, retry_of.encode()))
        return Outgoing(
            topic=self._settings.topic("clean"),
            key=article.article_id.encode(),
            value=encode(article),
            headers=tuple(headers),
        )

    async def _rebuild(self, log: FencedLog) -> SourceMemory:
        return await rebuild(log, self._settings, self._context.progress.rebuilding)

    async def close(self) -> None:
        """Hands all partitions over."""
        await self._owned.keep_only(set())
        if self._producer is not None:
            await self._producer.stop()
