"""What crosses the boundary of the extractor's processes, and when one of them counts as hung."""

import asyncio
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from agents import extractor_process, pool
from agents.extractor_process import ExtractorFaultError, Refusal, Task
from agents.pool import CHUNK_ARTICLES, ExtractorPool
from pipeline.refusal import error_class
from pipeline.stage import Position, RejectedError

POSITION = Position(0, 0, datetime(2026, 3, 1, tzinfo=UTC))


def test_what_is_wrong_with_an_article_comes_over_as_what_it_is() -> None:
    error = Refusal(RejectedError.__name__, "no text", "a trace").error()
    assert error_class(error) == "rejected"
    assert str(error) == "no text"


def test_a_fault_of_ours_comes_over_as_a_bug_with_the_trace_of_its_own_process() -> None:
    error = Refusal("KeyError", "'x'", "Traceback: in the child").error()
    with pytest.raises(ExtractorFaultError, match="KeyError: 'x'"):
        raise error
    assert error_class(error) == "bug"
    assert error.__notes__ == ["Traceback: in the child"]


def test_a_chunk_that_waits_for_the_others_is_not_hanging(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds, chunks = 0.2, 8

    def slow(tasks: Sequence[Task]) -> list[Refusal]:
        time.sleep(seconds)
        return [Refusal(RejectedError.__name__, (value or b"").decode()) for value, _ in tasks]

    monkeypatch.setattr(extractor_process, "extract", slow)
    monkeypatch.setattr(ExtractorPool, "_new_executor", lambda _: ThreadPoolExecutor(1))
    patient = ExtractorPool(1, timeout_seconds=(chunks - 2) * seconds)
    tasks: list[Task] = [(str(n).encode(), POSITION) for n in range(chunks * CHUNK_ARTICLES)]
    results = asyncio.run(patient.extract(tasks))
    assert [r.reason for r in results if isinstance(r, Refusal)] == [str(n) for n in range(32)]
    assert patient.rebuilds == 0


def test_processes_that_load_for_long_are_said_to_load(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[float] = []
    monkeypatch.setattr(pool, "LOADING_SAID_SECONDS", 0.05)
    monkeypatch.setattr(extractor_process, "extract", lambda _: time.sleep(0.5))
    monkeypatch.setattr(ExtractorPool, "_new_executor", lambda _: ThreadPoolExecutor(1))
    loading = ExtractorPool(1, 1.0, loading=lambda: said.append(time.monotonic()))
    asyncio.run(loading.warm_up())
    assert len(said) > 2


def test_processes_are_renewed_between_two_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[ThreadPoolExecutor] = []

    def new_executor(_: ExtractorPool) -> ThreadPoolExecutor:
        made.append(ThreadPoolExecutor(1))
        return made[-1]

    monkeypatch.setattr(pool, "LIFETIME_CHUNKS", 2)
    monkeypatch.setattr(pool, "kill_children", lambda executor: executor.shutdown())
    monkeypatch.setattr(extractor_process, "extract", lambda tasks: [None] * len(tasks))
    monkeypatch.setattr(ExtractorPool, "_new_executor", new_executor)
    long_lived = ExtractorPool(1, 5.0)
    batch: list[Task] = [(b"{}", POSITION)] * (2 * CHUNK_ARTICLES)
    for executors in (1, 2, 3):
        assert len(asyncio.run(long_lived.extract(batch))) == len(batch)
        assert len(made) == executors
    assert long_lived.rebuilds == 0, "nothing was broken"
