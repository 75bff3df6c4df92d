"""Sitemaps list everything a site has: what of them is news."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.feeds.feed import Feed, Item
from pipeline.feeds.pace import DAY_MS, moment_ms

# Google's rule for news sitemaps: articles of the last two days.
NEWS_DAYS = 2
# An index of a large site has thousands of sitemaps, by month; those of today are a few.
MOST_CHILDREN = 50
# More entries without a date cannot be told apart from each other's comings and goings.
MOST_UNDATED = 5_000


@dataclass(frozen=True, slots=True)
class Recent:
    """`taken` are the items that count as news; `known` others that are remembered all the same, so
    that they are not news later."""

    taken: tuple[Item, ...]
    known: tuple[Item, ...] = ()


def recent_items(feed: Feed, now_ms: int, *, first: bool) -> Recent:
    """All items of a feed. Of a sitemap those of the last two days; entries without a date are news
    only where they were not there at the `first` look."""
    if feed.format not in ("news-sitemap", "sitemap"):
        return Recent(feed.items)
    dated = [(item, moment_ms(item.published)) for item in feed.items]
    since = now_ms - NEWS_DAYS * DAY_MS
    taken = tuple(item for item, moment in dated if moment is not None and moment >= since)
    undated = tuple(item for item, moment in dated if moment is None)
    if len(undated) > MOST_UNDATED:
        return Recent(taken)
    if first and feed.format == "sitemap":
        return Recent(taken, undated)
    return Recent(taken + undated)


def recent_children(feed: Feed, before: tuple[str, ...], now_ms: int) -> tuple[str, ...]:
    """The sitemaps of an index that are read: those changed in the last two days or of unknown age,
    newest first, and those read `before` that it still lists."""
    if feed.format != "sitemap-index":
        return ()
    listed = {child.url: moment_ms(child.modified) for child in feed.children}
    kept = [url for url in before if url in listed]
    recent = [
        url
        for url, moment in listed.items()
        if url not in kept and (moment is None or moment >= now_ms - NEWS_DAYS * DAY_MS)
    ]
    recent.sort(key=lambda url: listed[url] or 0, reverse=True)
    return tuple([*kept, *recent][:MOST_CHILDREN])
