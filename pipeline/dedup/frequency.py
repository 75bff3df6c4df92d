"""How many living articles have a word: what makes a shared word tell something."""

from __future__ import annotations

from math import log

import numpy as np
from numpy.typing import NDArray

from pipeline.dedup.compiled import I32, INT, NONE, U32, compiled, read, written
from pipeline.dedup.words import Words

# Words share counters by the low bits of their number; a rare word then seems a little less rare.
_COUNTERS = 1 << 18
_MASK = np.uint32(_COUNTERS - 1)
# What a word that every article has still tells: research (dedup, prototype) used the same floor.
_FLOOR = 0.5
# Logarithms by count; a word in more articles than this tells nothing anyhow.
_LOGARITHMS = np.log(np.arange(1, 1 << 16, dtype=np.float64)).astype(np.float32)


class WordFrequencies:
    """Document frequencies of words over the articles of a window."""

    def __init__(self) -> None:
        self._counts = np.zeros(_COUNTERS, np.int32)
        self._documents = 0

    def add(self, words: Words) -> None:
        """Counts an article."""
        _count(self._counts, words, 1)
        self._documents += 1

    def remove(self, words: Words) -> None:
        """Takes back an article that was counted."""
        _count(self._counts, words, -1)
        self._documents -= 1

    def weights(self, words: Words) -> NDArray[np.float32]:
        """The inverse document frequency of each word, float32: log of its rarity, floored."""
        logarithms = _LOGARITHMS.take(self._counts.take(words & _MASK), mode="clip")
        weights: NDArray[np.float32] = np.float32(log(self._documents + 2) + _FLOOR) - logarithms
        return np.maximum(weights, np.float32(_FLOOR))


@compiled(NONE, written(I32), read(U32), INT)
def _count(counts: NDArray[np.int32], words: Words, step: int) -> None:
    """Adds `step` for each of `words`, once however often it comes: what was counted is negative
    until all are."""
    for word in words:
        counter = word & _MASK
        if counts[counter] >= 0:
            counts[counter] = ~(counts[counter] + step)
    for word in words:
        counter = word & _MASK
        if counts[counter] < 0:
            counts[counter] = ~counts[counter]
