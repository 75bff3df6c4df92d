"""Whether two texts that are otherwise the same tell other facts: what stands between equal words.

"36 people were killed" for "41 people were killed", "rose" for "fell", "were not" for "were". A
reworded copy has other words for the same facts, so a gap tells nothing by itself: only numbers,
names, and the words that are facts (see facts) do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.dedup.facts import CONJUNCTIONS, DENIALS, agree_on_a_scale, differ_on_a_scale
from pipeline.dedup.features import Reading
from pipeline.dedup.runs import Runs

# A replaced fact stands between the same words: at most so many were changed around it.
_REPLACED_WITHIN = 6
# Of all gaps so many are other names: a text about somebody else. Measured on neardup.jsonl: no
# spun or edited copy has a name for another in equal words, and in texts with scanning errors they
# are one gap in seven.
_MOSTLY_RENAMED = 0.5
# Two that change places have something between them that both do to each other.
_LEAST_EXCHANGED = 3


@dataclass(frozen=True, slots=True)
class _Gap:
    """The words of both texts between two neighbouring shared runs, and which are names."""

    here: list[int]
    there: list[int]
    only_names: bool


def tell_otherwise(own: Reading, other: Reading, runs: Runs) -> bool:
    """Whether a gap between two neighbouring `runs`, or before the first or behind the last, tells
    another fact, or most gaps have other names. `runs`: shared_runs of the two."""
    gaps, narrow = _gaps(own, other, runs)
    if any(map(_tells_otherwise, narrow)):
        return True
    renamed = sum(map(_has_other_names, narrow))
    return renamed > 0 and renamed >= _MOSTLY_RENAMED * gaps


def _gaps(own: Reading, other: Reading, runs: Runs) -> tuple[int, list[_Gap]]:
    """How many gaps there are, and the narrow ones."""
    firsts = np.concatenate(([0], runs.starts + runs.lengths))
    lasts = np.concatenate((runs.starts, [len(own)]))
    other_firsts = np.concatenate(([0], runs.other_starts + runs.lengths))
    other_lasts = np.concatenate((runs.other_starts, [len(other)]))
    widths, other_widths = lasts - firsts, other_lasts - other_firsts
    filled = (widths > 0) | (other_widths > 0)
    narrow = filled & (np.minimum(widths, other_widths) >= 0)
    narrow &= np.maximum(widths, other_widths) <= _REPLACED_WITHIN
    named, other_named = own.sketch.named(), other.sketch.named()
    found = []
    for i in narrow.nonzero()[0].tolist():
        here, there = slice(firsts[i], lasts[i]), slice(other_firsts[i], other_lasts[i])
        only_names = bool(named[here].all() and other_named[there].all())
        found.append(_Gap(own.words[here].tolist(), other.words[there].tolist(), only_names))
    return int(np.count_nonzero(filled)), found


def _tells_otherwise(gap: _Gap) -> bool:
    here, there = set(gap.here), set(gap.there)
    return (
        _has_other_numbers(gap)
        or here.isdisjoint(DENIALS) != there.isdisjoint(DENIALS)
        or differ_on_a_scale(here, there)
        or _have_changed_places(gap.here, gap.there)
    )


def _has_other_names(gap: _Gap) -> bool:
    """As many names for as many, that are not two spellings of one ("Sen", "Senator")."""
    as_many = gap.only_names and len(gap.here) == len(gap.there)
    return as_many and not agree_on_a_scale(gap.here, gap.there)


def _has_other_numbers(gap: _Gap) -> bool:
    """Numbers on both sides, none of them the same; or the same ones in another order between the
    same words ("3-1", "1-3")."""
    numbers, other_numbers = _numbers(gap.here), _numbers(gap.there)
    if not numbers or not other_numbers or numbers == other_numbers:
        return False
    if set(numbers) != set(other_numbers):
        return set(numbers).isdisjoint(other_numbers)
    return [w for w in gap.here if not w & 1] == [w for w in gap.there if not w & 1]


def _numbers(words: list[int]) -> list[int]:
    return [word for word in words if word & 1]


def _have_changed_places(here: list[int], there: list[int]) -> bool:
    """The first and the last word, with the same between them that does not join equals."""
    if len(here) != len(there) or len(here) < _LEAST_EXCHANGED:
        return False
    exchanged = here[0] == there[-1] != here[-1] == there[0] and here[1:-1] == there[1:-1]
    return exchanged and CONJUNCTIONS.isdisjoint(here[1:-1])
