"""What dedup knows: a fold of its own log, lane by lane.

`apply_decision` and `apply_sketch` are the only ways in which state changes, in the running worker
and in a rebuild alike; eviction is part of them. Nothing here reads a clock: time is what the
records carry.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from pipeline.dedup.window import ComparisonWindow, Entry
from schemas.decision import Decision

DAY_MS = 24 * 3600 * 1000
# Raw records are kept for 30 days and can come again for as long; five more cover late commits.
IDENTITY_HORIZON_MS = 35 * DAY_MS
# News is rarely copied after a week (research: dedup), and sketches are what memory is spent on.
COMPARISON_HORIZON_MS = 7 * DAY_MS

_HASH_BITS = 64
_HASH = (1 << _HASH_BITS) - 1


@dataclass(slots=True)
class ArticleState:
    """The newest version of one article, and how many of its revisions are out (0: none).

    `live` counts its versions in the identity horizon: the article is forgotten with the last.
    """

    newest_ms: int = 0
    newest_hash: bytes = b""
    out_revision: int = 0
    live: int = 0


@dataclass(slots=True)
class LaneState:
    """One scope of comparison. `window_ms` is window time, `appended_ms` the newest append time."""

    window: ComparisonWindow = field(default_factory=ComparisonWindow)
    articles: dict[str, ArticleState] = field(default_factory=dict)
    window_ms: int = 0
    appended_ms: int = 0
    _versions: set[int] = field(default_factory=set)
    _arrivals: deque[tuple[int, int, str]] = field(default_factory=deque)

    def knows(self, article_id: str, content_hash: str) -> bool:
        """Whether this very version has been decided about within the identity horizon."""
        return _version_key(article_id, content_hash) in self._versions

    def next_window_ms(self, collected_ms: int, appended_ms: int) -> int:
        """Window time after a version: never later than its append time, never backwards."""
        return max(self.window_ms, min(collected_ms, appended_ms))

    def apply_decision(self, decision: Decision) -> None:
        """Learns that a version exists and what its article is now; forgets what is too old."""
        key = _version_key(decision.article_id, decision.content_hash)
        if key in self._versions:
            return
        self._versions.add(key)
        self._arrivals.append((decision.appended_ms, key, decision.article_id))
        article = self.articles.get(decision.article_id)
        if article is None:
            article = self.articles[decision.article_id] = ArticleState()
        article.newest_ms = decision.newest_ms
        article.newest_hash = bytes.fromhex(decision.newest_hash)
        article.out_revision = decision.out_revision
        article.live += 1
        if decision.appended_ms > self.appended_ms:
            self.appended_ms = decision.appended_ms
            self._forget_versions_before(self.appended_ms - IDENTITY_HORIZON_MS)

    def _forget_versions_before(self, horizon_ms: int) -> None:
        while self._arrivals[0][0] < horizon_ms:
            _, key, article_id = self._arrivals.popleft()
            self._versions.discard(key)
            article = self.articles[article_id]
            article.live -= 1
            if article.live == 0:
                del self.articles[article_id]

    def apply_sketch(self, entry: Entry) -> None:
        """Adds a compared version to the window and drops what has left it."""
        self.window_ms = max(self.window_ms, entry.window_ms)
        self.window.add(entry)
        self.window.evict(self.window_ms - COMPARISON_HORIZON_MS)

    @property
    def versions(self) -> int:
        """How many versions are in the identity horizon."""
        return len(self._versions)


def _version_key(article_id: str, content_hash: str) -> int:
    """128 bits for a version. Python's hash of a text is SipHash under a key of the process (PEP
    456): nobody can make two versions that share a key, and no other process needs to know it."""
    return hash(article_id) << _HASH_BITS | hash(content_hash) & _HASH


@dataclass(slots=True)
class DedupState:
    """All lanes of one partition of `news.extracted`."""

    lanes: dict[str, LaneState] = field(default_factory=dict)

    def lane(self, name: str) -> LaneState:
        """The lane `name`; an unknown one is empty, and is kept only once something is applied."""
        return self.lanes.get(name) or LaneState()

    def apply(self, decision: Decision, entry: Entry | None) -> None:
        """What a live worker does after each decision; a rebuild folds both logs one by one."""
        self.apply_decision(decision)
        if entry is not None:
            self.apply_sketch(decision.lane, entry)

    def apply_decision(self, decision: Decision) -> None:
        """Folds one decision."""
        self._kept(decision.lane).apply_decision(decision)

    def apply_sketch(self, lane: str, entry: Entry) -> None:
        """Folds one sketch."""
        self._kept(lane).apply_sketch(entry)

    def _kept(self, name: str) -> LaneState:
        if name not in self.lanes:
            self.lanes[name] = LaneState()
        return self.lanes[name]
