"""The words of a text in a Western European encoding, found in one pass over its bytes.

What `pieces` finds, for the texts that most news is: one byte a character. Here and there must say
the same of every text.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.dedup.characters import APOSTROPHE, COMMA, DIGIT, LETTER, POINT, SEPARATOR, Characters
from pipeline.dedup.compiled import BOOL, INT, U8, U16, U32, compiled, inlined, read, written
from pipeline.dedup.words import (
    MULTIPLIERS,
    NAME_CHARACTERS,
    NUMERALS,
    STEP,
    Codes,
    Words,
    numbered,
    word_number,
)

Bytes = NDArray[np.uint8]

# Latin letters, typographic quotes, dashes and the like.
_ENCODING = "cp1252"
# What a byte is: one of the kinds, and properties. Without any it cannot be read here.
_READABLE, _LETTER, _DIGIT, _APOSTROPHE, _POINT, _COMMA = 1, 2, 4, 8, 16, 32
_IN_WORDS, _MARKS = _LETTER | _DIGIT, _APOSTROPHE | _POINT | _COMMA
_KINDS = {
    LETTER: _LETTER, DIGIT: _DIGIT, APOSTROPHE: _APOSTROPHE, POINT: _POINT, COMMA: _COMMA,
    SEPARATOR: 0,
}  # fmt: skip
_UPPER, _BEFORE_NAME, _BLANK = 64, 128, 256


def _tables() -> tuple[NDArray[np.uint16], Bytes]:
    """Of bytes: what they are; and how they are hashed."""
    characters = Characters()
    classes, folded = np.zeros(256, np.uint16), np.zeros(256, np.uint8)
    for byte in range(256):
        decoded = bytes([byte]).decode(_ENCODING, "replace")
        known = characters[decoded]
        kind = _KINDS.get(known.kind)
        in_words = known.kind in (LETTER, DIGIT)
        if kind is None or (in_words and not known.folded.isascii()):
            continue
        folded[byte] = ord(known.folded) if in_words else byte
        classes[byte] = (
            _READABLE | kind
            | _UPPER * known.is_upper
            | _BEFORE_NAME * (known.is_lower or known.kind in (DIGIT, COMMA))
            | _BLANK * (decoded in " \u00a0")
        )  # fmt: skip
    return classes, folded


_CLASSES, _FOLDED = _tables()
_DIGITS_BELOW = ord("a")
_STEPS = len(MULTIPLIERS)
_BYTE, _STEP_BITS = np.uint64(8), np.uint64(8 * STEP)

# Numerals by their numbers, what they are as digits, and a small table that rules most words out.
_NUMERALS = np.array([word_number(word, False) for word in NUMERALS], np.uint32)
_DIGITS = np.array([word_number(digits, True) for digits in NUMERALS.values()], np.uint32)
_SIFT = 0xFFF
_MAY_BE_NUMERAL = np.zeros(_SIFT + 1, np.bool_)
_MAY_BE_NUMERAL[_NUMERALS & _SIFT] = True


def plain_words(text: str, limit: int) -> tuple[Words, Codes, NDArray[np.bool_]] | None:
    """Words, edges and names of `text` as in tokens.Tokens, at most `limit`; None where it
    has characters that cannot be read here."""
    try:
        raw = text.encode("ascii" if text.isascii() else _ENCODING)
    except UnicodeEncodeError:
        return None
    most = min(limit, len(raw) // 2 + 1)
    words, edges = np.empty(most, np.uint32), np.empty(2 * most, np.int64)
    names = np.empty(most, np.bool_)
    found = _found(np.frombuffer(raw, np.uint8), _CLASSES, _FOLDED, words, edges, names)
    if found < 0:
        return None
    return words[:found].copy(), edges[: 2 * found], names[:found]


@inlined
def _goes_on(raw: Bytes, classes: NDArray[np.uint16], at: int) -> bool:
    """Whether a word goes on behind the mark `at`: an apostrophe between letters, a point between
    digits, or a comma between a digit and three."""
    if at + 1 >= len(raw):
        return False
    mark, before, behind = classes[raw[at]], classes[raw[at - 1]], classes[raw[at + 1]]
    if mark & _APOSTROPHE:
        return bool(before & behind & _LETTER)
    if not before & behind & _DIGIT:
        return False
    if mark & _POINT:
        return True
    if not mark & _COMMA or at + 3 >= len(raw):
        return False
    three = classes[raw[at + 2]] & classes[raw[at + 3]] & _DIGIT
    return bool(three) and not (at + 4 < len(raw) and classes[raw[at + 4]] & _DIGIT)


@inlined
def _word(raw: Bytes, classes: NDArray[np.uint16], folded: Bytes, at: int) -> tuple[int, np.uint32]:
    """End and number of the word that begins `at`."""
    starts_with_digit = folded[raw[at]] < _DIGITS_BELOW
    total = part = np.uint64(0)
    step, shift = 0, np.uint64(0)
    while at < len(raw):
        what = classes[raw[at]]
        if not what & _IN_WORDS:
            if not what & _MARKS or not _goes_on(raw, classes, at):
                break
            if not what & _POINT:  # passed over
                at += 1
                continue
        if step < _STEPS:
            part |= np.uint64(folded[raw[at]]) << shift
            shift += _BYTE
            if shift == _STEP_BITS:
                total += part * MULTIPLIERS[step]
                part = shift = np.uint64(0)
                step += 1
        at += 1
    if part:
        total += part * MULTIPLIERS[step]
    number = numbered(total, starts_with_digit)
    if _MAY_BE_NUMERAL[number & _SIFT]:
        for row in range(len(_NUMERALS)):
            if _NUMERALS[row] == number:
                return at, _DIGITS[row]
    return at, number


@inlined
def _is_name(raw: Bytes, classes: NDArray[np.uint16], at: int) -> bool:
    """A capital after one space and a small letter, a digit or a comma: a sentence does not open
    there. Words in capitals after words in capitals (a headline) are no names."""
    if at < 2 or not classes[raw[at]] & _UPPER:
        return False
    return bool(classes[raw[at - 1]] & _BLANK and classes[raw[at - 2]] & _BEFORE_NAME)


@compiled(INT, read(U8), read(U16), read(U8), written(U32), written(INT), written(BOOL))
def _found(
    raw: Bytes, classes: NDArray[np.uint16], folded: Bytes, words: Words, edges: Codes,
    names: NDArray[np.bool_],
) -> int:  # fmt: skip
    """Fills words, edges (start and end by turns) and names; returns how many words there are, -1
    where a character cannot be read."""
    for byte in raw:
        if not classes[byte]:
            return -1
    found = at = 0
    while found < len(words) and at < len(raw):
        if not classes[raw[at]] & _IN_WORDS:
            at += 1
            continue
        end, words[found] = _word(raw, classes, folded, at)
        edges[2 * found], edges[2 * found + 1] = at, end
        names[found] = end - at >= NAME_CHARACTERS and _is_name(raw, classes, at)
        found += 1
        at = end
    return found
