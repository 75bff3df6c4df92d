"""The pause of a stage whose input turns into dead letters."""

from __future__ import annotations

import asyncio
from collections import deque

# Recent records among which the share of dead letters is taken.
RECENT_RECORDS = 200
POLL_SECONDS = 0.2


class DeadLetterPause:
    """Holds a stage in place when too much of its input turns into dead letters.

    A burst is rarely the articles' fault: a feed that changed its format, a release that cannot
    read its input. Draining the whole topic into dead letters would only move the problem.
    """

    def __init__(self, *, share: float, run: int) -> None:
        self._share = share
        self._run = run
        self._recent: deque[bool] = deque(maxlen=RECENT_RECORDS)
        self._run_length = 0
        self._paused = False

    @property
    def paused(self) -> bool:
        """Whether the stage waits for a person."""
        return self._paused

    def count(self, dead: bool) -> None:
        """Notes one record; begins a pause when a limit is reached."""
        self._recent.append(dead)
        self._run_length = self._run_length + 1 if dead else 0
        full = len(self._recent) == RECENT_RECORDS
        too_many = full and sum(self._recent) >= self._share * RECENT_RECORDS
        if too_many or self._run_length >= self._run:
            self._paused = True

    async def wait(self) -> None:
        """Returns at once, or soon after `resume` was called."""
        while self._paused:
            await asyncio.sleep(POLL_SECONDS)

    def resume(self) -> bool:
        """Ends a pause; counting begins anew. Returns whether there was one. Callable from any
        thread: the loop looks, nobody has to wake it."""
        was_paused = self._paused
        self._recent.clear()
        self._run_length = 0
        self._paused = False
        return was_paused
