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

_BUCKET_BITS = 4
_BUCKET = 1 << _BUCKET_BITS
_SMALLEST = 64
_MOVED = np.uint32(1)
# Beyond this load many buckets overflow; a new table begins with the other.
_FULL, _ROOMY = 0.8, 0.66
# From here on the next table is made ready: fresh memory is slow to be touched for the first time.
# Late, and moved to soon after, since two tables take the memory of two.
_EARLY = 0.77
_CLEARED_A_KEY = 48
# So many slots of the old table are moved for each key that is set: done before the next is due.
_MOVED_A_KEY = 32
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
        self._table = _Buckets.with_room_for(0)
        self._table.clear(self._table.slots)
        self._next: _Buckets | None = None  # what will take its place
        self._old: _Buckets | None = None  # what it took the place of
        self._moved = 0  # buckets of the old table

    @property
    def nbytes(self) -> int:
        """Bytes of memory held in arrays."""
        tables = (self._table, self._next, self._old)
        return sum(table.nbytes for table in tables if table is not None)

    def find(self, keys: Keys) -> tuple[Slots, Keys]:
        """Which rows of `keys` have a number, ascending, and their numbers."""
        slots = self._table.find(keys)
        found = slots >= 0
        if self._old is None:
            rows = found.nonzero()[0]
            return rows, self._table.numbers.take(slots.take(rows))
        numbers = self._table.numbers.take(slots, mode="clip")
        missing = (~found).nonzero()[0]
        old_slots = self._old.find(keys.take(missing))
        numbers[missing] = self._old.numbers.take(old_slots, mode="clip")
        found[missing] = old_slots >= 0
        rows = found.nonzero()[0]
        return rows, numbers.take(rows)

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
        table, used = self._table, self._table.used + keys
        if used > _EARLY * table.slots and self._old is None and self._next is None:
            yet_to_come = max(0, int(_FULL * table.slots) - used)
            self._next = _Buckets.with_room_for(min(used, living) + yet_to_come)
        if self._next is not None:
            self._next.clear(keys * _CLEARED_A_KEY)
        if used <= _FULL * table.slots:
            return
        if self._old is not None:
            self._move(self._old.buckets)
        following = self._next
        if following is None or min(used, living) > _FULL * following.slots:
            following = _Buckets.with_room_for(min(used, living))
        following.clear(following.slots)
        self._old, self._moved, self._table, self._next = table, 0, following, None

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
        self.keys = np.empty(self.slots, np.uint32)
        self.numbers = np.empty(self.slots, np.uint32)
        self._cleared = 0

    @classmethod
    def with_room_for(cls, keys: int) -> _Buckets:
        """Not to be used before it is cleared."""
        return cls(max(_SMALLEST, int(keys / _ROOMY) // _BUCKET + 1))

    def clear(self, slots: int) -> None:
        """Clears the next `slots` slots."""
        area = slice(self._cleared, self._cleared + slots)
        self.keys[area] = 0
        self.numbers[area] = 0
        self._cleared += slots

    @property
    def nbytes(self) -> int:
        return self.keys.nbytes + self.numbers.nbytes

    def _homes(self, keys: Keys) -> Slots:
        """The bucket of each key. Fingerprints were chosen for being small: spread them."""
        return (keys * _SPREAD * np.uint64(self.buckets) >> _KEY_BITS).astype(np.int64)

    def find(self, keys: Keys) -> Slots:
        """The slot of each key, -1 for none."""
        slots = np.full(len(keys), -1, np.int64)
        homes, by_bucket = self._homes(keys), self.keys.reshape(-1, _BUCKET)
        rows: Slots | None = None  # which keys are sought; None: all
        while len(homes):
            there = by_bucket.take(homes, axis=0)
            found = (there == keys[:, None]).ravel().nonzero()[0]
            at = found >> _BUCKET_BITS
            slots[at if rows is None else rows.take(at)] = homes.take(at) * _BUCKET + (
                found & _BUCKET - 1
            )
            going = there[:, -1] != 0
            going[at] = False
            on = going.nonzero()[0]
            rows = on if rows is None else rows.take(on)
            keys, homes = keys.take(on), (homes.take(on) + 1) % self.buckets
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
