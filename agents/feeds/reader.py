"""Reading feeds in a process of its own: a document made to be slow must not hold up the others."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Protocol

from agents.children import begin_as_child, kill_children
from pipeline.feeds.feed import BrokenFeedError, Feed, FeedError
from pipeline.feeds.read import read_feed

# A feed of 10 MB takes a few seconds.
READ_SECONDS = 30.0
START_SECONDS = 60.0
TASKS_A_PROCESS = 10_000


class ReadFeed(Protocol):
    """How a runner reads feeds."""

    async def __call__(self, body: bytes, content_type: str | None, url: str) -> Feed:
        """As `pipeline.feeds.read.read_feed`."""


class FeedReader:
    """`read_feed` in one process that is replaced when it dies or takes too long."""

    def __init__(self) -> None:
        self._executor: ProcessPoolExecutor | None = None
        self._one_at_a_time = asyncio.Lock()

    async def warm_up(self) -> None:
        """Starts the process, which takes a second or a few."""
        async with self._one_at_a_time:
            await self._ready(asyncio.get_running_loop())

    async def __call__(self, body: bytes, content_type: str | None, url: str) -> Feed:
        """As `read_feed`; raises BrokenFeedError too for what takes longer than READ_SECONDS or
        kills the process."""
        async with self._one_at_a_time:
            loop = asyncio.get_running_loop()
            executor = await self._ready(loop)
            try:
                result = await asyncio.wait_for(
                    loop.run_in_executor(executor, _read, body, content_type, url), READ_SECONDS
                )
            except TimeoutError:
                self._kill()
                raise BrokenFeedError(
                    f"the feed takes longer than {READ_SECONDS:g} s to read"
                ) from None
            except BrokenProcessPool:
                self._kill()
                raise BrokenFeedError("the feed broke the process that read it") from None
            except asyncio.CancelledError:
                self._kill()
                raise
        if isinstance(result, FeedError):
            raise result
        return result

    async def _ready(self, loop: asyncio.AbstractEventLoop) -> ProcessPoolExecutor:
        if self._executor is None:
            self._executor = ProcessPoolExecutor(
                1,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=begin_as_child,
                max_tasks_per_child=TASKS_A_PROCESS,
            )
            # Starting is not the feed's fault, and has its own patience.
            await asyncio.wait_for(loop.run_in_executor(self._executor, os.getpid), START_SECONDS)
        return self._executor

    def _kill(self) -> None:
        executor, self._executor = self._executor, None
        if executor is not None:
            kill_children(executor)

    def close(self) -> None:
        """Ends the process."""
        self._kill()


def _read(body: bytes, content_type: str | None, url: str) -> Feed | FeedError:
    try:
        return read_feed(body, content_type, url)
    except FeedError as error:
        return error
    except RecursionError:
        return BrokenFeedError("the feed is nested too deeply")
    except Exception as error:  # a parser's fault is the feed's: the others go on
        return BrokenFeedError(f"the feed cannot be read: {type(error).__name__}: {error}"[:300])
