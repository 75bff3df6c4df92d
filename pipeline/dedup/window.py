"""The articles that a new one is compared with: those of the last days, in order of arrival."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from pipeline.dedup.articles import Entry, LiveArticles
from pipeline.dedup.candidates import COMMON, candidates
from pipeline.dedup.features import Reading
from pipeline.dedup.frequency import WordFrequencies
from pipeline.dedup.index import PostingIndex
from pipeline.dedup.mask import Hit, furniture
from pipeline.dedup.sketch import Sketch
from pipeline.dedup.verify import Comparison, compare
from schemas.article import Change, LinkRelation, Passage

__all__ = ["ComparisonWindow", "Entry", "Findings", "Match"]


@dataclass(frozen=True, slots=True)
class Match:
    """An article of the window and what the new text is to it. `revision` is None where that
    article was withheld itself (possible for `same-text` alone)."""

    article_id: str
    revision: int | None
    relation: LinkRelation
    score: float
    passages: tuple[Passage, ...]
    substitutions: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Findings:
    """matches: best first, of equals the older; originality: the share of the text's words outside
    furniture that no earlier article has in a shared passage."""

    matches: tuple[Match, ...]
    originality: float


class ComparisonWindow:
    """The live articles of one lane. What it finds depends on the sequence of `add` and `evict`
    alone, and of that only on what has not been evicted: a window filled from any later point of
    the same sequence finds the same once what came before that point has been evicted.

    `linking_run`: a verbatim run of so many words links two articles by itself; by default the
    score decides. Every run of fingerprint.GUARANTEED_RUN words is read in either case.
    """

    def __init__(self, linking_run: int | None = None) -> None:
        self._linking_run = linking_run
        self._articles = LiveArticles()
        self._index = PostingIndex()
        self._frequencies = WordFrequencies()
        # Articles added since the index and the frequencies were brought up to date.
        self._waiting: dict[int, Sketch] = {}
        self._last: tuple[Sketch, str, str, Findings] | None = None

    def __len__(self) -> int:
        """How many versions are in the window, withheld ones included."""
        return len(self._articles)

    def add(self, entry: Entry) -> None:
        """Adds a version. Raises ValueError where `window_ms` is before that of the one before."""
        number = self._articles.next
        replaced = self._articles.add(entry)
        if replaced is not None and self._waiting.pop(replaced[0], None) is None:
            self._frequencies.remove(replaced[1].words)
        if entry.revision is not None:
            self._waiting[number] = entry.sketch
        self._last = None

    def evict(self, before_ms: int) -> int:
        """Drops versions with `window_ms` < `before_ms`; returns how many."""
        gone = 0
        for number, made in self._articles.evict(before_ms):
            gone += 1
            if made is not None and self._waiting.pop(number, None) is None:
                self._frequencies.remove(made.words)
        if gone:
            self._index.drop_documents_before(self._articles.first)
            self._last = None
        return gone

    def latest(self, article_id: str) -> Entry | None:
        """The newest published revision of the article in the window."""
        number = self._articles.newest(article_id)
        return None if number is None else self._articles.entry(number)

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
        reading = self._reading(sketch, self._furniture(sketch, hits, source))
        covered = np.zeros(len(sketch), np.bool_)
        found: list[tuple[int, Match]] = []
        numbers = candidates(
            reading, len(sketch.places), hits, partial(self._articles.run_around, sketch.words)
        )
        same = self._articles.same_text(sketch.digest, exclude)
        if same is not None and same not in numbers:
            numbers.insert(0, same)
        for number in numbers:
            kept = self._articles[number]
            if kept.is_compared:
                comparison = self._compare(reading, number)
                covered |= comparison.runs.covered(len(sketch))
                if comparison.relation is None:
                    continue
                match = Match(
                    kept.article_id,
                    kept.revision,
                    comparison.relation,
                    comparison.score,
                    comparison.passages,
                    comparison.substitutions,
                )
            else:
                covered[:] = True
                match = Match(kept.article_id, None, "same-text", 1.0, ())
            found.append((number, match))
        found.sort(key=_best_first)
        return Findings(tuple(match for _, match in found), _uncovered(covered, reading.masked))

    def _compare(self, reading: Reading, number: int) -> Comparison:
        """What `reading` is to the article. Its furniture is looked for only where it matters."""
        kept, other = self._articles[number], self._articles.sketch(number)

        def furnished() -> NDArray[np.bool_]:
            return self._furniture(other, self._hits(other, kept.article_id), kept.source)

        return compare(reading, self._reading(other), furnished, linking_run=self._linking_run)

    def _reading(self, sketch: Sketch, masked: NDArray[np.bool_] | None = None) -> Reading:
        return Reading(sketch, self._frequencies.weights, masked)

    def _hits(self, sketch: Sketch, exclude: str) -> list[Hit]:
        """For each fingerprint of the text that the window has: the newest articles with it."""
        articles, places = self._articles, sketch.places.tolist()
        found = self._index.lookup(
            sketch.fingerprints(), articles.replaced, articles.newest(exclude), COMMON
        )
        return [(places[row], numbers, theres) for row, numbers, theres in found]

    def _furniture(self, sketch: Sketch, hits: list[Hit], source: str) -> NDArray[np.bool_]:
        articles = self._articles
        return furniture(
            sketch,
            hits,
            lambda number: articles[number].source == source,
            partial(articles.run_around, sketch.words),
        )

    def _settle(self) -> None:
        """Brings index and frequencies up to date."""
        waiting, self._waiting = self._waiting, {}
        for number, made in waiting.items():
            self._frequencies.add(made.words)
            self._index.add(number, made.fingerprints(), made.places)


def _best_first(found: tuple[int, Match]) -> tuple[bool, float, int]:
    number, match = found
    return match.relation != "same-text", -match.score, number


def _uncovered(covered: NDArray[np.bool_], masked: NDArray[np.bool_] | None) -> float:
    own = covered if masked is None else covered[~masked]
    return round(1.0 - np.count_nonzero(own) / len(own), 4) if len(own) else 0.0
