"""What many articles repeat, recognised by the earlier ones: furniture that cleaning left behind.

A text that stands in three earlier articles of the source, or in six of any, whatever stands around
it, links no articles. Whole articles that come again are withheld, so they are not counted here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.dedup.fingerprint import GRAM_WORDS
from pipeline.dedup.tokens import Words

# Research (dedup, mask): what three earlier articles of a source have is furniture.
REPEATED = 3
# What so many articles of whatever source have is common property: a network's furniture, a
# standing phrase. Measured on neardup.jsonl: false links by furniture 441 without this rule, 44
# at eight, 31 at six, for 7 of 3,120 true pairs.
COMMON_PROPERTY = 6
# A longer run is no phrase but a passage of a widely taken report, which should link.
_LONGEST_PHRASE = 60
# The run is what so many of them have in common, the newest.
_WITNESSES = 3
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
    hits: Sequence[Hit],
    is_own: Callable[[int], bool],
    words_of: Callable[[int], Words],
) -> NDArray[np.bool_]:
    """One bool a word: whether it stands in a run that enough earlier articles have. `is_own` says
    whether an article is of the same source."""
    masked = np.zeros(len(words), np.bool_)
    known: dict[int, Words] = {}
    for hit in hits:
        if len(hit.there) < REPEATED:
            continue
        witnesses = [number for number in hit.there if is_own(number)][:_WITNESSES]
        limit = len(words)
        if len(witnesses) < REPEATED:
            if len(hit.there) < COMMON_PROPERTY:
                continue
            witnesses, limit = list(hit.there)[:_WITNESSES], _LONGEST_PHRASE
        if masked[hit.place : hit.place + GRAM_WORDS].all():
            continue
        left, right = 0, len(words)
        for number in witnesses:
            if number not in known:
                known[number] = words_of(number)
            start, end = run_around(words, hit.place, known[number], hit.there[number])
            left, right = max(left, start), min(right, end)
        if right - left <= limit:
            masked[left:right] = True
    if len(words) - int(masked.sum()) < _LEAST_LEFT:
        masked[:] = False
    return masked


def run_around(words: Words, place: int, other: Words, other_place: int) -> tuple[int, int]:
    """The run of words around `place` that `other` has around `other_place`: start, end."""
    before = min(place, other_place)
    after = min(len(words) - place, len(other) - other_place)
    here = words[place - before : place + after]
    unequal = np.flatnonzero(here != other[other_place - before : other_place + after])
    turn = int(np.searchsorted(unequal, before))
    left = int(unequal[turn - 1]) + 1 if turn else 0
    right = int(unequal[turn]) if turn < len(unequal) else before + after
    return place - before + left, place - before + right
