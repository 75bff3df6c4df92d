"""dedup: the one place where "already seen" is decided; its outputs and its memory are one
transaction (see `decision_log`)."""

from __future__ import annotations

from agents.context import StageContext
from agents.decision_log import FencedLog
from agents.dedup_memory import DedupMemory, memory_batch, rebuild
from agents.flow import INPUT_OF
from agents.ownership import OwnedPartitions
from agents.record import Outgoing, Record
from pipeline.dedup.decide import Decided, decide
from pipeline.dedup.state import DedupState
from pipeline.lineage import read_step
from schemas.article import Article
from schemas.codec import decode, encode
from schemas.extracted import ExtractedEnvelope
from schemas.headers import VersionHeader, event_headers
from schemas.limits import TopicName, check_size


class DedupAgent:
    """Reads `news.extracted`; writes articles, duplicates, decisions, sketches and dead letters."""

    stage = "dedup"

    def __init__(self, context: StageContext) -> None:
        self._context = context
        self._settings = settings = context.settings
        self._limits = settings.limits()
        self._metrics = context.metrics
        self._owned = OwnedPartitions(context, self._rebuild)
        self.input_topic = settings.topic(INPUT_OF[self.stage])
        self.max_records = settings.batch_articles

    async def start(self) -> None:
        """Nothing to do before the first partition is opened."""

    async def assigned(self, partitions: set[int]) -> None:
        """Hands over what now belongs to others."""
        await self._owned.keep_only(partitions)

    async def handle(self, partition: int, records: list[Record]) -> None:
        """Decides about a batch in order and writes all of it, or nothing."""
        log, memory = await self._owned.of(partition)
        outgoing: list[Outgoing] = []
        decided: list[Decided] = []
        for record in records:
            outcome = self._decide(memory.state, record)
            if isinstance(outcome, Outgoing):
                outgoing.append(outcome)
            elif outcome is not None:
                outgoing.append(outcome[0])
                decided.append(outcome[1])
        if outgoing:
            batch = memory_batch(self._settings, partition, decided, memory.positions)
            written = await log.write([*outgoing, *batch.outgoing()])
            sketches_written = written[len(written) - len(batch.sketches) :]
            for place, sketches in zip(sketches_written, batch.sketches, strict=True):
                memory.positions.note(place.offset, sketches)
        self._metrics.records_in.inc(len(records))
        self._metrics.records_out.inc(len(outgoing))

    def _decide(
        self, state: DedupState, record: Record
    ) -> tuple[Outgoing, Decided] | Outgoing | None:
        """The output of one record and what was decided, a dead letter, or None for a redelivery.

        State changes last, when nothing about this record can fail any more.
        """
        version = None
        try:
            article = decode(ExtractedEnvelope, record.value)
            version = VersionHeader.naming(article)
            decided = decide(state, self._with_lineage(article, record), self._limits)
            self._context.handled()
            if decided is None:
                self._metrics.decided("redelivery")
                return None
            outgoing = self._output(decided, version)
        except Exception as error:  # one article's fault must not stop the others
            return self._context.refuse(record, error, version)
        state.apply(decided.decision, decided.entry)
        self._metrics.decided(decided.decision.outcome)
        return outgoing, decided

    def _with_lineage(self, article: ExtractedEnvelope, record: Record) -> ExtractedEnvelope:
        lineage = article.lineage.model_copy(update={"extracted": read_step(record.position)})
        return article.model_copy(update={"lineage": lineage})

    def _output(self, decided: Decided, version: VersionHeader) -> Outgoing:
        topic: TopicName = "articles" if isinstance(decided.output, Article) else "duplicates"
        value = encode(decided.output)
        check_size(topic, value)
        return Outgoing(
            topic=self._settings.topic(topic),
            key=version.article_id.encode(),
            value=value,
            headers=tuple(event_headers(topic.removesuffix("s"), self.stage, version)),
        )

    async def _rebuild(self, log: FencedLog) -> DedupMemory:
        return await rebuild(log, self._settings, self._context.progress.rebuilding)

    async def close(self) -> None:
        """Hands all partitions over."""
        await self._owned.keep_only(set())
