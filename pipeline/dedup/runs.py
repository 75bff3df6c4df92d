"""Where two texts say the same words in the same order: runs of words, as long as they go.

Linear in the two texts but for one sort; never quadratic, whatever repeats.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.dedup.fingerprint import GRAM_WORDS
from pipeline.dedup.words import Words

Places = NDArray[np.int64]

# Room for the places of two longest texts beside 49 bits of hash.
_PLACE_BITS = np.uint64(15)
_PLACE_MASK = np.uint64((1 << 15) - 1)
_PLACE_SHIFT, _LAST_PLACE = 15, (1 << 15) - 1
_BEHIND_ALL = np.uint64((1 << 64) - 1)  # hashes have 49 bits
_COUNTED = np.arange(1 << 15, dtype=np.uint64)
_ZERO = np.zeros(1, np.int64)
# Texts made of repetitions could be carried on again and again: so many words for each of theirs.
_CARRY_LIMIT = 4


@dataclass(frozen=True, slots=True)
class Runs:
    """Shared runs in order of `starts`: words[starts[i] : starts[i] + lengths[i]] of one text are
    those of the other from other_starts[i]. At least GRAM_WORDS words each."""

    starts: Places
    other_starts: Places
    lengths: Places

    def __len__(self) -> int:
        return len(self.starts)

    def at_least(self, words: int) -> Runs:
        """The runs of `words` words or more."""
        return self.those(self.lengths >= words)

    def those(self, chosen: NDArray[np.bool_]) -> Runs:
        """The runs that are marked."""
        return Runs(self.starts[chosen], self.other_starts[chosen], self.lengths[chosen])

    def longest(self, limit: int) -> Runs:
        """The `limit` longest, the earlier of equals, in their order."""
        if len(self) <= limit:
            return self
        chosen = np.sort(np.argsort(-self.lengths, kind="stable")[:limit])
        return Runs(self.starts[chosen], self.other_starts[chosen], self.lengths[chosen])

    def covered(self, words: int) -> NDArray[np.bool_]:
        """One bool for each of the first text's `words` words: whether it stands in a run."""
        return _marked(self.starts, self.lengths, words)

    def other_covered(self, words: int) -> NDArray[np.bool_]:
        """The same for the other text."""
        return _marked(self.other_starts, self.lengths, words)


def _marked(starts: Places, lengths: Places, words: int) -> NDArray[np.bool_]:
    edges = np.bincount(starts, minlength=words + 1) - np.bincount(
        starts + lengths, minlength=words + 1
    )
    return np.cumsum(edges[:words]) > 0


class SortedGrams:
    """The 4-grams of a text (their hashes, in reading order), ready to be searched."""

    def __init__(self, grams: NDArray[np.uint64]) -> None:
        both = grams >> _PLACE_BITS << _PLACE_BITS
        both |= _COUNTED[: len(grams)]
        both.sort()  # one plain sort of hash and place is several times faster than an argsort
        self._places = (both & _PLACE_MASK).astype(np.int64)
        self._hashes = np.empty(len(grams) + 1, np.uint64)
        np.right_shift(both, _PLACE_BITS, out=self._hashes[:-1])
        self._hashes[-1] = _BEHIND_ALL

    def pairs(self, others: NDArray[np.uint64]) -> tuple[Places, Places]:
        """Places of equal 4-grams here and in `others`, k-th occurrence with k-th, ascending by the
        place here."""
        sought = others >> _PLACE_BITS
        rows = self._hashes.searchsorted(sought)
        there = (self._hashes.take(rows) == sought).nonzero()[0]
        if not len(there):
            return there, there
        rows = rows.take(there)
        rows, there = self._by_occurrence(rows, there)
        both = self._places.take(rows) << _PLACE_SHIFT | there
        both.sort()
        return both >> _PLACE_SHIFT, both & _LAST_PLACE

    def _by_occurrence(self, rows: Places, there: Places) -> tuple[Places, Places]:
        """`rows` point to the first occurrence of each; the k-th one `there` has the k-th row."""
        both = rows << _PLACE_SHIFT | there
        both.sort()
        firsts = both >> _PLACE_SHIFT
        again = firsts[1:] == firsts[:-1]
        if not again.any():
            return rows, there
        counted = np.arange(len(firsts))
        opens = counted.copy()
        opens[1:][again] = 0
        rows = firsts + counted - np.maximum.accumulate(opens)
        last = len(self._hashes) - 1
        kept = (self._hashes.take(np.minimum(rows, last)) == self._hashes.take(firsts)).nonzero()[0]
        return rows.take(kept), both.take(kept) & _LAST_PLACE


def shared_runs(
    words: Words, grams: SortedGrams, other_words: Words, other_grams: NDArray[np.uint64]
) -> Runs:
    """The maximal runs that two texts share.

    A 4-gram that occurs several times is paired occurrence by occurrence, in order; a run is then
    carried on to both sides as far as the words agree, so that a repeated phrase does not end it.
    """
    here, there = grams.pairs(other_grams)
    if not len(here):
        return Runs(here, there, here)
    diagonal = there - here
    breaks = ((here[1:] - here[:-1] != 1) | (diagonal[1:] != diagonal[:-1])).nonzero()[0]
    first = np.concatenate((_ZERO, breaks + 1))
    last = np.concatenate((breaks, [len(here) - 1]))
    starts, others = here.take(first), there.take(first)
    lengths = here.take(last) - starts + GRAM_WORDS
    return _carried_on(words, other_words, starts, others, lengths)


def _carried_on(
    words: Words, other_words: Words, starts: Places, others: Places, lengths: Places
) -> Runs:
    """Each run as long as its words agree; runs that lie within an earlier one are dropped."""
    own, other = words.data, other_words.data
    count, other_count = len(own), len(other)
    kept: list[tuple[int, int, int]] = []
    reached: dict[int, int] = {}  # diagonal -> end of the last run on it
    budget = _CARRY_LIMIT * (count + other_count)
    for start, there, length in zip(
        starts.tolist(), others.tolist(), lengths.tolist(), strict=True
    ):
        diagonal = there - start
        floor = reached.get(diagonal, 0)
        end = start + length
        if end <= floor:
            continue
        floor = max(floor, -diagonal, start - budget)
        while start > floor and own[start - 1] == other[start - 1 + diagonal]:
            start -= 1
        ceiling = min(count, other_count - diagonal, end + budget)
        while end < ceiling and own[end] == other[end + diagonal]:
            end += 1
        budget -= end - start - length
        reached[diagonal] = end
        kept.append((start, start + diagonal, end - start))
    kept.sort()
    columns = np.array(kept, np.int64).reshape(-1, 3)
    return Runs(columns[:, 0], columns[:, 1], columns[:, 2])
