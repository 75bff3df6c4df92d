"""From a fingerprint to the articles that have it: postings in blocks, found by a hash table.

Postings are only ever appended, and dropped from the front, whole blocks at a time: nothing is ever
copied or made anew, so no article waits for another's. The table gives the newest posting of a
fingerprint, each posting how far back the next older one is. What a lookup returns depends on the
postings that are alive and their order alone.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.dedup.table import KeyTable, ascending
from pipeline.dedup.words import Codes, Words

# No text has as many fingerprints as a block has postings.
_BLOCK_BITS = 16
_BLOCK = 1 << _BLOCK_BITS
_IN_BLOCK = _BLOCK - 1
# A block knows documents by how far they are from its first.
_DOCUMENTS = 1 << 16
# No posting among those that wait, none in the table.
_NONE = (-1, -1)
# The table knows postings by their low bits; no more are ever alive.
_POSTING_MASK = (1 << 32) - 1
# So many documents wait in a dictionary: entering them into the table together costs a tenth.
_BATCH = 64


_Views = tuple[memoryview, memoryview, memoryview, int]


class _Block:
    """Postings: how far back the next older one of the same key is (0: none is known), the document
    (counted from the block's first) and the place in it."""

    def __init__(self, first_document: int) -> None:
        self.first_document = first_document
        self.filled = 0
        self.older = np.empty(_BLOCK, np.uint32)
        self.documents = np.empty(_BLOCK, np.uint16)
        self.places = np.empty(_BLOCK, np.uint16)

    def views(self) -> _Views:
        """Its columns and its first document. Plain integers one by one are faster out of a
        memoryview than out of an array."""
        return self.older.data, self.documents.data, self.places.data, self.first_document

    def has_room(self, document: int, postings: int) -> bool:
        """Whether it takes so many postings of `document`."""
        ahead = document - self.first_document
        return ahead < _DOCUMENTS and self.filled + postings <= _BLOCK

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
        self._views: list[_Views] = []  # of each block
        self._gone = 0  # blocks dropped
        self._first = 0  # the first living posting
        self._next = 0  # the next posting
        self._table = KeyTable(self._are_alive)
        # Of documents that are not in the table yet: the newest posting by key, and what to enter.
        self._recent: dict[int, int] = {}
        self._unsaved: list[tuple[int, int, Words]] = []  # document, first posting, keys

    @property
    def nbytes(self) -> int:
        """Bytes of memory held in arrays."""
        return self._table.nbytes + sum(block.nbytes for block in self._blocks)

    def add(self, document: int, keys: Words, places: NDArray[np.uint16]) -> None:
        """Appends the postings of one document, with a higher number than those before."""
        listed, known = keys.tolist(), self._recent.get
        block, at, start = self._append(document, places)
        block.older[at : block.filled] = [
            posting - known(key, posting) for posting, key in enumerate(listed, start)
        ]
        # Of a key that comes several times in a document the last one counts.
        self._recent.update(zip(listed, range(start, self._next), strict=True))
        self._unsaved.append((document, start, keys))
        if len(self._unsaved) >= _BATCH:
            self._save()

    def add_all(self, batch: Sequence[tuple[int, NDArray[np.uint16]]], keys: Words) -> None:
        """`add` for many documents in ascending order, each with its places; `keys`: of all."""
        self._save()
        postings = np.empty(len(keys), np.int64)
        done = 0
        for document, places in batch:
            block, at, start = self._append(document, places)
            block.older[at : block.filled] = 0
            postings[done : done + len(places)] = range(start, self._next)
            done += len(places)
        order = ascending(keys)
        keys, postings = keys[order], postings[order]
        again = np.concatenate(([False], keys[1:] == keys[:-1]))
        self._point(postings[again], postings[np.flatnonzero(again) - 1])
        last = np.concatenate((~again[1:], [True]))
        self._enter(keys[last], postings[~again], postings[last])

    def _append(self, document: int, places: NDArray[np.uint16]) -> tuple[_Block, int, int]:
        """The postings of a document: in which block, from where on, and the first of them."""
        block = self._block_with_room(document, len(places))
        at, start = block.filled, self._next
        block.filled += len(places)
        block.documents[at : block.filled] = document - block.first_document
        block.places[at : block.filled] = places
        self._next += len(places)
        return block, at, start

    def _block_with_room(self, document: int, postings: int) -> _Block:
        if not self._blocks or not self._blocks[-1].has_room(document, postings):
            self._next = (self._gone + len(self._blocks)) << _BLOCK_BITS
            self._blocks.append(_Block(document))
            self._views.append(self._blocks[-1].views())
        return self._blocks[-1]

    def _save(self) -> None:
        """Enters into the table what waits: each key's newest posting, and its oldest that waits
        points to the one that the table knew."""
        oldest: dict[int, int] = {}
        for _, start, waiting in self._unsaved:
            block, at = self._blocks[(start >> _BLOCK_BITS) - self._gone], start & _IN_BLOCK
            first = (block.older[at : at + len(waiting)] == 0).nonzero()[0]
            oldest.update(zip(waiting[first].tolist(), (first + start).tolist(), strict=True))
        many = len(oldest)
        keys = np.fromiter(oldest.keys(), np.uint32, many)
        newest = np.fromiter(map(self._recent.__getitem__, oldest), np.int64, many)
        self._recent, self._unsaved = {}, []
        self._enter(keys, np.fromiter(oldest.values(), np.int64, many), newest)

    def _enter(self, keys: Words, oldest: Codes, newest: Codes) -> None:
        """Tells the table the newest posting of each of the distinct `keys`; the oldest new one
        points to what the table knew before."""
        low = (newest & _POSTING_MASK).astype(np.uint32)
        rows, before = self._living(*self._table.replace(keys, low, self._next - self._first))
        self._point(oldest[rows], before)

    def _point(self, postings: Codes, older: Codes) -> None:
        numbers = postings >> _BLOCK_BITS
        for number in np.unique(numbers).tolist():
            here = numbers == number
            block = self._blocks[number - self._gone]
            block.older[postings[here] & _IN_BLOCK] = postings[here] - older[here]

    def _living(self, rows: Codes, postings: Words) -> tuple[Codes, Codes]:
        """Those of `rows` whose `postings`, known by their low bits, are alive, and which."""
        whole = self._since_first(postings) + self._first
        alive = whole < self._next
        return rows[alive], whole[alive]

    def _since_first(self, postings: Words) -> Codes:
        """Postings by their low bits, counted from the first living one: those that are dead come
        out behind the last."""
        return (postings - np.uint32(self._first & _POSTING_MASK)).astype(np.int64)

    def _are_alive(self, postings: Words) -> NDArray[np.bool_]:
        return self._since_first(postings) < self._next - self._first

    def drop_documents_before(self, document: int) -> None:
        """Forgets the postings of documents below `document`."""
        if self._unsaved and self._unsaved[0][0] < document:
            self._save()
        while self._blocks:
            block = self._blocks[0]
            dead = block.documents_before(document)
            self._first = (self._gone << _BLOCK_BITS) + dead
            if dead < block.filled:
                return
            del self._blocks[0], self._views[0]
            self._gone += 1
        self._first = self._next = self._gone << _BLOCK_BITS
        self._table = KeyTable(self._are_alive)

    def lookup(
        self, keys: Words, hidden: set[int], also_hidden: int | None, limit: int
    ) -> list[tuple[int, dict[int, int]]]:
        """For each of `keys` that living documents have, its row and the newest `limit` of them:
        the place in each by document, newest first. Hidden documents are passed over."""
        rows, known = self._living(*self._table.find(keys))
        starts = dict(zip(rows.tolist(), known.tolist(), strict=True))
        views, first, recent = self._views, self._first, self._recent
        offset = self._gone << _BLOCK_BITS
        found: list[tuple[int, dict[int, int]]] = []
        for row, key in enumerate(keys.tolist()):
            newest = (recent.get(key, -1), starts.get(row, -1))
            if newest == _NONE:
                continue
            there: dict[int, int] = {}
            for posting in newest:
                while posting >= first and len(there) < limit:
                    older, documents, places, document = views[posting - offset >> _BLOCK_BITS]
                    at = posting & _IN_BLOCK
                    document += documents[at]
                    if document != also_hidden and document not in hidden:
                        there[document] = places[at]
                    back = older[at]
                    if not back:
                        break
                    posting -= back
            if there:
                found.append((row, there))
        return found
