"""What a source repeats, recognised by its earlier articles: furniture that cleaning left behind.

A text that stands in three earlier articles of a source, whatever stands around it, links no
articles. Whole articles that a source repeats are copies, withheld before they could be counted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.dedup.fingerprint import GRAM_WORDS
from pipeline.dedup.tokens import Words

# Research (dedup, mask): what a source's three earlier articles have is furniture.
REPEATED = 3
# A text that would have fewer words of its own left is taken as it is.
_LEAST_LEFT = 20


@dataclass(frozen=True, slots=True)
class Hit:
    """A fingerprint of the text that starts at word `place`, and the articles that have it: the
    word at which it starts there, by article number, newest first."""

    place: int
    there: dict[int, int]


def furniture(
    words: Words,
    hits: Sequence[tuple[int, list[tuple[int, int]]]],
    words_of: Callable[[int], Words],
) -> NDArray[np.bool_]:
    """One bool a word: whether it stands in a run that the newest REPEATED articles of the same
    source that share one of its fingerprints all have. `hits` names, for a place in `words`, these
    articles and the places in them."""
    masked = np.zeros(len(words), np.bool_)
    known: dict[int, Words] = {}
    for place, there in hits:
        if len(there) < REPEATED or masked[place : place + GRAM_WORDS].all():
            continue
        left, right = 0, len(words)
        for number, other_place in there[:REPEATED]:
            if number not in known:
                known[number] = words_of(number)
            start, end = _extent(words, place, known[number], other_place)
            left, right = max(left, start), min(right, end)
        masked[left:right] = True
    if len(words) - int(masked.sum()) < _LEAST_LEFT:
        masked[:] = False
    return masked


def _extent(words: Words, place: int, other: Words, other_place: int) -> tuple[int, int]:
    """The run of words around `place` that `other` has around `other_place`."""
    before = min(place, other_place)
    after = min(len(words) - place, len(other) - other_place)
    equal = (
        words[place - before : place + after] == other[other_place - before : other_place + after]
    )
    unequal = np.flatnonzero(~equal)
    turn = int(np.searchsorted(unequal, before))
    left = int(unequal[turn - 1]) + 1 if turn else 0
    right = int(unequal[turn]) if turn < len(unequal) else before + after
    return place - before + left, place - before + right
