"""From a fingerprint to the articles that have it: postings in blocks, found by a hash table.

Postings are only ever appended, and dropped from the front, whole blocks at a time: nothing is ever
copied or made anew, so no article waits for another's. The table gives the newest posting of a
fingerprint, each posting how far back the next older one is. What is read depends on the postings
that are alive and their order alone.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from pipeline.dedup.compiled import INT, U16, U32, column, compiled, read, row_of, written
from pipeline.dedup.table import KeyTable, Whole
from pipeline.dedup.words import Words

# No text has as many fingerprints as a block has postings.
_BLOCK_BITS = 16
_BLOCK = 1 << _BLOCK_BITS
_IN_BLOCK = _BLOCK - 1
# A block knows documents by how far they are from its first.
_DOCUMENTS = 1 << 16
_COLUMNS = 4

# Row, documents, place in each.
Found = tuple[int, list[int], list[int]]


class _Block:
    """Postings: how far back the next older one of the same key is (0: none is known), the document
    (counted from the block's first) and the place in it."""

    def __init__(self, first_document: int) -> None:
        self.first_document = first_document
        self.filled = 0
        self.older = np.empty(_BLOCK, np.uint32)
        self.documents = np.empty(_BLOCK, np.uint16)
        self.places = np.empty(_BLOCK, np.uint16)

    def columns(self) -> tuple[int, int, int, int]:
        """Where its columns stand in memory, and its first document."""
        older, documents, places = self.older, self.documents, self.places
        return older.ctypes.data, documents.ctypes.data, places.ctypes.data, self.first_document

    def has_room(self, document: int, postings: int) -> bool:
        """Whether it takes so many postings of `document`."""
        ahead = document - self.first_document
        return ahead < _DOCUMENTS and self.filled + postings <= _BLOCK

    def append(self, document: int, places: NDArray[np.uint16], back: NDArray[np.int64]) -> None:
        """Appends postings of one document, each `back` behind the next older one of its key."""
        area = slice(self.filled, self.filled + len(places))
        self.older[area] = back
        self.documents[area] = document - self.first_document
        self.places[area] = places
        self.filled = area.stop

    def documents_before(self, document: int) -> int:
        """How many postings are of documents below `document`."""
        ahead = min(max(document - self.first_document, 0), _DOCUMENTS)
        return int(self.documents[: self.filled].searchsorted(ahead))

    @property
    def nbytes(self) -> int:
        return self.older.nbytes + self.documents.nbytes + self.places.nbytes


class PostingIndex:
    """Postings (key, document, place). Documents are numbers that ascend with addition, places
    words. Keys are 2 or more."""

    def __init__(self) -> None:
        self._blocks: list[_Block] = []
        self._columns = np.empty((0, _COLUMNS), np.int64)  # of each block
        self._gone = 0  # blocks dropped
        self._first = 0  # the first living posting
        self._next = 0  # the next posting
        self._table = KeyTable()

    @property
    def nbytes(self) -> int:
        """Bytes of memory held in arrays."""
        return self._table.nbytes + sum(block.nbytes for block in self._blocks)

    def add(self, document: int, keys: Words, places: NDArray[np.uint16]) -> None:
        """Appends the postings of one document, with a higher number than those before."""
        block = self._block_with_room(document, len(places))
        start, self._next = self._next, self._next + len(places)
        back = self._table.number(keys, start, self._first, self._next - self._first)
        block.append(document, places, back)

    def _block_with_room(self, document: int, postings: int) -> _Block:
        if not self._blocks or not self._blocks[-1].has_room(document, postings):
            self._next = (self._gone + len(self._blocks)) << _BLOCK_BITS
            self._blocks.append(_Block(document))
            self._note_columns()
        return self._blocks[-1]

    def _note_columns(self) -> None:
        rows = [block.columns() for block in self._blocks]
        self._columns = np.array(rows, np.int64).reshape(-1, _COLUMNS)

    def drop_documents_before(self, document: int) -> None:
        """Forgets the postings of documents below `document`."""
        while self._blocks:
            block = self._blocks[0]
            dead = block.documents_before(document)
            self._first = (self._gone << _BLOCK_BITS) + dead
            if dead < block.filled:
                return
            del self._blocks[0]
            self._gone += 1
            self._note_columns()
        self._first = self._next = self._gone << _BLOCK_BITS
        self._table = KeyTable()

    def lookup(
        self, keys: Words, hidden: Whole, also_hidden: int | None, limit: int
    ) -> Iterator[Found]:
        """For each of `keys` that living documents have, ascending: its row, the newest `limit` of
        them, newest first, and the place in each. Hidden documents are passed over; `hidden`
        ascends."""
        ends = np.empty(len(keys), np.int64)
        documents, places = np.empty((2, limit * len(keys)), np.int64)
        newest = self._table.find(keys, self._first, self._next - self._first)
        not_this = -1 if also_hidden is None else also_hidden
        filled = _read(
            newest, self._columns, self._first, self._gone, hidden, not_this, limit,
            ends, documents, places,
        )  # fmt: skip
        listed, there = documents[:filled].tolist(), places[:filled].tolist()
        start = 0
        for row, end in enumerate(ends.tolist()):
            if end > start:
                yield row, listed[start:end], there[start:end]
                start = end


@compiled(
    INT, read(INT), read(INT, 2), INT, INT, read(INT), INT, INT, written(INT), written(INT),
    written(INT),
)  # fmt: skip
def _read(
    newest: Whole, columns: Whole, first: int, gone: int, hidden: Whole, also_hidden: int,
    limit: int, ends: Whole, documents: Whole, places: Whole,
) -> int:  # fmt: skip
    """Reads backwards from each of `newest`, -1 for none. Fills documents and places, and where
    those of each row end; returns how many there are."""
    filled = 0
    for row in range(len(newest)):
        posting, full = newest[row], filled + limit
        while posting >= first and filled < full:
            block, at = (posting >> _BLOCK_BITS) - gone, posting & _IN_BLOCK
            document = columns[block, 3] + column(columns[block, 1], _BLOCK, U16)[at]
            here = row_of(hidden, document)
            if document != also_hidden and (here == len(hidden) or hidden[here] != document):
                documents[filled] = document
                places[filled] = column(columns[block, 2], _BLOCK, U16)[at]
                filled += 1
            back = np.int64(column(columns[block, 0], _BLOCK, U32)[at])
            if not back:
                break
            posting -= back
        ends[row] = filled
    return filled
