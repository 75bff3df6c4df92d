"""What can be counted about two texts: shares, runs, numbers and names."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pipeline.dedup.common_units import Mask, common_units
from pipeline.dedup.fingerprint import gram_hashes
from pipeline.dedup.in_order import Chain, longest_chain
from pipeline.dedup.runs import Runs
from pipeline.dedup.sketch import Sketch
from pipeline.dedup.words import Hashes, Words

Weights = NDArray[np.float32]

# Shorter runs are common phrases ("said in a statement on Thursday that the").
PASSAGE_WORDS = 8
# A run of which so much is furniture is furniture; a common phrase within a passage is part of it.
_FURNITURE_SHARE = 0.5
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
    def grams(self) -> Hashes:
        """The hashes of all word 4-grams."""
        return gram_hashes(self.words)

    @cached_property
    def unit_weights(self) -> Weights:
        """A pair weighs what the lighter of its words does."""
        return np.concatenate((self.weights, np.minimum(self.weights[:-1], self.weights[1:])))

    @cached_property
    def total(self) -> float:
        """The weight of all words and pairs."""
        return float(self.unit_weights.sum())

    @cached_property
    def local_weights(self) -> NDArray[np.float64]:
        """The weight of each LOCAL_WORDS words in a row (of all, in a shorter text)."""
        return np.maximum(self.sums_in_a_row(self.unit_weights), _NO_WEIGHT)

    def sums_in_a_row(self, values: Weights) -> NDArray[np.float64]:
        """Of `values`, one a unit, the sums over LOCAL_WORDS words in a row. Furniture stands
        between words, it does not part them."""
        words = len(self)
        by_word = values[:words].copy()
        by_word[1:] += values[words:]  # a pair counts at its second word
        if self.masked is not None:
            by_word = by_word[~self.masked]
        width = min(LOCAL_WORDS, len(by_word))
        sums = np.cumsum(by_word, dtype=np.float64)
        in_a_row = sums[width - 1 :].copy()
        in_a_row[1:] -= sums[:-width]
        return in_a_row

    @cached_property
    def numbers(self) -> set[int]:
        return _numbers(self.words if self.masked is None else self.words[~self.masked])

    @cached_property
    def names(self) -> set[int]:
        named = self.sketch.named()
        return set(self.words[named if self.masked is None else named & ~self.masked].tolist())


class Features:
    """Of two texts, in the order own, other; words are weighed unless said otherwise. Each is
    counted when it is first asked for.

    runs: all shared runs of 4 words or more, furniture apart
    covers: the share of each text's words (not weighed) that stand in shared runs
    covered: words of the first text in shared runs of PASSAGE_WORDS or more
    longest: words of the longest shared run
    in_order: the longest chain of shared runs that come in the same order in both texts
    numbers, names: the share of the smaller text's distinct numbers and names that the larger has,
        1 where it has none, and how many it has
    shares: the weight of each text's words and word pairs that the other has
    leasts: the same of LOCAL_WORDS words in a row, the least anywhere in the text
    """

    def __init__(self, own: Reading, other: Reading, runs: Runs) -> None:
        """Linear in the two texts but for sorting. `runs`: shared_runs of the two."""
        self._own, self._other = own, other
        self.runs = runs = without_furniture(runs, own, other)
        self.covers = (
            _cover(own, runs.covered(len(own))),
            _cover(other, runs.other_covered(len(other))),
        )
        self.covered = int(np.count_nonzero(runs.at_least(PASSAGE_WORDS).covered(len(own))))
        self.longest = int(runs.lengths.max(initial=0))

    @cached_property
    def in_order(self) -> Chain:
        return longest_chain(self.runs)

    @cached_property
    def numbers(self) -> tuple[float, int]:
        return _agreement(self._own.numbers, self._other.numbers)

    @cached_property
    def names(self) -> tuple[float, int]:
        return _agreement(self._own.names, self._other.names)

    @cached_property
    def _had(self) -> tuple[Weights, Weights]:
        """The weights of the units that the other text has, 0 for the rest."""
        own, other = common_units(self._own.words, self._other.words)
        return self._own.unit_weights * own, self._other.unit_weights * other

    @cached_property
    def shares(self) -> tuple[float, float]:
        own, other = self._had
        return _share(self._own, own), _share(self._other, other)

    @cached_property
    def leasts(self) -> tuple[float, float]:
        own, other = self._had
        return _least_local_share(self._own, own), _least_local_share(self._other, other)


def _share(reading: Reading, had: Weights) -> float:
    return float(had.sum()) / reading.total if reading.total else 0.0


def _least_local_share(reading: Reading, had: Weights) -> float:
    if not reading.total:
        return 0.0
    return float((reading.sums_in_a_row(had) / reading.local_weights).min())


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
