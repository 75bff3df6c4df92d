"""What can be counted about two texts: shares, runs, numbers and names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pipeline.dedup.fingerprint import gram_hashes
from pipeline.dedup.runs import Runs, shared_runs
from pipeline.dedup.sketch import Sketch
from pipeline.dedup.tokens import Words

# Words of furniture become numbers that no word has and that differ in the two texts.
_MASKED = 1 << 31
_OTHER_MASKED = _MASKED | 1 << 30
# A replaced number stands between the same words: at most so many were changed around it.
_REPLACED_WITHIN = 6


class Reading:
    """A sketch prepared for comparison: `weights` (float32, one a word) say how much each word
    tells, `masked` (bool, one a word) which are furniture and count for nothing."""

    def __init__(
        self,
        sketch: Sketch,
        weights: NDArray[np.float32] | None = None,
        masked: NDArray[np.bool_] | None = None,
        *,
        older: bool = False,
    ) -> None:
        self.sketch = sketch
        self.weights = np.ones(len(sketch), np.float32) if weights is None else weights
        self.words: Words = sketch.words
        self.masked = masked if masked is not None and masked.any() else None
        if self.masked is not None:
            fillers = np.arange(len(sketch), dtype=np.uint32) | np.uint32(
                _OTHER_MASKED if older else _MASKED
            )
            self.words = np.where(self.masked, fillers, sketch.words)
            self.weights = np.where(self.masked, np.float32(0), self.weights)

    def is_masked(self, place: int, words: int) -> bool:
        """Whether all `words` words from `place` on are furniture."""
        return self.masked is not None and bool(self.masked[place : place + words].all())

    @cached_property
    def grams(self) -> NDArray[np.uint64]:
        return gram_hashes(self.words)

    @cached_property
    def total(self) -> float:
        """The weight of all words and pairs of neighbours."""
        return float(self.weights.sum() + self.pair_weights.sum())

    @cached_property
    def pairs(self) -> NDArray[np.uint64]:
        wide = self.words.astype(np.uint64)
        return wide[:-1] << np.uint64(32) | wide[1:]

    @cached_property
    def pair_weights(self) -> NDArray[np.float32]:
        return np.minimum(self.weights[:-1], self.weights[1:])

    @cached_property
    def numbers(self) -> Words:
        plain = self.words[self.words < _MASKED]
        return np.unique(plain[plain & 1 == 1])

    @cached_property
    def names(self) -> Words:
        named = self.sketch.named() & (self.words < _MASKED)
        return np.unique(self.words[named])


@dataclass(frozen=True, slots=True)
class Features:
    """own_share, other_share: the weight of each text's words and word pairs that the other has
    own_cover, other_cover: the weight of each text's words that stand in shared runs
    covered, longest: words of the first text in shared runs of 8 or more; the longest run
    numbers, names: the share of the smaller text's that the larger has (1 where none)
    replaced_numbers: numbers that stand in the same place with another value
    """

    own_share: float
    other_share: float
    own_cover: float
    other_cover: float
    covered: int
    longest: int
    numbers: float
    number_count: int
    names: float
    name_count: int
    replaced_numbers: int
    runs: Runs


def features(own: Reading, other: Reading) -> Features:
    """All of them; linear in the two texts but for sorting."""
    runs = shared_runs(own.words, own.grams, other.words, other.grams)
    long = runs.at_least(8)
    numbers, number_count = _agreement(own.numbers, other.numbers)
    names, name_count = _agreement(own.names, other.names)
    return Features(
        own_share=_share(own, other),
        other_share=_share(other, own),
        own_cover=_cover(own, runs.covered(len(own.words))),
        other_cover=_cover(other, runs.other_covered(len(other.words))),
        covered=int(long.covered(len(own.words)).sum()),
        longest=int(runs.lengths.max()) if len(runs) else 0,
        numbers=numbers,
        number_count=number_count,
        names=names,
        name_count=name_count,
        replaced_numbers=_replaced_numbers(own, other, runs),
        runs=runs,
    )


def _share(own: Reading, other: Reading) -> float:
    if not own.total:
        return 0.0
    words = own.weights[np.isin(own.words, other.words)].sum()
    pairs = own.pair_weights[np.isin(own.pairs, other.pairs)].sum()
    return float(words + pairs) / own.total


def _cover(reading: Reading, covered: NDArray[np.bool_]) -> float:
    weight = float(reading.weights.sum())
    return float(reading.weights[covered].sum()) / weight if weight else 0.0


def _agreement(own: Words, other: Words) -> tuple[float, int]:
    least = min(len(own), len(other))
    if not least:
        return 1.0, 0
    return len(np.intersect1d(own, other, assume_unique=True)) / least, least


def _replaced_numbers(own: Reading, other: Reading, runs: Runs) -> int:
    """Gaps between two neighbouring runs that hold numbers on both sides, none of them the same."""
    ends, other_ends = runs.starts + runs.lengths, runs.other_starts + runs.lengths
    replaced = 0
    gaps, other_gaps = runs.starts[1:] - ends[:-1], runs.other_starts[1:] - other_ends[:-1]
    narrow = (gaps > 0) & (gaps <= _REPLACED_WITHIN) & (other_gaps > 0)
    narrow &= other_gaps <= _REPLACED_WITHIN
    for i in np.flatnonzero(narrow).tolist():
        here = _numbers(own.words[ends[i] : runs.starts[i + 1]])
        there = _numbers(other.words[other_ends[i] : runs.other_starts[i + 1]])
        replaced += bool(here and there and not here & there)
    return replaced


def _numbers(words: Words) -> set[int]:
    return {word for word in words.tolist() if word & 1 and word < _MASKED}
