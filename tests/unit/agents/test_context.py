"""What is not an article's fault is not laid at its door."""

from __future__ import annotations

import pytest
from prometheus_client import CollectorRegistry

from agents.clock import SystemClock
from agents.context import StageContext
from agents.metrics import StageMetrics
from agents.pause import DeadLetterPause
from agents.progress import Progress
from agents.record import Record
from agents.settings import Settings

RECORD = Record("news.raw", 2, 41, 1_795_000_000_000, b"key", b"value", ())


def context() -> StageContext:
    clock = SystemClock()
    return StageContext(
        stage="clean",
        settings=Settings(bootstrap_servers="unused:9092"),
        clock=clock,
        metrics=StageMetrics("clean", CollectorRegistry()),
        progress=Progress(clock),
        pause=DeadLetterPause(share=0.5, run=1),
    )


def test_a_record_that_cannot_be_handled_becomes_a_dead_letter() -> None:
    refusing = context()
    assert refusing.refuse(RECORD, ValueError("no")).topic == "news.dead-letters"
    assert refusing.pause.paused


def test_memory_that_is_short_ends_the_process_and_blames_no_record() -> None:
    refusing = context()
    with pytest.raises(MemoryError):
        refusing.refuse(RECORD, MemoryError())
    assert not refusing.pause.paused
