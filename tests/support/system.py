"""A whole system under test: embedded broker, agents as processes, and the means to hurt them."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from agents.accounting import Sums
from agents.audit import audit
from agents.connection import admin_client, reading_consumer
from agents.flow import INPUT_OF
from agents.health import workers_dir
from agents.produce import send_all, stage_producer
from agents.read import (
    committed_offsets,
    end_offsets,
    partitions_of,
    partitions_with_records,
)
from agents.record import Outgoing
from agents.settings import Settings, load_settings
from agents.topics import create_topics

ROOT = Path(__file__).parent.parent.parent
STOP_SECONDS = 20.0
COMMAND_SECONDS = 60.0
FREEZE_POLL_SECONDS = 0.01
# extract loads its model in 4 s on two idle cores; the product itself gives it 120 s.
START_SECONDS = 180.0
# Python's status for an exception that nobody took: no worker may end so, whatever happens to it.
CRASHED = 1


@dataclass(slots=True)
class Worker:
    """One agent process."""

    stage: str
    process: subprocess.Popen[bytes]


@dataclass(slots=True)
class System:
    """The agents of one topic prefix on a broker at `bootstrap`; logs go to `folder`."""

    bootstrap: str
    folder: Path
    prefix: str
    environment: dict[str, str] = field(default_factory=dict)
    # The module that workers run as: the command, or the command with a fault built in.
    program: str = "cli.main"
    workers: list[Worker] = field(default_factory=list)
    exits: list[tuple[str, int]] = field(default_factory=list)

    @property
    def settings(self) -> Settings:
        """The settings of this process for the system's topics."""
        return load_settings(
            bootstrap_servers=self.bootstrap, topic_prefix=self.prefix, data_dir=self.folder
        )

    def create_topics(self) -> None:
        """Creates the topics of the prefix."""
        asyncio.run(create_topics(self.settings))

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "WIRECOPY_BOOTSTRAP_SERVERS": self.bootstrap,
            "WIRECOPY_TOPIC_PREFIX": self.prefix,
            "WIRECOPY_DATA_DIR": str(self.folder),
            "WIRECOPY_SESSION_TIMEOUT_SECONDS": "6",
            "WIRECOPY_STALL_TIMEOUT_SECONDS": "25",
            "WIRECOPY_EXTRACT_PROCESSES": "1",
            **self.environment,
        }

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`wirecopy …` as a user of this system runs it; it may take a minute."""
        return subprocess.run(
            [sys.executable, "-m", "cli.main", *arguments],
            env=self._environment(), cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True,
            text=True, timeout=COMMAND_SECONDS, check=False,
        )  # fmt: skip

    def start(self, stage: str) -> Worker:
        """Starts one more worker of `stage`."""
        with (self.folder / f"{stage}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", self.program, "worker", stage, "--with-parent"],
                env=self._environment(), cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log,
                stderr=log,
                start_new_session=True,
            )  # fmt: skip
        worker = Worker(stage, process)
        self.workers.append(worker)
        return worker

    def start_all(self) -> None:
        """One worker of each stage."""
        for stage in INPUT_OF:
            self.start(stage)

    def of(self, stage: str) -> list[Worker]:
        """The workers of `stage`, oldest first."""
        return [worker for worker in self.workers if worker.stage == stage]

    def url(self, worker: Worker) -> str:
        """Where the worker serves health and metrics; waits until it does."""
        file = workers_dir(self.settings) / f"{worker.stage}-{worker.process.pid}.json"

        def serves() -> bool:
            assert worker.process.poll() is None, self.log_tail()
            return file.exists() and file.read_text().endswith("}")

        wait_until(serves, START_SECONDS, f"{worker.stage} serves its health")
        return str(json.loads(file.read_text())["url"])

    def exit_status(self, worker: Worker, seconds: float) -> int:
        """Waits for a worker that ends by itself."""
        worker.process.wait(seconds)
        self._forget(worker)
        return self.exits[-1][1]

    def revive(self) -> None:
        """Does what a supervisor does: notes what has ended, starts a stage that has no worker."""
        for worker in list(self.workers):
            status = worker.process.poll()
            if status is not None:
                assert status != CRASHED, f"{worker.stage} crashed\n{self.log_tail()}"
                self.exits.append((worker.stage, status))
                self.workers.remove(worker)
        for stage in INPUT_OF:
            if not self.of(stage):
                self.start(stage)

    def freeze(self, worker: Worker, moment: Callable[[], bool], seconds: float) -> None:
        """Stops the worker (SIGSTOP) at the first moment at which `moment` is found to hold.

        Between two looks it runs for at least as long as the look took: where Kafka answers slowly,
        it would hardly get on otherwise.
        """
        deadline = time.monotonic() + seconds
        while True:
            assert worker.process.poll() is None, self.log_tail()
            looked = time.monotonic()
            worker.process.send_signal(signal.SIGSTOP)
            if moment():
                return
            worker.process.send_signal(signal.SIGCONT)
            assert time.monotonic() < deadline, f"not in {seconds:g} s: the moment to freeze"
            time.sleep(max(FREEZE_POLL_SECONDS, time.monotonic() - looked))

    def kill(self, worker: Worker) -> None:
        """SIGKILL, and nobody starts it again."""
        worker.process.kill()
        worker.process.wait()
        self._forget(worker)

    def terminate(self, worker: Worker) -> float:
        """SIGTERM, to a frozen worker too; returns the seconds until it was gone."""
        started = time.monotonic()
        worker.process.terminate()
        worker.process.send_signal(signal.SIGCONT)
        worker.process.wait(STOP_SECONDS)
        self._forget(worker)
        return time.monotonic() - started

    def _forget(self, worker: Worker) -> None:
        self.exits.append((worker.stage, worker.process.returncode))
        if worker in self.workers:
            self.workers.remove(worker)

    def close(self) -> None:
        """Ends all workers."""
        for worker in list(self.workers):
            worker.process.send_signal(signal.SIGCONT)
            worker.process.terminate()
        for worker in list(self.workers):
            try:
                worker.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                worker.process.kill()
                worker.process.wait()
            self._forget(worker)

    def publish(self, pairs: Sequence[tuple[bytes | None, bytes | None]]) -> None:
        """Key and value of raw records, in order."""
        topic = self.settings.topic("raw")
        records = [Outgoing(topic=topic, key=key, value=value) for key, value in pairs]
        asyncio.run(self._send(records))

    async def _send(self, records: Sequence[Outgoing]) -> None:
        producer = stage_producer(self.settings)
        try:
            await producer.start()
            for start in range(0, len(records), 500):
                await send_all(producer, records[start : start + 500])
        finally:
            await producer.stop()

    def progress(self) -> int:
        """Grows as records move: the sum of the ends of what the stages write."""
        return asyncio.run(self._progress())

    async def _progress(self) -> int:
        total = 0
        for name in ("clean", "extracted", "decisions"):
            total += sum((await end_offsets(self.settings, self.settings.topic(name))).values())
        return total

    def is_drained(self, *stages: str) -> bool:
        """Whether no record of the input of `stages` (default: of any stage) waits behind the
        stage's committed offset."""
        return asyncio.run(self._is_drained(stages or tuple(INPUT_OF)))

    async def _is_drained(self, stages: Sequence[str]) -> bool:
        for stage in stages:
            name = INPUT_OF[stage]
            topic = self.settings.topic(name)
            async with admin_client(self.settings) as admin:
                committed = await committed_offsets(admin, self.settings.group(stage), topic)
            async with reading_consumer(self.settings) as consumer:
                tps = await partitions_of(consumer, topic)
                starts = {tp: committed.get(tp.partition, 0) for tp in tps}
                if await partitions_with_records(consumer, starts):
                    return False
        return True

    def drain(self, seconds: float) -> None:
        """Waits until all is worked off, with dead workers started again."""
        wait_until(self.is_drained, seconds, "all input worked off", self.revive, every=0.5)

    def audit(self) -> Sums:
        """What `wirecopy audit` counts."""
        return asyncio.run(audit(self.settings, lambda topic: None))

    def log_tail(self, lines: int = 30) -> str:
        """The end of every stage's log, for a failing test's message."""
        return "\n".join(
            f"--- {path.name}\n" + "\n".join(path.read_text(errors="replace").splitlines()[-lines:])
            for path in sorted(self.folder.glob("*.log"))
        )


def wait_until(
    condition: Callable[[], bool],
    seconds: float,
    what: str,
    meanwhile: Callable[[], None] = lambda: None,
    *,
    every: float = 0.2,
) -> None:
    """Polls `condition`; fails with `what` when it does not come true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not in {seconds:g} s: {what}"
        meanwhile()
        time.sleep(every)
