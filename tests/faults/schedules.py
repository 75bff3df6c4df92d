"""Seeded schedules of faults: the same seed hurts the same stages in the same order."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Literal, get_args

from aiokafka.errors import KafkaError

from agents.flow import STAGES, Stage
from broker.kafka import KafkaBroker
from tests.support.system import System, Worker, wait_until

Mode = Literal[
    "kill", "terminate", "join-kill", "join-terminate", "pause", "broker-kill", "broker-terminate"
]
MODES: tuple[Mode, ...] = get_args(Mode)

# Longer than the session of 6 s that the systems under test have: the group reassigns.
PAUSE_SECONDS = 9.0
# A broker that was killed, or a worker that starts on a loaded machine, takes most of it.
STEP_SECONDS = 180.0
# A worker told to terminate hands its partitions over within this (the design's limit).
HAND_OVER_SECONDS = 5.0
# Workers of one stage while others join and are killed.
CHURN = 3


class Schedule:
    """Runs `faults` faults of one mode against a system that works off its backlog.

    `stages` are those whose workers are hurt; `step` is how many records the system moves on
    between two faults.
    """

    def __init__(
        self,
        system: System,
        broker: KafkaBroker,
        seed: int,
        step: int,
        stages: Sequence[Stage] = STAGES,
    ) -> None:
        self._system = system
        self._broker = broker
        self._rng = random.Random(seed)
        self._step = step
        self._stages = sorted(stages)
        self.hand_overs: list[float] = []

    def run(self, mode: Mode, faults: int) -> None:
        """One fault after the other, each after some progress and a random moment."""
        fault: dict[Mode, Callable[[], None]] = {
            "kill": self._kill,
            "terminate": self._terminate,
            "join-kill": self._join_kill,
            "join-terminate": self._join_terminate,
            "pause": self._pause,
            "broker-kill": lambda: self._restart_broker(self._broker.kill),
            "broker-terminate": lambda: self._restart_broker(self._broker.terminate),
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
        stage = self._rng.choice(self._stages)
        self._system.revive()
        return self._rng.choice(self._system.of(stage))

    def _kill(self) -> None:
        self._system.kill(self._any())

    def _terminate(self) -> None:
        self.hand_overs.append(self._system.terminate(self._any()))

    def _join_kill(self) -> None:
        self._joined(self._system.kill, CHURN)

    def _join_terminate(self) -> None:
        self._joined(lambda worker: self.hand_overs.append(self._system.terminate(worker)), 2)

    def _joined(self, end: Callable[[Worker], object], members: int) -> None:
        """Workers join until there are `members`; another ends before or after the hand-over."""
        chosen = self._any()
        while len(self._system.of(chosen.stage)) < members:
            self._system.start(chosen.stage)
        time.sleep(self._rng.uniform(1.0, 6.0))
        if chosen.process.poll() is None:
            end(chosen)

    def _pause(self) -> None:
        """A second worker takes over from a paused one, which then wakes up and must not write."""
        sleeper = self._any()
        self._system.start(sleeper.stage)
        time.sleep(self._rng.uniform(0.0, 4.0))
        sleeper.process.send_signal(signal.SIGSTOP)
        time.sleep(PAUSE_SECONDS)
        sleeper.process.send_signal(signal.SIGCONT)
        time.sleep(1.0)

    def _restart_broker(self, stop: Callable[[], None]) -> None:
        stop()
        time.sleep(self._rng.uniform(0.5, 3.0))
        self._broker.restart()
