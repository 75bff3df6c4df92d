"""The sound worker, held before its first output goes out: what the mutations are compared with."""

from __future__ import annotations

from typing import Any

from tests.faults.injections.holding import Write, around_writes, hold


def inject() -> None:
    """Nothing is written, so nothing may be acknowledged, while the worker is held."""
    around_writes(_held)


def _held(write: Write) -> Write:
    async def held(*arguments: Any) -> Any:
        await hold()
        return await write(*arguments)

    return held
