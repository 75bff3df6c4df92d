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

from pipeline.dedup.compiled import (
    BOOL,
    INT,
    U16,
    U32,
    U64,
    compiled,
    inlined,
    read,
    slots_for,
    written,
)
from pipeline.dedup.words import Hashes, Words, mixed

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
_SPARSE, _DENSE = np.uint64(SAMPLING - 1), np.uint64(_DENSE_SAMPLING - 1)
_BEHIND_ALL = np.uint64((1 << 64) - 1)


def gram_hashes(words: Words, seed: int = _SEED) -> Hashes:
    """One 64-bit hash for each run of GRAM_WORDS words: entry i is that of words[i : i + 4]."""
    hashes: Hashes = _hashes(words, seed)
    return hashes


def keys_at(words: Words, places: NDArray[np.uint16]) -> Words:
    """`keys(gram_hashes(words)[places])`, without making the others."""
    found: Words = _keys_at(words, places)
    return found


@inlined
def _hash(words: Words, place: int, seed: int) -> np.uint64:
    hashed = np.uint64(words[place]) + np.uint64(seed)
    for following in range(place + 1, place + GRAM_WORDS):
        hashed = (hashed ^ (hashed >> _HIGH)) * _STEP + np.uint64(words[following])
    return mixed(hashed)


@compiled(written(U64), read(U32), INT)
def _hashes(words: Words, seed: int) -> Hashes:
    hashes = np.empty(max(0, len(words) - GRAM_WORDS + 1), np.uint64)
    for place in range(len(hashes)):
        hashes[place] = _hash(words, place, seed)
    return hashes


@compiled(written(U32), read(U32), read(U16))
def _keys_at(words: Words, places: NDArray[np.uint16]) -> Words:
    found = np.empty(len(places), np.uint32)
    for row in range(len(places)):
        gram = _hash(words, int(np.int64(places[row])), _SEED)
        found[row] = max(np.uint32(gram >> _HIGH), _LEAST_KEY)
    return found


def choose(grams: Hashes) -> NDArray[np.uint16]:
    """The places of the chosen 4-grams, ascending. `grams` are all of a text, at most 65,536.

    One that comes again and again counts where it stands first, a few times, so that a text made
    of repetitions does not fill the index.
    """
    words = len(grams) + GRAM_WORDS - 1
    sampling = 1 if words <= _ALL_BELOW else _DENSE_SAMPLING if words <= _DENSE_BELOW else SAMPLING
    chosen = _smallest_of_each_window(grams)
    chosen |= grams & np.uint64(sampling - 1) == 0
    places = chosen.nonzero()[0].astype(np.uint16)
    return places[_seldom_before(keys(grams.take(places)))]


@compiled(written(BOOL), read(U32))
def _seldom_before(values: Words) -> NDArray[np.bool_]:
    """Marks the first _REPEATS_KEPT of equal `values`."""
    slots = slots_for(len(values))
    known, counts = np.zeros(slots, np.uint32), np.zeros(slots, np.int64)  # no key is 0
    marked = np.empty(len(values), np.bool_)
    for row in range(len(values)):
        slot = np.int64(values[row]) & (slots - 1)
        while known[slot] and known[slot] != values[row]:
            slot = (slot + 1) & (slots - 1)
        known[slot] = values[row]
        counts[slot] += 1
        marked[row] = counts[slot] <= _REPEATS_KEPT
    return marked


def keys(grams: Hashes) -> Words:
    """The 32 bits by which the index knows a 4-gram; independent of the bits that choose, and never
    0 or 1, which mean something else to the index."""
    return np.maximum((grams >> _HIGH).astype(np.uint32), _LEAST_KEY)


@inlined
def _rank(gram: np.uint64) -> np.uint64:
    return np.uint64(0) if gram & _SPARSE == 0 else gram >> _HIGH


@compiled(written(BOOL), read(U64))
def _smallest_of_each_window(grams: Hashes) -> NDArray[np.bool_]:
    """Marks the smallest 4-gram in each window of 13, the first of equals. One that is sampled (1
    in SAMPLING) counts as smallest, so that no second one is needed there.

    The order within a window depends on the window alone, so shared runs agree on it.
    """
    marked = np.zeros(len(grams), np.bool_)
    smallest, place = _BEHIND_ALL, -1
    for end in range(len(grams)):
        start = end - _WINDOW + 1
        if place >= start:  # the smallest so far is still in the window
            rank = _rank(grams[end])
            if rank < smallest:
                smallest, place = rank, end
        else:
            smallest, place = _rank(grams[max(start, 0)]), max(start, 0)
            for other in range(place + 1, end + 1):
                rank = _rank(grams[other])
                if rank < smallest:
                    smallest, place = rank, other
        if start >= 0:
            marked[place] = True
    return marked
