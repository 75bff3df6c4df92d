"""The articles that a new one is compared with: those of the last days, in order of arrival."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.dedup.features import Reading
from pipeline.dedup.fingerprint import GRAM_WORDS, GUARANTEED_RUN
from pipeline.dedup.frequency import WordFrequencies
from pipeline.dedup.index import PostingIndex
from pipeline.dedup.mask import Hit, furniture
from pipeline.dedup.sketch import Sketch, pack, unpack
from pipeline.dedup.tokens import Words
from pipeline.dedup.verify import compare
from schemas.article import LinkRelation, Passage

# A fingerprint of more living articles than this is a common phrase (research: the sweep's limit).
COMMON = 25
# So many shared fingerprints make a candidate; with one, the words around it decide.
_ENOUGH_SHARED = 2
# Of more candidates those with the most shared fingerprints are read.
_MOST_READ = 32


@dataclass(frozen=True, slots=True)
class Entry:
    """A version that was compared. `revision` is None for a withheld copy: of that only the digest
    is kept, so that the same text is known again after what it was copied from has left."""

    article_id: str
    revision: int | None
    source: str
    window_ms: int
    sketch: Sketch


@dataclass(frozen=True, slots=True)
class Match:
    """An article of the window and what the new text is to it. `revision` is None where that
    article was withheld itself (possible for `same-text` alone)."""

    article_id: str
    revision: int | None
    relation: LinkRelation
    score: float
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """matches: best first, of equals the older; originality: the share of the text's words outside
    furniture that no earlier article has in a run of 8 or more."""

    matches: tuple[Match, ...]
    originality: float


@dataclass(slots=True)
class _Kept:
    article_id: str
    revision: int | None
    source: str
    window_ms: int
    digest: bytes
    packed: bytes | None  # None: withheld, or replaced by a newer revision


class ComparisonWindow:
    """The live articles of one lane. What it finds depends on the sequence of `add` and `evict`
    alone, and of that only on what has not been evicted: a window filled from any later point of
    the same sequence finds the same once what came before that point has been evicted.
    """

    def __init__(self) -> None:
        self._kept: dict[int, _Kept] = {}  # by number, in order of addition
        self._first = self._next = 0  # the numbers of the living: first <= number < next
        self._settled = 0  # numbers below are in the index and in the frequencies
        self._newest: dict[str, int] = {}
        self._digests: dict[bytes, list[int]] = {}
        self._index = PostingIndex()
        self._frequencies = WordFrequencies()
        self._last: tuple[Sketch, str, str, Findings] | None = None

    def __len__(self) -> int:
        """How many versions are in the window, withheld ones included."""
        return len(self._kept)

    def add(self, entry: Entry) -> None:
        """Adds a version. Raises ValueError where `window_ms` is before that of the one before."""
        number = self._next
        if number > self._first and entry.window_ms < self._kept[number - 1].window_ms:
            raise ValueError("window time went backwards")
        published = entry.revision is not None
        self._kept[number] = _Kept(
            entry.article_id,
            entry.revision,
            entry.source,
            entry.window_ms,
            entry.sketch.digest,
            pack(entry.sketch) if published else None,
        )
        self._digests.setdefault(entry.sketch.digest, []).append(number)
        if published:
            replaced = self._newest.get(entry.article_id)
            if replaced is not None:
                self._retire(replaced)
            self._newest[entry.article_id] = number
        self._next += 1
        self._last = None

    def evict(self, before_ms: int) -> int:
        """Drops versions with `window_ms` < `before_ms`; returns how many."""
        start = self._first
        while self._first < self._next and self._kept[self._first].window_ms < before_ms:
            self._forget(self._first)
            self._first += 1
        if self._first > start:
            self._index.drop_documents_before(self._first)
            self._settled = max(self._settled, self._first)
            self._last = None
        return self._first - start

    def latest(self, article_id: str) -> Entry | None:
        """The newest published revision of the article in the window."""
        number = self._newest.get(article_id)
        if number is None:
            return None
        kept = self._kept[number]
        return Entry(
            kept.article_id, kept.revision, kept.source, kept.window_ms, self._sketch(number)
        )

    def find(self, sketch: Sketch, source: str, *, exclude: str) -> list[Match]:
        """The matches of `examine`."""
        return list(self.examine(sketch, source, exclude=exclude).matches)

    def originality(self, sketch: Sketch, source: str, *, exclude: str) -> float:
        """The originality of `examine`."""
        return self.examine(sketch, source, exclude=exclude).originality

    def examine(self, sketch: Sketch, source: str, *, exclude: str) -> Findings:
        """What the articles of the window other than `exclude` have of a text of `source`.

        Reads only. The last answer is kept until the window changes, so that matches and
        originality of one text cost one search.
        """
        if self._last is not None:
            seen, seen_source, seen_exclude, findings = self._last
            if seen is sketch and (seen_source, seen_exclude) == (source, exclude):
                return findings
        self._settle()
        findings = self._examine(sketch, source, exclude)
        self._last = (sketch, source, exclude, findings)
        return findings

    def _examine(self, sketch: Sketch, source: str, exclude: str) -> Findings:
        hits = self._hits(sketch, exclude)
        masked = self._furniture(sketch.words, hits, source)
        reading = Reading(sketch, self._frequencies.weights(sketch.words), masked)
        covered = np.zeros(len(sketch), np.bool_)
        found: list[tuple[float, int, Match]] = []
        same = self._same_text(sketch.digest, exclude)
        if same is not None and self._kept[same].revision is None:
            kept = self._kept[same]
            found.append((-1.0, same, Match(kept.article_id, None, "same-text", 1.0, ())))
            covered[:] = True
        numbers = self._candidates(reading, hits)
        if same is not None and self._kept[same].revision is not None and same not in numbers:
            numbers.append(same)
        for number in numbers:
            other = self._sketch(number)
            comparison = compare(
                reading, Reading(other, self._frequencies.weights(other.words), older=True)
            )
            if comparison is None:
                continue
            kept = self._kept[number]
            covered |= comparison.runs.covered(len(sketch))
            match = Match(
                kept.article_id,
                kept.revision,
                comparison.relation,
                comparison.score,
                comparison.passages,
            )
            found.append((-match.score, number, match))
        found.sort(key=_best_first)
        own = ~masked
        words = int(own.sum())
        originality = round(1.0 - int((covered & own).sum()) / words, 4) if words else 0.0
        return Findings(tuple(match for _, _, match in found), originality)

    def _hits(self, sketch: Sketch, exclude: str) -> list[Hit]:
        """For each fingerprint of the text that the window has: the newest articles with it."""
        hits: list[Hit] = []
        newest = self._index.newest(sketch.fingerprints())
        for chosen in np.flatnonzero(newest >= 0).tolist():
            there: dict[int, int] = {}
            for number, place in self._index.walk(int(newest[chosen])):
                kept = self._kept[number]
                if kept.packed is not None and kept.article_id != exclude:
                    there[number] = place
                    if len(there) > COMMON:
                        break
            if there:
                hits.append(Hit(int(sketch.places[chosen]), there))
        return hits

    def _furniture(self, words: Words, hits: list[Hit], source: str) -> NDArray[np.bool_]:
        own = [
            (
                hit.place,
                [(n, place) for n, place in hit.there.items() if self._kept[n].source == source],
            )
            for hit in hits
        ]
        return furniture(words, own, lambda number: self._sketch(number).words)

    def _candidates(self, reading: Reading, hits: list[Hit]) -> list[int]:
        """Articles worth reading: with two fingerprints in common, or one in a run of 16 words."""
        shared: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for hit in hits:
            if len(hit.there) > COMMON or reading.is_masked(hit.place, GRAM_WORDS):
                continue
            for number, place in hit.there.items():
                shared[number].append((hit.place, place))
        worth = [
            (-len(places), number)
            for number, places in shared.items()
            if len(places) >= _ENOUGH_SHARED or self._in_a_run(reading.words, number, *places[0])
        ]
        return [number for _, number in sorted(worth)[:_MOST_READ]]

    def _in_a_run(self, words: Words, number: int, place: int, there: int) -> bool:
        """Whether the shared 4-gram stands in a run of GUARANTEED_RUN shared words."""
        other = self._sketch(number).words
        before = min(place, there, GUARANTEED_RUN)
        after = min(len(words) - place, len(other) - there, GUARANTEED_RUN)
        equal = words[place - before : place + after] == other[there - before : there + after]
        unequal = np.flatnonzero(~equal)
        left = int(unequal[unequal < before].max(initial=-1)) + 1
        right = int(unequal[unequal >= before].min(initial=before + after))
        return right - left >= GUARANTEED_RUN

    def _same_text(self, digest: bytes, exclude: str) -> int | None:
        """The oldest published article with this very text; else the oldest withheld one."""
        same = [n for n in self._digests.get(digest, ()) if self._kept[n].article_id != exclude]
        published = (n for n in same if self._kept[n].packed is not None)
        return next(published, same[0] if same else None)

    def _sketch(self, number: int) -> Sketch:
        packed = self._kept[number].packed
        assert packed is not None
        return unpack(packed)

    def _settle(self) -> None:
        """Brings index and frequencies up to date: in one go, so that a rebuild is fast."""
        numbers = [n for n in range(self._settled, self._next) if self._kept[n].packed is not None]
        self._settled = self._next
        if not numbers:
            return
        sketches = [self._sketch(number) for number in numbers]
        for made in sketches:
            self._frequencies.add(made.words)
        sizes = [len(made.places) for made in sketches]
        self._index.extend(
            np.concatenate([made.fingerprints() for made in sketches]),
            np.repeat(np.array(numbers, np.int32), sizes),
            np.concatenate([made.places for made in sketches]),
        )

    def _retire(self, number: int) -> None:
        """The words of a replaced revision no longer count; its digest does."""
        if number < self._settled:
            self._frequencies.remove(self._sketch(number).words)
        self._kept[number].packed = None

    def _forget(self, number: int) -> None:
        kept = self._kept[number]
        if kept.packed is not None:
            self._retire(number)
            del self._newest[kept.article_id]
        same = self._digests[kept.digest]
        same.remove(number)
        if not same:
            del self._digests[kept.digest]
        del self._kept[number]


def _best_first(found: tuple[float, int, Match]) -> tuple[bool, float, int]:
    score, number, match = found
    return match.relation != "same-text", score, number
