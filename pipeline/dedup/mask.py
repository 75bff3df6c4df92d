"""What many articles repeat, recognised by the earlier ones: furniture that cleaning left behind.

A text that stands in three earlier articles of the source, or in six of any, whatever stands around
it, links no articles. Whole articles that come again are withheld, so they are not counted here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
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


# The run of words around a word of the text that an article has around one of its own, within floor
# and ceiling: called with place, article, place there, floor, ceiling; start and end in the text.
RunAround = Callable[[int, int, int, int, int], tuple[int, int]]


# A fingerprint of the text: the word at which it starts, the articles that have it, newest first,
# and the word at which it starts in each.
Hit = tuple[int, list[int], list[int]]


def furniture(
    sketch: Sketch,
    hits: Sequence[Hit],
    is_own: Callable[[int], bool],
    run_around: RunAround,
) -> NDArray[np.bool_]:
    """One bool a word: whether it stands in a run that enough earlier articles have. `is_own`:
    whether an article is of the same source."""
    words = len(sketch)
    masked = np.zeros(words, np.bool_)
    ends_masked = 0  # places ascend: what was masked last is what may hold the next one
    for place, numbers, theres in hits:
        if place + GRAM_WORDS <= ends_masked or len(numbers) < REPEATED:
            continue
        limit = words
        have = zip(numbers, theres, strict=True)
        witnesses = list(islice((each for each in have if is_own(each[0])), _WITNESSES))
        if len(witnesses) < REPEATED:
            if len(numbers) < COMMON_PROPERTY:
                continue
            witnesses = list(zip(numbers[:_WITNESSES], theres[:_WITNESSES], strict=True))
            limit = _LONGEST_PHRASE
        left, right = 0, words
        for number, there in witnesses:
            left, right = run_around(place, number, there, left, right)
        if right - left <= limit:
            masked[left:right] = True
            ends_masked = max(ends_masked, right)
    if words - np.count_nonzero(masked) < _LEAST_LEFT:
        masked[:] = False
    return masked
