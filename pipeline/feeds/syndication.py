"""RSS and Atom: feedparser, on bytes in hand and nothing else."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

import feedparser

from pipeline.feeds.feed import BrokenFeedError, Feed, FeedFormat, Item, Text
from pipeline.feeds.prolog import SafeXml
from pipeline.feeds.words import visible_text
from schemas.raw import ContentType

ROOTS: Mapping[str, FeedFormat] = {"rss": "rss", "rdf": "rss", "channel": "rss", "feed": "atom"}
# Far beyond what feeds hold; bounds memory and the first poll.
MOST_ITEMS = 2_000
# As long as servers take a request line.
LONGEST_ADDRESS = 8_000
_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml", "text/xhtml", "html", "xhtml"})
# What forms offer and nobody fills in: joined to the base they would give the base.
_EMPTY_ADDRESSES = frozenset({"http:", "http://", "https:", "https://", "#"})
_ITEM_TAG = re.compile(r"<(/?)(?:[\w.-]{1,100}:)?(?:item|entry)\b", re.IGNORECASE)
_MEDIA_PREFIX = re.compile(r"xmlns:([\w.-]{1,100})=[\"']http://search\.yahoo\.com/mrss/?[\"']")
_DESCRIPTION_TAG = re.compile(r"(</?)([\w.-]{1,100}):description\b")
_PERIOD_SECONDS = {
    "hourly": 3600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000,
}  # fmt: skip


def read_syndication(document: SafeXml, url: str) -> Feed:
    """The feed in `document`, which was served at `url`. Raises BrokenFeedError when nothing can
    be read from it."""
    parsed = _parsed(document)
    entries = parsed["entries"]
    damage = _damage(parsed, document)
    if damage and not entries:
        raise BrokenFeedError(f"the feed cannot be read: {damage}")
    if damage and _last_item_is_cut(document):
        entries = entries[:-1]  # it may end in mid-sentence; it is there next time
    head: dict[str, Any] = parsed["feed"]
    language = _text(head, "language")
    return Feed(
        format=ROOTS[document.root],
        dialect=parsed["version"] or document.root,
        items=tuple(_item(entry, url, language) for entry in entries[:MOST_ITEMS]),
        title=_title(head),
        language=language,
        least_interval_seconds=_least_interval(head),
        damage=damage,
    )


def _parsed(document: SafeXml) -> Any:
    # A file object, since feedparser takes other things for a file's name or an address. Scripts
    # and relative addresses inside of items stay: what is scraped is kept as it came.
    # It is not told where the feed lies: it would take a guid for an address and complete it, and
    # every guid would be another one when the feed moves.
    try:
        return feedparser.parse(
            io.BytesIO(_without_captions(document.text).encode("utf-8", "replace")),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:  # the parser is not proof against everything that it is given
        raise BrokenFeedError(
            f"the feed cannot be read: {type(error).__name__}: {error}"[:300]
        ) from None


def _damage(parsed: Any, document: SafeXml) -> str | None:
    if not parsed["bozo"]:
        return None
    if _is_cut(document):
        return "it breaks off before its end"
    return " ".join(str(parsed.get("bozo_exception", "it is not well-formed")).split())[:200]


def _is_cut(document: SafeXml) -> bool:
    tail = document.text[-2000:].lower()
    return f"{document.root}>" not in tail.replace(" ", "") or "</" not in tail


def _last_item_is_cut(document: SafeXml) -> bool:
    tags = _ITEM_TAG.findall(document.text)
    return bool(tags) and tags[-1] != "/"


def _without_captions(text: str) -> str:
    """feedparser takes the description of a picture for one of the item: what it does not know by
    name it leaves alone."""
    prefixes = {"media", *_MEDIA_PREFIX.findall(text)}

    def renamed(tag: re.Match[str]) -> str:
        return f"{tag[1]}{tag[2]}:caption" if tag[2] in prefixes else tag[0]

    return _DESCRIPTION_TAG.sub(renamed, text)


def _item(entry: dict[str, Any], url: str, language: str | None) -> Item:
    summary = _piece(entry.get("summary_detail"))
    pieces = [piece for detail in entry.get("content") or () if (piece := _piece(detail))]
    return Item(
        guid=_text(entry, "id"),
        link=_link(entry, url),
        title=_title(entry),
        published=_text(entry, "published") or _text(entry, "created") or _text(entry, "updated"),
        updated=_text(entry, "updated"),
        language=_text(entry.get("title_detail") or {}, "language") or language,
        summary=summary,
        content=max(pieces, key=lambda piece: len(piece.value), default=None),
    )


def _text(mapping: dict[str, Any], key: str) -> str | None:
    # By dict's own method: feedparser's answers for `updated` what it knows of `published`.
    value = dict.get(mapping, key)
    return value.strip() or None if isinstance(value, str) else None


def _title(mapping: dict[str, Any]) -> str | None:
    value = _text(mapping, "title")
    return visible_text(value) or None if value else None


def _piece(detail: dict[str, Any] | None) -> Text | None:
    value = _text(detail or {}, "value")
    if detail is None or value is None:
        return None
    kind: ContentType = "text/plain"
    if str(detail.get("type", "")).lower() in _HTML_TYPES or "<" in value:
        kind = "text/html"
    return Text(value, kind)


def _link(entry: dict[str, Any], url: str) -> str | None:
    """The address that the item gives for itself. A guid that only claims to be an address (it is
    so by default in RSS 2.0) is none."""
    given = _text(entry, "feedburner_origlink") or _text(entry, "link")
    if given is None:
        return None
    is_guid = bool(entry.get("guidislink")) and given == _text(entry, "id")
    return None if is_guid and not given.lower().startswith("http") else absolute(url, given)


def absolute(base: str, reference: str) -> str | None:
    """`reference` as an absolute http(s) address, or None."""
    try:
        if reference.strip().lower() in _EMPTY_ADDRESSES:
            return None
        joined = urljoin(base, reference.strip())
        parts = urlsplit(joined)
    except ValueError:
        return None
    usable = parts.scheme in ("http", "https") and parts.hostname and len(joined) <= LONGEST_ADDRESS
    return joined if usable else None


def _least_interval(head: dict[str, Any]) -> int:
    ttl = _text(head, "ttl") or ""
    if ttl.isdecimal() and len(ttl) < 7:
        return int(ttl) * 60
    period = _PERIOD_SECONDS.get((_text(head, "sy_updateperiod") or "").lower(), 0)
    frequency = _text(head, "sy_updatefrequency") or "1"
    times = int(frequency) if frequency.isdecimal() and len(frequency) < 5 else 1
    return period // max(1, times)
