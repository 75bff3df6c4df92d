"""Row 5: workers and commands that find no broker at their start, and a broker whose disk is full.

(Brokers that are terminated and killed under load: `test_workers_and_broker_hurt`.)
"""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from agents.failstop import EXIT_RESTART
from broker.errors import BrokerError
from tests.faults.longform import LONG, long_form
from tests.faults.trial import MakeTrial, Trial
from tests.support.disks import limit_files, small_disk
from tests.support.generator import generate
from tests.support.system import wait_until

RECORDS = 3000 if LONG else 200
SEEDS = (51, 52)
STEP_SECONDS = 180.0
# Less than what any topic of a trial has written when its workers run.
TINY_FILE = 4096


def _assert_commands_say_so(t: Trial) -> None:
    for command in (["publish", "seeds/"], ["up"]):
        answer = t.system.command(*command)
        assert answer.returncode == EXIT_RESTART, answer.stderr
        assert "Kafka does not answer" in answer.stderr
        assert "Traceback" not in answer.stderr


def _come_back(t: Trial) -> None:
    """The broker starts while workers are started again and again: some of them meet a broker that
    listens and does not serve yet."""
    coming = threading.Thread(target=t.broker.start)
    coming.start()
    while coming.is_alive():
        t.system.revive()
        time.sleep(0.2)
    coming.join()


def _half_done(t: Trial) -> None:
    """Moves the system into its work."""
    t.system.start_all()
    half = t.system.progress() + RECORDS * 3 // 2  # about half of it extracted
    wait_until(lambda: t.system.progress() > half, STEP_SECONDS, "it works", t.system.revive)


def _gives_up(t: Trial) -> None:
    """Waits until the broker has ended by itself, and for workers that have noticed."""
    wait_until(lambda: not t.broker.is_running, STEP_SECONDS, "Kafka gives up", t.system.revive)
    gone = len(t.system.exits)
    wait_until(lambda: len(t.system.exits) > gone, STEP_SECONDS, "workers end", t.system.revive)


@long_form
@pytest.mark.timeout(1800)
@pytest.mark.faults(row=5)
def test_what_starts_before_its_broker_says_so_and_is_started_again(trial: MakeTrial) -> None:
    with trial(generate(53, RECORDS)) as t:
        t.broker.terminate()
        _assert_commands_say_so(t)
        t.system.start_all()
        wait_until(lambda: len(t.system.exits) >= 3, STEP_SECONDS, "all gave up", t.system.revive)
        _come_back(t)
        t.settle()
        assert {status for _, status in t.system.exits} == {EXIT_RESTART}
        assert "Traceback" not in t.system.log_tail(10_000)


@long_form
@pytest.mark.timeout(1800)
@pytest.mark.faults(row=5)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_full_disk_stops_the_broker_loudly_and_space_heals_it(
    seed: int, trial: MakeTrial, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "broker") as disk, trial(generate(seed, RECORDS)) as t:
        _half_done(t)
        disk.fill()
        _gives_up(t)
        assert "No space left on device" in t.broker.log_tail(2000)
        with pytest.raises(BrokerError, match="free some space on the disk"):
            t.broker.restart()
        if LONG:  # each of them waits for a while first
            _assert_commands_say_so(t)
        disk.free()
        _come_back(t)
        t.settle()


@long_form
@pytest.mark.timeout(1800)
@pytest.mark.faults(row=5)
def test_files_that_must_not_grow_stop_the_broker_and_a_restart_heals_it(trial: MakeTrial) -> None:
    with trial(generate(54, RECORDS)) as t:
        _half_done(t)
        assert t.broker.pid is not None
        limit_files(t.broker.pid, TINY_FILE)
        _gives_up(t)  # without a word: the limit holds for its own log as well
        _come_back(t)
        t.settle()
