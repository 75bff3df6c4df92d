"""Where a rebuild begins, and how large its records are."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import cast

import pytest

from agents import clean_memory
from agents.decision_log import FencedLog
from agents.dedup_memory import (
    DECISIONS_A_RECORD,
    MemoryPositions,
    memory_batch,
    rebuild,
)
from agents.failstop import StopForGoodError
from agents.record import Record
from agents.settings import Settings
from pipeline.dedup.decide import Decided, decide
from pipeline.dedup.sketch import pack, sketch
from pipeline.dedup.state import COMPARISON_HORIZON_MS, DedupState
from schemas.codec import encode
from schemas.decision import DecisionBatch, SketchEntry
from schemas.headers import VERSION
from schemas.limits import LARGEST_VALUE
from schemas.raw import MAX_NAME_CHARACTERS
from schemas.registry import TOPICS
from tests.unit.pipeline.dedup.texts import prose
from tests.unit.pipeline.dedup.versions import version

SETTINGS = Settings(bootstrap_servers="unused:9092")
WEEK = COMPARISON_HORIZON_MS


def entry(window_ms: int, lane: str = "default") -> SketchEntry:
    return SketchEntry(
        lane=lane, article_id="a", revision=1, source="s", window_ms=window_ms, packed=""
    )


def noted(*records: tuple[int, list[SketchEntry]]) -> MemoryPositions:
    positions = MemoryPositions()
    for offset, entries in records:
        positions.note(offset, entries)
    return positions


def test_with_no_sketches_a_rebuild_begins_at_the_start() -> None:
    assert MemoryPositions().first_live() == 0


def test_a_rebuild_begins_at_the_first_record_with_a_living_sketch() -> None:
    positions = noted((3, [entry(0)]), (5, [entry(1)]), (8, [entry(WEEK)]))
    assert positions.first_live() == 3
    positions.note(11, [entry(WEEK + 1)])
    assert positions.first_live() == 5
    positions.note(14, [entry(WEEK + 2)])
    assert positions.first_live() == 8


def test_a_sketch_just_at_the_horizon_lives() -> None:
    assert noted((3, [entry(0)]), (5, [entry(WEEK)])).first_live() == 3


def test_one_living_sketch_keeps_its_record() -> None:
    assert noted((3, [entry(0), entry(9)]), (5, [entry(WEEK + 9)])).first_live() == 3


def test_a_lane_that_stands_still_keeps_its_sketches() -> None:
    positions = noted((3, [entry(0, "quiet")]), (5, [entry(0)]), (8, [entry(9 * WEEK)]))
    assert positions.first_live() == 3
    positions.note(9, [entry(9 * WEEK, "quiet")])
    assert positions.first_live() == 8


def decided(count: int, name: str = "a") -> list[Decided]:
    state = DedupState()
    made = []
    for number in range(count):
        text = f"{prose(number % 7, 20)} {number}"
        article = version(text, f"{name}{number}"[-MAX_NAME_CHARACTERS:], source=name, lane=name)
        outcome = decide(state, article)
        assert outcome is not None
        made.append(outcome)
    return made


def test_records_of_memory_name_no_version_and_say_what_they_are() -> None:
    batch = memory_batch(SETTINGS, 3, decided(1), MemoryPositions())
    kinds = {f"news.{topic.name}": topic.kind for topic in TOPICS}
    for record in batch.outgoing():
        headers = dict(record.headers)
        assert VERSION not in headers
        assert headers["ce_type"].decode() == f"wirecopy.{kinds[record.topic]}.v1"
        assert record.partition == 3
        assert record.key is None


def test_sketches_come_last_so_that_their_offsets_can_be_told() -> None:
    batch = memory_batch(SETTINGS, 0, decided(3), MemoryPositions())
    assert [record.topic for record in batch.outgoing()] == ["news.decisions", "news.sketches"]
    assert [len(entries) for entries in batch.sketches] == [3]


def test_a_full_batch_of_the_longest_names_fits_its_topics() -> None:
    widest = "\U0001f4f0" * MAX_NAME_CHARACTERS
    batch = memory_batch(
        SETTINGS, 0, decided(2 * DECISIONS_A_RECORD + 1, widest), MemoryPositions()
    )
    assert len(batch.decision_records) == 3
    for record in batch.outgoing():
        topic = record.topic.removeprefix("news.")
        assert len(record.value or b"") < LARGEST_VALUE[topic]  # type: ignore[index]


def test_the_sketch_of_the_largest_text_fits_its_topic() -> None:
    packed = pack(sketch("a b " * (LARGEST_VALUE["clean"] // 4)))
    assert len(packed) * 4 / 3 < LARGEST_VALUE["sketches"] / 2


class LogOf:
    """A memory of one record, written by a newer release."""

    def __init__(self, value: bytes, *headers: tuple[str, bytes]) -> None:
        self._value = value
        self._headers = headers

    async def read(self, topic: str, *, start: int = 0) -> AsyncIterator[Record]:
        yield Record(topic, 1, 17, 0, None, self._value, self._headers)


def test_memory_that_cannot_be_read_stops_the_worker_for_good_and_names_the_place() -> None:
    log = cast(FencedLog, LogOf(b'{"decisions": "many"}'))
    with pytest.raises(StopForGoodError, match=r"news\.decisions\[1\] offset 17"):
        asyncio.run(rebuild(log, SETTINGS, lambda: None))


def test_memory_of_a_newer_schema_stops_the_worker_though_its_fields_could_be_read() -> None:
    readable = encode(DecisionBatch.of([], 0))
    log = cast(FencedLog, LogOf(readable, ("ce_type", b"wirecopy.decision-batch.v2")))
    with pytest.raises(StopForGoodError, match=r"message schema 2, .* up to 1: upgrade"):
        asyncio.run(rebuild(log, SETTINGS, lambda: None))


def test_clean_refuses_memory_of_a_newer_schema_too() -> None:
    log = cast(FencedLog, LogOf(b'{"source": "s"}', ("ce_type", b"wirecopy.profile.v2")))
    with pytest.raises(StopForGoodError, match=r"news\.profiles\[1\] offset 17 .* upgrade"):
        asyncio.run(clean_memory.rebuild(log, SETTINGS, lambda: None))
