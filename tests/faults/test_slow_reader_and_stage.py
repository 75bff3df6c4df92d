"""Row 16: a reader that takes a record a second, and a stage that falls far behind: nothing grows
with what waits, and nobody else waits for it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from confluent_kafka import Consumer

from agents.flow import STAGES
from schemas.codec import decode
from schemas.decision import DecisionBatch
from tests.faults.injected import INJECTION
from tests.faults.longform import LONG
from tests.faults.trial import INJECTED, MakeTrial, Trial
from tests.support.generator import generate
from tests.support.memory import resident
from tests.support.system import wait_until
from tests.support.topics import records

RECORDS = 20_000 if LONG else 250
PORTION = RECORDS // 10
STEP_SECONDS = 1500.0
MIB = 1024 * 1024
# What a worker's memory may grow by after a tenth of the work, whatever waits. Fetched records are
# bounded in bytes (a prefetch and 256 records); the rest is fragmentation, and of extract what its
# language model keeps.
GROWTH = {"clean": 96 * MIB, "extract": 256 * MIB, "dedup": 96 * MIB}
# dedup remembers versions: identity and sketches of these short articles.
REMEMBERED_BYTES = 8 * 1024


@contextmanager
def slow_reader(t: Trial) -> Iterator[list[int]]:
    """Reads a record of the articles a second until the end; its offsets come in the list."""
    seen: list[int] = []
    end = threading.Event()

    def read() -> None:
        consumer = Consumer(
            {
                "bootstrap.servers": t.system.bootstrap,
                "group.id": "slow-reader",
                "isolation.level": "read_committed",
                "auto.offset.reset": "earliest",
                "queued.min.messages": 1,
            }
        )
        consumer.subscribe([t.system.settings.topic("articles")])
        while not end.wait(1.0):
            message = consumer.poll(0.5)
            if message is not None and message.error() is None:
                seen.append(message.offset() or 0)
        consumer.close()

    thread = threading.Thread(target=read)
    thread.start()
    try:
        yield seen
    finally:
        end.set()
        thread.join()


@pytest.mark.timeout(2400)
@pytest.mark.faults(row=16)
def test_what_waits_before_a_slow_stage_takes_no_memory(trial: MakeTrial) -> None:
    with trial(generate(16, RECORDS), publish=False) as t:
        t.system.program = INJECTED
        t.system.environment[INJECTION] = "slow_dedup"
        # A tenth first, to the end: models are loaded, memories opened, caches filled.
        pairs = [(record.key, record.value) for record in t.truth.records]
        t.system.publish(pairs[:PORTION])
        t.system.start_all()
        t.system.drain(STEP_SECONDS)
        before = {stage: resident(t.system.of(stage)[0].process.pid) for stage in STAGES}
        most = dict(before)

        def measure() -> None:
            for stage in STAGES:
                now = resident(t.system.of(stage)[0].process.pid)
                most[stage] = max(most[stage], now)

        with slow_reader(t) as seen:
            for start in range(PORTION, RECORDS, PORTION):
                t.system.publish(pairs[start : start + PORTION])
                measure()
            wait_until(t.system.is_drained, STEP_SECONDS, "all worked off", measure, every=1.0)
            verdict = t.settle()
            assert 0 < len(seen) < verdict.articles, "the reader is behind"
        grown = {stage: (most[stage] - before[stage]) for stage in STAGES}
        print("grown by", {stage: f"{size / MIB:.0f} MiB" for stage, size in grown.items()})
        assert t.system.exits == []
        grown["dedup"] -= RECORDS * REMEMBERED_BYTES
        assert all(grown[stage] <= GROWTH[stage] for stage in STAGES), grown
        remembered = [
            decode(DecisionBatch, record.value)
            for record in records(t.system.settings, "decisions")
        ]
        batches = [len(list(batch.decisions())) for batch in remembered]
        assert max(batches) <= t.system.settings.batch_articles
