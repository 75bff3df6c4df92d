"""Sitemaps, Google News sitemaps, and the indexes that list them (https://www.sitemaps.org)."""

from __future__ import annotations

from xml.etree.ElementTree import Element, ParseError, fromstring

from pipeline.feeds.feed import BrokenFeedError, Child, Feed, Item
from pipeline.feeds.prolog import SafeXml
from pipeline.feeds.syndication import absolute

ROOTS = frozenset({"urlset", "sitemapindex"})
# The protocol's own limit is 50,000 addresses a file.
MOST_ADDRESSES = 50_000


def read_sitemap(document: SafeXml, url: str) -> Feed:
    """The sitemap or index in `document`. Raises BrokenFeedError for XML that is not well-formed:
    half a list would look as if the rest had been taken down."""
    try:
        root = fromstring(document.text)
    except ParseError as error:
        raise BrokenFeedError(f"the sitemap cannot be read: {error}") from None
    if document.root == "sitemapindex":
        children = [
            Child(location, _said(entry, "lastmod"))
            for entry in list(root)[:MOST_ADDRESSES]
            if (location := _location(entry, url)) is not None
        ]
        return Feed(format="sitemap-index", dialect="sitemap index", children=tuple(children))
    items = [
        item for entry in list(root)[:MOST_ADDRESSES] if (item := _item(entry, url)) is not None
    ]
    news = any(_child(entry, "news") is not None for entry in list(root)[:MOST_ADDRESSES])
    return Feed(
        format="news-sitemap" if news else "sitemap",
        dialect="news sitemap" if news else "sitemap",
        items=tuple(items),
    )


def _item(entry: Element, url: str) -> Item | None:
    location = _location(entry, url)
    if location is None:
        return None
    news = _child(entry, "news")
    modified = _said(entry, "lastmod")
    if news is None:
        return Item(guid=location, link=location, published=modified, updated=modified)
    publication = _child(news, "publication")
    return Item(
        guid=location,
        link=location,
        title=_said(news, "title"),
        published=_said(news, "publication_date") or modified,
        updated=modified,
        language=None if publication is None else _said(publication, "language"),
    )


def _location(entry: Element, url: str) -> str | None:
    said = _said(entry, "loc")
    return absolute(url, said) if said else None


def _child(element: Element, name: str) -> Element | None:
    """The first child called `name`, in any namespace: not every site declares the right one."""
    return next((c for c in element if c.tag.rpartition("}")[2].lower() == name), None)


def _said(element: Element, name: str) -> str | None:
    child = _child(element, name)
    return (child.text or "").strip() or None if child is not None else None
