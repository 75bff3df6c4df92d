"""Workers are started again when that helps, ever more slowly, and stopped in order."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import Any

import pytest

from cli.errors import CommandError
from cli.supervise import (
    FIRST_DELAY_SECONDS,
    HEALTHY_SECONDS,
    LONGEST_DELAY_SECONDS,
    Supervisor,
)


class FakeProcess:
    """A worker that ends when a test says so."""

    def __init__(self, command: list[str], **options: Any) -> None:
        self.command = command
        self.options = options
        self.status: int | None = None
        self.told: list[str] = []
        self.hangs = False

    def poll(self) -> int | None:
        return self.status

    def terminate(self) -> None:
        self.told.append("terminate")

    def kill(self) -> None:
        self.told.append("kill")
        self.hangs = False

    def wait(self, timeout: float | None = None) -> int:
        if self.hangs:
            raise subprocess.TimeoutExpired(self.command, timeout or 0)
        return 0


class World:
    """Time that stands still, and every process that was started."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.started: list[FakeProcess] = []

    def start(self, command: list[str], **options: Any) -> FakeProcess:
        self.started.append(FakeProcess(command, **options))
        return self.started[-1]


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    made = World()
    monkeypatch.setattr(subprocess, "Popen", made.start)
    monkeypatch.setattr(time, "monotonic", lambda: made.now)
    return made


def supervisor(*stages: str) -> Supervisor:
    made = Supervisor(stages, {"WIRECOPY_DATA_DIR": "here"})
    made.start()
    return made


def test_each_item_is_one_worker_of_its_stage_in_this_environment(world: World) -> None:
    supervisor("clean", "extract", "extract")
    assert [process.command[-2] for process in world.started] == ["clean", "extract", "extract"]
    for process in world.started:
        assert process.options["env"]["WIRECOPY_DATA_DIR"] == "here"
        assert process.options["start_new_session"]


def test_a_worker_that_runs_is_left_alone(world: World) -> None:
    made = supervisor("clean")
    for _ in range(5):
        world.now += 100
        made.check()
    assert len(world.started) == 1


@pytest.mark.parametrize("status", [75, 1, 0, -9])
def test_a_worker_that_ended_is_started_again_after_a_while(world: World, status: int) -> None:
    made = supervisor("clean", "dedup")
    world.started[0].status = status
    made.check()
    assert len(world.started) == 2
    assert made.processes("clean") == []
    world.now += FIRST_DELAY_SECONDS
    made.check()
    assert [process.command[-2] for process in world.started] == ["clean", "dedup", "clean"]
    assert len(made.processes("clean")) == 1


def delays(world: World, made: Supervisor, failures: int, lives: float) -> list[float]:
    """How long it takes after each of `failures` until the worker runs again."""
    waited = []
    for _ in range(failures):
        world.now += lives
        world.started[-1].status = 75
        made.check()
        before, count = world.now, len(world.started)
        while len(world.started) == count:
            world.now += 0.25
            made.check()
        waited.append(world.now - before)
    return waited


def test_a_worker_that_dies_at_once_waits_twice_as_long_each_time_up_to_a_limit(
    world: World,
) -> None:
    waited = delays(world, supervisor("clean"), 9, lives=0.0)
    assert waited == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]
    assert waited[0] == FIRST_DELAY_SECONDS
    assert waited[-1] == LONGEST_DELAY_SECONDS


def test_after_a_healthy_life_a_failure_is_a_first_one(world: World) -> None:
    made = supervisor("clean")
    assert delays(world, made, 4, lives=0.0)[-1] == 4
    assert delays(world, made, 2, lives=HEALTHY_SECONDS + 1) == [0.5, 0.5]


def test_a_worker_that_cannot_run_ends_the_supervisor_with_its_status(world: World) -> None:
    made = supervisor("clean", "dedup")
    world.started[1].status = 78
    with pytest.raises(CommandError, match="the dedup worker cannot run") as caught:
        made.check()
    assert caught.value.status == 78
    assert len(world.started) == 2


def test_all_are_told_to_stop_before_the_first_is_waited_for(world: World) -> None:
    made = supervisor("clean", "dedup")
    made.stop()
    assert [process.told for process in world.started] == [["terminate"], ["terminate"]]


def test_what_hangs_is_killed(world: World) -> None:
    with supervisor("clean", "dedup"):
        world.started[2].hangs = True  # leaving the block stops what entering it started
    assert world.started[2].told == ["terminate", "kill"]
    assert world.started[3].told == ["terminate"]


def test_what_waits_to_be_started_again_is_not_stopped(world: World) -> None:
    made = supervisor("clean")
    world.started[0].status = 75
    made.check()
    made.stop()
    assert world.started[0].told == []


def test_a_real_process_is_started_seen_and_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    real = subprocess.Popen

    def sleeper(command: list[str], **options: Any) -> subprocess.Popen[bytes]:
        return real([sys.executable, "-c", "import time; time.sleep(60)"], **options)

    monkeypatch.setattr(subprocess, "Popen", sleeper)
    with Supervisor(["clean"], {}) as made:
        made.check()
        (process,) = made.processes("clean")
        assert process.poll() is None
    assert process.poll() is not None
