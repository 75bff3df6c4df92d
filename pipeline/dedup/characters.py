"""What each character is to the tokeniser; learned as characters are met."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

# One letter for each kind, so that a text's kinds are a string that patterns can read.
SEPARATOR, LETTER, DIGIT, IDEOGRAPH = "SLDI"
EXTENSION, APOSTROPHE, POINT, COMMA = "EAPC"

_JOINERS = dict.fromkeys("'’ʼ＇‘", APOSTROPHE) | {".": POINT, ",": COMMA}
# Scripts that write no spaces between words: each character is a token (Thai, Lao, Myanmar, Khmer,
# kana, Bopomofo, Han, half-width kana). Their words are found as runs of characters.
_UNSPACED = (
    (0x0E00, 0x0F00), (0x1000, 0x10A0), (0x1780, 0x1800), (0x3040, 0x3130), (0x31A0, 0x31C0),
    (0x31F0, 0x3200), (0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00), (0xFF66, 0xFFA0),
)  # fmt: skip
# Rare ideographs and private planes: each character is a token of its own.
_RARE = 0x20000


@dataclass(frozen=True, slots=True)
class Character:
    """`kind`: one of the constants above; `folded`: one character, the same for a letter in all its
    cases, accents and widths; `is_upper`, `is_lower`: whether it is a letter of that case."""

    kind: str
    folded: str
    is_upper: bool
    is_lower: bool


class Characters(dict[str, Character]):
    """Characters by themselves, filled as they are asked for: some hundred in a language, and never
    more than Unicode has."""

    def __missing__(self, character: str) -> Character:
        category = unicodedata.category(character)
        made = Character(
            kind=_kind(character, category),
            folded=_folded(character) if category[0] in "LN" else character,
            is_upper=category in ("Lu", "Lt"),
            is_lower=category == "Ll",
        )
        self[character] = made
        return made


def _kind(character: str, category: str) -> str:
    code = ord(character)
    if code >= _RARE:
        return IDEOGRAPH
    if character in _JOINERS:
        return _JOINERS[character]
    if category[0] == "L":
        unspaced = any(first <= code < end for first, end in _UNSPACED)
        return IDEOGRAPH if unspaced else LETTER
    if category[0] == "N":
        return DIGIT
    return EXTENSION if category[0] == "M" or category == "Cf" else SEPARATOR


def _folded(character: str) -> str:
    """The first character of `character` without case, accent and width: Hangul stays whole."""
    if "\uac00" <= character <= "\ud7a3" or ord(character) >= _RARE:
        return character
    decomposed = unicodedata.normalize("NFKD", character).strip()
    return decomposed[0].casefold()[0] if decomposed else character
