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
from hashlib import blake2b

from pipeline.dedup.characters import APOSTROPHE, COMMA, DIGIT, EXTENSION, Characters

WORD_MASK = (1 << 31) - 1
LEAD_SHIFT, LENGTH_SHIFT = 31, 45
# Of a longer piece only so much is read.
LONGEST_PIECE = (1 << 14) - 1
OPENS_PIECE, MAY_BE_NAME, NAME_MAY_FOLLOW = 1 << 59, 1 << 60, 1 << 61

# Over the kinds of characters (see characters): an apostrophe between letters and a comma before
# three digits are passed over; a point between digits is a character of the number. An ideograph is
# a word with its marks. Each alternative begins with another letter: linear.
_WORD = re.compile(r"[LD](?:[LDE]|(?<=L)A(?=L)|(?<=D)P(?=D)|(?<=D)C(?=DDD(?!D)))*|IE*")
# Most pieces: one word of ASCII letters between marks, where kinds decide nothing.
_PLAIN = re.compile(r"([!-/:-@\[-`{-~]*)([A-Za-z]+)([!-/:-@\[-`{-~]*)")
_PASSED_OVER = EXTENSION + APOSTROPHE + COMMA
# "One" is left out: it mostly stands for somebody.
_SMALL_NUMERALS = """
    two three four five six seven eight nine ten eleven twelve
    thirteen fourteen fifteen sixteen seventeen eighteen nineteen
"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
# House styles write small numbers as words or as digits.
_NUMERALS = {word: str(number) for number, word in enumerate(_SMALL_NUMERALS.split(), 2)} | {
    word: str(number) for number, word in zip(range(20, 100, 10), _TENS.split(), strict=True)
}
# Shorter capitalised words (I, A, US) say little about who an article is about.
_NAME_CHARACTERS = 3
# So many pieces are remembered twice over, about 30 MB; longer ones hardly come again. Measured on
# real news: of all pieces 5 % are not among them, 7 % with half as many.
_REMEMBERED = 1 << 16
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
    plain = _PLAIN.fullmatch(piece) if len(piece) <= _REMEMBERED_LENGTH else None
    if plain is not None:
        return (_plain_part(*plain.groups()),)
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
        if not start and end >= _NAME_CHARACTERS and characters[0].is_upper:
            made[0] |= MAY_BE_NAME
    if not made:
        made = [0]
    made[0] |= OPENS_PIECE
    last = characters[-1]
    if last.is_lower or last.kind in (COMMA, DIGIT):
        made[-1] |= NAME_MAY_FOLLOW
    return tuple(made)


def _plain_part(before: str, word: str, behind: str) -> int:
    part = _number(word.lower(), False) | len(before) << LEAD_SHIFT | len(word) << LENGTH_SHIFT
    if not before and len(word) >= _NAME_CHARACTERS and word[0].isupper():
        part |= MAY_BE_NAME
    if behind[-1:] == "," or (not behind and word[-1].islower()):
        part |= NAME_MAY_FOLLOW
    return part | OPENS_PIECE


def _number(word: str, is_number: bool) -> int:
    numeral = _NUMERALS.get(word)
    if numeral is not None:
        word, is_number = numeral, True
    digest = blake2b(word.encode("utf-8", "surrogatepass"), digest_size=4).digest()
    return int.from_bytes(digest, "big") >> 2 << 1 | is_number
