"""What can be counted about two texts: shares, runs, numbers and names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pipeline.dedup.fingerprint import gram_hashes
from pipeline.dedup.runs import Runs
from pipeline.dedup.sketch import Sketch
from pipeline.dedup.words import Words

Weights = NDArray[np.float32]
Mask = NDArray[np.bool_]

# Shorter runs are common phrases ("said in a statement on Thursday that the").
PASSAGE_WORDS = 8
# A run of which so much is furniture is furniture; a common phrase within a passage is part of it.
_FURNITURE_SHARE = 0.5
_WORD_BITS = np.uint64(32)
# A passage of its own shows in so many words in a row (research: passages of 60 words and more).
LOCAL_WORDS = 45
_NO_WEIGHT = 1e-9


class Reading:
    """A sketch prepared for comparison.

    `weigh` gives float32 weights for words, how much each tells; without it all tell the same
    `masked`: bool, one a word, which are furniture and count for nothing; None: none
    """

    def __init__(
        self,
        sketch: Sketch,
        weigh: Callable[[Words], Weights] | None = None,
        masked: Mask | None = None,
    ) -> None:
        self.sketch = sketch
        self.words: Words = sketch.words
        self.masked = masked if masked is not None and masked.any() else None
        self._weigh = weigh

    @cached_property
    def weights(self) -> Weights:
        """One a word, the same for a word wherever it stands; 0 for furniture."""
        words = self.words
        weights = np.ones(len(words), np.float32) if self._weigh is None else self._weigh(words)
        return weights if self.masked is None else np.where(self.masked, np.float32(0), weights)

    def __len__(self) -> int:
        return len(self.words)

    def is_masked(self, place: int, words: int) -> bool:
        """Whether all `words` words from `place` on are furniture."""
        return self.masked is not None and bool(self.masked[place : place + words].all())

    def unmasked(self, words: Mask | None = None) -> int:
        """How many words, of those marked or of all, are not furniture."""
        if self.masked is None:
            return len(self) if words is None else int(np.count_nonzero(words))
        return int(np.count_nonzero(~self.masked if words is None else words & ~self.masked))

    def with_furniture(self, masked: Mask) -> Reading:
        """The same with what is marked as furniture."""
        return Reading(self.sketch, self._weigh, masked)

    @cached_property
    def grams(self) -> NDArray[np.uint64]:
        """The hashes of all word 4-grams."""
        return gram_hashes(self.words)

    @cached_property
    def units(self) -> NDArray[np.uint64]:
        """The words and then the pairs of neighbours, as numbers."""
        wide = self.words.astype(np.uint64)
        return np.concatenate((wide, (wide[:-1] << _WORD_BITS) | wide[1:]))

    @cached_property
    def unit_weights(self) -> Weights:
        """A pair weighs what the lighter of its words does."""
        return np.concatenate((self.weights, np.minimum(self.weights[:-1], self.weights[1:])))

    @cached_property
    def total(self) -> float:
        """The weight of all words and pairs."""
        return float(self.unit_weights.sum())

    @cached_property
    def sorted_units(self) -> NDArray[np.uint64]:
        """`units` ascending."""
        return np.sort(self.units)

    def has(self, other: Reading) -> Mask:
        """For each of `units`, whether `other` has it."""
        theirs = other.sorted_units
        if not len(theirs):
            return np.zeros(len(self.units), np.bool_)
        place = np.searchsorted(theirs[:-1], self.units)
        found: Mask = theirs[place] == self.units
        return found

    @cached_property
    def numbers(self) -> set[int]:
        return _numbers(self.words if self.masked is None else self.words[~self.masked])

    @cached_property
    def names(self) -> set[int]:
        named = self.sketch.named()
        return set(self.words[named if self.masked is None else named & ~self.masked].tolist())


@dataclass(frozen=True, slots=True)
class Features:
    """Of two texts, in the order own, other; words are weighed unless said otherwise.

    own_share, other_share: the weight of each text's words and word pairs that the other has
    own_least, other_least: the same of LOCAL_WORDS words in a row, the least anywhere in the text
    own_cover, other_cover: the share of each text's words (not weighed) that stand in shared runs
    covered: words of the first text in shared runs of PASSAGE_WORDS or more
    longest: words of the longest shared run
    numbers, names: the share of the smaller text's distinct numbers and names that the larger has,
        1 where it has none; *_count: how many it has
    words: of the shorter text, furniture apart
    runs: all shared runs of 4 words or more, furniture apart
    """

    own_share: float
    other_share: float
    own_least: float
    other_least: float
    own_cover: float
    other_cover: float
    covered: int
    longest: int
    numbers: float
    number_count: int
    names: float
    name_count: int
    words: int
    runs: Runs


def features(own: Reading, other: Reading, runs: Runs) -> Features:
    """All of them; linear in the two texts but for sorting. `runs`: shared_runs of the two."""
    runs = without_furniture(runs, own, other)
    own_share, own_least = _shares(own, own.has(other))
    other_share, other_least = _shares(other, other.has(own))
    numbers, number_count = _agreement(own.numbers, other.numbers)
    names, name_count = _agreement(own.names, other.names)
    return Features(
        own_share=own_share,
        other_share=other_share,
        own_least=own_least,
        other_least=other_least,
        own_cover=_cover(own, runs.covered(len(own))),
        other_cover=_cover(other, runs.other_covered(len(other))),
        covered=int(np.count_nonzero(runs.at_least(PASSAGE_WORDS).covered(len(own)))),
        longest=int(runs.lengths.max(initial=0)),
        numbers=numbers,
        number_count=number_count,
        names=names,
        name_count=name_count,
        words=min(own.unmasked(), other.unmasked()),
        runs=runs,
    )


def _shares(reading: Reading, has: Mask) -> tuple[float, float]:
    """The share by weight of the units marked in `has`: of all, and the least of LOCAL_WORDS."""
    weights = reading.unit_weights
    had = np.where(has, weights, np.float32(0))
    if not reading.total:
        return 0.0, 0.0
    return float(had.sum()) / reading.total, _least_local_share(reading, weights, had)


def _least_local_share(reading: Reading, weights: Weights, had: Weights) -> float:
    words = len(reading)
    # A pair counts at its second word.
    per_word, had_per_word = weights[:words].copy(), had[:words].copy()
    per_word[1:] += weights[words:]
    had_per_word[1:] += had[words:]
    if reading.masked is not None:  # furniture stands between words, it does not part them
        kept = ~reading.masked
        per_word, had_per_word = per_word[kept], had_per_word[kept]
    width = min(LOCAL_WORDS, len(per_word))
    wholes = np.maximum(_sliding_sums(per_word, width), _NO_WEIGHT)
    return float((_sliding_sums(had_per_word, width) / wholes).min())


def _sliding_sums(values: Weights, width: int) -> NDArray[np.float64]:
    sums = np.cumsum(values, dtype=np.float64)
    sums[width:] -= sums[:-width].copy()
    return sums[width - 1 :]


def without_furniture(runs: Runs, own: Reading, other: Reading) -> Runs:
    """The runs that are not furniture in one of the texts."""
    furnished = np.zeros(len(runs), np.bool_)
    for reading, starts in ((own, runs.starts), (other, runs.other_starts)):
        if reading.masked is not None:
            counted = np.concatenate(([0], np.cumsum(reading.masked)))
            masked = counted[starts + runs.lengths] - counted[starts]
            furnished |= masked > _FURNITURE_SHARE * runs.lengths
    return runs.those(~furnished) if furnished.any() else runs


def _cover(reading: Reading, covered: Mask) -> float:
    words = reading.unmasked()
    return reading.unmasked(covered) / words if words else 0.0


def _agreement(own: set[int], other: set[int]) -> tuple[float, int]:
    least = min(len(own), len(other))
    return (len(own & other) / least, least) if least else (1.0, 0)


def _numbers(words: Words) -> set[int]:
    return set(words[words & 1 == 1].tolist())
