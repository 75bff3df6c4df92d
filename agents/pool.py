"""Worker processes for extract: spaCy holds the interpreter too long for the event loop.

The processes are spawned, load the model once, and end with their parent. A pool that broke or hung
is replaced. `agents.extractor_process` is what runs in them.
"""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

import structlog

from agents import extractor_process
from agents.children import kill_children
from agents.extractor_process import Extracted, Refusal, Task
from pipeline.limits import DEFAULT_LIMITS, Limits
from pipeline.stage import RejectedError

log = structlog.get_logger("wirecopy")

# spaCy is as fast in batches of 4 to 8 as in larger ones, in a sixth of the memory (research:
# extraction §0.8); small chunks also keep all processes busy to the end of a batch.
CHUNK_ARTICLES = 4
# A process grows by fragmentation however clean its work: all are renewed after this many chunks
# each, between two batches. (Executors can renew by themselves, but within a batch, whose articles
# would then be blamed for the time that loading takes: measured, more than 25 s on a full machine.)
LIFETIME_CHUNKS = 5_000
# A process loads its model in about 4 s; on a machine that starts everything at once it takes
# several times that. No article is to blame for it, so it has its own limit.
LOADING_SECONDS = 120.0
# How often it is said that processes are loading: well within any limit on standing still.
LOADING_SAID_SECONDS = 1.0


class PoolBrokenError(Exception):
    """A worker process died or hung; the work it had is not done."""


class ExtractorPool:
    """Processes that extract. One batch at a time; not for use from several tasks.

    `loading` is called again and again while processes load: nothing moves, and nothing hangs.
    """

    def __init__(
        self, processes: int, timeout_seconds: float, limits: Limits = DEFAULT_LIMITS,
        loading: Callable[[], None] = lambda: None,
    ) -> None:  # fmt: skip
        self._limits = limits
        self._loading = loading
        self._processes = processes
        self._timeout = timeout_seconds
        self._executor = self._new_executor()
        self._chunks = 0
        self.rebuilds = 0

    def _new_executor(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            self._processes,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=extractor_process.start,
            initargs=(self._limits,),
        )

    async def warm_up(self) -> None:
        """Returns when every process has loaded its model.

        Raises PoolBrokenError when one cannot: that is a fault of the installation.
        """
        saying = asyncio.create_task(self._say_loading())
        try:
            await self._submit([[]] * self._processes, LOADING_SECONDS)
        finally:
            saying.cancel()

    async def _say_loading(self) -> None:
        while True:
            self._loading()
            await asyncio.sleep(LOADING_SAID_SECONDS)

    async def extract(self, tasks: Sequence[Task]) -> list[Extracted | Refusal]:
        """The extracted form of each of `tasks`, in order.

        When a process dies or hangs, the pool is replaced and the articles of this call are done
        again one by one; the one that breaks it again is refused.
        """
        if self._chunks >= LIFETIME_CHUNKS * self._processes:
            await self._renew()
        chunks = [tasks[i : i + CHUNK_ARTICLES] for i in range(0, len(tasks), CHUNK_ARTICLES)]
        self._chunks += len(chunks)
        try:
            done = await self._submit(chunks, self._timeout)
        except PoolBrokenError as error:
            await self._replace(error)
            return [await self._extract_alone(task) for task in tasks]
        return [result for chunk in done for result in chunk]

    async def _extract_alone(self, task: Task) -> Extracted | Refusal:
        try:
            ((result,),) = await self._submit([[task]], self._timeout)
        except PoolBrokenError as error:
            await self._replace(error)
            return Refusal(RejectedError.__name__, f"{error}, alone as in its batch")
        return result

    async def _submit(
        self, chunks: Sequence[Sequence[Task]], seconds: float
    ) -> list[list[Extracted | Refusal]]:
        """The answers to `chunks`, in order. Raises PoolBrokenError when a process dies, or none
        has answered for so many seconds: a chunk that waits for the others is not hanging."""
        loop = asyncio.get_running_loop()
        work: list[asyncio.Future[list[Extracted | Refusal]]] = []
        try:
            work.extend(
                loop.run_in_executor(self._executor, extractor_process.extract, chunk)
                for chunk in chunks
            )
            waiting = set(work)
            while waiting:
                answered, waiting = await asyncio.wait(
                    waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED
                )
                if not answered:
                    raise PoolBrokenError(f"no answer on this article in {seconds:g} s")
            return [future.result() for future in work]
        except BrokenProcessPool:
            raise PoolBrokenError("a worker process died on this article") from None
        finally:
            for future in work:
                if not future.cancel() and not future.cancelled():
                    future.exception()  # else it is told of as never asked for

    async def _replace(self, error: PoolBrokenError) -> None:
        log.warning("extractor processes replaced", reason=str(error))
        self.rebuilds += 1
        await self._renew()

    async def _renew(self) -> None:
        """New processes, ready to work: what comes next must not wait for their models."""
        self.close()
        self._chunks = 0
        self._executor = self._new_executor()
        await self.warm_up()

    def close(self) -> None:
        """Ends all processes at once: whatever they were doing will be done again."""
        kill_children(self._executor)
