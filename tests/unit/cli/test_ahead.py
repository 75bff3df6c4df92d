"""What is read is handed on at once, in order, and bounded."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator

import pytest

from cli.ahead import read_ahead


async def taken(items: Iterator[int] | range, largest: int = 1000) -> list[list[int]]:
    return [found async for found in read_ahead(items, lambda item: 1, largest)]


def test_all_comes_in_order() -> None:
    found = asyncio.run(taken(range(5000)))
    assert [item for some in found for item in some] == list(range(5000))
    assert asyncio.run(taken(range(0))) == []


def test_what_is_there_is_handed_on_while_more_is_waited_for() -> None:
    """A live stream is not held back until there is enough of it."""
    more = threading.Event()

    def live() -> Iterator[int]:
        yield 1
        assert more.wait(30)
        yield 2

    async def first() -> list[list[int]]:
        found = []
        async for some in read_ahead(live(), lambda item: 1, 1000):
            found.append(some)
            more.set()
        return found

    assert asyncio.run(first()) == [[1], [2]]


def test_no_more_is_held_than_may_be_but_for_one_that_is_larger() -> None:
    read = 0

    def counted() -> Iterator[int]:
        nonlocal read
        for weight in [3, 3, 3, 50, 3, 3]:
            read += 1
            yield weight

    async def slowly() -> list[list[int]]:
        found = []
        async for some in read_ahead(counted(), lambda item: item, 8):
            assert sum(some) <= 8 or len(some) == 1
            found.append(some)
            await asyncio.sleep(0.05)
            held = read - sum(map(len, found))
            assert held <= 3  # two that fit, and one that waits for its place
        return found

    found = asyncio.run(slowly())
    assert [item for some in found for item in some] == [3, 3, 3, 50, 3, 3]


def test_an_error_comes_after_what_was_read_before_it() -> None:
    def broken() -> Iterator[int]:
        yield 1
        yield 2
        raise ValueError("no more")

    found: list[int] = []

    async def read() -> None:
        async for some in read_ahead(broken(), lambda item: 1, 1000):
            found.extend(some)

    with pytest.raises(ValueError, match="no more"):
        asyncio.run(read())
    assert found == [1, 2]


def test_nobody_waits_for_a_stream_on_which_nothing_comes() -> None:
    silent = threading.Event()

    def silence() -> Iterator[int]:
        yield 1
        silent.wait(60)

    async def given_up() -> None:
        async for _ in read_ahead(silence(), lambda item: 1, 1000):
            break

    started = time.monotonic()
    asyncio.run(given_up())
    assert time.monotonic() - started < 30
    silent.set()
