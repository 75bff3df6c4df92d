"""extract: pure and at least once. A repeat is dropped by dedup."""

from __future__ import annotations

from aiokafka import AIOKafkaProducer

from agents.context import StageContext
from agents.extractor_process import Extracted, Refusal
from agents.flow import INPUT_OF
from agents.pool import CHUNK_ARTICLES, ExtractorPool
from agents.produce import send_all, stage_producer
from agents.record import Outgoing, Record
from schemas.headers import event_headers
from schemas.limits import check_size

# Four chunks a process: about 1.5 s of work at the slowest measured speed (8 articles/s and core),
# half of what a batch may hold.
CHUNKS_A_PROCESS = 4


class ExtractAgent:
    """Reads `news.clean`; writes extracted records and dead letters."""

    stage = "extract"

    def __init__(self, context: StageContext) -> None:
        self._context = context
        self._settings = settings = context.settings
        self._metrics = context.metrics
        self._pool = ExtractorPool(
            settings.extract_processes,
            settings.extract_timeout_seconds,
            settings.limits(),
            context.progress.rebuilding,
        )
        self._producer: AIOKafkaProducer | None = None
        self.input_topic = settings.topic(INPUT_OF[self.stage])
        self.max_records = settings.extract_processes * CHUNKS_A_PROCESS * CHUNK_ARTICLES

    async def start(self) -> None:
        """Loads the models before partitions are asked for."""
        await self._pool.warm_up()
        self._producer = stage_producer(self._settings)
        await self._producer.start()

    async def assigned(self, partitions: set[int]) -> None:
        """Nothing is remembered by partition."""
        self._metrics.partitions_open.set(len(partitions))

    async def handle(self, partition: int, records: list[Record]) -> None:
        """Extracts a batch and waits until all of it is acknowledged."""
        results = await self._pool.extract([(r.value, r.position) for r in records])
        outgoing = [self._outgoing(*pair) for pair in zip(records, results, strict=True)]
        assert self._producer is not None, "start() comes first"
        await send_all(self._producer, outgoing)
        self._metrics.pool_rebuilds.set(self._pool.rebuilds)
        self._metrics.records_in.inc(len(records))
        self._metrics.records_out.inc(len(outgoing))

    def _outgoing(self, record: Record, result: Extracted | Refusal) -> Outgoing:
        try:
            if isinstance(result, Refusal):
                raise result.error()
            outgoing = Outgoing(
                topic=self._settings.topic("extracted"),
                key=result.version.lane.encode(),
                value=result.value,
                headers=tuple(event_headers("extracted", self.stage, result.version)),
            )
            check_size("extracted", result.value)
            self._context.handled()
        except Exception as error:  # one article's fault must not stop the others
            return self._context.refuse(record, error)
        return outgoing

    async def close(self) -> None:
        """Ends the processes and the producer."""
        self._pool.close()
        if self._producer is not None:
            await self._producer.stop()
