"""Feeds that follow from others: behind a redirect to another host, or named by a sitemap index."""

from __future__ import annotations

from pipeline.feeds.compare import digest
from schemas.feeds import FeedDefinition, FeedOrigin

# As many redirects from host to host as a fetch follows on one host.
MOST_HOPS = 5


def moved_from(definition: FeedDefinition, to: str) -> FeedDefinition | None:
    """The feed that goes on at `to`, which lies on another host; None for an endless chain."""
    if len(definition.trail) >= MOST_HOPS:
        return None
    return _derived(definition, to, "redirect")


def child_of(definition: FeedDefinition, url: str) -> FeedDefinition:
    """The sitemap at `url`, which the index `definition` names."""
    return _derived(definition, url, "sitemap-index")


def root_of(definition: FeedDefinition) -> str:
    """The feed that somebody listed, whatever redirects lie between."""
    return definition.trail[0] if definition.trail else definition.url


def _derived(definition: FeedDefinition, url: str, origin: FeedOrigin) -> FeedDefinition:
    """Named by address and parent: the same address may be listed by somebody as well. A fragment
    is never sent."""
    parent = definition.url
    return definition.model_copy(
        update={
            "url": f"{url.partition('#')[0]}#{origin}-{digest(parent)[:8]}",
            "origin": origin,
            "parent": parent,
            "trail": (*definition.trail, parent),
        }
    )
