"""From a fingerprint to the articles that have it: a hash table over postings, all in numpy.

Postings are only ever appended, and dropped from the front: an article's stand together, in the
order of addition. The table gives the newest posting of a fingerprint, each posting the next older
one. What a lookup returns depends on the postings that are alive and their order alone, never on
the size of the table or on what was there before.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from pipeline.dedup.tokens import Words

_T = TypeVar("_T", bound=np.generic)

_SMALLEST_TABLE = 1 << 10
# Beyond this load, probing takes long.
_FULL = 0.6
# Dropped postings are given back when they are this share of all.
_WASTE = 0.25
# The load of a table made anew, at most, and how much larger full arrays become.
_ROOMY = 0.4
_GROWTH = 1.25
_NONE = -1


class PostingIndex:
    """Postings (fingerprint, document, place). Documents are numbers that ascend with addition."""

    def __init__(self) -> None:
        self._first = 0  # index of the first living posting
        self._count = 0
        self._keys: Words = np.empty(0, np.uint32)
        self._older = np.empty(0, np.int32)
        self._documents = np.empty(0, np.int32)
        self._places = np.empty(0, np.uint16)
        self._table = np.full(_SMALLEST_TABLE, _NONE, np.int32)
        self._occupied = 0

    @property
    def nbytes(self) -> int:
        """Bytes of memory held."""
        arrays = (self._keys, self._older, self._documents, self._places, self._table)
        return sum(array.nbytes for array in arrays)

    def extend(self, keys: Words, documents: NDArray[np.int32], places: NDArray[np.uint16]) -> None:
        """Appends postings; `documents` ascend, within the call and from call to call."""
        if not len(keys):
            return
        self._reserve(len(keys))
        start, end = self._count, self._count + len(keys)
        self._keys[start:end] = keys
        self._documents[start:end] = documents
        self._places[start:end] = places
        self._count = end
        if self._occupied + len(keys) > _FULL * len(self._table):
            self._rebuild_table()
        else:
            self._link(np.arange(start, end, dtype=np.int32))

    def drop_documents_before(self, document: int) -> None:
        """Forgets the postings of documents below `document`."""
        living = self._documents[self._first : self._count]
        self._first += int(np.searchsorted(living, document))
        if self._first > _WASTE * self._count and self._first > _SMALLEST_TABLE:
            self._compact()

    def newest(self, keys: Words) -> NDArray[np.int32]:
        """The newest living posting of each of `keys`, or -1."""
        result = np.full(len(keys), _NONE, np.int32)
        slots = self._home(keys)
        pending = np.arange(len(keys))
        while len(pending):
            found = self._table[slots]
            hit = self._holds(found, keys[pending])
            result[pending[hit]] = found[hit]
            going = (found != _NONE) & ~hit
            pending, slots = pending[going], self._next(slots[going])
        return result

    def walk(self, posting: int) -> Iterator[tuple[int, int]]:
        """(document, place) of `posting` and of the living ones of its fingerprint before it,
        newest first."""
        while posting >= self._first:
            yield int(self._documents[posting]), int(self._places[posting])
            posting = int(self._older[posting])

    def _home(self, keys: Words) -> NDArray[np.int64]:
        """Where probing for each key begins; keys are hashes already."""
        return keys.astype(np.int64) & (len(self._table) - 1)

    def _next(self, slots: NDArray[np.int64]) -> NDArray[np.int64]:
        return (slots + 1) & (len(self._table) - 1)

    def _holds(self, found: NDArray[np.int32], keys: Words) -> NDArray[np.bool_]:
        """Whether each posting in `found` lives and has the key beside it."""
        alive = found >= self._first
        alive[alive] = self._keys[found[alive]] == keys[alive]
        return alive

    def _link(self, postings: NDArray[np.int32]) -> None:
        """Enters `postings` (ascending): each key's newest into the table, and every one points to
        the one before it."""
        keys = self._keys[postings]
        order = np.argsort(keys, kind="stable")
        postings, keys = postings[order], keys[order]
        repeated = keys[1:] == keys[:-1]
        self._older[postings[1:][repeated]] = postings[:-1][repeated]
        oldest = postings[np.concatenate(([True], ~repeated))]
        newest = np.concatenate((~repeated, [True]))
        self._older[oldest] = _NONE
        self._enter(keys[newest], postings[newest], oldest)

    def _enter(self, keys: Words, newest: NDArray[np.int32], oldest: NDArray[np.int32]) -> None:
        """For each of the distinct `keys`: `newest` into the table, `oldest` before what was there.

        A slot whose posting is gone still leads on to others behind it: it is not used again until
        the table is made anew.
        """
        slots = self._home(keys)
        while len(keys):
            found = self._table[slots]
            same = self._holds(found, keys)
            self._older[oldest[same]] = found[same]
            free = found == _NONE
            writable = same | free
            self._table[slots[writable]] = newest[writable]
            # Of several keys at one free slot one was written; the others go on to the next.
            settled = writable & (self._table[slots] == newest)
            self._occupied += int((settled & free).sum())
            rest = ~settled
            keys, newest, oldest = keys[rest], newest[rest], oldest[rest]
            slots = self._next(slots[rest])

    def _rebuild_table(self) -> None:
        living = self._count - self._first
        size = _SMALLEST_TABLE
        while size * _ROOMY < living:
            size *= 2
        self._table = np.full(size, _NONE, np.int32)
        self._occupied = 0
        self._link(np.arange(self._first, self._count, dtype=np.int32))

    def _reserve(self, more: int) -> None:
        needed = self._count + more
        if needed > len(self._keys):
            self._move(0, max(needed, _SMALLEST_TABLE, int(len(self._keys) * _GROWTH)))

    def _compact(self) -> None:
        gone = self._first
        self._move(gone, int((self._count - gone) * _GROWTH))
        self._count -= gone
        self._first = 0
        self._older[: self._count] = np.maximum(self._older[: self._count] - gone, _NONE)
        self._rebuild_table()

    def _move(self, start: int, capacity: int) -> None:
        """The postings from `start` on into arrays of `capacity`."""
        kept = slice(start, self._count)
        self._keys = _moved(self._keys[kept], capacity)
        self._older = _moved(self._older[kept], capacity)
        self._documents = _moved(self._documents[kept], capacity)
        self._places = _moved(self._places[kept], capacity)


def _moved(values: NDArray[_T], capacity: int) -> NDArray[_T]:
    moved = np.empty(capacity, values.dtype)
    moved[: len(values)] = values
    return moved
