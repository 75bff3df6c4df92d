"""The processes in which extract works may die or hang: the batch is done all the same."""

from __future__ import annotations

import os
import signal
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from agents.record import Outgoing
from pipeline.run import CleanStep
from pipeline.stage import Position
from schemas.codec import encode
from schemas.headers import VersionHeader, event_headers
from tests.broker.conftest import MakeSystem
from tests.support.articles import article, prose, raw_records
from tests.support.processes import descendants, still_running
from tests.support.system import System, Worker, wait_until
from tests.support.topics import records, write

DRAIN_SECONDS = 120.0
POSITION = Position(0, 0, datetime(2026, 3, 1, tzinfo=UTC))
PLACES = [f"{first}{last}" for first in ("Ala", "Kuu", "Ran", "Sii", "Yli", "Iso")
          for last in ("joki", "vaara", "niemi", "salo", "koski", "ranta", "torni", "maa",
                       "lahti", "saari")]  # fmt: skip


@pytest.fixture(scope="module")
def extracting(make_system: MakeSystem) -> System:
    """extract alone, on a topic of clean articles that the tests fill."""
    system = make_system("processes", extract_timeout_seconds="4", stall_timeout_seconds="60")
    system.start("extract")
    return system


def fill(system: System, source: str) -> int:
    """Writes clean articles; returns how many extracted ones there are when they are through."""
    step, settings = CleanStep(), system.settings
    articles = [article(source, prose(name), article_id=f"{source}-{name}") for name in PLACES]
    outgoing = []
    for raw in raw_records(settings, *articles):
        result = step.clean(raw.value or b"", POSITION)
        assert isinstance(result, tuple)
        clean = result[0]
        version = VersionHeader(clean.lane, clean.article_id, clean.content_hash)
        headers = tuple(event_headers("clean", "clean", version))
        outgoing.append(
            Outgoing(settings.topic("clean"), clean.article_id.encode(), encode(clean), headers)
        )
    before = len(records(settings, "extracted"))
    write(settings, outgoing)
    return before + len(outgoing)


def worker_process(worker: Worker) -> int:
    """The process that has the model."""
    (pid,) = (
        pid for pid, command in descendants(worker.process.pid).items() if "spawn_main" in command
    )
    return pid


def rebuilds(system: System, worker: Worker) -> float:
    with urllib.request.urlopen(system.url(worker) + "/metrics", timeout=10) as answer:
        lines = answer.read().decode().splitlines()
    (said,) = [line for line in lines if line.startswith("wirecopy_pool_rebuilds{")]
    return float(said.split()[-1])


def hurt(system: System, source: str, how: Callable[[int], None]) -> None:
    """Hurts the process in the middle of its work; nothing is lost, nothing refused."""
    (worker,) = system.of("extract")
    before, child = rebuilds(system, worker), worker_process(worker)
    begun = len(records(system.settings, "extracted"))
    total = fill(system, source)
    wait_until(
        lambda: len(records(system.settings, "extracted")) > begun, DRAIN_SECONDS, "it works"
    )
    how(child)
    wait_until(lambda: system.is_drained("extract"), DRAIN_SECONDS, "all is worked off")
    seen = [dict(r.headers)["x-version"] for r in records(system.settings, "extracted")]
    assert len(seen) == len(set(seen)) == total
    assert records(system.settings, "dead-letters") == []
    assert rebuilds(system, worker) == before + 1
    assert worker_process(worker) != child
    assert worker.process.poll() is None


@pytest.mark.faults(row=10)
def test_a_process_that_is_killed_is_replaced_and_its_batch_done(extracting: System) -> None:
    hurt(extracting, "killed", lambda pid: os.kill(pid, signal.SIGKILL))


@pytest.mark.faults(row=10)
def test_a_process_that_hangs_is_replaced_and_its_batch_done(extracting: System) -> None:
    hurt(extracting, "hung", lambda pid: os.kill(pid, signal.SIGSTOP))


def test_the_processes_end_with_a_worker_that_is_killed(extracting: System) -> None:
    (worker,) = extracting.of("extract")
    below = descendants(worker.process.pid)
    assert below
    extracting.kill(worker)
    wait_until(lambda: not still_running(below), DRAIN_SECONDS, "its processes are gone")
