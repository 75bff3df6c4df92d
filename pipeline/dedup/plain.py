"""The words of a text in a Western European encoding, found in all of it at once.

What `pieces` finds, for the texts that most news is: one byte a character, so that words are runs
of bytes and eight bytes at a time are hashed. Here and there must say the same of every text.
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from pipeline.dedup.characters import APOSTROPHE, DIGIT, LETTER, SEPARATOR, Characters
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

# Latin letters, typographic quotes, dashes and the like.
_ENCODING = "cp1252"
_SPACE, _POINT = ord(" "), ord(".")
# Classes of bytes.
_UPPER, _BEFORE_NAME, _BLANK = 1, 2, 4


def _tables() -> tuple[bytes, bytes, bytes, bytes, bytes]:
    """Of bytes: folded (a space for what is no letter or digit), classes; those that can be read
    here, letters, digits."""
    characters = Characters()
    folded, classes = bytearray(b" " * 256), bytearray(256)
    readable, letters, digits = bytearray(), bytearray(), bytearray()
    for byte in range(256):
        decoded = bytes([byte]).decode(_ENCODING, "replace")
        known = characters[decoded]
        is_word = known.kind in (LETTER, DIGIT) and known.folded.isascii()
        if is_word:
            folded[byte] = ord(known.folded)
            (letters if known.kind == LETTER else digits).append(byte)
        if is_word or known.kind in (SEPARATOR, APOSTROPHE) or decoded in ".,":
            readable.append(byte)
        classes[byte] = (
            _UPPER * known.is_upper
            | _BEFORE_NAME * (known.is_lower or known.kind == DIGIT or decoded == ",")
            | _BLANK * (decoded in " \u00a0")
        )
    return bytes(folded), bytes(classes), bytes(readable), bytes(letters), bytes(digits)


_FOLDED, _CLASSES, _READABLE, _LETTERS, _DIGITS = _tables()
_LETTER, _DIGIT = (b"[" + re.escape(bytes_) + b"]" for bytes_ in (_LETTERS, _DIGITS))
_APOSTROPHE = re.compile(b"['\x91\x92](?=" + _LETTER + b")")
_IN_NUMBER = re.compile(b"(?:" + _DIGIT + b")(?=[.,]" + _DIGIT + b")")
_THOUSAND = re.compile(_DIGIT + b"{3}(?!" + _DIGIT + b")")

# By length: which of eight bytes belong to a word.
_MASKS = np.array([(1 << 8 * length) - 1 for length in range(STEP + 1)], np.uint64)
_PADDING = b" " * STEP
_DIGITS_BELOW = ord("a")
# Numerals by their numbers, and a small table that rules most words out.
_AS_DIGITS = {
    word_number(word, False): word_number(digits, True) for word, digits in NUMERALS.items()
}
_SIFT = np.uint32(0xFFF)
_MAY_BE_NUMERAL = np.zeros(_SIFT + 1, np.bool_)
_MAY_BE_NUMERAL[[number & int(_SIFT) for number in _AS_DIGITS]] = True


def plain_words(text: str, limit: int) -> tuple[Words, Codes, Codes, NDArray[np.bool_]] | None:
    """Words, starts, ends and names of `text` as in tokens.Tokens, at most `limit`; None where it
    has characters that cannot be read here."""
    try:
        raw = text.encode("ascii" if text.isascii() else _ENCODING)
    except UnicodeEncodeError:
        return None
    if raw.translate(None, _READABLE):
        return None
    line, dropped = _joined(raw)
    inside = np.frombuffer(line, np.uint8, len(line) - STEP) != _SPACE
    edges = (inside[1:] != inside[:-1]).nonzero()[0]
    edges = edges[: 2 * limit]
    starts, ends = edges[::2], edges[1::2]
    words = _hashes(line, starts + 1, ends - starts)
    if dropped:
        starts = starts + np.searchsorted(dropped, starts, side="left")
        ends = ends + np.searchsorted(dropped, ends, side="left")
    return words, starts, ends, _names(raw, starts, ends)


def _joined(raw: bytes) -> tuple[bytes | bytearray, list[int]]:
    """`raw` folded, between spaces, without the apostrophes and commas within words; and where such
    a one stood before a character of the rest."""
    folded = b" %b %b" % (raw.translate(_FOLDED), _PADDING)
    points, passed = [], []
    for found in _APOSTROPHE.finditer(raw):
        place = found.start()
        if place and raw[place - 1] in _LETTERS:
            passed.append(place)
    for found in _IN_NUMBER.finditer(raw):
        place = found.end()
        if raw[place] == _POINT:
            points.append(place)
        elif _THOUSAND.match(raw, place + 1):
            passed.append(place)
    if not points and not passed:
        return folded, []
    line = bytearray(folded)
    for place in points:
        line[place + 1] = _POINT
    passed.sort()
    for place in reversed(passed):
        del line[place + 1]
    return line, [place - before for before, place in enumerate(passed)]


def _hashes(line: bytes | bytearray, starts: Codes, lengths: Codes) -> Words:
    steps: NDArray[np.uint64] = np.ndarray(len(line) - STEP + 1, "<u8", line, strides=(1,))
    starts_with_digit = np.frombuffer(line, np.uint8).take(starts) < _DIGITS_BELOW
    sums = (steps.take(starts) & _MASKS.take(lengths, mode="clip")) * MULTIPLIERS[0]
    rows = (lengths > STEP).nonzero()[0]
    for step, multiplier in enumerate(MULTIPLIERS[1:], 1):
        if not len(rows):
            break
        left = lengths.take(rows) - STEP * step
        more = steps.take(starts.take(rows) + STEP * step) & _MASKS.take(left, mode="clip")
        sums[rows] += more * multiplier
        rows = rows[left > STEP]
    words = numbered(sums, starts_with_digit)
    for row in _MAY_BE_NUMERAL.take(words & _SIFT).nonzero()[0].tolist():
        words[row] = _AS_DIGITS.get(int(words[row]), words[row])
    return words


def _names(raw: bytes, starts: Codes, ends: Codes) -> NDArray[np.bool_]:
    """A capital after one space and a small letter, a digit or a comma: a sentence does not open
    there. Words in capitals after words in capitals (a headline) are no names."""
    classes = np.frombuffer(raw.translate(_CLASSES), np.uint8)
    names = (classes.take(starts) & _UPPER).astype(np.bool_)
    names &= ends - starts >= NAME_CHARACTERS
    rows = names.nonzero()[0]
    places = starts.take(rows)
    before, space = classes.take(places - 2), classes.take(places - 1)
    names[rows] = (before & _BEFORE_NAME != 0) & (space & _BLANK != 0) & (places >= 2)
    return names
