"""A hash table from 32-bit keys to 32-bit numbers that grows a little with every change.

Keys are 2 or more: 0 marks a free slot, 1 one whose key has moved. A bucket is 16 neighbouring
slots, so its keys are one line of the processor's cache; it fills from the front, and what does not
fit goes on to the next one. When the table is full, a larger one takes its place: each later change
moves some buckets over, so that no single change waits for all of it.

Numbers go round: they are the low bits of ever larger ones, of which only `living` from `first` on
count. The others are left behind when their bucket is moved.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.dedup.compiled import INT, U32, compiled, inlined, read, written

Keys = NDArray[np.uint32]
Whole = NDArray[np.int64]

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
_SPREAD = np.uint64(0x9E3779B1)
_KEY_BITS = np.uint64(32)
_LOW_32 = (1 << 32) - 1
_LOW = np.uint64(_LOW_32)


class KeyTable:
    """Numbers by key. `first`, `living`: which numbers count, wherever they are parameters."""

    def __init__(self) -> None:
        self._table = _Buckets.with_room_for(0)
        self._table.clear(self._table.slots)
        self._next: _Buckets | None = None  # what will take its place
        self._old = _NO_BUCKETS  # what it took the place of
        self._moved = 0  # slots of the old table

    @property
    def nbytes(self) -> int:
        """Bytes of memory held in arrays."""
        following = 0 if self._next is None else self._next.nbytes
        return self._table.nbytes + self._old.nbytes + following

    def find(self, keys: Keys, first: int, living: int) -> Whole:
        """The whole living number of each of `keys`, -1 for none."""
        table, old = self._table, self._old
        found: Whole = _found(keys, table.keys, table.numbers, old.keys, old.numbers, first, living)
        return found

    def number(self, keys: Keys, start: int, first: int, living: int) -> Whole:
        """Gives `keys` the numbers from `start` on, in their order; of a key that comes several
        times the last one counts. Returns for each how far back its number of before `start` is, 0
        where it had none that lives. `living`: these included."""
        self._make_room(len(keys), living, first)
        table, old = self._table, self._old
        back = np.empty(len(keys), np.int64)
        table.used += _number(
            keys, table.keys, table.numbers, old.keys, old.numbers, start, first, living, back
        )
        if old.slots:
            self._move(len(keys) * _MOVED_A_KEY + _BUCKET, first, living)
        return back

    def _make_room(self, keys: int, living: int, first: int) -> None:
        table, used = self._table, self._table.used + keys
        if used > _EARLY * table.slots and not self._old.slots and self._next is None:
            yet_to_come = max(0, int(_FULL * table.slots) - used)
            self._next = _Buckets.with_room_for(min(used, living) + yet_to_come)
        if self._next is not None:
            self._next.clear(keys * _CLEARED_A_KEY)
        if used <= _FULL * table.slots:
            return
        if self._old.slots:
            self._move(self._old.slots, first, living)
        following = self._next
        if following is None or min(used, living) > _FULL * following.slots:
            following = _Buckets.with_room_for(min(used, living))
        following.clear(following.slots)
        self._old, self._moved, self._table, self._next = table, 0, following, None

    def _move(self, slots: int, first: int, living: int) -> None:
        old, table = self._old, self._table
        end = min(self._moved + slots, old.slots)
        table.used += _moved(
            old.keys, old.numbers, self._moved, end, table.keys, table.numbers, first, living
        )
        self._moved = end
        if end == old.slots:
            self._old = _NO_BUCKETS


class _Buckets:
    def __init__(self, buckets: int) -> None:
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


_NO_BUCKETS = _Buckets(0)


@inlined
def _slot(table: Keys, key: np.uint32) -> int:
    """Where `key` stands; where it would stand, as -1 minus that, if it does not. Fingerprints were
    chosen for being small: the home bucket spreads them."""
    buckets = np.uint64(len(table) >> _BUCKET_BITS)
    home = int(np.int64(((np.uint64(key) * _SPREAD & _LOW) * buckets) >> _KEY_BITS))
    slot = home << _BUCKET_BITS
    while True:  # there is a free slot: no table is ever full
        if table[slot] == key:
            return slot
        if table[slot] == 0:
            return -1 - slot
        slot += 1
        if slot == len(table):
            slot = 0


@compiled(INT, U32, INT, INT)
def _whole(number: np.uint32, first: int, living: int) -> int:
    """The living number with these low bits, -1 for none."""
    since = (int(np.int64(number)) - first) & _LOW_32
    return first + since if since < living else -1


@compiled(
    written(INT), read(U32), read(U32), read(U32), read(U32), read(U32),
    INT, INT,
)  # fmt: skip
def _found(
    keys: Keys, table: Keys, numbers: Keys, old: Keys, old_numbers: Keys, first: int, living: int
) -> Whole:
    found = np.full(len(keys), -1, np.int64)
    for row in range(len(keys)):
        slot = _slot(table, keys[row])
        if slot >= 0:
            found[row] = _whole(numbers[slot], first, living)
        elif len(old):
            slot = _slot(old, keys[row])
            if slot >= 0:
                found[row] = _whole(old_numbers[slot], first, living)
    return found


@compiled(
    INT, read(U32), written(U32), written(U32), written(U32), read(U32), INT, INT, INT, written(INT)
)
def _number(
    keys: Keys, table: Keys, numbers: Keys, old: Keys, old_numbers: Keys, start: int, first: int,
    living: int, back: Whole,
) -> int:  # fmt: skip
    """KeyTable.number; returns how many keys are new to `table`."""
    new = 0
    for row in range(len(keys)):
        key, number, before = keys[row], start + row, -1
        slot = _slot(table, key)
        if slot >= 0:
            before = _whole(numbers[slot], first, living)
        else:
            if len(old):
                old_slot = _slot(old, key)
                if old_slot >= 0:
                    before = _whole(old_numbers[old_slot], first, living)
                    old[old_slot] = _MOVED
            slot = -1 - slot
            table[slot] = key
            new += 1
        numbers[slot] = np.uint32(number & _LOW_32)
        if before >= start:  # the same key, given a number a moment ago
            before -= back[before - start] or before + 1
        back[row] = number - before if before >= 0 else 0
    return new


@compiled(INT, read(U32), read(U32), INT, INT, written(U32), written(U32), INT, INT)
def _moved(
    old: Keys, old_numbers: Keys, start: int, end: int, table: Keys, numbers: Keys, first: int,
    living: int,
) -> int:  # fmt: skip
    """Moves what lives in the slots from `start` to `end`; returns how many keys that were."""
    moved = 0
    for place in range(start, end):
        key = old[place]
        if key > _MOVED and _whole(old_numbers[place], first, living) >= 0:
            slot = -1 - _slot(table, key)
            table[slot] = key
            numbers[slot] = old_numbers[place]
            moved += 1
    return moved
