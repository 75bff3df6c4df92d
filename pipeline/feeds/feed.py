"""A feed as it was read, whatever dialect it came in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from schemas.raw import ContentType

FeedFormat = Literal["rss", "atom", "json-feed", "news-sitemap", "sitemap", "sitemap-index"]


class FeedError(ValueError):
    """A document that cannot be taken for a feed; the text is one sentence for people."""


class NotAFeedError(FeedError):
    """It is something else, most often a page. `alternates` are the feeds that the page names,
    as absolute addresses."""

    def __init__(self, message: str, alternates: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.alternates = alternates


class UnsafeXmlError(FeedError):
    """XML with a DOCTYPE or entities of its own: no parser gets to see it."""


class BrokenFeedError(FeedError):
    """It was meant to be a feed, and nothing can be read from it."""


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of an item as it stands in the feed, markup included."""

    value: str
    type: ContentType


@dataclass(frozen=True, slots=True)
class Item:
    """One entry. `guid` is what the feed calls it and means nothing outside of the feed; `link`
    is absolute and http(s); `published` and `updated` are as written."""

    guid: str | None = None
    link: str | None = None
    title: str | None = None
    published: str | None = None
    updated: str | None = None
    language: str | None = None
    summary: Text | None = None
    content: Text | None = None


@dataclass(frozen=True, slots=True)
class Child:
    """A sitemap that a sitemap index names; `modified` as written."""

    url: str
    modified: str | None


@dataclass(frozen=True, slots=True)
class Feed:
    """A document that was read. `dialect` is its exact version for people (`rss20`, `atom10`);
    `damage` says what had to be overlooked. `least_interval_seconds` is what the feed itself asks
    for (`ttl`, `sy:updatePeriod`)."""

    format: FeedFormat
    dialect: str
    items: tuple[Item, ...] = ()
    title: str | None = None
    language: str | None = None
    least_interval_seconds: int = 0
    children: tuple[Child, ...] = ()
    damage: str | None = None
