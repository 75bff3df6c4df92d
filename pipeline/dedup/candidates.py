"""Which articles of the window are worth reading beside a new one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from pipeline.dedup.features import Reading
from pipeline.dedup.fingerprint import GRAM_WORDS, GUARANTEED_RUN
from pipeline.dedup.mask import Hit, run_around

# A fingerprint of so many living articles is a common phrase (research: the sweep's limit).
COMMON = 25
# Shared fingerprints, each counted as one part of those that have it. Measured on neardup.jsonl
# with and without these two limits: recall .9990 and .9994, candidates .66 and 1.6 a text.
_RARE_ENOUGH = 1.5
_RARE_SHARE = 0.05
# What many have (a report that all took) counts little there, but there is much of it.
_MANY = 4
_MANY_SHARE = 0.1
# Of more candidates those with the most shared fingerprints are read.
_MOST_READ = 32


def candidates(
    reading: Reading, fingerprints: int, hits: Sequence[Hit], words_of: Callable[[int], memoryview]
) -> list[int]:
    """The articles to read, most shared fingerprints first, of equals the older: those that share
    rare fingerprints or many, or one in a run of GUARANTEED_RUN words."""
    shared: dict[int, list[tuple[int, int]]] = defaultdict(list)
    rarity: dict[int, float] = defaultdict(float)
    for hit in hits:
        if len(hit.there) >= COMMON or reading.is_masked(hit.place, GRAM_WORDS):
            continue
        for number, place in hit.there.items():
            shared[number].append((hit.place, place))
            rarity[number] += 1 / len(hit.there)
    rare = max(_RARE_ENOUGH, _RARE_SHARE * fingerprints)
    many = max(_MANY, _MANY_SHARE * fingerprints)
    words = reading.words.data
    worth = [
        (-len(places), number)
        for number, places in shared.items()
        if rarity[number] >= rare
        or len(places) >= many
        or in_a_run(words, words_of(number), places)
    ]
    return [number for _, number in sorted(worth)[:_MOST_READ]]


def in_a_run(words: memoryview, other: memoryview, places: Sequence[tuple[int, int]]) -> bool:
    """Whether one of the shared 4-grams at `places` (in one text, in the other) stands in a run of
    GUARANTEED_RUN shared words."""
    for place, there in places:
        floor, ceiling = place - GUARANTEED_RUN, place + GUARANTEED_RUN
        left, right = run_around(
            words, place, other, there, max(0, floor), min(len(words), ceiling)
        )
        if right - left >= GUARANTEED_RUN:
            return True
    return False
