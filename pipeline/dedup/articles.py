"""Which versions are in the window: in order of arrival, by article and by text."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from pipeline.dedup.sketch import Sketch, pack, unpack

# Pages such as "Access denied" come by the thousand: the first of them stand for all.
_SAME_TEXTS_READ = 100


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
    """An entry as it is kept. `packed` is None where its words are not compared: withheld, or
    replaced by a newer revision."""

    article_id: str
    revision: int | None
    source: str
    digest: bytes
    packed: bytes | None

    @property
    def is_compared(self) -> bool:
        """Whether its words are compared with those of others."""
        return self.packed is not None

    def sketch(self) -> Sketch:
        """Its sketch; only where it is compared."""
        assert self.packed is not None
        return unpack(self.packed)


class LiveArticles:
    """Versions by number, ascending with arrival; only the newest revision of each is compared."""

    def __init__(self) -> None:
        self._kept: dict[int, Kept] = {}
        self._times: deque[int] = deque()
        self._newest: dict[str, int] = {}
        self._digests: dict[bytes, int | deque[int]] = {}  # most texts come once
        self.first = 0  # the number of the oldest
        self.next = 0  # the number of the next
        self.replaced: set[int] = set()  # published, but not compared any more

    def __len__(self) -> int:
        return len(self._kept)

    def __getitem__(self, number: int) -> Kept:
        return self._kept[number]

    def add(self, entry: Entry) -> tuple[int, Sketch] | None:
        """Adds a version; returns number and sketch of the revision that it replaces, if any.
        Raises ValueError where window time would go back."""
        if self._times and entry.window_ms < self._times[-1]:
            raise ValueError("window time went backwards")
        number, digest = self.next, entry.sketch.digest
        packed = None if entry.revision is None else pack(entry.sketch)
        self._kept[number] = Kept(entry.article_id, entry.revision, entry.source, digest, packed)
        self._times.append(entry.window_ms)
        self._remember(digest, number)
        self.next += 1
        if packed is None:
            return None
        before = self._newest.get(entry.article_id)
        self._newest[entry.article_id] = number
        if before is None:
            return None
        replaced = self._kept[before].sketch()
        self._kept[before].packed = None
        self.replaced.add(before)
        return before, replaced

    def evict(self, before_ms: int) -> Iterator[tuple[int, Kept]]:
        """Drops the versions of before `before_ms`, one after the other, and tells which."""
        while self._times and self._times[0] < before_ms:
            self._times.popleft()
            number = self.first
            self.first += 1
            kept = self._kept.pop(number)
            self.replaced.discard(number)
            if self._newest.get(kept.article_id) == number:
                del self._newest[kept.article_id]
            self._forget_oldest(kept.digest)
            yield number, kept

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
        kept = self._kept[number]
        window_ms = self._times[number - self.first]
        return Entry(kept.article_id, kept.revision, kept.source, window_ms, kept.sketch())

    def same_text(self, digest: bytes, exclude: str) -> int | None:
        """The oldest version that is compared and has this very text; else the oldest withheld or
        replaced one. Looks at the oldest hundred."""
        known = self._digests.get(digest, ())
        numbers = (known,) if isinstance(known, int) else known
        same = [
            number
            for number in islice(numbers, _SAME_TEXTS_READ)
            if self._kept[number].article_id != exclude
        ]
        compared = (number for number in same if self._kept[number].is_compared)
        return next(compared, same[0] if same else None)
