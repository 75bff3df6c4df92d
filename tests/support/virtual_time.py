"""An event loop whose time is virtual: what sleeps for a day is done at once."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

T = TypeVar("T")

START = datetime(2026, 11, 21, tzinfo=UTC)


class _Jumping(selectors.DefaultSelector):
    """Where a real loop would wait, time moves on."""

    skipped = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        """Nothing is ever ready; who would wait for ever waits for what never comes."""
        if timeout is None:
            raise RuntimeError("all wait for each other")
        self.skipped += max(0.0, timeout)
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    """A loop on virtual time, which begins at 0."""

    def __init__(self) -> None:
        self._jumping = _Jumping()
        super().__init__(self._jumping)

    def time(self) -> float:
        """Seconds that were slept so far."""
        return self._jumping.skipped


class VirtualClock:
    """A `Clock` that reads the running loop's time."""

    def now(self) -> datetime:
        """START and what was slept since."""
        return START + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        """Seconds that were slept so far."""
        try:
            return asyncio.get_running_loop().time()
        except RuntimeError:
            return 0.0


def run_virtually(work: Coroutine[Any, Any, T]) -> T:
    """Runs `work` to its end on virtual time."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(work)
