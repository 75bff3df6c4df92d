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

from pipeline.dedup.tokens import Words, mix

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
_LOW_16 = np.uint64(0xFFFF)
_PLACE_BITS = np.uint64(16)


def gram_hashes(words: Words, seed: int = _SEED) -> NDArray[np.uint64]:
    """One 64-bit hash for each run of GRAM_WORDS words: entry i is that of words[i : i + 4]."""
    if len(words) < GRAM_WORDS:
        return np.empty(0, np.uint64)
    wide = words.astype(np.uint64)
    count = len(words) - GRAM_WORDS + 1
    return _hash([wide[place : place + count] for place in range(GRAM_WORDS)], seed)


def hashes_at(words: Words, places: NDArray[np.uint16]) -> NDArray[np.uint64]:
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
        chosen = np.ones(len(grams), np.bool_)
    else:
        sampling = _DENSE_SAMPLING if words <= _DENSE_BELOW else SAMPLING
        chosen = grams % np.uint64(sampling) == 0
        chosen[_smallest_of_each_window(grams)] = True
    places = np.flatnonzero(chosen)
    values = keys(grams[places])
    order = np.argsort(values, kind="stable")
    values = values[order]
    excess = order[_REPEATS_KEPT:][values[_REPEATS_KEPT:] == values[:-_REPEATS_KEPT]]
    return np.delete(places, excess).astype(np.uint16)


def keys(grams: NDArray[np.uint64]) -> Words:
    """The 32 bits by which the index knows a 4-gram; independent of the bits that choose."""
    return (grams >> _HIGH).astype(np.uint32)


def _smallest_of_each_window(grams: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Places of the smallest 4-gram in each window of 13, the first of equals. One that is chosen
    by sampling anyway counts as smallest, so that no second one is needed there.

    The order within a window depends on the window alone, so shared runs agree on it.
    """
    rank = np.where(grams % np.uint64(SAMPLING) == 0, np.uint64(0), grams >> _HIGH)
    smallest = rank << _PLACE_BITS | np.arange(len(grams), dtype=np.uint64)
    for step in (1, 2, 4):  # minima over 2, 4, 8 neighbours, then over 13 as two overlapping 8s
        smallest = np.minimum(smallest[:-step], smallest[step:])
    smallest = np.minimum(smallest[: 8 - _WINDOW], smallest[_WINDOW - 8 :])
    places: NDArray[np.int64] = (smallest & _LOW_16).astype(np.int64)
    return places
