"""Worker processes under supervision: started, started again when that helps, stopped in order."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import IO, Self

from agents.failstop import EXIT_STOP
from cli.errors import CommandError

# A worker that was fenced or lost its broker may try again soon; one that dies at once waits.
FIRST_DELAY_SECONDS = 0.5
LONGEST_DELAY_SECONDS = 30.0
# A worker that ran this long was healthy: its next failure is a first one.
HEALTHY_SECONDS = 60.0
# A batch is 3 s at most, and leaving the group is quick; what takes longer hangs.
STOP_SECONDS = 15.0
POLL_SECONDS = 0.1


@dataclass(slots=True)
class Child:
    """One worker: the stage that it runs, its process, and when it may be started again."""

    stage: str
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    delay: float = FIRST_DELAY_SECONDS
    not_before: float = 0.0
    statuses: list[int] = field(default_factory=list)


class Supervisor:
    """Runs `stages` (one worker for each item) with `environment` on top of this process's own.

    Status 75 or a crash: the worker is started again, with back-off. Status 78: the supervisor
    gives up, since a restart cannot help.
    """

    def __init__(
        self,
        stages: Iterable[str],
        environment: Mapping[str, str],
        log: IO[bytes] | None = None,
    ) -> None:
        self._children = [Child(stage) for stage in stages]
        self._environment = {**os.environ, **environment}
        self._log = log

    def start(self) -> None:
        """Starts all workers."""
        for child in self._children:
            self._start(child)

    def _start(self, child: Child) -> None:
        child.started = time.monotonic()
        child.process = subprocess.Popen(
            [sys.executable, "-m", "cli.main", "worker", child.stage, "--with-parent"],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
            # A Ctrl-C in the terminal is for the supervisor, which stops its workers in order.
            start_new_session=True,
        )

    def check(self) -> None:
        """Starts again what has ended. Call it a few times a second.

        Raises CommandError when a worker ended with 78.
        """
        now = time.monotonic()
        for child in self._children:
            if child.process is None:
                if now >= child.not_before:
                    self._start(child)
            elif (status := child.process.poll()) is not None:
                child.statuses.append(status)
                if status == EXIT_STOP:
                    raise CommandError(
                        f"the {child.stage} worker cannot run; its log line above says why",
                        EXIT_STOP,
                    )
                healthy = now - child.started > HEALTHY_SECONDS
                child.delay = FIRST_DELAY_SECONDS if healthy else child.delay
                child.process, child.not_before = None, now + child.delay
                child.delay = min(child.delay * 2, LONGEST_DELAY_SECONDS)

    def processes(self, stage: str) -> list[subprocess.Popen[bytes]]:
        """The running processes of a stage."""
        return [
            child.process
            for child in self._children
            if child.stage == stage and child.process is not None
        ]

    def stop(self) -> None:
        """Tells all workers to stop, waits for their batches, and kills what hangs."""
        running = [child.process for child in self._children if child.process is not None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for process in running:
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
