"""Feeds of every dialect and in every state of repair, from the server to the item."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from agents.feeds.fetch import Fetched, Fetcher, FetchLimits, FetchRequest, user_agent
from pipeline.feeds.feed import Feed, Item
from pipeline.feeds.read import read_feed
from tests.support.feed_dialects import DIALECTS, HOST, Dialect
from tests.support.feed_server import Answer, FeedServer


def served(dialect: Dialect) -> Fetched:
    """The dialect, asked for over HTTP."""

    async def resolve(host: str, port: int) -> Sequence[str]:
        return ["127.0.0.1"]

    async def main() -> Fetched:
        fetcher = Fetcher(
            FetchLimits(),
            user_agent=user_agent("desk@news.example"),
            allow_private=True,
            resolve=resolve,
        )
        answer = await fetcher.fetch(FetchRequest(server.url(dialect.path, host="harbour.test")))
        await fetcher.close()
        assert isinstance(answer, Fetched)
        return answer

    kind = [("Content-Type", dialect.content_type)] if dialect.content_type is not None else []
    with FeedServer(
        {dialect.path: Answer(dialect.body, headers=[*kind, *dialect.headers])}
    ) as server:
        return asyncio.run(main())


def read(dialect: Dialect) -> Feed:
    answer = served(dialect)
    assert answer.status == 200
    return read_feed(answer.body, answer.headers.get("Content-Type"), HOST + dialect.path)


def seen(item: Item, field: str) -> Any:
    """A field of the item as `Dialect.items` names it."""
    longer = item.content or item.summary
    match field:
        case "summary" | "content":
            text = getattr(item, field)
            return None if text is None else text.value
        case "kind":
            return None if longer is None else longer.type
    return getattr(item, field)


def test_there_are_enough_dialects_and_each_has_a_name() -> None:
    names = [dialect.name for dialect in DIALECTS]
    assert len(set(names)) == len(names) > 80


@pytest.mark.parametrize("dialect", [d for d in DIALECTS if d.error is None], ids=lambda d: d.name)
def test_a_feed_is_read(dialect: Dialect) -> None:
    feed = read(dialect)
    assert feed.format == dialect.format
    assert dialect.dialect in (None, feed.dialect)
    assert len(feed.items) == len(dialect.items)
    for item, expected in zip(feed.items, dialect.items, strict=True):
        contained = expected.get("contains", "")
        assert contained in (item.content.value if item.content else "")
        wanted = {field: value for field, value in expected.items() if field != "contains"}
        assert {field: seen(item, field) for field in wanted} == wanted


@pytest.mark.parametrize(
    "dialect", [d for d in DIALECTS if d.error is not None], ids=lambda d: d.name
)
def test_what_is_no_feed_is_refused_and_told(dialect: Dialect) -> None:
    assert dialect.error is not None
    kind, words = dialect.error
    with pytest.raises(kind) as caught:
        read(dialect)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
