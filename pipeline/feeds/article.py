"""An item of a feed, or the page behind it, as a raw article."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import uuid5

from pipeline.clean.decode import decode_bytes
from pipeline.feeds.compare import digest, fingerprint
from pipeline.feeds.derived import root_of
from pipeline.feeds.feed import Item, Text
from pipeline.feeds.read import charset_of, is_feed, media_type
from pipeline.feeds.restrictions import ordered, restrictions_of
from pipeline.feeds.words import visible_text
from pipeline.identity import NAMESPACE, canonical_url
from schemas.feeds import FeedDefinition, PendingPage
from schemas.raw import MAX_NAME_CHARACTERS, RawArticle, Restriction

# Shorter than this, what a feed calls the content is a summary (characters that a reader sees): the
# pages of shorter wire flashes say no more, and are fetched for nothing.
FULL_CONTENT_CHARACTERS = 600
# `description` is a summary by its definition, and the whole article in some feeds.
FULL_SUMMARY_CHARACTERS = 1500
_CUT_OFF = ("...", "…", "[...]", "[…]", "read more", "continue reading", "weiterlesen", "more »")
# A page that cannot be had is replaced by what the feed says; that stand-in is bounded.
MOST_STAND_IN_CHARACTERS = 200_000
# A title or a date of more characters is none, and would not fit the record of a page to fetch.
MOST_SAID = 2_000
_PAGE_TYPES = ("text/html", "application/xhtml+xml", "text/plain", "")


def wants_page(definition: FeedDefinition, item: Item) -> bool:
    """Whether the page behind `item` is fetched: where the feed has only a summary, unless its
    definition says otherwise."""
    if item.link is None or definition.pages == "never":
        return False
    return definition.pages == "always" or not has_whole_text(item)


def has_whole_text(item: Item) -> bool:
    """Whether the feed seems to carry the article itself."""
    for text, least in (
        (item.content, FULL_CONTENT_CHARACTERS), (item.summary, FULL_SUMMARY_CHARACTERS),
    ):  # fmt: skip
        if text is not None:
            seen = visible_text(text.value)
            if len(seen) >= least and not seen.lower().endswith(_CUT_OFF):
                return True
    return False


def from_item(
    definition: FeedDefinition, item: Item, *, own_link: bool, now: datetime,
    restrictions: tuple[Restriction, ...] = (),
) -> RawArticle | None:  # fmt: skip
    """The article that the feed itself carries; None where it says nothing. `own_link` tells that
    the link is this item's alone: only then is it the article's identity."""
    text = text_of(item)
    if text is None:
        return None
    return RawArticle(
        source=definition.source,
        lane=definition.lane,
        article_id=article_id(root_of(definition), item, own_link=own_link),
        url=item.link,
        title=item.title,
        published_at=item.published,
        language=_language(definition, item),
        body=text.value,
        content_type=text.type,
        collected_at=now,
        restrictions=restrictions,
    )


def pending(
    definition: FeedDefinition, item: Item, *, own_link: bool, changed: bool, now_ms: int
) -> PendingPage:
    """The page behind `item`, to be fetched. The item must have a link."""
    assert item.link is not None
    text = text_of(item)
    return PendingPage(
        key=digest(root_of(definition), item.guid or "", item.link) + fingerprint(item),
        url=item.link,
        feed=definition.url,
        source=definition.source,
        lane=definition.lane,
        link=item.link,
        article_id=article_id(root_of(definition), item, own_link=own_link),
        title=item.title[:MOST_SAID] if item.title is not None else None,
        published_at=item.published[:MOST_SAID] if item.published is not None else None,
        language=_language(definition, item),
        body=text.value[:MOST_STAND_IN_CHARACTERS] if text is not None else None,
        body_type=text.type if text is not None else None,
        changed=changed,
        refuse=definition.refuse,
        allow_private=definition.allow_private,
        due_ms=now_ms,
    )


def from_page(
    page: PendingPage, body: bytes, headers: Mapping[str, str], now: datetime
) -> RawArticle | None:
    """The article on a fetched page; None where the answer is no page (a picture, another feed)."""
    declared = headers.get("Content-Type")
    kind = media_type(declared)
    if kind not in _PAGE_TYPES or b"\0" in body[:1024]:
        return None
    text = decode_bytes(body, charset_of(declared))
    if not text.strip() or is_feed(text):
        return None
    content_type = "text/plain" if kind == "text/plain" else "text/html"
    return _article(page, text, content_type, now, restrictions_of(headers, text))


def from_stand_in(
    page: PendingPage, now: datetime, restrictions: tuple[Restriction, ...] = ()
) -> RawArticle | None:
    """What the feed says of an item whose page cannot be had; None where it says nothing."""
    if page.body is None:
        return None
    return _article(page, page.body, page.body_type, now, restrictions)


def refused(article: RawArticle, refuse: tuple[Restriction, ...]) -> tuple[Restriction, ...]:
    """Those of the article's restrictions under which it is not taken."""
    return ordered(set(article.restrictions or ()) & set(refuse))


def text_of(item: Item) -> Text | None:
    """The longest of what the feed says of the item, its title where it says no more."""
    texts = [text for text in (item.content, item.summary) if text and visible_text(text.value)]
    if texts:
        return max(texts, key=lambda text: len(text.value))
    return Text(item.title, "text/plain") if item.title else None


def article_id(feed: str, item: Item, *, own_link: bool) -> str | None:
    """None where the article's address is its identity, as the design has it; else an id made of
    feed and guid; None where there is no guid either (then of source and text)."""
    if own_link and item.link is not None and canonical_url(item.link) is not None:
        return None
    if item.guid is None:
        return None
    return str(uuid5(NAMESPACE, f"feed\x00{feed}\x00{item.guid}"))


def page_digest(page: PendingPage) -> str:
    """Names a page within a lane: feeds that share it share its fetch."""
    return digest(page.lane or "", canonical_url(page.link) or page.link)


def _article(
    page: PendingPage, body: str, content_type: str | None, now: datetime,
    restrictions: tuple[Restriction, ...],
) -> RawArticle:  # fmt: skip
    return RawArticle(
        source=page.source,
        lane=page.lane,
        article_id=page.article_id,
        url=page.link,
        title=page.title,
        published_at=page.published_at,
        language=page.language,
        body=body,
        content_type=content_type,
        collected_at=now,
        restrictions=restrictions,
    )


def _language(definition: FeedDefinition, item: Item) -> str | None:
    language = definition.language or item.language
    return language[:MAX_NAME_CHARACTERS] if language else None
