"""How certain it is that two texts have something to do with each other: eleven weights.

A logistic model over what both texts share. Every weight is positive, so more in common never makes
a pair less certain, and kinds of copies that were not measured are judged by the same rule. Fitted
on the candidate pairs of neardup.jsonl; in five-fold cross-validation by family of texts: best F1
.995, recall .998 at precision .99, every class .95 or more (bench/dedup.py repeats the measurement
of the whole). Two weights are floors that were set, not fitted: shares and passages must count for
texts that share much in a way that the set does not have (rewritten by people). The weight of order
came later, as an addition to the ten: see _IN_ORDER.
"""

from __future__ import annotations

from math import exp, log

from pipeline.dedup.features import Features

# From here on two texts are linked. Measured on neardup.jsonl: precision .991, recall .990. Half of
# the wrong links are quotations that two articles do share.
LINKED = 0.57
_EVIDENCE_TO_LINK = log(LINKED / (1.0 - LINKED))

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
# Many short runs in the same order are a text reworded or misspelled throughout, if the numbers
# agree too; reports of one template have them with other numbers. Measured on neardup.jsonl: 14
# pairs more are linked, one of them wrongly, whatever the weight (3 to 6) and the ramp (from 7 or 8
# up to 11 or 13).
_IN_ORDER = 4.0
# What shares can add at most: they take longer to count than all else.
_REST = _SHARE + _EVEN + _BOTH_EVEN
# A few names agree by chance.
_NAMES_THAT_TELL = 5


def score(found: Features) -> float:
    """In [0, 1]; 0 where what is quickly counted shows that it is below LINKED. Pure."""
    of_runs = _of_runs(found.words, found.covers, found.covered, found.longest)
    agreement, name_count = found.names
    names = _NAMES * _ramp(agreement, 0.7, 1.0) if name_count >= _NAMES_THAT_TELL else 0.0
    numbers = _NUMBERS * found.numbers[0]
    of_words = of_runs + numbers + names
    if of_words + _of_order(len(found.runs)) + _REST < _EVIDENCE_TO_LINK:
        return 0.0
    order = _of_order(found.in_order.runs) * _ramp(found.numbers[0], 0.6, 1.0)
    evidence = of_words + order + _SHARE * _ramp(max(found.shares), 0.35, 0.65)
    if evidence + _EVEN + _BOTH_EVEN < _EVIDENCE_TO_LINK:
        return 0.0
    evidence += _EVEN * _ramp(max(found.leasts), 0.0, 0.3)
    evidence += _BOTH_EVEN * _ramp(min(found.leasts), 0.0, 0.3)
    return 1.0 / (1.0 + exp(-evidence))


def may_link(
    words: int, covers: tuple[float, float], covered: int, longest: int, runs: int
) -> bool:
    """Whether a pair with such runs (as in Features) links if all else speaks for it."""
    rest = _of_order(runs) + _NUMBERS + _NAMES + _REST
    return _of_runs(words, covers, covered, longest) + rest >= _EVIDENCE_TO_LINK


def _of_order(runs: int) -> float:
    return _IN_ORDER * _ramp(runs, 7, 13)


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
