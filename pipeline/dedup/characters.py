"""What each character is to the tokeniser: two tables, made once."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

SEPARATOR, LETTER, DIGIT, IDEOGRAPH, EXTENSION, APOSTROPHE, POINT, COMMA = range(8)

# Characters from here on (rare ideographs, private planes) share one entry of the tables: each is a
# token of its own, told apart by its code point.
TABLE_SIZE = 0x20000

_APOSTROPHES = "'’ʼ＇‘"
# Scripts that write no spaces between words: each character is a token (Thai, Lao, Myanmar, Khmer,
# kana, Bopomofo, Han, half-width kana). Their words are found as runs of characters.
_UNSPACED = (
    (0x0E00, 0x0F00), (0x1000, 0x10A0), (0x1780, 0x1800), (0x3040, 0x3130), (0x31A0, 0x31C0),
    (0x31F0, 0x3200), (0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00), (0xFF66, 0xFFA0),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CharacterTables:
    """Arrays by code point below TABLE_SIZE. `kind` (uint8) is one of the constants above; `folded`
    (uint64) a number equal for a letter in all its cases, accents and widths; `upper`, `lower`
    (bool) whether it is a letter of that case."""

    kind: NDArray[np.uint8]
    folded: NDArray[np.uint64]
    upper: NDArray[np.bool_]
    lower: NDArray[np.bool_]


@cache
def character_tables() -> CharacterTables:
    """The tables. About a quarter of a second, once in a process."""
    kind = np.zeros(TABLE_SIZE + 1, np.uint8)
    folded = np.arange(TABLE_SIZE + 1, dtype=np.uint64)
    upper = np.zeros(TABLE_SIZE + 1, np.bool_)
    lower = np.zeros(TABLE_SIZE + 1, np.bool_)
    for code in range(TABLE_SIZE):
        character = chr(code)
        category = unicodedata.category(character)
        if category[0] == "L":
            kind[code] = LETTER
            upper[code] = category in ("Lu", "Lt")
            lower[code] = category == "Ll"
        elif category[0] == "N":
            kind[code] = DIGIT
        elif category[0] == "M" or category == "Cf":
            kind[code] = EXTENSION
        if category[0] in "LN" and code >= 0x41:
            folded[code] = ord(_folded(character))
    for first, end in _UNSPACED:
        kind[first:end][kind[first:end] == LETTER] = IDEOGRAPH
    kind[TABLE_SIZE] = IDEOGRAPH
    kind[[ord(character) for character in _APOSTROPHES]] = APOSTROPHE
    kind[ord(".")] = POINT
    kind[ord(",")] = COMMA
    return CharacterTables(kind=kind, folded=folded, upper=upper, lower=lower)


def _folded(character: str) -> str:
    """The first character of `character` without case, accent and width: Hangul stays whole."""
    if "\uac00" <= character <= "\ud7a3":
        return character
    decomposed = unicodedata.normalize("NFKD", character).strip()
    return decomposed[0].casefold()[0] if decomposed else character
