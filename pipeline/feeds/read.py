"""Bytes of a response to a feed, whatever they are called by the server."""

from __future__ import annotations

from email.message import Message as Header

from pipeline.feeds.feed import BrokenFeedError, Feed, FeedError, NotAFeedError
from pipeline.feeds.json_feed import read_json_feed
from pipeline.feeds.page import named_feeds
from pipeline.feeds.prolog import SafeXml, feed_text, safe_xml
from pipeline.feeds.sitemap import ROOTS as SITEMAP_ROOTS
from pipeline.feeds.sitemap import read_sitemap
from pipeline.feeds.syndication import ROOTS as SYNDICATION_ROOTS
from pipeline.feeds.syndication import read_syndication

_FEED_ROOTS = SITEMAP_ROOTS | SYNDICATION_ROOTS.keys()


def read_feed(body: bytes, content_type: str | None, url: str) -> Feed:
    """The feed in `body`, which `url` answered with the header `Content-Type: content_type`.

    What it is, is told by looking: servers call feeds text/html and pages application/rss+xml.
    Raises NotAFeedError (a page, other JSON, another kind of XML), UnsafeXmlError (a DOCTYPE or
    entities), BrokenFeedError (empty, damaged beyond reading). Who fetched the bytes has
    decompressed them, gzip files included.
    """
    if not body.strip():
        raise BrokenFeedError("the answer is empty")
    text = feed_text(body, charset_of(content_type)).lstrip("\ufeff \t\r\n\x00")
    if text.startswith(("{", "[")):
        return read_json_feed(text, url)
    document = safe_xml(text)
    if document is None:
        raise NotAFeedError("this is no feed: no element begins in it")
    if document.root in SYNDICATION_ROOTS:
        return read_syndication(document, url)
    if document.root in SITEMAP_ROOTS:
        return read_sitemap(document, url)
    raise _something_else(document, text, url)


def is_feed(text: str) -> bool:
    """Whether a document that was taken for a page is a feed."""
    try:
        document = safe_xml(text.lstrip("\ufeff \t\r\n\x00"))
    except FeedError:
        return False
    return document is not None and document.root in _FEED_ROOTS


def media_type(content_type: str | None) -> str:
    """The type that a `Content-Type` header states, in lower case; empty where it states none."""
    return (content_type or "").partition(";")[0].strip().lower()


def charset_of(content_type: str | None) -> str | None:
    """The charset that a `Content-Type` header states."""
    header = Header()
    header["content-type"] = (content_type or "").replace("\r", " ").replace("\n", " ")
    charset = header.get_param("charset")
    return charset if isinstance(charset, str) else None


def _something_else(document: SafeXml, text: str, url: str) -> NotAFeedError:
    if document.root == "opml":
        return NotAFeedError("this is a list of feeds (OPML): `wirecopy feeds import` reads it")
    alternates = named_feeds(text, url)
    if alternates:
        return NotAFeedError(
            f"this is a page, not a feed; it names {', '.join(alternates)}", alternates
        )
    if document.root in ("html", "head", "body", "div", "p", "script"):
        return NotAFeedError("this is a page, not a feed, and it names none")
    return NotAFeedError(f"this is no feed: its first element is <{document.root}>")
