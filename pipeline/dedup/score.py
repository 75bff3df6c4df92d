"""How certain it is that two texts have something to do with each other: eight weights.

A logistic model over what both texts share. Every weight is positive, so more in common never makes
a pair less certain, and kinds of copies that were not measured are judged by the same rule. Fitted
by training/dedup_score.py on the candidate pairs of neardup.jsonl and on its reworded copies cut to
pieces; in five-fold cross-validation by family of texts: recall .990 at precision .995
(bench/dedup.py repeats the measurement of the whole). Two weights are floors that were set, for
texts that the set does not have: shares count for what people rewrote, and the cover of both for
briefs, which have no long run and few names.
"""

from __future__ import annotations

from math import exp, log

from pipeline.dedup.features import Features

# From here on two texts are linked. Measured on neardup.jsonl: precision .991, recall .991. Half of
# the wrong links are quotations that two articles do share.
LINKED = 0.57
_EVIDENCE_TO_LINK = log(LINKED / (1.0 - LINKED))

_BIAS = -14.8
_COVER = 5.5
_BOTH_COVERS = 8.0  # floor
_PASSAGE = 3.5
_LONGEST = 10.9
# Many short runs in the same order are a text reworded or misspelled throughout.
_IN_ORDER = 6.7
_NUMBERS = 4.1
_NAMES = 3.6
_SHARE = 2.0  # floor
# A few names agree by chance.
_NAMES_THAT_TELL = 5


def counted(found: Features) -> tuple[float, ...]:
    """What the weights are for, each in [0, 1]: cover, both covers, passage, longest, in order,
    numbers, names, share. All of it, for fitting; `score` counts no more than it needs."""
    runs = (*sorted(found.covers)[::-1], _passage(found.covered), _longest(found.longest))
    return (*runs, _order(found.in_order.runs), found.numbers[0], _names(found), _share(found))


def score(found: Features) -> float:
    """In [0, 1]; 0 where what is quickly counted shows that it is below LINKED. Pure."""
    evidence = _of_runs(found.covers, found.covered, found.longest)
    evidence += _NUMBERS * found.numbers[0] + _NAMES * _names(found)
    if evidence + _IN_ORDER * _order(len(found.runs)) + _SHARE < _EVIDENCE_TO_LINK:
        return 0.0
    evidence += _IN_ORDER * _order(found.in_order.runs)
    if evidence + _SHARE < _EVIDENCE_TO_LINK:
        return 0.0
    evidence += _SHARE * _share(found)
    return 1.0 / (1.0 + exp(-evidence))


def may_link(covers: tuple[float, float], covered: int, longest: int, runs: int) -> bool:
    """Whether a pair with such runs (as in Features) links if all else speaks for it."""
    rest = _IN_ORDER * _order(runs) + _NUMBERS + _NAMES + _SHARE
    return _of_runs(covers, covered, longest) + rest >= _EVIDENCE_TO_LINK


def _of_runs(covers: tuple[float, float], covered: int, longest: int) -> float:
    of_length = _PASSAGE * _passage(covered) + _LONGEST * _longest(longest)
    return _BIAS + _COVER * max(covers) + _BOTH_COVERS * min(covers) + of_length


def _passage(covered: int) -> float:
    return _ramp(covered, 40, 56)


def _longest(words: int) -> float:
    return _ramp(words, 30, 60)


def _order(runs: int) -> float:
    return _ramp(runs, 3, 13)


def _names(found: Features) -> float:
    agreement, names = found.names
    return _ramp(agreement, 0.7, 1.0) if names >= _NAMES_THAT_TELL else 0.0


def _share(found: Features) -> float:
    return _ramp(max(found.shares), 0.35, 0.65)


def _ramp(value: float, low: float, high: float) -> float:
    return min(1.0, max(0.0, (value - low) / (high - low)))
