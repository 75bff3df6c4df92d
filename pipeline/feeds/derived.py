"""Feeds that follow from others: behind a redirect to another host, or named by a sitemap index."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.feeds.compare import digest
from pipeline.feeds.memory import Change, FeedMemory, Gone
from schemas.feeds import FeedDefinition, FeedOrigin, key_of

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


def ended_with(memory: FeedMemory, removed: Iterable[str]) -> list[Change]:
    """What goes with feeds that are no longer wanted: their states, the feeds that they had moved
    to, the sitemaps that they had named."""
    gone: list[Change] = []
    for url in removed:
        state = memory.states.get(url)
        if state is None:
            continue
        gone.append(Gone(key_of(state)))
        if state.moved_to is not None:
            gone.append(Gone(f"feed {state.moved_to}"))
        parent = FeedDefinition(url=url, source="removed")
        gone += [Gone(f"feed {child_of(parent, child).url}") for child in state.children]
    return gone


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
