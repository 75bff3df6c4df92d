"""Reading ahead in a thread, so that what is there goes on while more is waited for."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import suppress
from typing import Generic, TypeVar

T = TypeVar("T")


async def read_ahead(
    items: Iterable[T], weigh: Callable[[T], int], largest: int
) -> AsyncIterator[list[T]]:
    """`items` in order, in lists of all that have been read by now. No more than `largest`, as
    `weigh` counts, is held before it is taken, or one item that is larger.

    Raises what reading raises, when all that came before it was taken. The thread that reads ends
    with the process: nobody waits for a standard input on which nothing comes.
    """
    reader = _Reader(items, weigh, largest, asyncio.get_running_loop())
    threading.Thread(target=reader.read, daemon=True, name="reader").start()
    while found := await reader.take():
        yield found
    if reader.error is not None:
        raise reader.error


class _Reader(Generic[T]):
    """What was read and is not taken yet. `read` runs in the thread, `take` in the loop."""

    def __init__(
        self, items: Iterable[T], weigh: Callable[[T], int], largest: int,
        loop: asyncio.AbstractEventLoop,
    ) -> None:  # fmt: skip
        self._items = items
        self._weigh = weigh
        self._largest = largest
        self._loop = loop
        self._room = threading.Condition()
        self._held: list[T] = []
        self._weight = 0
        self._is_done = False
        self._news = asyncio.Event()
        self.error: BaseException | None = None

    def read(self) -> None:
        try:
            for item in self._items:
                weight = self._weigh(item)
                with self._room:
                    while self._held and self._weight + weight > self._largest:
                        self._room.wait()
                    self._held.append(item)
                    self._weight += weight
                self._tell()
        except BaseException as error:
            self.error = error
        self._is_done = True
        self._tell()

    def _tell(self) -> None:
        with suppress(RuntimeError):  # the loop was closed: nobody takes any more
            self._loop.call_soon_threadsafe(self._news.set)

    async def take(self) -> list[T]:
        """All that is there; waits for something. Empty at the end."""
        while True:
            await self._news.wait()
            self._news.clear()
            is_done = self._is_done
            with self._room:
                taken, self._held, self._weight = self._held, [], 0
                self._room.notify()
            if taken or is_done:
                if is_done:
                    self._news.set()
                return taken
