"""From a fingerprint to the articles that have it: a hash table over postings, all in numpy.

Postings are only ever appended, and dropped from the front: an article's stand together, in the
order of addition. The table gives the newest posting of a fingerprint, each posting the next older
one. What a lookup returns depends on the postings that are alive and their order alone, never on
the size of the table or on what was there before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from pipeline.dedup.tokens import Words

_T = TypeVar("_T", bound=np.generic)

_SMALLEST_TABLE = 1 << 10
# Beyond this load, probing takes long.
_FULL = 0.8
# Dropped postings are given back when they are this share of all.
_WASTE = 0.25
# The load of a table made anew, at most, and how much larger full arrays become.
_ROOMY = 0.55
_GROWTH = 1.25
_NONE = -1
# So many documents wait in a dictionary: entering them into the table together costs a tenth.
_BATCH = 64
_LOOK = np.arange(4)

# A document, its fingerprints and the words at which they start.
_Batch = tuple[int, Words, NDArray[np.uint16]]


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
        # The last additions, not in the arrays yet: oldest first.
        self._recent: dict[int, list[tuple[int, int]]] = {}
        self._unsaved: list[_Batch] = []

    @property
    def nbytes(self) -> int:
        """Bytes of memory held in arrays."""
        arrays = (self._keys, self._older, self._documents, self._places, self._table)
        return sum(array.nbytes for array in arrays)

    def add(self, document: int, keys: Words, places: NDArray[np.uint16]) -> None:
        """Appends the postings of one document, with a higher number than those before."""
        for key, place in zip(keys.tolist(), places.tolist(), strict=True):
            self._recent.setdefault(key, []).append((document, place))
        self._unsaved.append((document, keys, places))
        if len(self._unsaved) >= _BATCH:
            self._save()

    def add_all(self, batch: Sequence[_Batch]) -> None:
        """Appends the postings of many documents in ascending order at once."""
        self._save()
        self._extend(batch)

    def _save(self) -> None:
        if self._unsaved:
            self._extend(self._unsaved)
            self._unsaved, self._recent = [], {}

    def _extend(self, batch: Sequence[_Batch]) -> None:
        keys = np.concatenate([keys for _, keys, _ in batch])
        if not len(keys):
            return
        start, end = self._count, self._count + len(keys)
        if end > len(self._keys):
            self._move(0, max(end, _SMALLEST_TABLE, int(len(self._keys) * _GROWTH)))
        self._keys[start:end] = keys
        numbers = np.array([document for document, _, _ in batch], np.int32)
        self._documents[start:end] = numbers.repeat([len(keys) for _, keys, _ in batch])
        self._places[start:end] = np.concatenate([places for _, _, places in batch])
        self._count = end
        if self._occupied + len(keys) > _FULL * len(self._table):
            self._rebuild_table()
        else:
            self._link(np.arange(start, end, dtype=np.int32))

    def drop_documents_before(self, document: int) -> None:
        """Forgets the postings of documents below `document`."""
        if self._unsaved and self._unsaved[0][0] < document:
            self._save()
        living = self._documents[self._first : self._count]
        self._first += int(np.searchsorted(living, document))
        if self._first > _WASTE * self._count and self._first > _SMALLEST_TABLE:
            self._compact()

    def lookup(
        self, keys: Words, hidden: set[int], also_hidden: int | None, limit: int
    ) -> list[tuple[int, dict[int, int]]]:
        """For each of `keys` that living documents have, its row and the newest `limit` of them:
        the place in each by document, newest first. Hidden documents are passed over."""
        postings = self._newest(keys).tolist()
        # Plain integers one by one are faster out of a memoryview than out of an array.
        documents, places, older = self._documents.data, self._places.data, self._older.data
        recent, first = self._recent, self._first
        found: list[tuple[int, dict[int, int]]] = []
        for row, key in enumerate(keys.tolist()):
            posting = postings[row]
            if posting < first and key not in recent:
                continue
            there: dict[int, int] = {}
            for document, place in reversed(recent.get(key, ())):
                if document != also_hidden and document not in hidden and len(there) < limit:
                    there[document] = place
            while posting >= first and len(there) < limit:
                document = documents[posting]
                if document != also_hidden and document not in hidden:
                    there[document] = places[posting]
                posting = older[posting]
            if there:
                found.append((row, there))
        return found

    def _newest(self, keys: Words) -> NDArray[np.int32]:
        """The newest posting of each of `keys` in the arrays; where it is not alive any more, or
        none, any number below that of the first living one."""
        result = np.full(len(keys), _NONE, np.int32)
        if not self._count:
            return result
        # A few neighbouring slots at a time: most keys are settled in the first look.
        slots = self._home(keys)[:, None] + _LOOK
        pending = np.arange(len(keys))
        while len(pending):
            found = self._table.take(slots & (len(self._table) - 1))
            hit = (self._keys.take(found) == keys[pending, None]) & (found != _NONE)
            rows, columns = np.nonzero(hit)
            result[pending[rows]] = found[rows, columns]
            going = np.flatnonzero(~(hit | (found == _NONE)).any(axis=1))
            pending, slots = pending[going], slots[going] + len(_LOOK)
        return result

    def _home(self, keys: Words) -> NDArray[np.int64]:
        """Where probing for each key begins; keys are hashes already."""
        return keys.astype(np.int64) & (len(self._table) - 1)

    def _next(self, slots: NDArray[np.int64]) -> NDArray[np.int64]:
        return (slots + 1) & (len(self._table) - 1)

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

        A slot stays with its key until the table is made anew, even when its postings are gone.
        """
        slots = self._home(keys)
        while len(keys):
            found = self._table[slots]
            free = found == _NONE
            same = (self._keys[found] == keys) & ~free
            self._older[oldest[same]] = found[same]
            writable = same | free
            self._table[slots[writable]] = newest[writable]
            # Of several keys at one free slot one was written; the others go on to the next.
            settled = writable & (self._table[slots] == newest)
            self._occupied += int(np.count_nonzero(settled & free))
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
        if living:
            self._link(np.arange(self._first, self._count, dtype=np.int32))

    def _compact(self) -> None:
        gone = self._first
        self._move(gone, int((self._count - gone) * _GROWTH))
        self._count -= gone
        self._first = 0
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
