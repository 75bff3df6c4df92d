"""Which word 4-grams of a text stand for it in the index: chosen by value, never further apart.

Two rules together. A 4-gram whose hash is 0 modulo 8 is always chosen: what two texts share is
chosen in both, whatever stands around it. And among any 13 neighbouring 4-grams at least one is
chosen (the smallest: winnowing, Schleimer, Wilkerson & Aiken 2003), so that a run of 16 words has
one. Chosen by value, the same run gives the same one in both texts; but for a 4-gram that a text
repeats more than a few times.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.dedup.words import Words, mix

GRAM_WORDS = 4
# Research (dedup, candidate sweep): 4-grams at 1/8, two shared: recall .999, 1.6 candidates a text.
SAMPLING = 8
# Every run of so many shared words has a shared fingerprint.
GUARANTEED_RUN = 16
_WINDOW = GUARANTEED_RUN - GRAM_WORDS + 1
# A brief needs as many fingerprints as a report: up to here every 4-gram, then every second one.
_ALL_BELOW = 48
_DENSE_BELOW = 128
_DENSE_SAMPLING = 2
# Furniture comes twice or three times on a page, and each time has to be recognised.
_REPEATS_KEPT = 4

_SEED = 0x7769726563  # "wirec"
_STEP = np.uint64(0x9E3779B97F4A7C15)
_HIGH = np.uint64(32)
_LEAST_KEY = np.uint32(2)
_LOW_16 = np.uint64(0xFFFF)
_PLACE_BITS = np.uint64(16)
_PLACES = np.arange(1 << 16, dtype=np.uint64)


def gram_hashes(words: Words, seed: int = _SEED) -> NDArray[np.uint64]:
    """One 64-bit hash for each run of GRAM_WORDS words: entry i is that of words[i : i + 4]."""
    if len(words) < GRAM_WORDS:
        return np.empty(0, np.uint64)
    wide = words.astype(np.uint64)
    count = len(words) - GRAM_WORDS + 1
    return _hash([wide[place : place + count] for place in range(GRAM_WORDS)], seed)


def hashes_at(words: Words, places: NDArray[np.uint16] | NDArray[np.int64]) -> NDArray[np.uint64]:
    """`gram_hashes(words)[places]`, without making the others."""
    rows = places.astype(np.int64)
    return _hash([words[rows + place].astype(np.uint64) for place in range(GRAM_WORDS)], _SEED)


def _hash(columns: list[NDArray[np.uint64]], seed: int) -> NDArray[np.uint64]:
    hashes = columns[0] + np.uint64(seed)
    for column in columns[1:]:
        hashes = (hashes ^ (hashes >> _HIGH)) * _STEP + column
    return mix(hashes)


def choose(grams: NDArray[np.uint64]) -> NDArray[np.uint16]:
    """The places of the chosen 4-grams, ascending. `grams` are all of a text, at most 65,536.

    One that comes again and again counts where it stands first, a few times, so that a text made
    of repetitions does not fill the index.
    """
    words = len(grams) + GRAM_WORDS - 1
    if words <= _ALL_BELOW:
        return _without_repeats(grams, np.arange(len(grams)))
    sampled = grams & np.uint64(SAMPLING - 1) == 0
    smallest = _smallest_of_each_window(grams, sampled)
    if words <= _DENSE_BELOW:
        sampled = grams & np.uint64(_DENSE_SAMPLING - 1) == 0
    sampled[smallest] = True
    return _without_repeats(grams, sampled.nonzero()[0])


def _without_repeats(grams: NDArray[np.uint64], places: NDArray[np.int64]) -> NDArray[np.uint16]:
    """`places` without those of 4-grams that stood _REPEATS_KEPT times before."""
    values = keys(grams.take(places))
    ascending = np.sort(values)
    if (ascending[_REPEATS_KEPT:] == ascending[:-_REPEATS_KEPT]).any():
        order = np.argsort(values, kind="stable")
        values = values[order]
        excess = order[_REPEATS_KEPT:][values[_REPEATS_KEPT:] == values[:-_REPEATS_KEPT]]
        places = np.delete(places, excess)
    return places.astype(np.uint16)


def keys(grams: NDArray[np.uint64]) -> Words:
    """The 32 bits by which the index knows a 4-gram; independent of the bits that choose, and never
    0 or 1, which mean something else to the index."""
    return np.maximum((grams >> _HIGH).astype(np.uint32), _LEAST_KEY)


def _smallest_of_each_window(
    grams: NDArray[np.uint64], sampled: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Places of the smallest 4-gram in each window of 13, the first of equals. One that is
    `sampled` (1 in SAMPLING) counts as smallest, so that no second one is needed there.

    The order within a window depends on the window alone, so shared runs agree on it.
    """
    smallest = grams >> _HIGH << _PLACE_BITS
    smallest[sampled] = 0
    smallest |= _PLACES[: len(grams)]
    for step in (1, 2, 4):  # minima over 2, 4, 8 neighbours, then over 13 as two overlapping 8s
        smallest = np.minimum(smallest[:-step], smallest[step:])
    smallest = np.minimum(smallest[: 8 - _WINDOW], smallest[_WINDOW - 8 :])
    places: NDArray[np.int64] = (smallest & _LOW_16).astype(np.int64)
    return places
