"""The first processes of each stage have a write that fails: which, and at which moment of it, the
number of the process decides."""

from __future__ import annotations

import asyncio
import os
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaTimeoutError

# Between these it fails, in records and in transactions.
RECORDS = (30, 120)
COMMITS = (2, 8)


# In the environment: in how many processes of each stage.
TIMES = "INJECTION_TIMES"


def inject() -> None:
    """Patches the producer; files in the data folder count the processes."""
    folder, stage = Path(os.environ["WIRECOPY_DATA_DIR"]), sys.argv[2]
    if len([*folder.glob(f"failing-{stage}-*")]) >= int(os.environ[TIMES]):
        return
    (folder / f"failing-{stage}-{os.getpid()}").touch()
    rng = random.Random(os.getpid())
    _fail_a_send(rng.randrange(*RECORDS), rng.choice((_unsent, _unacknowledged, _acknowledged)))
    _fail_a_commit(rng.randrange(*COMMITS), done=rng.random() < 0.5)


async def _unsent(future: Callable[[], Any]) -> Any:
    raise KafkaTimeoutError("not sent")


async def _unacknowledged(future: Callable[[], Any]) -> Any:
    await future()
    failed = asyncio.get_running_loop().create_future()
    failed.set_exception(KafkaTimeoutError("sent, not acknowledged"))
    return failed


async def _acknowledged(future: Callable[[], Any]) -> Any:
    await (await future())
    raise KafkaTimeoutError("acknowledged, and the acknowledgement lost")


def _fail_a_send(at: int, how: Callable[[Callable[[], Any]], Any]) -> None:
    original = AIOKafkaProducer.send
    calls = 0

    async def send(self: AIOKafkaProducer, *args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == at:
            return await how(lambda: original(self, *args, **kwargs))
        return await original(self, *args, **kwargs)

    AIOKafkaProducer.send = send


def _fail_a_commit(at: int, *, done: bool) -> None:
    original = AIOKafkaProducer.commit_transaction
    calls = 0

    async def commit_transaction(self: AIOKafkaProducer) -> None:
        nonlocal calls
        calls += 1
        if calls == at and not done:
            raise KafkaTimeoutError("not committed")
        await original(self)
        if calls == at:
            raise KafkaTimeoutError("committed, and the answer lost")

    AIOKafkaProducer.commit_transaction = commit_transaction
