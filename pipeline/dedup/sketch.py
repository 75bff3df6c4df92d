"""What is remembered of a text to compare it with: its words as numbers, and where each stands.

A sketch is made once, from the text; after that only sketches are compared, stored and logged. The
packed form takes about 5.5 bytes a word and unpacks without a copy.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pipeline.dedup.compiled import INT, U8, U32, compiled, read, several, written
from pipeline.dedup.fingerprint import choose, gram_hashes, keys, keys_at
from pipeline.dedup.normalise import HASH_BYTES, body_hash
from pipeline.dedup.tokens import tokenise
from pipeline.dedup.words import Words

# Words beyond are not compared (a text of 40 pages); the hash of the text covers all of it.
MAX_WORDS = 16_384

# version, fingerprints, words, long words or gaps, hash of the text; 28 bytes, so that the numbers
# behind it are aligned
_HEADER = struct.Struct(f"<BxHII{HASH_BYTES}s")
_VERSION = 1
# In a layout byte the high half is the gap before a word, the low half its length, in characters;
# 15 says that the number stands in the list of `long` ones.
_LONG = 15
_HALF = 4
_GAP_SHIFT = np.uint8(_HALF)


@dataclass(frozen=True, slots=True, eq=False)
class Sketch:
    """The memory of one text; arrays are read-only. Compare packed forms for equality.

    words: uint32, one a word (see tokens.Tokens)
    layout: uint8, one a word: gap and length in characters, a half byte each
    long: uint32, the gaps and lengths that are 15 or more, in reading order
    places: uint16, words at which the chosen 4-grams start, ascending
    names: uint8, one bit a word: a capitalised word that does not open a sentence
    digest: 16 bytes, equal for texts that are the same but for typography
    """

    words: Words
    layout: NDArray[np.uint8]
    long: NDArray[np.uint32]
    places: NDArray[np.uint16]
    names: NDArray[np.uint8]
    digest: bytes
    _fingerprints: Words | None = field(default=None, repr=False)  # derived, not packed
    _packed: bytes | None = field(default=None, repr=False)  # what it was unpacked from

    def __len__(self) -> int:
        """How many words are compared."""
        return len(self.words)

    def grams(self) -> NDArray[np.uint64]:
        """The hashes of all word 4-grams."""
        return gram_hashes(self.words)

    def fingerprints(self) -> Words:
        """The keys of the chosen 4-grams, in the order of `places`."""
        if self._fingerprints is not None:
            return self._fingerprints
        return keys_at(self.words, self.places)

    def named(self) -> NDArray[np.bool_]:
        """One bool a word: whether it is a name."""
        return np.unpackbits(self.names, count=len(self.words)).view(np.bool_)

    def spans(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Start and end of each word: character offsets into the text, end exclusive."""
        steps = np.empty(2 * len(self.words), np.int64)
        steps[::2], steps[1::2] = self.layout >> _GAP_SHIFT, self.layout & _LONG
        steps[steps == _LONG] = self.long
        edges = np.cumsum(steps)
        return edges[::2], edges[1::2]


def sketch(text: str, digest: bytes | None = None) -> Sketch:
    """The sketch of `text`: linear in its length, the same in every process. `digest`: the text's
    body_hash, where it is known."""
    tokens = tokenise(text, MAX_WORDS)
    layout, long = _laid_out(tokens.edges)
    grams = gram_hashes(tokens.words)
    places = choose(grams)
    return Sketch(
        words=tokens.words,
        layout=layout,
        long=long,
        places=places,
        names=np.packbits(tokens.names),
        digest=body_hash(text) if digest is None else digest,
        _fingerprints=keys(grams[places]),
    )


@compiled(several(written(U8), written(U32)), read(INT))
def _laid_out(edges: NDArray[np.int64]) -> tuple[NDArray[np.uint8], NDArray[np.uint32]]:
    """Layout and long ones of words that start and end at `edges`, by turns."""
    layout, long = np.empty(len(edges) // 2, np.uint8), np.empty(len(edges), np.uint32)
    before = longs = 0
    for row in range(len(layout)):
        halves = 0
        for edge in edges[2 * row : 2 * row + 2]:
            step = edge - before
            if step >= _LONG:
                long[longs] = step
                longs += 1
            halves = halves << _HALF | min(step, _LONG)
            before = edge
        layout[row] = halves
    return layout, long[:longs].copy()


def pack(made: Sketch) -> bytes:
    """`made` as bytes. Equal sketches give equal bytes."""
    if made._packed is not None:
        return made._packed
    head = _HEADER.pack(_VERSION, len(made.places), len(made.words), len(made.long), made.digest)
    parts = (made.words, made.long, made.places, made.layout, made.names)
    return head + b"".join(part.tobytes() for part in parts)


def unpack(packed: bytes) -> Sketch:
    """The sketch in `packed`, whose bytes it looks into without a copy.

    Raises ValueError where the bytes are not a sketch of this version.
    """
    if len(packed) < _HEADER.size or packed[0] != _VERSION:
        raise ValueError("not a sketch, or one that a newer version wrote")
    _, places, words, long, digest = _HEADER.unpack_from(packed)
    at_long = _HEADER.size + 4 * words
    at_places = at_long + 4 * long
    at_layout = at_places + 2 * places
    at_names = at_layout + words
    if len(packed) != at_names + (words + 7) // 8:
        raise ValueError("a sketch that was cut off")
    return Sketch(
        words=np.frombuffer(packed, np.uint32, words, _HEADER.size),
        long=np.frombuffer(packed, np.uint32, long, at_long),
        places=np.frombuffer(packed, np.uint16, places, at_places),
        layout=np.frombuffer(packed, np.uint8, words, at_layout),
        names=np.frombuffer(packed, np.uint8, (words + 7) // 8, at_names),
        digest=digest,
        _packed=packed,
    )
