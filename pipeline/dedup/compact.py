"""Sketches as they are kept in memory: a word takes two bytes where its text's neighbours know it.

Words of news come again: the first word with certain low 16 bits that a window meets owns them, and
is written as these bits alone. Others keep their high bits too. What is restored is what was put
in, to the bit; which words own their bits changes size alone.
"""

from __future__ import annotations

import struct

import numpy as np
from numpy.typing import NDArray

from pipeline.dedup.compiled import INT, U16, U32, compiled, inlined, read, row_of, several
from pipeline.dedup.sketch import Sketch
from pipeline.dedup.words import Words

_LOW_BITS = 16
_HIGH_SHIFT = np.uint32(_LOW_BITS)
# words, places, words with high bits, long gaps; 12 bytes, so that what follows is aligned
_HEADER = struct.Struct("<HHHxxI")
_HEADER_HALVES = _HEADER.size // 2
# Comparisons look at the same articles again and again; about 6 MB in a window of long articles.
_REMEMBERED = 4096


class CompactSketches:
    """Turns sketches into bytes and back. The bytes mean nothing to another one of this class."""

    def __init__(self) -> None:
        self._owners = np.zeros(1 << _LOW_BITS, np.uint32)  # 0: nobody yet
        self._words: dict[bytes, Words] = {}

    def compacted(self, made: Sketch) -> bytes:
        """`made` without its digest."""
        words = made.words
        low = words.astype(np.uint16)
        owners = self._owners.take(low)
        rows = (owners != words).nonzero()[0]
        free = rows[owners.take(rows) == 0]
        if len(free):
            self._own(low.take(free), words.take(free))
            rows = (self._owners.take(low) != words).nonzero()[0]
        high = (words.take(rows) >> _HIGH_SHIFT).astype(np.uint16)
        head = _HEADER.pack(len(words), len(made.places), len(rows), len(made.long))
        parts: tuple[NDArray[np.generic], ...] = (
            made.long, low, rows.astype(np.uint16), high, made.places, made.layout, made.names,
        )  # fmt: skip
        return head + b"".join([part.tobytes() for part in parts])

    def _own(self, low: NDArray[np.uint16], words: Words) -> None:
        wanted = low != 0  # the bits 0 are those of word 0
        self._owners[low[wanted]] = words[wanted]

    def words(self, compact: bytes) -> Words:
        """The words of a compacted sketch."""
        known = self._words.get(compact)
        if known is not None:
            return known
        count, _, high, long = _HEADER.unpack_from(compact)
        at = _HEADER.size + 4 * long
        low = np.frombuffer(compact, np.uint16, count, at)
        words = self._owners.take(low)
        if high:
            rows = np.frombuffer(compact, np.uint16, high, at + 2 * count)
            highs = np.frombuffer(compact, np.uint16, high, at + 2 * (count + high))
            words[rows] = highs.astype(np.uint32) << _HIGH_SHIFT | low.take(rows)
        if len(self._words) >= _REMEMBERED:
            self._words.clear()
        words.flags.writeable = False
        self._words[compact] = words
        return words

    def run_around(
        self, words: Words, place: int, compact: bytes, there: int, floor: int, ceiling: int
    ) -> tuple[int, int]:
        """The run of `words` around `place`, within floor and ceiling, that the compacted ones have
        around `there`: start, end."""
        halves = np.frombuffer(compact, np.uint16, len(compact) >> 1)
        found: tuple[int, int] = _run_around(
            words, place, halves, self._owners, there, floor, ceiling
        )
        return found

    def restored(self, compact: bytes, digest: bytes) -> Sketch:
        """The sketch that was compacted, whose digest was `digest`."""
        count, places, high, long = _HEADER.unpack_from(compact)
        at_places = _HEADER.size + 4 * long + 2 * (count + 2 * high)
        at_layout = at_places + 2 * places
        return Sketch(
            words=self.words(compact),
            layout=np.frombuffer(compact, np.uint8, count, at_layout),
            long=np.frombuffer(compact, np.uint32, long, _HEADER.size),
            places=np.frombuffer(compact, np.uint16, places, at_places),
            names=np.frombuffer(compact, np.uint8, (count + 7) // 8, at_layout + count),
            digest=digest,
        )


@inlined
def _is_word(
    word: np.uint32, halves: NDArray[np.uint16], lows: int, owners: Words, place: int
) -> bool:
    """Whether `word` stands at `place` in a compacted sketch whose low bits begin at `lows`."""
    low = halves[lows + place]
    if np.uint16(word) != low:
        return False
    rows = lows + int(np.int64(halves[0]))
    high = int(np.int64(halves[2]))
    row = row_of(halves[rows : rows + high], place)
    if row < high and halves[rows + row] == place:
        return bool(np.uint16(word >> _HIGH_SHIFT) == halves[rows + high + row])
    return bool(word == owners[low])


@compiled(several(INT, INT), read(U32), INT, read(U16), read(U32), INT, INT, INT)
def _run_around(
    words: Words, place: int, halves: NDArray[np.uint16], owners: Words, there: int, floor: int,
    ceiling: int,
) -> tuple[int, int]:  # fmt: skip
    shift = there - place
    floor, ceiling = max(floor, -shift), min(ceiling, int(np.int64(halves[0])) - shift)
    lows = _HEADER_HALVES + 2 * int(np.int64(halves[4]) | np.int64(halves[5]) << _LOW_BITS)
    left = right = place
    while left > floor and _is_word(words[left - 1], halves, lows, owners, left - 1 + shift):
        left -= 1
    while right < ceiling and _is_word(words[right], halves, lows, owners, right + shift):
        right += 1
    return left, right
