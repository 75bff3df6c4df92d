"""A dedup that takes its time over each record: what comes before it piles up."""

from __future__ import annotations

import time

from agents.context import StageContext

# A batch of 200 still ends within the 3 s that it may take.
SECONDS_A_RECORD = 0.01


def inject() -> None:
    """Patches the call that every stage makes for every record."""
    original = StageContext.handled

    def handled(self: StageContext) -> None:
        if self.stage == "dedup":
            time.sleep(SECONDS_A_RECORD)
        original(self)

    StageContext.handled = handled  # type: ignore[method-assign]
