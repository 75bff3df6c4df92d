"""What is new in a feed, against what was there before.

A guid names an item within its feed and nowhere else, and many feeds make new ones for old items;
so an item is known by its guid or by its link. What it said decides whether it has changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

from pipeline.feeds.feed import Item
from pipeline.feeds.words import visible_text
from pipeline.identity import canonical_url

_DIGITS = 16
# Beside what the feed holds now, so much is remembered of what it held: items come back when an
# editor pins one, or when a server behind the others answers.
LEAST_REMEMBERED = 200
MOST_REMEMBERED = 10_000
# A feed of which most items change at once has a new template, not so many corrections.
TEMPLATE_ITEMS = 10
TEMPLATE_SHARE = 0.8
# A feed of one or two items is a notice board: it always rolls over.
ROLL_OVER_ITEMS = 3


@dataclass(frozen=True, slots=True)
class News:
    """`new` and `changed` are to be published, in the feed's order; `churned` items only changed
    their guid, `restyled` ones only their template. `rolled_over`: nothing of what was there is
    left, so that something may have come and gone unseen. `seen` is the new memory."""

    new: tuple[Item, ...]
    changed: tuple[Item, ...]
    churned: int
    restyled: int
    rolled_over: bool
    seen: tuple[str, ...]


def compare(seen: Sequence[str], items: Sequence[Item]) -> News:
    """What `items` hold that `seen` does not. Entries of `seen` are 16 hex digits that name an item
    and 16 of what it said. The same items again give no news."""
    known = {entry[:_DIGITS]: entry[_DIGITS:] for entry in seen}
    said_before = set(known.values())
    links = _own_links(items)
    present: dict[str, str] = {}
    new: list[Item] = []
    changed: list[Item] = []
    churned = met = 0
    for item, own in zip(items, links, strict=True):
        said = fingerprint(item)
        guid, link = _keys(item, own)
        keys = [key for key in (guid, link) if key is not None] or [said]
        if any(present.get(key) == said for key in keys):
            continue  # twice in one document
        before = [known[key] for key in keys if key in known]
        present.update(dict.fromkeys(keys, said))
        if not before:
            if link is None and said in said_before:
                churned += 1
            else:
                new.append(item)
            continue
        met += 1
        if said in before:
            churned += guid is not None and guid not in known
        elif link is not None and link not in known:
            new.append(item)  # a guid that was used again: 1, 2, 3 by place in the feed
        else:
            changed.append(item)
    restyled = 0
    if len(changed) >= TEMPLATE_ITEMS and len(changed) >= TEMPLATE_SHARE * met:
        restyled, changed = len(changed), []
    return News(
        new=tuple(new),
        changed=tuple(changed),
        churned=churned,
        restyled=restyled,
        rolled_over=bool(known) and not met and not churned and len(new) >= ROLL_OVER_ITEMS,
        seen=_remembered(seen, present),
    )


def _remembered(seen: Sequence[str], present: dict[str, str]) -> tuple[str, ...]:
    now = [key + said for key, said in present.items()][-MOST_REMEMBERED:]
    older = [entry for entry in seen if entry[:_DIGITS] not in present]
    room = min(max(LEAST_REMEMBERED, 2 * len(now)), MOST_REMEMBERED - len(now))
    return tuple(older[-room:] if room else ()) + tuple(now)


def own_links(items: Sequence[Item]) -> tuple[bool, ...]:
    """For each of `items`, whether its link names it. An address that several items give, such as
    the site's own, names none."""
    return tuple(link is not None for link in _own_links(items))


def _own_links(items: Sequence[Item]) -> list[str | None]:
    """The canonical form of each item's link, None where it is not its own."""
    links = [canonical_url(item.link) if item.link is not None else None for item in items]
    given = {(item.guid, link) for item, link in zip(items, links, strict=True)}
    counts = Counter(link for _, link in given)
    return [link if counts[link] == 1 else None for link in links]


def _keys(item: Item, link: str | None) -> tuple[str | None, str | None]:
    """The keys of guid and link. A guid that is the link adds nothing."""
    key = digest("link", link) if link is not None else None
    guid = item.guid
    if guid is None or (link is not None and link in (guid, _canonical_guid(guid))):
        return None, key
    return digest("guid", guid), key


def _canonical_guid(guid: str) -> str | None:
    return canonical_url(guid) if guid.startswith("http") else None


def fingerprint(item: Item) -> str:
    """What the item says to a reader, in 16 hex digits: markup and white space do not count. Where
    it says nothing but its title, the time of its last change counts as well."""
    text = item.content or item.summary
    return digest(
        visible_text(item.title or ""),
        visible_text(text.value) if text is not None else item.updated or "",
    )


def digest(*parts: str) -> str:
    """16 hex digits of `parts`."""
    data = b"\0".join(part.encode("utf-8", "surrogatepass") for part in parts)
    return blake2b(data, digest_size=_DIGITS // 2).hexdigest()
