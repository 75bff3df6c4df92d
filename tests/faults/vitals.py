"""What a long run does to the workers: memory, throughput, and what waits before each stage."""

from __future__ import annotations

import re
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from agents.flow import STAGES, Stage
from tests.support.memory import resident
from tests.support.system import System

_COUNTERS = re.compile(r"^wirecopy_(records_in|decisions)_total\{[^}]*\} (\S+)", re.MULTILINE)
HTTP_SECONDS = 10.0
MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Sample:
    """One moment: seconds since the start, records published and decided, records that each stage
    has taken in, resident bytes of each stage's worker with its child processes."""

    seconds: float
    published: int
    decided: int
    taken: dict[str, int]
    resident: dict[str, int]

    def waiting(self, stage: str) -> int:
        """How many records wait before `stage`: it has not taken what the one before it has."""
        before = {"clean": self.published, "extract": self.taken["clean"]}
        return before.get(stage, self.taken["extract"]) - self.taken[stage]

    def __str__(self) -> str:
        memory = ", ".join(f"{stage} {size // MIB} MiB" for stage, size in self.resident.items())
        return f"{self.seconds:7.0f} s {self.decided:9d} decided; {memory}"


class Vitals:
    """Reads them from the workers of a system that all run: one a stage."""

    def __init__(self, system: System) -> None:
        self._urls = {stage: system.url(system.of(stage)[0]) for stage in STAGES}
        self._pids = {stage: system.of(stage)[0].process.pid for stage in STAGES}
        self._started = time.monotonic()

    def decided(self) -> int:
        """Versions and redeliveries that dedup has decided."""
        return self._counted("dedup", "decisions")

    def sample(self, published: int) -> Sample:
        """The moment as it is, with so many records published."""
        return Sample(
            published=published,
            seconds=time.monotonic() - self._started,
            decided=self.decided(),
            taken={stage: self._counted(stage, "records_in") for stage in STAGES},
            resident={stage: resident(pid) for stage, pid in self._pids.items()},
        )

    def _counted(self, stage: Stage, counter: str) -> int:
        with urllib.request.urlopen(f"{self._urls[stage]}/metrics", timeout=HTTP_SECONDS) as page:
            text = page.read().decode()
        return sum(int(float(value)) for name, value in _COUNTERS.findall(text) if name == counter)


def slope(samples: Sequence[Sample], values: Sequence[float]) -> float:
    """By how much the values at the samples grow with 100,000 articles decided: least squares."""
    decided = np.array([sample.decided for sample in samples], dtype=float) / 100_000
    return float(np.polyfit(decided, np.array(values, dtype=float), 1)[0])
