"""Shared runs and changes as places in the texts: what a reader can check with his own eyes."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from pipeline.dedup.runs import Runs, shared_runs
from pipeline.dedup.sketch import Sketch
from schemas.article import Change, Passage

# Two revisions share few long runs; the rest of an extreme case is told as one change.
_RUNS_ALIGNED = 512
# Longer gaps between two runs are told as one change: difflib is quadratic.
_REFINED = 64
# More words for others are a rewritten sentence.
_SUBSTITUTED = 8

_Gap = tuple[int, int, int, int]


def passages(own: Sketch, other: Sketch, runs: Runs, limit: int) -> tuple[Passage, ...]:
    """The `limit` longest of `runs` in the order of `own`'s text; offsets are of characters, end
    exclusive, from the first character of a run's first word to the last of its last."""
    if not len(runs):
        return ()
    longest = runs.longest(limit)
    starts, ends = own.spans()
    other_starts, other_ends = other.spans()
    last = longest.starts + longest.lengths - 1
    other_last = longest.other_starts + longest.lengths - 1
    columns = (
        starts[longest.starts], ends[last],
        other_starts[longest.other_starts], other_ends[other_last],
        longest.lengths,
    )  # fmt: skip
    return tuple(
        Passage(start=start, end=end, other_start=there, other_end=there_end, words=words)
        for start, end, there, there_end, words in zip(
            *(column.tolist() for column in columns), strict=True
        )
    )


def changes(old: Sketch, new: Sketch) -> tuple[Change, ...]:
    """Where `new` differs from `old` in words, in the order of the new text; `other_*` are offsets
    into the old one. An insertion has an empty span in the old text, a deletion one in the new.
    Moved text counts as a deletion and an insertion. No changes: the words are the same.
    """
    if np.array_equal(new.words, old.words):
        return ()
    runs = shared_runs(new.words, new.grams(), old.words, old.grams())
    return _as_characters(new, old, list(_gaps(new, old, runs)))


def substitutions(own: Sketch, other: Sketch, runs: Runs, limit: int) -> tuple[Change, ...]:
    """The first `limit` places where `own` has a few words for a few others of `other`, between
    words that both have. `runs`: shared_runs of the two."""
    replaced = (
        gap
        for gap in _gaps(own, other, runs)
        if 0 < gap[1] - gap[0] <= _SUBSTITUTED and 0 < gap[3] - gap[2] <= _SUBSTITUTED
    )
    return _as_characters(own, other, list(islice(replaced, limit)))


def _gaps(new: Sketch, old: Sketch, runs: Runs) -> Iterator[_Gap]:
    """Where the texts differ, beside `runs` of the same words: (start, end) in words of the new
    one, then of the old one."""
    at_new = at_old = 0
    for start, old_start, length in [*_in_order(runs), (len(new), len(old), 0)]:
        here, there = new.words[at_new:start].tolist(), old.words[at_old:old_start].tolist()
        for first, end, old_first, old_end in _differences(here, there):
            yield at_new + first, at_new + end, at_old + old_first, at_old + old_end
        at_new, at_old = start + length, old_start + length


def _as_characters(new: Sketch, old: Sketch, gaps: list[_Gap]) -> tuple[Change, ...]:
    if not gaps:
        return ()
    new_starts, new_ends = new.spans()
    old_starts, old_ends = old.spans()
    found = []
    for first, end, old_first, old_end in gaps:
        change = _gap(new_starts, new_ends, first, end)
        other = _gap(old_starts, old_ends, old_first, old_end)
        found.append(
            Change(start=change[0], end=change[1], other_start=other[0], other_end=other[1])
        )
    return tuple(found)


def _differences(new: list[int], old: list[int]) -> list[_Gap]:
    """Between two aligned runs: the words that differ, as (start, end) in new and in old."""
    if not new or not old or max(len(new), len(old)) > _REFINED:
        return [(0, len(new), 0, len(old))] if new or old else []
    if set(new).isdisjoint(old):
        return [(0, len(new), 0, len(old))]
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [
        (first, end, old_first, old_end)
        for tag, old_first, old_end, first, end in matcher.get_opcodes()
        if tag != "equal"
    ]


def _in_order(runs: Runs) -> list[tuple[int, int, int]]:
    """The runs that keep the most words when all must follow one another in both texts, as (start,
    other start, words); where two overlap, the later one is cut."""
    runs = runs.longest(_RUNS_ALIGNED)
    starts, others, lengths = runs.starts, runs.other_starts, runs.lengths
    ends, other_ends = starts + lengths, others + lengths
    if (starts[1:] >= ends[:-1]).all() and (others[1:] >= other_ends[:-1]).all():
        return list(zip(starts.tolist(), others.tolist(), lengths.tolist(), strict=True))
    totals = np.zeros(len(runs), np.int64)
    before = np.full(len(runs), -1, np.int64)
    for i in range(len(runs)):
        totals[i] = lengths[i]
        if not i:
            continue
        overlaps = np.maximum(starts[:i] + lengths[:i] - starts[i], 0)
        np.maximum(overlaps, others[:i] + lengths[:i] - others[i], out=overlaps)
        follows = overlaps < lengths[i]
        gains = np.where(follows, totals[:i] + lengths[i] - overlaps, 0)
        best = int(np.argmax(gains))
        if gains[best] > totals[i]:
            totals[i], before[i] = gains[best], best
    chain: list[tuple[int, int, int]] = []
    i = int(np.argmax(totals)) if len(runs) else -1
    while i >= 0:
        j = int(before[i])
        cut = (
            0
            if j < 0
            else int(max(0, starts[j] + lengths[j] - starts[i], others[j] + lengths[j] - others[i]))
        )
        chain.append((int(starts[i]) + cut, int(others[i]) + cut, int(lengths[i]) - cut))
        i = j
    return chain[::-1]


def _gap(
    starts: NDArray[np.int64], ends: NDArray[np.int64], first: int, end: int
) -> tuple[int, int]:
    """The characters of words[first:end]; for none, the place behind the word before."""
    if first < end:
        return int(starts[first]), int(ends[end - 1])
    place = int(ends[first - 1]) if first else 0
    return place, place
