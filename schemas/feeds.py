"""`news.feeds`: which feeds are read, and where each stands; the newest record of a key counts.

A host has one partition, and the worker that owns the partition is the one that asks the host. Keys
are a word that names the model, a blank, and what the record is about.
"""

from __future__ import annotations

from typing import Final, Literal

from pydantic import Field

from schemas.message import Message
from schemas.raw import ContentType, Name, Restriction

# When the page behind an item is fetched: where the feed has only a summary, always, or never.
PagePolicy = Literal["auto", "always", "never"]
# Who lists the feed: a command, the file of feeds, a redirect to another host, a sitemap index.
FeedOrigin = Literal["command", "file", "redirect", "sitemap-index"]
# What is wrong with a feed: it cannot be reached, answers with an error, was refused for safety,
# is no feed or a broken one, robots.txt forbids it, or it is gone for good (410).
ProblemKind = Literal["unreachable", "status", "refused", "content", "robots", "gone"]
# What robots.txt permits: what its rules say, everything (there is none), nothing (it could not be
# read: RFC 9309 §2.3.1.4).
RobotsAnswer = Literal["rules", "everything", "nothing"]


class FeedDefinition(Message):
    """A feed that is wanted, and what to do with its items. A tombstone ends it.

    `interval_seconds` fixes what is otherwise found by how often the feed changes. `refuse` lists
    restrictions under which an article is not taken. `parent` is the feed or index that led here,
    `trail` all of them, oldest first.
    """

    url: str
    source: Name
    name: str | None = None
    folder: str | None = None
    lane: Name | None = None
    language: str | None = None
    interval_seconds: int | None = Field(None, ge=1)
    pages: PagePolicy = "auto"
    refuse: tuple[Restriction, ...] = ()
    allow_private: bool = False
    origin: FeedOrigin = "command"
    parent: str | None = None
    trail: tuple[str, ...] = ()


class FeedProblem(Message):
    """Why a feed is backed off; `since_ms` is the first failure of the row."""

    kind: ProblemKind
    text: str
    since_ms: int


class FeedState(Message):
    """Where a feed stands after a poll. Times are milliseconds since 1970.

    `location` is where it is asked after permanent redirects on its host; `moved_to` that another
    host serves it now (`moved_for_good`: do not ask again). Both validators are as they came.
    `body_hash` tells an unchanged answer of a server without validators. `seen` names what was
    published, oldest first: 16 hex digits of the item (by guid, and by link), 16 of what it said.
    `changed_ms` is the last new item, `items_a_day` the average rate at that time, `days` the new
    items by day (days since 1970), the last seven. `rolled_over`, `churned` count polls at which
    items may have been missed, and items whose guid alone was new.
    """

    url: str
    location: str
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    title: str | None = None
    format: str | None = None
    items: int = 0
    seen: tuple[str, ...] = ()
    polls: int = 0
    polled_ms: int = 0
    succeeded_ms: int | None = None
    changed_ms: int | None = None
    next_ms: int = 0
    interval_ms: int = 0
    items_a_day: float = 0.0
    days: tuple[tuple[int, int], ...] = ()
    failures: int = 0
    problem: FeedProblem | None = None
    rolled_over: int = 0
    churned: int = 0
    children: tuple[str, ...] = ()
    moved_to: str | None = None
    moved_for_good: bool = False


class PendingPage(Message):
    """The page behind an item, to be fetched by the owner of its host; a tombstone ends it.

    `key` names item and content. `body` is what the feed itself says, published where the page
    cannot be had. `hops` counts redirects from host to host.
    """

    key: str
    url: str
    feed: str
    source: Name
    lane: Name | None
    link: str
    article_id: Name | None
    title: str | None
    published_at: str | None
    language: str | None
    body: str | None
    body_type: ContentType | None
    changed: bool
    refuse: tuple[Restriction, ...]
    allow_private: bool
    due_ms: int
    attempts: int = 0
    hops: int = 0


class HostState(Message):
    """What holds for all requests to a host: none before `not_before_ms`, and why. `recent` names
    the pages fetched last (16 hex digits), so that feeds that share items share the fetch."""

    host: str
    not_before_ms: int = 0
    why: str | None = None
    failures: int = 0
    recent: tuple[str, ...] = ()


class RobotsCopy(Message):
    """The robots.txt of `origin` (scheme, host, port), asked again at `expires_ms`. `since_ms` is
    when it first could not be read, null while it can."""

    origin: str
    host: str
    answer: RobotsAnswer
    text: str
    fetched_ms: int
    expires_ms: int
    failures: int = 0
    since_ms: int | None = None


FeedRecord = FeedDefinition | FeedState | PendingPage | HostState | RobotsCopy

KINDS: Final[dict[str, type[FeedRecord]]] = {
    "feed": FeedDefinition,
    "poll": FeedState,
    "page": PendingPage,
    "host": HostState,
    "robots": RobotsCopy,
}


def key_of(record: FeedRecord) -> str:
    """The key of `record`: its kind, a blank, and what it is about."""
    match record:
        case FeedDefinition():
            return f"feed {record.url}"
        case FeedState():
            return f"poll {record.url}"
        case PendingPage():
            return f"page {record.key}"
        case HostState():
            return f"host {record.host}"
        case RobotsCopy():
            return f"robots {record.origin}"
