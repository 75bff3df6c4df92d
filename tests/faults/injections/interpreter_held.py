"""A call into C that holds the interpreter for longer than the session, in mid-batch."""

from __future__ import annotations

import ctypes
import os
import random
from pathlib import Path

from agents.context import StageContext

# The systems under test have a session of 6 s.
SECONDS = 9
# So many of a process's records lie between two calls.
RECORDS = (10, 60)
# In the environment: how often workers of each stage are held.
TIMES = "INJECTION_TIMES"
# Files in the data folder, with stage, process and record: held now or before, and awake again.
HELD, WOKE = "held", "woke"


def inject() -> None:
    """Now and then, as long as the stage has not had enough."""
    at = random.Random(os.getpid()).randrange(*RECORDS)
    original = StageContext.handled
    calls = 0

    def handled(self: StageContext) -> None:
        nonlocal calls
        calls += 1
        if calls % at == 0 and _may_hold(self, calls):
            left = SECONDS
            while left > 0:  # a signal ends the call early
                left = ctypes.PyDLL(None).sleep(left)
            (self.settings.data_dir / f"{WOKE}-{self.stage}-{os.getpid()}-{calls}").touch()
        original(self)

    StageContext.handled = handled  # type: ignore[method-assign]


def _may_hold(context: StageContext, calls: int) -> bool:
    folder: Path = context.settings.data_dir
    held = sorted(folder.glob(f"{HELD}-{context.stage}-*"))
    if len(held) >= int(os.environ[TIMES]):
        return False
    (folder / f"{HELD}-{context.stage}-{os.getpid()}-{calls}").touch()
    return True
