"""A hash table from 32-bit keys to 32-bit numbers that grows a little with every change.

Keys are 2 or more: 0 marks a free slot, 1 one whose key has moved. A bucket is 16 neighbouring
slots, so its keys are one line of the processor's cache; what does not fit goes on to the next one.
When the table is full, a larger one takes its place: each later change moves some buckets over, so
that no single change waits for all of it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint32]
Slots = NDArray[np.int64]

_BUCKET = 16
_SMALLEST = 64
_MOVED = np.uint32(1)
# Beyond this load many buckets overflow; a new table begins with the other.
_FULL, _ROOMY = 0.75, 0.5
# So many slots of the old table are moved for each key that is set: done at a load of two thirds.
_MOVED_A_KEY = 6
# 2**32 by the golden ratio (Knuth's multiplicative hashing).
_SPREAD = np.uint32(0x9E3779B1)
_KEY_BITS = np.uint64(32)
_ROW = np.uint64((1 << 32) - 1)


def ascending(values: Keys | Slots) -> Slots:
    """The rows of `values`, all below 2**32, in ascending order, of equals the first first. One
    plain sort of value and row together is several times faster than a stable argsort."""
    both = values.astype(np.uint64) << _KEY_BITS | np.arange(len(values), dtype=np.uint64)
    both.sort()
    return (both & _ROW).astype(np.int64)


class KeyTable:
    """Numbers by key. A number stays with its key until the table is replaced; then those are left
    behind of which `is_alive` (bool, one a number) says no, when it is their turn to be moved."""

    def __init__(self, is_alive: Callable[[Keys], NDArray[np.bool_]]) -> None:
        self._is_alive = is_alive
        self._table = _Buckets(_SMALLEST)
        self._old: _Buckets | None = None
        self._moved = 0  # buckets of the old table

    @property
    def nbytes(self) -> int:
        """Bytes of memory held in arrays."""
        return self._table.nbytes + (self._old.nbytes if self._old is not None else 0)

    def find(self, keys: Keys) -> tuple[Slots, Keys]:
        """Which rows of `keys` have a number, ascending, and their numbers."""
        slots = self._table.find(keys)
        numbers = self._table.numbers.take(slots, mode="clip")
        found = slots >= 0
        if self._old is not None:
            missing = np.flatnonzero(~found)
            old_slots = self._old.find(keys[missing])
            numbers[missing] = self._old.numbers.take(old_slots, mode="clip")
            found[missing] = old_slots >= 0
        rows = np.flatnonzero(found)
        return rows, numbers[rows]

    def replace(self, keys: Keys, numbers: Keys, living: int) -> tuple[Slots, Keys]:
        """Gives each of `keys`, which are distinct, its number; returns `find` of before. `living`:
        how many keys have living numbers, these included, or more."""
        self._make_room(len(keys), living)
        slots = self._table.find(keys)
        known = slots >= 0
        before = self._table.numbers.take(slots, mode="clip")
        self._table.numbers[slots[known]] = numbers[known]
        self._table.put(keys[~known], numbers[~known])
        if self._old is not None:
            missing = np.flatnonzero(~known)
            old_slots = self._old.find(keys[missing])
            there = old_slots >= 0
            before[missing[there]] = self._old.numbers[old_slots[there]]
            known[missing[there]] = True
            self._old.keys[old_slots[there]] = _MOVED
            self._move(len(keys) * _MOVED_A_KEY // _BUCKET + 1)
        rows = np.flatnonzero(known)
        return rows, before[rows]

    def _make_room(self, keys: int, living: int) -> None:
        if self._table.used + keys <= _FULL * self._table.slots:
            return
        if self._old is not None:
            self._move(self._old.buckets)
        used = min(self._table.used + keys, living)
        self._old, self._moved = self._table, 0
        self._table = _Buckets(max(_SMALLEST, int(used / _ROOMY) // _BUCKET + 1))

    def _move(self, buckets: int) -> None:
        assert self._old is not None
        slots = slice(self._moved * _BUCKET, (self._moved + buckets) * _BUCKET)
        keys, numbers = self._old.keys[slots], self._old.numbers[slots]
        wanted = (keys > _MOVED) & self._is_alive(numbers)
        self._table.put(keys[wanted], numbers[wanted])
        self._moved += buckets
        if self._moved >= self._old.buckets:
            self._old = None


class _Buckets:
    def __init__(self, buckets: int) -> None:
        self.buckets = buckets
        self.slots = buckets * _BUCKET
        self.used = 0
        # Zeros cost nothing until they are touched.
        self.keys = np.zeros(self.slots, np.uint32)
        self.numbers = np.zeros(self.slots, np.uint32)

    @property
    def nbytes(self) -> int:
        return self.keys.nbytes + self.numbers.nbytes

    def _homes(self, keys: Keys) -> Slots:
        """The bucket of each key. Fingerprints were chosen for being small: spread them."""
        return (keys * _SPREAD * np.uint64(self.buckets) >> _KEY_BITS).astype(np.int64)

    def find(self, keys: Keys) -> Slots:
        """The slot of each key, -1 for none."""
        slots = np.full(len(keys), -1, np.int64)
        rows, homes, sought = np.arange(len(keys)), self._homes(keys), keys
        by_bucket = self.keys.reshape(-1, _BUCKET)
        while len(rows):
            there = by_bucket.take(homes, axis=0)
            found, column = (there == sought[:, None]).nonzero()
            slots[rows[found]] = homes[found] * _BUCKET + column
            going = there[:, -1] != 0
            going[found] = False
            on = going.nonzero()[0]
            rows, sought = rows[on], sought[on]
            homes = (homes[on] + 1) % self.buckets
        return slots

    def put(self, keys: Keys, numbers: Keys) -> None:
        """Keys are distinct and not in the table; there must be room."""
        homes = self._homes(keys)
        self.used += len(keys)
        by_bucket = self.keys.reshape(-1, _BUCKET)
        while len(keys):
            order = ascending(homes)
            keys, numbers, homes = keys[order], numbers[order], homes[order]
            places = np.arange(len(homes))
            opens = np.concatenate(([True], homes[1:] != homes[:-1]))
            rank = places - np.maximum.accumulate(np.where(opens, places, 0))
            filled = np.count_nonzero(by_bucket.take(homes, axis=0), axis=1) + rank
            fits = filled < _BUCKET
            slots = homes[fits] * _BUCKET + filled[fits]
            self.keys[slots], self.numbers[slots] = keys[fits], numbers[fits]
            rest = ~fits
            keys, numbers = keys[rest], numbers[rest]
            homes = (homes[rest] + 1) % self.buckets
