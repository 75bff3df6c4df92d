"""The machine's wall clock jumps, a day ahead and a day back, while the worker runs.

The clock for durations does not: the kernel promises that much (CLOCK_MONOTONIC).
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Final

from agents.clock import SystemClock

DAY_SECONDS: Final = 24 * 3600
# Where the clock stands, one after the other, and for how long.
JUMPS: Final = (0, DAY_SECONDS, -DAY_SECONDS)
STAY_SECONDS: Final = 2.0

_right = time.time


def _ahead() -> int:
    return JUMPS[int(time.monotonic() / STAY_SECONDS) % len(JUMPS)]


def inject() -> None:
    """For us, and for all libraries that ask `time.time`."""

    def now(self: SystemClock) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=_ahead())

    SystemClock.now = now  # type: ignore[method-assign]
    time.time = lambda: _right() + _ahead()


inject_in_child = inject
