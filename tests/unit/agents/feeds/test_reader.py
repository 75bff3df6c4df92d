"""A document that is made to be slow costs its own feed a poll, and the others nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from agents.feeds import reader
from agents.feeds.reader import FeedReader
from pipeline.feeds.feed import BrokenFeedError, NotAFeedError
from tests.support.feed_dialects import HOST, PLAIN

URL = f"{HOST}/feed"
# Their number costs the parser its square: tens of seconds for these.
ATTRIBUTES = b" ".join(b'a%d="x"' % number for number in range(40_000))
SLOW = b'<rss version="2.0"><channel><item ' + ATTRIBUTES + b"/></channel></rss>"


@asynccontextmanager
async def reading() -> AsyncIterator[FeedReader]:
    read = FeedReader()
    try:
        yield read
    finally:
        read.close()


def test_a_feed_that_takes_too_long_is_given_up_and_the_next_one_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def main() -> None:
        async with reading() as read:
            before = await read(PLAIN.encode(), "text/xml", URL)
            monkeypatch.setattr(reader, "READ_SECONDS", 0.5)
            with pytest.raises(BrokenFeedError, match="takes longer than"):
                await read(SLOW, "text/xml", URL)
            monkeypatch.undo()
            assert await read(PLAIN.encode(), "text/xml", URL) == before

    asyncio.run(main())


def test_what_is_no_feed_is_told_as_if_it_had_been_read_here() -> None:
    page = b'<html><link rel="alternate" type="application/rss+xml" href="/rss"></html>'

    async def main() -> None:
        async with reading() as read:
            with pytest.raises(NotAFeedError, match="a page, not a feed") as caught:
                await read(page, "text/html", URL)
            assert caught.value.alternates == (f"{HOST}/rss",)

    asyncio.run(main())
