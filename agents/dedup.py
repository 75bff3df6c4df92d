"""dedup: the one place where "already seen" is decided; its outputs and its memory are one
transaction (see `decision_log`)."""

from __future__ import annotations

from dataclasses import dataclass, field

from agents.context import StageContext
from agents.decision_log import FencedLog
from agents.dedup_memory import MemoryPositions, memory_batch, rebuild
from agents.record import Outgoing, Record
from pipeline.dedup.decide import Decided, decide
from pipeline.dedup.state import DedupState
from pipeline.lineage import read_step
from schemas.article import Article
from schemas.codec import decode, encode
from schemas.extracted import ExtractedEnvelope
from schemas.headers import VersionHeader, event_headers
from schemas.limits import TopicName, check_size


@dataclass(slots=True)
class Shard:
    """One partition that this worker owns: its log and the state folded from it."""

    log: FencedLog
    state: DedupState = field(default_factory=DedupState)
    positions: MemoryPositions = field(default_factory=MemoryPositions)


class DedupAgent:
    """Reads `news.extracted`; writes articles, duplicates, decisions, sketches and dead letters."""

    stage = "dedup"

    def __init__(self, context: StageContext) -> None:
        self._context = context
        self._settings = settings = context.settings
        self._metrics = context.metrics
        self._shards: dict[int, Shard] = {}
        self.input_topic = settings.topic("extracted")
        self.max_records = settings.batch_articles

    async def start(self) -> None:
        """Nothing to do before the first partition is opened."""

    async def assigned(self, partitions: set[int]) -> None:
        """A partition kept through a rebalance keeps its state; the others are handed over."""
        for partition in self._shards.keys() - partitions:
            await self._shards.pop(partition).log.close()
        self._metrics.partitions_open.set(len(self._shards))

    async def handle(self, partition: int, records: list[Record]) -> None:
        """Decides about a batch in order and writes all of it, or nothing."""
        shard = self._shards.get(partition) or await self._open(partition)
        outgoing: list[Outgoing] = []
        decided: list[Decided] = []
        for record in records:
            outcome = self._decide(shard.state, record)
            if isinstance(outcome, Outgoing):
                outgoing.append(outcome)
            elif outcome is not None:
                outgoing.append(outcome[0])
                decided.append(outcome[1])
        if outgoing:
            memory = memory_batch(self._settings, partition, decided, shard.positions)
            written = await shard.log.write([*outgoing, *memory.outgoing()])
            sketches_written = written[len(written) - len(memory.sketches) :]
            for place, sketches in zip(sketches_written, memory.sketches, strict=True):
                shard.positions.note(place.offset, sketches)
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
            version = VersionHeader(article.lane, article.article_id, article.content_hash)
            decided = decide(state, self._with_lineage(article, record))
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

    async def _open(self, partition: int) -> Shard:
        """Fences the owner before, then rebuilds."""
        started = self._context.clock.monotonic()
        shard = Shard(FencedLog(self._settings, self.stage, partition))
        await shard.log.open()
        shard.positions = await rebuild(shard.log, self._settings, shard.state)
        self._shards[partition] = shard
        self._metrics.rebuild_seconds.set(self._context.clock.monotonic() - started)
        self._metrics.partitions_open.set(len(self._shards))
        return shard

    async def close(self) -> None:
        """Hands all partitions over."""
        await self.assigned(set())
