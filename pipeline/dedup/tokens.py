"""Text to words: each a stable 31-bit number, with its place in the text as it is.

A word is a run of letters and digits; case, accents, apostrophes, soft hyphens and thousands
separators do not count, so that house styles and other encodings of one text give the same words.
In scripts without spaces each character is a word.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from pipeline.dedup.pieces import (
    LEAD_SHIFT,
    LENGTH_SHIFT,
    LONGEST_PIECE,
    MAY_BE_NAME,
    NAME_MAY_FOLLOW,
    OPENS_PIECE,
    WORD_MASK,
    Pieces,
)
from pipeline.dedup.plain import plain_words
from pipeline.dedup.words import Codes, Words

CHARACTERS_A_WORD = 16

_PIECES = Pieces()
_FIRST = np.zeros(1, np.int64)
_SPACE, _HARD_SPACE = 0x20, 0xA0
# By code point; the ideographic space is the last, and the last entry stands for all above.
_IS_WHITE = np.array([chr(code).isspace() for code in range(0x3001)] + [False])


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of a text in order; arrays have one entry a word, but for `edges`.

    words: uint32 below 2**31; the lowest bit is set where the word starts with a digit (a number)
    edges: start and end of each word by turns: character offsets into the text, end exclusive
    names: bool, a capitalised word that does not open a sentence
    """

    words: Words
    edges: Codes
    names: NDArray[np.bool_]


def tokenise(text: str, limit: int) -> Tokens:
    """The first `limit` words of `text`, in its first CHARACTERS_A_WORD * `limit` characters. Never
    raises; a text without words gives empty arrays."""
    text = text[: CHARACTERS_A_WORD * limit]
    plain = plain_words(text, limit)
    return Tokens(*plain) if plain is not None else any_words(text, limit)


def any_words(text: str, limit: int) -> Tokens:
    """The words of a text in any script, piece by piece; of a piece between white space those in
    its first LONGEST_PIECE characters."""
    pieces = text.split()
    if not pieces:
        return _no_tokens()
    parts = np.fromiter(chain.from_iterable(map(_PIECES.__getitem__, pieces)), np.int64)
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    white = _IS_WHITE.take(codes, mode="clip")
    begins = np.flatnonzero(white[:-1] > white[1:]) + 1
    if not white[0]:
        begins = np.concatenate((_FIRST, begins))
    piece = np.cumsum((parts & OPENS_PIECE) != 0) - 1
    starts = begins.take(piece)
    starts += parts >> LEAD_SHIFT & LONGEST_PIECE
    names = _names(parts, starts, codes, white)
    lengths = parts >> LENGTH_SHIFT & LONGEST_PIECE
    is_word = lengths > 0
    kept = np.flatnonzero(is_word)[:limit]
    if len(kept) < len(parts):
        parts, starts, lengths, names = parts[kept], starts[kept], lengths[kept], names[kept]
    edges = np.empty(2 * len(parts), np.int64)
    edges[::2], edges[1::2] = starts, starts + lengths
    return Tokens((parts & WORD_MASK).astype(np.uint32), edges, names)


def _no_tokens() -> Tokens:
    return Tokens(np.empty(0, np.uint32), np.empty(0, np.int64), np.empty(0, np.bool_))


def _names(
    parts: Codes, starts: Codes, codes: NDArray[np.uint32], white: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """A capital after one space and a small letter, a digit or a comma: a sentence does not open
    there. Words in capitals after words in capitals (a headline) are no names."""
    names = np.zeros(len(parts), np.bool_)
    # The part before is the last of the piece before; the first has none.
    rows = np.flatnonzero((parts[1:] & MAY_BE_NAME != 0) & (parts[:-1] & NAME_MAY_FOLLOW != 0)) + 1
    places = starts.take(rows)
    space = codes.take(places - 1)
    names[rows] = ((space == _SPACE) | (space == _HARD_SPACE)) & ~white.take(places - 2)
    return names
