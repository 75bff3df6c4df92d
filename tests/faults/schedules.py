"""Seeded schedules of faults: the same seed hurts the same stages in the same order."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Literal

from aiokafka.errors import KafkaError

from agents.flow import INPUT_OF
from broker.kafka import KafkaBroker
from tests.support.system import System, Worker, wait_until

Mode = Literal["kill", "join-kill", "join-terminate", "pause", "broker"]
MODES: tuple[Mode, ...] = ("kill", "join-kill", "join-terminate", "pause", "broker")

# Longer than the session of 6 s that the systems under test have: the group reassigns.
PAUSE_SECONDS = 9.0
STEP_SECONDS = 60.0
# Issue text and design: a worker told to terminate hands its partitions over within this.
HAND_OVER_SECONDS = 5.0


class Schedule:
    """Runs `faults` faults of one mode against a system that works off its backlog."""

    def __init__(self, system: System, broker: KafkaBroker, seed: int, step: int) -> None:
        self._system = system
        self._broker = broker
        self._rng = random.Random(seed)
        self._step = step
        self.hand_overs: list[float] = []

    def run(self, mode: Mode, faults: int) -> None:
        """One fault after the other, each after some progress and a random moment."""
        fault: dict[Mode, Callable[[], None]] = {
            "kill": self._kill,
            "join-kill": self._join_kill,
            "join-terminate": self._join_terminate,
            "pause": self._pause,
            "broker": self._restart_broker,
        }
        for _ in range(faults):
            self._progress()
            time.sleep(self._rng.random() * 0.7)
            fault[mode]()
            self._system.revive()

    def _progress(self) -> None:
        """Waits for `step` more records anywhere, or the end of the backlog."""
        before = self._system.progress()

        def moved() -> bool:
            with suppress(KafkaError):
                return self._system.progress() > before + self._step or self._system.is_drained()
            return False

        wait_until(moved, STEP_SECONDS, "progress after a fault", self._system.revive, every=0.2)

    def _any(self) -> Worker:
        stage = self._rng.choice(sorted(INPUT_OF))
        self._system.revive()
        return self._system.of(stage)[0]

    def _kill(self) -> None:
        self._system.kill(self._any())

    def _join_kill(self) -> None:
        self._joined(self._system.kill)

    def _join_terminate(self) -> None:
        def terminate(worker: Worker) -> None:
            self.hand_overs.append(self._system.terminate(worker))

        self._joined(terminate)

    def _joined(self, end: Callable[[Worker], object]) -> None:
        """A second worker joins; the first ends some time before or after it handed over."""
        oldest = self._any()
        self._system.start(oldest.stage)
        time.sleep(self._rng.uniform(1.0, 6.0))
        if oldest.process.poll() is None:
            end(oldest)

    def _pause(self) -> None:
        """A second worker takes over from a paused one, which then wakes up and must not write."""
        sleeper = self._any()
        self._system.start(sleeper.stage)
        time.sleep(self._rng.uniform(0.0, 4.0))
        sleeper.process.send_signal(signal.SIGSTOP)
        time.sleep(PAUSE_SECONDS)
        sleeper.process.send_signal(signal.SIGCONT)
        time.sleep(1.0)

    def _restart_broker(self) -> None:
        (self._broker.kill if self._rng.random() < 0.5 else self._broker.terminate)()
        time.sleep(self._rng.uniform(0.5, 3.0))
        self._broker.restart()
