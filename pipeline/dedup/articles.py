"""Which versions are in the window: in order of arrival, by article and by text."""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from sys import intern

import numpy as np

from pipeline.dedup.compact import CompactSketches
from pipeline.dedup.sketch import Sketch
from pipeline.dedup.words import Words

# Pages such as "Access denied" come by the thousand: the first of them stand for all.
_SAME_TEXTS_READ = 100
_CUT_OFF = 1024


@dataclass(frozen=True, slots=True)
class Entry:
    """A version that was compared. `revision` is None for a withheld copy: of that only the digest
    is kept, so that the same text is known again after what it was copied from has left.
    `window_ms` is window time in milliseconds."""

    article_id: str
    revision: int | None
    source: str
    window_ms: int
    sketch: Sketch


@dataclass(slots=True)
class Kept:
    """An entry as it is kept. `compact` is None where its words are not compared: withheld, or
    replaced by a newer revision."""

    article_id: str
    revision: int | None
    source: str
    digest: bytes
    compact: bytes | None

    @property
    def is_compared(self) -> bool:
        """Whether its words are compared with those of others."""
        return self.compact is not None


class LiveArticles:
    """Versions by number, ascending with arrival; only the newest revision of each is compared."""

    def __init__(self) -> None:
        # By number, from `_front` on; what left is cut off when it is half of the list.
        self._kept: list[Kept | None] = []
        self._times = array("q")
        self._front = 0
        self._newest: dict[str, int] = {}
        self._digests: dict[bytes, int | deque[int]] = {}  # most texts come once
        self._sketches = CompactSketches()
        self.first = 0  # the number of the oldest
        self.next = 0  # the number of the next
        self.replaced = np.empty(0, np.int64)  # published, but not compared any more; ascending

    def __len__(self) -> int:
        return self.next - self.first

    def __getitem__(self, number: int) -> Kept:
        kept = self._kept[number - self._front]
        assert kept is not None
        return kept

    def add(self, entry: Entry) -> tuple[int, Sketch] | None:
        """Adds a version; returns number and sketch of the revision that it replaces, if any.
        Raises ValueError where window time would go back."""
        if len(self) and entry.window_ms < self._times[-1]:
            raise ValueError("window time went backwards")
        number, digest = self.next, entry.sketch.digest
        compact = None if entry.revision is None else self._sketches.compacted(entry.sketch)
        source = intern(entry.source)  # one string for all that say the same
        self._kept.append(Kept(entry.article_id, entry.revision, source, digest, compact))
        self._times.append(entry.window_ms)
        self._remember(digest, number)
        self.next += 1
        if compact is None:
            return None
        before = self._newest.get(entry.article_id)
        self._newest[entry.article_id] = number
        if before is None:
            return None
        replaced = self.sketch(before)
        self[before].compact = None
        self.replaced = np.insert(self.replaced, self.replaced.searchsorted(before), before)
        return before, replaced

    def sketch(self, number: int) -> Sketch:
        """The sketch of a version that is compared."""
        kept = self[number]
        assert kept.compact is not None
        return self._sketches.restored(kept.compact, kept.digest)

    def run_around(
        self, words: Words, place: int, number: int, there: int, floor: int, ceiling: int
    ) -> tuple[int, int]:
        """The run of `words` around `place` that a version that is compared has around `there`,
        within floor and ceiling: start, end."""
        compact = self[number].compact
        assert compact is not None
        return self._sketches.run_around(words, place, compact, there, floor, ceiling)

    def evict(self, before_ms: int) -> Iterator[tuple[int, Sketch | None]]:
        """Drops the versions of before `before_ms`, one after the other, and tells which; with the
        sketch of one that was compared."""
        while len(self) and self._times[self.first - self._front] < before_ms:
            number, kept = self.first, self[self.first]
            made = self.sketch(number) if kept.is_compared else None
            self._kept[number - self._front] = None
            self.first += 1
            if len(self.replaced) and self.replaced[0] == number:
                self.replaced = self.replaced[1:]
            if self._newest.get(kept.article_id) == number:
                del self._newest[kept.article_id]
            self._forget_oldest(kept.digest)
            self._cut_off()
            yield number, made

    def _cut_off(self) -> None:
        gone = self.first - self._front
        if gone >= _CUT_OFF and 2 * gone >= len(self._kept):
            del self._kept[:gone], self._times[:gone]
            self._front = self.first

    def _remember(self, digest: bytes, number: int) -> None:
        same = self._digests.setdefault(digest, number)
        if isinstance(same, deque):
            same.append(number)
        elif same != number:
            self._digests[digest] = deque((same, number))

    def _forget_oldest(self, digest: bytes) -> None:
        same = self._digests[digest]
        if isinstance(same, deque) and len(same) > 1:
            same.popleft()
        else:
            del self._digests[digest]

    def newest(self, article_id: str) -> int | None:
        """The number of the article's newest published revision."""
        return self._newest.get(article_id)

    def entry(self, number: int) -> Entry:
        """The entry of a version that is compared."""
        kept, window_ms = self[number], self._times[number - self._front]
        return Entry(kept.article_id, kept.revision, kept.source, window_ms, self.sketch(number))

    def same_text(self, digest: bytes, exclude: str) -> int | None:
        """The oldest version that is compared and has this very text; else the oldest withheld or
        replaced one. Looks at the oldest hundred."""
        known = self._digests.get(digest, ())
        numbers = (known,) if isinstance(known, int) else known
        same = [
            number
            for number in islice(numbers, _SAME_TEXTS_READ)
            if self[number].article_id != exclude
        ]
        compared = (number for number in same if self[number].is_compared)
        return next(compared, same[0] if same else None)
