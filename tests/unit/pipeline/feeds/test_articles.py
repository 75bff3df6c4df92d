"""From an item or its page to a raw article."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline.feeds.article import (
    from_item,
    from_page,
    from_stand_in,
    has_whole_text,
    pending,
    refused,
    wants_page,
)
from pipeline.feeds.compare import own_links
from pipeline.feeds.feed import Item, Text
from pipeline.feeds.listing import definition
from pipeline.feeds.read import read_feed
from pipeline.identity import article_id

NOW = datetime(2026, 11, 21, tzinfo=UTC)
FEED = definition("https://gazette.example/rss", language="en")
LINK = "https://gazette.example/bridge?utm_source=rss"


def item(summary: str = "The bridge opened.", content: str | None = None, **fields: str) -> Item:
    return Item(
        guid="7",
        link=fields.get("link", LINK),
        title="Bridge opens",
        summary=Text(summary, "text/html"),
        content=Text(content, "text/html") if content else None,
    )


LONG = "<p>" + "The bridge was opened by the mayor. " * 40 + "</p>"


@pytest.mark.parametrize(
    ("one", "whole"),
    [
        (item(), False),
        (item(content=LONG), True),
        (item(content=LONG + "…"), False),
        (item(content=LONG + "<a href='x'>Continue reading</a>"), False),
        (item(summary=LONG), False),  # 1,440 characters: a long summary
        (item(summary=LONG + LONG), True),
    ],
)
def test_a_summary_is_told_from_the_article(one: Item, whole: bool) -> None:
    assert has_whole_text(one) == whole
    assert wants_page(FEED, one) != whole


def test_pages_are_fetched_always_or_never_where_the_definition_says_so() -> None:
    always, never = (
        FEED.model_copy(update={"pages": policy}) for policy in ("always", "never")
    )  # fmt: skip
    assert wants_page(always, item(content=LONG))
    assert not wants_page(never, item())


def test_the_identity_is_that_of_the_link_and_not_of_the_guid() -> None:
    article = from_item(FEED, item(content=LONG), own_link=True, now=NOW)
    page = pending(FEED, item(), own_link=True, changed=False, now_ms=0)
    fetched = from_page(page, b"<p>The mayor spoke.</p>", {"Content-Type": "text/html"}, NOW)
    stand_in = from_stand_in(page, NOW)
    assert article is not None
    assert fetched is not None
    assert stand_in is not None
    assert article.article_id is fetched.article_id is stand_in.article_id is None
    assert len({article_id(one) for one in (article, fetched, stand_in)}) == 1


def test_an_id_is_made_of_feed_and_guid_where_the_link_names_no_item() -> None:
    home = "https://gazette.example/"
    items = [Item(guid=g, link=home, title=g) for g in ("1", "2")]
    assert own_links(items) == (False, False)
    one, two = (from_item(FEED, i, own_link=False, now=NOW) for i in items)
    assert one is not None
    assert two is not None
    assert one.article_id is not None
    assert one.article_id != two.article_id
    other = definition("https://wire.example/rss")
    there = from_item(other, items[0], own_link=False, now=NOW)
    assert there is not None
    assert there.article_id != one.article_id


def test_what_a_page_says_of_itself_is_recorded_and_can_be_refused() -> None:
    page = pending(FEED, item(), own_link=True, changed=False, now_ms=0)
    body = b'<head><meta name="robots" content="noarchive"></head><p>The mayor spoke.</p>'
    article = from_page(page, body, {"Content-Type": "text/html; charset=utf-8"}, NOW)
    assert article is not None
    assert article.restrictions == ("noarchive",)
    assert article.content_type == "text/html"
    assert refused(article, ("noai",)) == ()
    assert refused(article, ("noai", "noarchive")) == ("noarchive",)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"%PDF-1.7", "application/pdf"),
        (b"\x89PNG\0\0", "text/html"),
        (b"", "text/html"),
        (b"<?xml version='1.0'?><rss><channel/></rss>", "text/html"),
        (b'{"a": 1}', "application/json"),
    ],
)
def test_what_is_no_page_is_not_taken_for_one(body: bytes, kind: str) -> None:
    page = pending(FEED, item(), own_link=True, changed=False, now_ms=0)
    assert from_page(page, body, {"Content-Type": kind}, NOW) is None


def test_an_item_that_says_nothing_is_no_article() -> None:
    assert from_item(FEED, Item(guid="1", summary=Text("<br>", "text/html")),
                     own_link=False, now=NOW) is None  # fmt: skip


def test_a_link_behind_the_guid_is_the_link_all_the_same() -> None:
    feed = read_feed(
        b"<rss><channel><item><guid>g1</guid><link>https://gazette.example/1</link></item>"
        b"<item><guid>g2</guid></item><item><guid>https://gazette.example/3</guid></item>"
        b"</channel></rss>",
        None, "https://gazette.example/rss",
    )  # fmt: skip
    assert [one.link for one in feed.items] == [
        "https://gazette.example/1", None, "https://gazette.example/3",
    ]  # fmt: skip
