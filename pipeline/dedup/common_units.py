"""Which words and pairs of neighbouring words two texts have in common: the units that shares are
weighed by. The units of a text are its words and then its pairs, each in order."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.dedup.compiled import BOOL, U32, compiled, inlined, read, several, slots_for, written
from pipeline.dedup.words import Words, mixed

Mask = NDArray[np.bool_]

_WORD_BITS = np.uint64(32)


@inlined
def _unit(words: Words, row: int) -> np.uint64:
    """The words and then the pairs of neighbours, as numbers."""
    if row < len(words):
        return np.uint64(words[row])
    first = row - len(words)
    return np.uint64(words[first]) << _WORD_BITS | np.uint64(words[first + 1])


@compiled(several(written(BOOL), written(BOOL)), read(U32), read(U32))
def common_units(own: Words, other: Words) -> tuple[Mask, Mask]:
    """For each unit of `own`, whether `other` has it too; and the same the other way round. Bool,
    one a unit."""
    mine = np.zeros(max(0, 2 * len(own) - 1), np.bool_)
    theirs = np.zeros(max(0, 2 * len(other) - 1), np.bool_)
    slots = slots_for(len(mine))
    first = np.full(slots, -1, np.int64)  # where the unit of each slot first stands in own
    at = np.empty(len(mine), np.int64)  # the slot of each unit
    met = np.zeros(slots, np.bool_)
    for row in range(len(mine)):
        unit = _unit(own, row)
        slot = np.int64(mixed(unit) & np.uint64(slots - 1))
        while first[slot] >= 0 and _unit(own, first[slot]) != unit:
            slot = (slot + 1) & (slots - 1)
        if first[slot] < 0:
            first[slot] = row
        at[row] = slot
    for row in range(len(theirs)):
        unit = _unit(other, row)
        slot = np.int64(mixed(unit) & np.uint64(slots - 1))
        while first[slot] >= 0 and _unit(own, first[slot]) != unit:
            slot = (slot + 1) & (slots - 1)
        theirs[row] = met[slot] = first[slot] >= 0
    for row in range(len(mine)):
        mine[row] = met[at[row]]
    return mine, theirs
