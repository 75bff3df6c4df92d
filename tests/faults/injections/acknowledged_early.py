"""Broken on purpose: a batch counts as done, and is acknowledged, before its write is."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

from tests.faults.injections.holding import Write, around_writes, hold


def inject() -> None:
    """The write goes its way in the background, in order, and nobody waits for it."""
    around_writes(_not_awaited)


def _not_awaited(write: Write) -> Write:
    in_order = asyncio.Lock()
    running: set[asyncio.Task[None]] = set()

    async def in_background(*arguments: Any) -> None:
        async with in_order:
            await hold()
            await write(*arguments)

    async def only_begun(owner: Any, outgoing: Any) -> Any:
        task = asyncio.create_task(in_background(owner, outgoing))
        running.add(task)
        task.add_done_callback(running.discard)
        return [SimpleNamespace(offset=0) for _ in outgoing]

    return only_begun
