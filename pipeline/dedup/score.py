"""How certain it is that two texts have something to do with each other: ten weights.

A logistic model over what both texts share. Every weight is positive, so more in common never makes
a pair less certain, and kinds of copies that were not measured are judged by the same rule. Fitted
on the candidate pairs of neardup.jsonl; in five-fold cross-validation by family of texts: best F1
.995, recall .998 at precision .99, every class .95 or more (bench/dedup.py repeats the measurement
of the whole). Three weights are floors that were set, not fitted: shares and cover must count for
texts that share much in a way that the set does not have (rewritten by people).
"""

from __future__ import annotations

from math import exp, log

from pipeline.dedup.features import Features

# From here on two texts are linked. Measured on neardup.jsonl: precision .991, recall .985; at .5
# precision .9899, recall .986. Half of the wrong links are quotations that two articles do share.
LINKED = 0.57

_BIAS = -34.0
_SHARE = 3.0  # floor
_COVER = 9.5
_PASSAGE = 6.0  # floor
_LONGEST = 10.7
_NUMBERS = 3.8
_LENGTH = 2.4
_EVEN = 5.7
_NAMES = 2.4
_BOTH_EVEN = 2.4
_BOTH_COVER = 8.7
# A few names agree by chance.
_NAMES_THAT_TELL = 5


def score(found: Features) -> float:
    """In [0, 1]. Pure."""
    names = _ramp(found.names, 0.7, 1.0) if found.name_count >= _NAMES_THAT_TELL else 0.0
    evidence = (
        _of_runs(found.words, (found.own_cover, found.other_cover), found.covered, found.longest)
        + _SHARE * _ramp(max(found.own_share, found.other_share), 0.35, 0.65)
        + _NUMBERS * found.numbers
        + _EVEN * _ramp(max(found.own_least, found.other_least), 0.0, 0.3)
        + _NAMES * names
        + _BOTH_EVEN * _ramp(min(found.own_least, found.other_least), 0.0, 0.3)
    )
    return 1.0 / (1.0 + exp(-evidence))


def may_link(words: int, covers: tuple[float, float], covered: int, longest: int) -> bool:
    """Whether a pair with such runs (as in Features) links if all else speaks for it."""
    rest = _SHARE + _NUMBERS + _EVEN + _NAMES + _BOTH_EVEN
    return _of_runs(words, covers, covered, longest) + rest >= log(LINKED / (1.0 - LINKED))


def _of_runs(words: int, covers: tuple[float, float], covered: int, longest: int) -> float:
    return (
        _BIAS
        + _LENGTH * log(words + 1)
        + _COVER * max(covers)
        + _BOTH_COVER * min(covers)
        + _PASSAGE * _ramp(covered, 40, 56)
        + _LONGEST * _ramp(longest, 30, 60)
    )


def _ramp(value: float, low: float, high: float) -> float:
    return min(1.0, max(0.0, (value - low) / (high - low)))
