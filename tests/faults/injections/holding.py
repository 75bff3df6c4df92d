"""What injections share: a place at which a worker stays, and the way in which its stage writes."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

from agents.decision_log import FencedLog
from agents.settings import load_settings
from tests.faults.hold import HELD, HOLD

POLL_SECONDS = 0.05

Write = Callable[..., Any]


async def hold() -> None:
    """Where a test asked for it: says that this worker has come here, and stays until the test lets
    it go or ends it. Only the first to come is held."""
    folder = load_settings().data_dir
    try:
        (folder / HOLD).rename(folder / HELD)
    except FileNotFoundError:
        return
    while (folder / HELD).exists():
        await asyncio.sleep(POLL_SECONDS)


def around_writes(wrap: Callable[[Write], Write]) -> None:
    """Lays `wrap` around how the stage of this worker writes its output: for dedup the transaction,
    for the others the call that waits for all acknowledgements."""
    stage = sys.argv[sys.argv.index("worker") + 1]
    place: Any = FencedLog if stage == "dedup" else import_module(f"agents.{stage}")
    name = "write" if stage == "dedup" else "send_all"
    setattr(place, name, wrap(getattr(place, name)))
