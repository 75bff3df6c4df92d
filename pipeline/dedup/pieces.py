"""What a piece of text between white space says: its words, packed into numbers and remembered.

A part of a piece is one word of it, or, for a piece without words, nothing. Packed:

    bits  0-30  the word: 30 bits of hash, and whether it starts with a digit
    bits 31-44  characters before the word in its piece
    bits 45-58  length of the word in characters, 0 for no word
    bit  59     first part of its piece
    bit  60     a capitalised word at the very start of a piece, which may be a name
    bit  61     last part of a piece after which a name may stand
"""

from __future__ import annotations

import re

from pipeline.dedup.characters import APOSTROPHE, COMMA, DIGIT, EXTENSION, Characters
from pipeline.dedup.words import NAME_CHARACTERS, NUMERALS, word_number

WORD_MASK = (1 << 31) - 1
LEAD_SHIFT, LENGTH_SHIFT = 31, 45
# Of a longer piece only so much is read.
LONGEST_PIECE = (1 << 14) - 1
OPENS_PIECE, MAY_BE_NAME, NAME_MAY_FOLLOW = 1 << 59, 1 << 60, 1 << 61

# Over the kinds of characters (see characters): an apostrophe between letters and a comma before
# three digits are passed over; a point between digits is a character of the number. An ideograph is
# a word with its marks. Each alternative begins with another letter: linear.
_WORD = re.compile(r"[LD](?:[LDE]|(?<=L)A(?=L)|(?<=D)P(?=D)|(?<=D)C(?=DDD(?!D)))*|IE*")
_PASSED_OVER = EXTENSION + APOSTROPHE + COMMA
# So many pieces are remembered twice over, about 15 MB; longer ones hardly come again.
_REMEMBERED = 1 << 15
_REMEMBERED_LENGTH = 32

_CHARACTERS = Characters()


class Pieces(dict[str, tuple[int, ...]]):
    """The parts of pieces, at least one each; bounded. What is remembered changes speed alone."""

    def __init__(self) -> None:
        super().__init__()
        self._before: dict[str, tuple[int, ...]] = {}

    def __missing__(self, piece: str) -> tuple[int, ...]:
        if len(piece) > _REMEMBERED_LENGTH:
            return parts(piece)
        made = self._before.get(piece) or parts(piece)
        if len(self) >= _REMEMBERED:
            self._before = dict(self)
            self.clear()
        self[piece] = made
        return made


def parts(piece: str) -> tuple[int, ...]:
    """The parts of `piece`, which has no white space."""
    characters = [_CHARACTERS[character] for character in piece[:LONGEST_PIECE]]
    kinds = "".join([character.kind for character in characters])
    made = []
    for found in _WORD.finditer(kinds):
        start, end = found.span()
        word = "".join(
            [each.folded for each in characters[start:end] if each.kind not in _PASSED_OVER]
        )
        made.append(
            _number(word, kinds[start] == DIGIT)
            | start << LEAD_SHIFT
            | (end - start) << LENGTH_SHIFT
        )
        if not start and end >= NAME_CHARACTERS and characters[0].is_upper:
            made[0] |= MAY_BE_NAME
    if not made:
        made = [0]
    made[0] |= OPENS_PIECE
    last = characters[-1]
    if last.is_lower or last.kind in (COMMA, DIGIT):
        made[-1] |= NAME_MAY_FOLLOW
    return tuple(made)


def _number(word: str, starts_with_digit: bool) -> int:
    if word in NUMERALS:
        return word_number(NUMERALS[word], True)
    return word_number(word, starts_with_digit)
