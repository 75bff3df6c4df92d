"""What many articles repeat, recognised by the earlier ones: furniture that cleaning left behind.

A text that stands in three earlier articles of the source, or in six of any, whatever stands around
it, links no articles. Whole articles that come again are withheld, so they are not counted here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from pipeline.dedup.fingerprint import GRAM_WORDS
from pipeline.dedup.sketch import Sketch

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
    sketch: Sketch,
    hits: Sequence[Hit],
    own_of: Callable[[Iterable[int]], list[int]],
    words_of: Callable[[int], memoryview],
) -> NDArray[np.bool_]:
    """One bool a word: whether it stands in a run that enough earlier articles have. `own_of` picks
    those of the same source out of articles."""
    words = sketch.words.data
    masked = np.zeros(len(words), np.bool_)
    ends_masked = 0  # places ascend: what was masked last is what may hold the next one
    for hit in hits:
        if len(hit.there) < REPEATED or hit.place + GRAM_WORDS <= ends_masked:
            continue
        witnesses = own_of(hit.there)[:_WITNESSES]
        limit = len(words)
        if len(witnesses) < REPEATED:
            if len(hit.there) < COMMON_PROPERTY:
                continue
            witnesses, limit = list(islice(hit.there, _WITNESSES)), _LONGEST_PHRASE
        left, right = 0, len(words)
        for number in witnesses:
            left, right = run_around(
                words, hit.place, words_of(number), hit.there[number], left, right
            )
        if right - left <= limit:
            masked[left:right] = True
            ends_masked = max(ends_masked, right)
    if len(words) - np.count_nonzero(masked) < _LEAST_LEFT:
        masked[:] = False
    return masked


def run_around(
    words: memoryview, place: int, other: memoryview, there: int, floor: int, ceiling: int
) -> tuple[int, int]:
    """The run of words around `place` that `other` has around `there`, within floor and ceiling:
    start, end."""
    shift = there - place
    floor, ceiling = max(floor, -shift), min(ceiling, len(other) - shift)
    left = right = place
    while left > floor and words[left - 1] == other[left - 1 + shift]:
        left -= 1
    while right < ceiling and words[right] == other[right + shift]:
        right += 1
    return left, right
