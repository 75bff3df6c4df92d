"""Which shared runs of two texts come in the same order in both: what a copy reworded throughout
still has when no run is long."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.dedup.compiled import INT, compiled, inlined, read, several
from pipeline.dedup.runs import Places, Runs

# A chain is one number: its words above, the number of its runs below.
_COUNT_BITS = 20
_ONE_RUN = 1
_COUNTED = (1 << _COUNT_BITS) - 1


@dataclass(frozen=True, slots=True)
class Chain:
    """Runs that follow each other in both texts without overlapping: how many, and their words."""

    runs: int
    words: int


def longest_chain(found: Runs) -> Chain:
    """Of all chains in `found` the one with the most words, of equals that with the most runs.
    n log n in the number of runs."""
    if not len(found):
        return Chain(0, 0)
    ends = found.starts + found.lengths
    words, runs = _longest(
        found.starts, found.other_starts, found.lengths, np.argsort(ends, kind="stable")
    )
    return Chain(runs, words)


@inlined
def _best_up_to(tree: Places, place: int) -> int:
    best = 0
    while place > 0:
        best = max(best, tree[place])
        place -= place & -place
    return best


@inlined
def _note(tree: Places, place: int, chain: int) -> None:
    while place < len(tree):
        tree[place] = max(tree[place], chain)
        place += place & -place


@compiled(several(INT, INT), read(INT), read(INT), read(INT), read(INT))
def _longest(starts: Places, others: Places, lengths: Places, by_end: Places) -> tuple[int, int]:
    """Words and runs of the longest chain. `starts` ascend; `by_end` are the rows in the order in
    which they end in the first text.

    A run is entered once it has ended, under the place where it ends in the other text; the next
    one asks for the best that ended there before it (a tree of maxima: Fenwick 1994).
    """
    tree = np.zeros((others + lengths).max() + 2, np.int64)
    chains = np.zeros(len(starts), np.int64)
    ended = 0
    for row in range(len(starts)):
        while ended < row and starts[by_end[ended]] + lengths[by_end[ended]] <= starts[row]:
            before = by_end[ended]
            _note(tree, others[before] + lengths[before] + 1, chains[before])
            ended += 1
        best = _best_up_to(tree, others[row] + 1)
        chains[row] = best + (lengths[row] << _COUNT_BITS) + _ONE_RUN
    longest = chains.max()
    return longest >> _COUNT_BITS, longest & _COUNTED
