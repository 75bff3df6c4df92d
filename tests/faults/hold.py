"""A worker held at the one moment that a test is about, by files in the system's data folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.support.system import wait_until

# Asked for by the test; renamed to the other by the first worker that comes to the place.
HOLD = "hold"
HELD = "held"
HELD_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Hold:
    """The test's side; `tests.faults.injections.holding` is the worker's."""

    folder: Path

    def ask(self) -> None:
        """The next worker that comes to the place stays there."""
        (self.folder / HOLD).touch()

    def wait(self) -> None:
        """Returns when a worker is held."""
        wait_until((self.folder / HELD).exists, HELD_SECONDS, "a worker comes to be held")

    def release(self) -> None:
        """Lets it go on."""
        (self.folder / HELD).unlink()
