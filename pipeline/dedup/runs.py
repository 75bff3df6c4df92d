"""Where two texts say the same words in the same order: runs of words, as long as they go.

Linear in the two texts, whatever repeats.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.dedup.compiled import BOOL, INT, U32, U64, compiled, read, several, slots_for, written
from pipeline.dedup.fingerprint import GRAM_WORDS
from pipeline.dedup.words import Hashes, Words

Places = NDArray[np.int64]

# A place has so many bits.
_PLACE_BITS = 15
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


@compiled(written(BOOL), read(INT), read(INT), INT)
def _marked(starts: Places, lengths: Places, words: int) -> NDArray[np.bool_]:
    marked = np.zeros(words, np.bool_)
    for run in range(len(starts)):
        marked[starts[run] : starts[run] + lengths[run]] = True
    return marked


def shared_runs(words: Words, grams: Hashes, other_words: Words, other_grams: Hashes) -> Runs:
    """The maximal runs that two texts share. `grams`: the hashes of their 4-grams.

    A 4-gram that occurs several times is paired occurrence by occurrence, in order; a run is then
    carried on to both sides as far as the words agree, so that a repeated phrase does not end it.
    """
    there = _pairs(grams, other_grams)
    starts, others, lengths = _carried_on(words, other_words, there)
    ranks = starts << _PLACE_BITS | others
    if (ranks[1:] < ranks[:-1]).any():
        order = np.argsort(ranks)
        starts, others, lengths = starts[order], others[order], lengths[order]
    return Runs(starts, others, lengths)


@compiled(written(INT), read(U64), read(U64))
def _pairs(grams: Hashes, others: Hashes) -> Places:
    """For each 4-gram where its equal stands in the other text, k-th occurrence with k-th; -1 for
    none."""
    pairs = np.full(len(grams), -1, np.int64)
    if not len(others):
        return pairs
    slots = slots_for(len(grams))
    heads = np.full(slots, -1, np.int64)  # the first occurrence of the 4-gram of each slot
    free = np.empty(slots, np.int64)  # the first one that has no partner yet
    later = np.empty(len(grams), np.int64)  # of each occurrence, the next one
    for place in range(len(grams) - 1, -1, -1):
        slot = np.int64(grams[place] & np.uint64(slots - 1))
        while heads[slot] >= 0 and grams[heads[slot]] != grams[place]:
            slot = (slot + 1) & (slots - 1)
        later[place] = heads[slot]
        heads[slot] = free[slot] = place
    for there in range(len(others)):
        slot = np.int64(others[there] & np.uint64(slots - 1))
        while heads[slot] >= 0 and grams[heads[slot]] != others[there]:
            slot = (slot + 1) & (slots - 1)
        if heads[slot] >= 0 and free[slot] >= 0:
            place = free[slot]
            pairs[place], free[slot] = there, later[place]
    return pairs


@compiled(several(written(INT), written(INT), written(INT)), read(U32), read(U32), read(INT))
def _carried_on(own: Words, other: Words, there: Places) -> tuple[Places, Places, Places]:
    """Runs of paired 4-grams, each as long as its words agree; one that lies within an earlier one
    is dropped. Starts, other starts, lengths."""
    count, other_count = len(own), len(other)
    runs = 0
    starts = np.empty(len(there), np.int64)
    others, lengths = np.empty_like(starts), np.empty_like(starts)
    reached = np.zeros(count + other_count + 1, np.int64)  # by diagonal: the end of its last run
    budget = _CARRY_LIMIT * (count + other_count)
    at = 0
    while at < len(there):
        if there[at] < 0:
            at += 1
            continue
        start, diagonal = at, there[at] - at
        while at < len(there) and there[at] == at + diagonal:
            at += 1
        end = at - 1 + GRAM_WORDS
        floor = reached[diagonal + count]
        if end <= floor:
            continue
        length = end - start
        floor = max(floor, -diagonal, start - budget)
        while start > floor and own[start - 1] == other[start - 1 + diagonal]:
            start -= 1
        ceiling = min(count, other_count - diagonal, end + budget)
        while end < ceiling and own[end] == other[end + diagonal]:
            end += 1
        budget -= end - start - length
        reached[diagonal + count] = end
        starts[runs], others[runs], lengths[runs] = start, start + diagonal, end - start
        runs += 1
    return starts[:runs].copy(), others[:runs].copy(), lengths[:runs].copy()
