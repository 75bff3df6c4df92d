"""Row 10: a process of the extractor is killed, hangs, or gets no more memory, under load."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

import pytest

from tests.faults.longform import LONG
from tests.faults.trial import MakeTrial, Trial
from tests.support.generator import generate
from tests.support.memory import starve
from tests.support.processes import descendants, still_running
from tests.support.system import wait_until
from tests.support.topics import Watch

RECORDS = 3000 if LONG else 200
SEEDS = (101, 102) if LONG else (10,)
ROUNDS = 4 if LONG else 1
STEP_SECONDS = 180.0

HOW: tuple[Callable[[int], None], ...] = (starve, lambda pid: os.kill(pid, signal.SIGKILL))
if LONG:  # it costs the time-out; `tests/broker/test_extractor_processes` has it always
    HOW += (lambda pid: os.kill(pid, signal.SIGSTOP),)


def _hurt(t: Trial, moment: int, how: Callable[[int], None]) -> None:
    """Hurts the process that has the model when so many records are extracted, and waits until it
    is replaced."""
    watch = Watch(t.system.settings, "extracted", partitions=1)
    try:
        wait_until(
            lambda: watch.has_written(moment), STEP_SECONDS, "extract works", t.system.revive,
            every=0.05,
        )  # fmt: skip
    finally:
        watch.close()
    (worker,) = t.system.of("extract")
    below = descendants(worker.process.pid)
    victim = next(pid for pid, command in below.items() if "spawn_main" in command)
    how(victim)
    victims = {victim: below[victim]}
    wait_until(lambda: not still_running(victims), STEP_SECONDS, "it is replaced", t.system.revive)


@pytest.mark.timeout(1800)
@pytest.mark.faults(row=10)
@pytest.mark.parametrize("seed", SEEDS)
def test_what_a_process_had_in_hand_is_done_by_another(seed: int, trial: MakeTrial) -> None:
    # A new process loads its model, which takes its time where much else runs.
    patience = {"extract_timeout_seconds": "8", "stall_timeout_seconds": "120"}
    with trial(generate(seed, RECORDS), **patience) as t:
        # Larger pieces of memory come from the system at once: a process that gets no more notices.
        t.system.environment["MALLOC_MMAP_THRESHOLD_"] = "16384"
        t.system.start_all()
        hurts = HOW * ROUNDS
        for number, how in enumerate(hurts):
            _hurt(t, RECORDS * number // (len(hurts) + 1), how)
        t.settle()
        assert "extract" not in {stage for stage, _ in t.system.exits}
