"""What a worker knows of its own progress, read by health, the watchdog and the pause."""

from __future__ import annotations

from collections import Counter
from threading import Lock

from agents.clock import Clock


class Progress:
    """Thread-safe: the event loop writes, the health server and the watchdog read.

    `partitions` is the present assignment; `stalled_seconds` is what the watchdog last found.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = Lock()
        self._last = clock.monotonic()
        self._handled: Counter[int] = Counter()
        self._rebuilt = 0
        self.partitions: tuple[int, ...] = ()
        self.stalled_seconds = 0.0

    def worked_off(self, partition: int) -> None:
        """A batch of `partition` is done."""
        with self._lock:
            self._last = self._clock.monotonic()
            self._handled[partition] += 1

    def rebuilding(self) -> None:
        """A part of a rebuild is done: all partitions wait for it, and none stands still."""
        with self._lock:
            self._last = self._clock.monotonic()
            self._rebuilt += 1

    def handled(self, partition: int) -> int:
        """Grows with every piece of work that `partition` had or had to wait for."""
        with self._lock:
            return self._handled[partition] + self._rebuilt

    def idle_seconds(self) -> float:
        """Since the last progress of any kind."""
        with self._lock:
            return self._clock.monotonic() - self._last
