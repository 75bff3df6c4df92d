"""dedup's memory as records: written with each batch, folded back when a partition is opened."""

from __future__ import annotations

from base64 import b64decode
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from agents.collector import collector_at_rest
from agents.decision_log import FencedLog
from agents.record import Outgoing, Record
from agents.schema import reading_memory
from agents.settings import Settings
from pipeline.dedup.decide import Decided
from pipeline.dedup.sketch import unpack
from pipeline.dedup.state import COMPARISON_HORIZON_MS, DedupState
from pipeline.dedup.window import Entry
from schemas.codec import decode, encode
from schemas.decision import DecisionBatch, SketchBatch, SketchEntry
from schemas.headers import VERSION, VersionHeader, event_headers
from schemas.message import Message

M = TypeVar("M", bound=Message)

# A decision is at most 4.5 KB: lane and article id have 512 characters of four bytes each. So many
# of them take nine tenths of the topic's limit.
DECISIONS_A_RECORD = 200
# Sketches of long articles add up: a record is closed at this size, half of what its topic takes.
SKETCH_BYTES_A_RECORD = 4 * 1024 * 1024
# What an entry takes beside its sketch, at most: lane, article id and source, as above.
SKETCH_NAMES_BYTES = 8 * 1024

_KINDS = {"decisions": "decision-batch", "sketches": "sketch-batch"}


class MemoryPositions:
    """Where in `news.sketches` the live entries begin.

    Keeps, for each sketches record, its offset and its newest window time by lane; a record is dead
    when every lane in it has moved past it by the comparison horizon.
    """

    def __init__(self) -> None:
        self._records: deque[tuple[int, dict[str, int]]] = deque()
        self._window_ms: dict[str, int] = {}
        self._next = 0

    def first_live(self) -> int:
        """The offset at which a rebuild of the comparison window may begin."""
        return self._records[0][0] if self._records else self._next

    def note(self, offset: int, sketches: Sequence[SketchEntry]) -> None:
        """A sketches record stands at `offset`."""
        newest: dict[str, int] = {}
        for entry in sketches:
            newest[entry.lane] = max(newest.get(entry.lane, 0), entry.window_ms)
        for lane, window_ms in newest.items():
            self._window_ms[lane] = max(self._window_ms.get(lane, 0), window_ms)
        self._records.append((offset, newest))
        self._next = offset + 1
        while self._records and all(map(self._left_window, self._records[0][1].items())):
            self._records.popleft()

    def _left_window(self, lane_time: tuple[str, int]) -> bool:
        lane, window_ms = lane_time
        return window_ms < self._window_ms[lane] - COMPARISON_HORIZON_MS


@dataclass(frozen=True, slots=True)
class MemoryBatch:
    """What one transaction remembers. `sketches[i]` are the entries of `sketch_records[i]`."""

    decision_records: tuple[Outgoing, ...]
    sketch_records: tuple[Outgoing, ...]
    sketches: tuple[tuple[SketchEntry, ...], ...]

    def outgoing(self) -> tuple[Outgoing, ...]:
        """All records, those of sketches last."""
        return self.decision_records + self.sketch_records


def memory_batch(
    settings: Settings, partition: int, decided: Sequence[Decided], positions: MemoryPositions
) -> MemoryBatch:
    """The memory of `decided`, in order, for partition `partition` of decisions and sketches."""
    groups = tuple(_grouped_by_size([e for d in decided if (e := d.sketch_entry()) is not None]))
    decisions = [d.decision for d in decided]
    return MemoryBatch(
        decision_records=tuple(
            _memory_record(
                settings, "decisions", partition,
                DecisionBatch.of(
                    decisions[start : start + DECISIONS_A_RECORD], positions.first_live()
                ),
            )
            for start in range(0, len(decisions), DECISIONS_A_RECORD)
        ),
        sketch_records=tuple(
            _memory_record(settings, "sketches", partition, SketchBatch(sketches=group))
            for group in groups
        ),
        sketches=groups,
    )  # fmt: skip


def _grouped_by_size(entries: Sequence[SketchEntry]) -> Iterator[tuple[SketchEntry, ...]]:
    group: list[SketchEntry] = []
    size = 0
    for entry in entries:
        own = len(entry.packed) + SKETCH_NAMES_BYTES
        if group and size + own > SKETCH_BYTES_A_RECORD:
            yield tuple(group)
            group, size = [], 0
        group.append(entry)
        size += own
    if group:
        yield tuple(group)


def _memory_record(
    settings: Settings, name: str, partition: int, batch: DecisionBatch | SketchBatch
) -> Outgoing:
    kind = _KINDS[name]
    about = VersionHeader(partition=partition)  # a batch is about no single version
    return Outgoing(
        topic=settings.topic(name),
        key=None,
        value=encode(batch),
        headers=tuple(pair for pair in event_headers(kind, "dedup", about) if pair[0] != VERSION),
        partition=partition,
    )


@dataclass(frozen=True, slots=True)
class DedupMemory:
    """What dedup holds of one partition: the folded state, and where its sketches stand."""

    state: DedupState
    positions: MemoryPositions


async def rebuild(
    log: FencedLog, settings: Settings, progressed: Callable[[], None]
) -> DedupMemory:
    """Both logs of the partition, folded; calls `progressed` with each record.

    Raises StopForGoodError for a record that this release cannot read: guessing would publish
    articles twice.
    """
    memory = DedupMemory(DedupState(), MemoryPositions())
    start = 0
    decisions_topic, sketches_topic = settings.topic("decisions"), settings.topic("sketches")
    with collector_at_rest():
        async for record in log.read(decisions_topic):
            batch = _read(DecisionBatch, record)
            start = batch.sketches_from
            for decision in batch.decisions():
                memory.state.apply_decision(decision)
            progressed()
        async for record in log.read(sketches_topic, start=start):
            sketches = _read(SketchBatch, record).sketches
            for entry in sketches:
                memory.state.apply_sketch(entry.lane, _window_entry(entry))
            memory.positions.note(record.offset, sketches)
            progressed()
    return memory


def _read(model: type[M], record: Record) -> M:
    with reading_memory("dedup's memory", record):
        return decode(model, record.value)


def _window_entry(entry: SketchEntry) -> Entry:
    return Entry(
        article_id=entry.article_id,
        revision=entry.revision,
        source=entry.source,
        window_ms=entry.window_ms,
        sketch=unpack(b64decode(entry.packed)),
    )
