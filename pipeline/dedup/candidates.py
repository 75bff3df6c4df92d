"""Which articles of the window are worth reading beside a new one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from pipeline.dedup.features import Reading
from pipeline.dedup.fingerprint import GRAM_WORDS, GUARANTEED_RUN
from pipeline.dedup.mask import Hit, RunAround

# A fingerprint of so many living articles is a common phrase (research: the sweep's limit).
COMMON = 25
# Shared fingerprints, each counted as one part of those that have it: on neardup.jsonl 1.6
# candidates a text. Asking for more where a text has many fingerprints (a twentieth) was no faster,
# and passed over half of the pairs that have 50 words in common in runs of 9 to 13.
_RARE_ENOUGH = 1.5
# What many have (a report that all took) counts little there, but there is much of it.
_MANY = 4
_MANY_SHARE = 0.1
_ALL_MASKED = b"\x01" * GRAM_WORDS
# Of more candidates those with the most shared fingerprints are read.
_MOST_READ = 32


def candidates(
    reading: Reading, fingerprints: int, hits: Sequence[Hit], run_around: RunAround
) -> list[int]:
    """The articles to read, most shared fingerprints first, of equals the older: those that share
    rare fingerprints or many, or one in a run of GUARANTEED_RUN words."""
    shared: dict[int, list[tuple[int, int]]] = defaultdict(list)
    rarity: dict[int, float] = defaultdict(float)
    masked = b"" if reading.masked is None else reading.masked.tobytes()
    for place, numbers, theres in hits:
        have = len(numbers)
        if have >= COMMON or masked[place : place + GRAM_WORDS] == _ALL_MASKED:
            continue
        for number, there in zip(numbers, theres, strict=True):
            shared[number].append((place, there))
            rarity[number] += 1 / have
    many = max(_MANY, _MANY_SHARE * fingerprints)
    worth = [
        (-len(places), number)
        for number, places in shared.items()
        if rarity[number] >= _RARE_ENOUGH
        or len(places) >= many
        or _in_a_run(number, places, len(reading), run_around)
    ]
    return [number for _, number in sorted(worth)[:_MOST_READ]]


def _in_a_run(
    number: int, places: Sequence[tuple[int, int]], words: int, run_around: RunAround
) -> bool:
    """Whether one of the shared 4-grams at `places` (in the text, in the article) stands in a run
    of GUARANTEED_RUN shared words."""
    for place, there in places:
        floor, ceiling = max(0, place - GUARANTEED_RUN), min(words, place + GUARANTEED_RUN)
        left, right = run_around(place, number, there, floor, ceiling)
        if right - left >= GUARANTEED_RUN:
            return True
    return False
