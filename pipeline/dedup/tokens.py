"""Text to words: each a stable 31-bit number, with its place in the text as it is.

One linear pass over the characters, in numpy. A word is a run of letters and digits; case, accents,
apostrophes, soft hyphens and thousands separators do not count, so that house styles and other
encodings of one text give the same words. In scripts without spaces each character is a word.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipeline.dedup.characters import (
    APOSTROPHE,
    COMMA,
    DIGIT,
    EXTENSION,
    IDEOGRAPH,
    LETTER,
    POINT,
    SEPARATOR,
    TABLE_SIZE,
    character_tables,
)

Words = NDArray[np.uint32]
Codes = NDArray[np.int64]

# Weights of the places in a word repeat after so many characters; no word is that long.
_PLACES = 512
# Multipliers of splitmix64 (Steele, Lea & Flood 2014), used wherever 64 bits are mixed.
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_KEEP_30 = np.uint64(34)
# "One" is left out: it mostly stands for somebody.
_SMALL_NUMERALS = """
    two three four five six seven eight nine ten eleven twelve
    thirteen fourteen fifteen sixteen seventeen eighteen nineteen
"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_NUMERALS = {word: str(number) for number, word in enumerate(_SMALL_NUMERALS.split(), 2)} | {
    word: str(number) for number, word in zip(range(20, 100, 10), _TENS.split(), strict=True)
}
# Shorter capitalised words (I, A, US) say little about who an article is about.
_NAME_CHARACTERS = 3
_COMMA, _SPACE, _HARD_SPACE = ord(","), ord(" "), 0xA0
_PADDING = np.full(5, SEPARATOR, np.uint8)
# Behind the first digit after a comma: two more, and then none.
_THREE_MORE = np.array([2, 3, 4])
_THOUSAND = np.array([True, True, False])


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of a text in order; all arrays have one entry a word.

    words: uint32 below 2**31; the lowest bit is set where the word starts with a digit (a number)
    starts, ends: character offsets into the text, end exclusive
    names: bool, a capitalised word that does not open a sentence
    """

    words: Words
    starts: Codes
    ends: Codes
    names: NDArray[np.bool_]


def mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """splitmix64's finaliser: every input bit changes every output bit."""
    values = (values ^ (values >> np.uint64(30))) * _MIX_1
    values = (values ^ (values >> np.uint64(27))) * _MIX_2
    return values ^ (values >> np.uint64(31))


_PLACE_WEIGHTS = mix(np.arange(1, _PLACES + 1, dtype=np.uint64) * _GOLDEN) | np.uint64(1)


def tokenise(text: str, limit: int, *, numerals: bool = True) -> Tokens:
    """The first `limit` words of `text`. Never raises; a text without words gives empty arrays.
    `numerals`: read English number words as the numbers they are."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)
    if not len(codes):
        return _no_tokens()
    rows = codes if codes.max() < TABLE_SIZE else np.minimum(codes, TABLE_SIZE)
    kinds = character_tables().kind.take(rows)
    _settle_joiners(kinds)
    inside = kinds != SEPARATOR
    base = inside & (kinds != EXTENSION)
    opens = base.copy()
    opens[1:] &= ~inside[:-1]
    ideographs = kinds == IDEOGRAPH
    if ideographs.any():
        # An ideograph opens a word, and so does what follows one and its marks.
        opens |= ideographs
        last_base = np.maximum.accumulate(np.where(base, np.arange(len(codes)), -1))
        opens[1:] |= base[1:] & inside[:-1] & ideographs[last_base[:-1]]
    starts = np.flatnonzero(opens)
    if not len(starts):
        return _no_tokens()
    inside[:-1] &= ~inside[1:] | opens[1:]  # now: where a word ends
    ends = np.flatnonzero(inside) + 1
    if len(starts) > limit:
        starts, ends = starts[:limit], ends[:limit]
        stop = int(ends[-1])
        codes, rows, kinds, base = codes[:stop], rows[:stop], kinds[:stop], base[:stop]
    words = (_hashes(rows, codes, base, starts) << np.uint32(1)) | (kinds.take(starts) == DIGIT)
    if numerals:
        words = _with_numerals(words)
    return Tokens(words, starts, ends, _names(rows, starts, ends))


@cache
def _numerals() -> tuple[Words, Words]:
    """Small numbers as words, ascending, and the same as digits."""
    words = tokenise(" ".join(_NUMERALS), len(_NUMERALS), numerals=False).words
    digits = tokenise(" ".join(_NUMERALS.values()), len(_NUMERALS), numerals=False).words
    order = np.argsort(words)
    return words[order], digits[order]


def _with_numerals(words: Words) -> Words:
    """`words` with "three" read as "3": house styles write either."""
    spelled, digits = _numerals()
    row = np.searchsorted(spelled[:-1], words)
    return np.where(spelled[row] == words, digits[row], words)


def _no_tokens() -> Tokens:
    none = np.empty(0, np.int64)
    return Tokens(np.empty(0, np.uint32), none, none, np.empty(0, np.bool_))


def _settle_joiners(kinds: NDArray[np.uint8]) -> None:
    """Decides in place whether an apostrophe, a point or a comma stands within a word.

    An apostrophe between letters and a comma before three digits are passed over; a point between
    digits counts as a character of the number. Marks that follow no letter are separators.
    """
    places = np.flatnonzero(kinds >= EXTENSION)
    if not len(places):
        return
    padded = np.concatenate((kinds, _PADDING))
    kind = padded.take(places)
    before, after = padded.take(places - 1), padded.take(places + 1)  # -1 is in the padding
    settled = np.full(len(places), SEPARATOR, np.uint8)
    settled[kind == EXTENSION] = EXTENSION
    settled[(kind == APOSTROPHE) & (before == LETTER) & (after == LETTER)] = EXTENSION
    digits = (before == DIGIT) & (after == DIGIT)
    settled[(kind == POINT) & digits] = DIGIT
    commas = np.flatnonzero((kind == COMMA) & digits)
    if len(commas):
        behind = padded[places[commas, None] + _THREE_MORE] == DIGIT
        settled[commas] = np.where((behind == _THOUSAND).all(axis=1), EXTENSION, SEPARATOR)
    kinds[places] = settled
    if (kind == EXTENSION).any():
        base = np.maximum.accumulate(np.where(kinds != EXTENSION, np.arange(len(kinds)), -1))
        stray = (kinds == EXTENSION) & ((base < 0) | (kinds[base] == SEPARATOR))
        kinds[stray] = SEPARATOR


def _hashes(rows: Codes, codes: Codes, base: NDArray[np.bool_], starts: Codes) -> Words:
    """30 bits a word: the sum of its characters' numbers, each weighted by its place, mixed."""
    opening = int(starts[0])
    rows, base, starts = rows[opening:], base[opening:], starts - opening
    numbers = character_tables().folded.take(rows)
    if codes is not rows and codes.max() >= TABLE_SIZE:
        codes = codes[opening:]
        numbers = np.where(codes >= TABLE_SIZE, codes, numbers).astype(np.uint64)
    counted = np.cumsum(base, dtype=np.int64)
    lengths = np.empty_like(starts)
    np.subtract(starts[1:], starts[:-1], out=lengths[:-1])
    lengths[-1] = len(rows) - starts[-1]
    counted -= counted.take(starts).repeat(lengths)
    counted &= _PLACES - 1
    numbers *= _PLACE_WEIGHTS.take(counted)
    numbers *= base
    return (mix(np.add.reduceat(numbers, starts)) >> _KEEP_30).astype(np.uint32)


def _names(rows: Codes, starts: Codes, ends: Codes) -> NDArray[np.bool_]:
    """A capital after one space and a small letter, a digit or a comma: a sentence does not open
    there. Words in capitals after words in capitals (a headline) are no names."""
    tables = character_tables()
    named = tables.upper.take(rows.take(starts)) & (ends - starts >= _NAME_CHARACTERS)
    words = np.flatnonzero(named)
    places = starts.take(words)
    before, space = rows.take(places - 2), rows.take(places - 1)
    within = tables.lower.take(before) | (before == _COMMA) | (tables.kind.take(before) == DIGIT)
    named[words] = within & ((space == _SPACE) | (space == _HARD_SPACE)) & (places >= 2)
    return named
