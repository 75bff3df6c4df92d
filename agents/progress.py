"""What a worker knows of its own progress, read by health, the watchdog and the pause."""

from __future__ import annotations

from threading import Lock

from agents.clock import Clock


class Progress:
    """Thread-safe: the event loop writes, the health server and the watchdog read."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = Lock()
        self._last = clock.monotonic()
        self.batches = 0
        self.partitions: tuple[int, ...] = ()
        self.stalled_since: float | None = None

    def worked(self) -> None:
        """A batch, or a part of a rebuild, is done."""
        with self._lock:
            self._last = self._clock.monotonic()
            self.batches += 1

    def idle_seconds(self) -> float:
        """Since the last progress."""
        with self._lock:
            return self._clock.monotonic() - self._last
