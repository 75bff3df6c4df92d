"""The words of a text in a Western European encoding, found in all of it at once.

What `pieces` finds, for the texts that most news is: one byte a character, so that words are runs
of bytes and eight bytes at a time are hashed. Here and there must say the same of every text.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from pipeline.dedup.characters import APOSTROPHE, COMMA, DIGIT, LETTER, POINT, SEPARATOR, Characters
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


def _tables() -> tuple[bytes, bytes, bytes, bytes]:
    """Of bytes: folded (a space for what is no letter or digit); kind, a point being a comma too;
    class; and those that can be read here."""
    characters = Characters()
    folded, kinds, classes = bytearray(b" " * 256), bytearray(b" " * 256), bytearray(256)
    readable = bytearray()
    for byte in range(256):
        decoded = bytes([byte]).decode(_ENCODING, "replace")
        known = characters[decoded]
        if known.kind in (LETTER, DIGIT) and known.folded.isascii():
            folded[byte], kinds[byte] = ord(known.folded), ord(known.kind)
        elif known.kind in _MARKS:
            kinds[byte] = _MARKS[known.kind]
        elif known.kind != SEPARATOR:
            continue
        readable.append(byte)
        classes[byte] = (
            _UPPER * known.is_upper
            | _BEFORE_NAME * (known.is_lower or known.kind in (DIGIT, COMMA))
            | _BLANK * (decoded in " \u00a0")
        )
    return bytes(folded), bytes(kinds), bytes(classes), bytes(readable)


_MARKS = {APOSTROPHE: ord("'"), POINT: ord(","), COMMA: ord(",")}
_FOLDED, _KINDS, _CLASSES, _READABLE = _tables()

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
    kinds = raw.translate(_KINDS)
    passed = [place + 1 for place in _places(kinds, b"L'L")]
    points = []
    for place in _places(kinds, b"D,D"):
        if raw[place + 1] == _POINT:
            points.append(place + 1)
        elif kinds[place + 2 : place + 5] == b"DDD" and kinds[place + 5 : place + 6] != b"D":
            passed.append(place + 1)
    if not points and not passed:
        return folded, []
    line = bytearray(folded)
    for place in points:
        line[place + 1] = _POINT
    passed.sort()
    for place in reversed(passed):
        del line[place + 1]
    return line, [place - before for before, place in enumerate(passed)]


def _places(kinds: bytes, sought: bytes) -> Iterator[int]:
    """Where `sought`, whose last kind may be the first of the next one, stands."""
    place = kinds.find(sought)
    while place >= 0:
        yield place
        place = kinds.find(sought, place + len(sought) - 1)


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
