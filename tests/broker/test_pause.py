"""A burst of dead letters holds the stage in place until a person has looked."""

from __future__ import annotations

import urllib.error
import urllib.request

import pytest

from tests.broker.conftest import MakeSystem
from tests.support.articles import article, pairs, prose
from tests.support.system import System, Worker, wait_until
from tests.support.topics import records

pytestmark = pytest.mark.faults(row=6)

PAUSE_SECONDS = 30.0
BURST = [(b"gazette", b"not json")] * 5


def status(system: System, worker: Worker, path: str) -> int:
    try:
        with urllib.request.urlopen(system.url(worker) + path, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


@pytest.fixture(scope="module")
def tripped(make_system: MakeSystem) -> System:
    """clean alone, paused by a burst, with a good article behind it."""
    system = make_system("pause", dead_letter_run="5")
    worker = system.start("clean")
    assert status(system, worker, "/health/ready") == 200
    system.publish(BURST)
    wait_until(lambda: status(system, worker, "/health/ready") == 503, PAUSE_SECONDS, "it pauses")
    system.publish(pairs(article("gazette", prose("Lahti"))))
    wait_until(lambda: "paused: too many dead letters" in system.log_tail(), PAUSE_SECONDS, "says")
    return system


def test_a_paused_stage_is_live_not_ready_and_touches_nothing(tripped: System) -> None:
    (worker,) = tripped.workers
    assert status(tripped, worker, "/health/ready") == 503
    assert status(tripped, worker, "/health/live") == 200
    assert len(records(tripped.settings, "dead-letters")) == len(BURST)
    assert records(tripped.settings, "clean") == []
    assert not tripped.is_drained()


def test_resume_lets_it_go_on_and_the_next_burst_pauses_it_again(tripped: System) -> None:
    (worker,) = tripped.workers
    resumed = tripped.command("resume", "clean")
    assert resumed.returncode == 0, resumed.stderr
    assert "resumed 1 worker of clean" in resumed.stdout
    wait_until(lambda: len(records(tripped.settings, "clean")) == 1, PAUSE_SECONDS, "it goes on")
    assert status(tripped, worker, "/health/ready") == 200
    tripped.publish(BURST)
    wait_until(
        lambda: status(tripped, worker, "/health/ready") == 503, PAUSE_SECONDS, "it pauses again"
    )
    assert tripped.command("resume", "dedup").returncode == 1


def test_a_paused_worker_told_to_stop_ends_with_0_and_loses_nothing(tripped: System) -> None:
    tripped.publish(pairs(article("gazette", prose("Mikkeli"))))
    (worker,) = tripped.workers
    tripped.terminate(worker)
    assert tripped.exits[-1] == ("clean", 0)
    tripped.start("clean")
    wait_until(lambda: len(records(tripped.settings, "clean")) == 2, PAUSE_SECONDS, "it goes on")
