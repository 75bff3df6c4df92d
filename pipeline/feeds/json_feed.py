"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

from typing import Any

import orjson

from pipeline.feeds.feed import BrokenFeedError, Feed, Item, NotAFeedError, Text
from pipeline.feeds.syndication import MOST_ITEMS, absolute

_VERSION = "jsonfeed.org/version/"


def read_json_feed(text: str, url: str) -> Feed:
    """The feed in `text`. Raises NotAFeedError for other JSON, BrokenFeedError for none."""
    try:
        document = orjson.loads(text)
    except ValueError as error:
        raise BrokenFeedError(f"the feed is not JSON: {error}") from None
    if not isinstance(document, dict) or _VERSION not in str(document.get("version", "")):
        raise NotAFeedError("this is JSON, but no JSON Feed: its `version` does not say so")
    items = document.get("items")
    if not isinstance(items, list):
        raise BrokenFeedError("the JSON Feed has no list of items")
    language = _string(document, "language")
    return Feed(
        format="json-feed",
        dialect="json-feed " + str(document["version"]).rpartition("/")[2],
        items=tuple(
            _item(entry, url, language) for entry in items[:MOST_ITEMS] if isinstance(entry, dict)
        ),
        title=_string(document, "title"),
        language=language,
    )


def _item(entry: dict[str, Any], url: str, language: str | None) -> Item:
    guid = entry.get("id")
    link = _string(entry, "url") or _string(entry, "external_url")
    markup, plain = _string(entry, "content_html"), _string(entry, "content_text")
    summary = _string(entry, "summary")
    return Item(
        # A number is against the format, and common.
        guid=str(guid) if isinstance(guid, str | int) and str(guid).strip() else None,
        link=absolute(url, link) if link else None,
        title=_string(entry, "title"),
        published=_string(entry, "date_published"),
        updated=_string(entry, "date_modified"),
        language=_string(entry, "language") or language,
        summary=Text(summary, "text/plain") if summary else None,
        content=Text(markup, "text/html")
        if markup
        else Text(plain, "text/plain")
        if plain
        else None,
    )


def _string(mapping: dict[str, Any], key: str) -> str | None:
    value = mapping.get(key)
    return value.strip() or None if isinstance(value, str) else None
