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


def shared_runs(
    words: Words, grams: NDArray[np.uint64], other_words: Words, other_grams: NDArray[np.uint64]
) -> Runs:
    """The maximal runs that two texts share.

    A 4-gram that occurs several times is paired occurrence by occurrence, in order; a run is then
    carried on to both sides as far as the words agree, so that a repeated phrase does not end it.
    """
    here, there = _paired(grams, other_grams)
    if not len(here):
        return Runs(here, there, here)
    diagonal = there - here
    breaks = np.flatnonzero((np.diff(here) != 1) | (np.diff(diagonal) != 0)) + 1
    first = np.concatenate(([0], breaks))
    last = np.concatenate((breaks, [len(here)])) - 1
    starts, others = here[first], there[first]
    lengths = here[last] - starts + GRAM_WORDS
    return _carried_on(words, other_words, starts, others, lengths)


def _paired(grams: NDArray[np.uint64], others: NDArray[np.uint64]) -> tuple[Places, Places]:
    """Places of equal 4-grams, k-th occurrence with k-th, ascending by the first text's place."""
    # One plain sort of hash and place together is several times faster than an argsort.
    both = np.concatenate((grams, others)) & ~_PLACE_MASK
    both |= np.arange(len(both), dtype=np.uint64)
    both.sort()
    hashes, places = both >> _PLACE_BITS, (both & _PLACE_MASK).astype(np.int64)
    repeats = hashes[1:] == hashes[:-1]
    shared = np.zeros(len(both), np.bool_)
    shared[1:] |= repeats
    shared[:-1] |= repeats
    hashes, places = hashes[shared], places[shared]
    if not len(places):
        return places, places
    opens = np.concatenate(([True], hashes[1:] != hashes[:-1]))
    firsts = np.flatnonzero(opens)
    group = np.cumsum(opens) - 1
    rank = np.arange(len(places)) - firsts[group]
    is_own = places < len(grams)  # within a group these come first
    owned = np.add.reduceat(is_own, firsts, dtype=np.int64)
    pairs = np.minimum(owned, np.diff(firsts, append=len(places)) - owned)[group]
    here = places[is_own & (rank < pairs)]
    there = places[~is_own & (rank - owned[group] < pairs)] - len(grams)
    by_place = np.argsort(here)
    return here[by_place], there[by_place]


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
