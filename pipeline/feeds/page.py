"""A page where a feed was expected: which feeds it names."""

from __future__ import annotations

import html
import re

from pipeline.feeds.syndication import absolute

# Heads are long, and feeds are named in them.
_LOOK_CHARACTERS = 200_000
_LINK = re.compile(r"<link\b([^<>]{1,2000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""\b(rel|type|href)\s{0,5}=\s{0,5}(?:"([^"<>]{0,1000})"|'([^'<>]{0,1000})'|([^\s"'<>]{1,1000}))""",
    re.IGNORECASE,
)
_FEED_TYPES = frozenset({
    "application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml",
})  # fmt: skip
MOST_ALTERNATES = 20


def named_feeds(page: str, url: str) -> tuple[str, ...]:
    """The addresses of the feeds that `page`, served at `url`, names in `<link rel=alternate>`."""
    found: list[str] = []
    for link in _LINK.finditer(page[:_LOOK_CHARACTERS]):
        said = {
            name.lower(): html.unescape(double or single or bare)
            for name, double, single, bare in _ATTRIBUTE.findall(link[1])
        }
        address = absolute(url, said.get("href", ""))
        if (
            "alternate" in said.get("rel", "").lower().split()
            and said.get("type", "").strip().lower() in _FEED_TYPES
            and address is not None
            and address not in found
        ):
            found.append(address)
    return tuple(found[:MOST_ALTERNATES])
