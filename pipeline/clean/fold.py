"""The form in which lines are compared: case folded, numbers `0`, punctuation a blank."""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NOT_WORD = re.compile(r"[\W_]+")

_EMPTY = blake2b(digest_size=8)

# The fast way looks up each of the first 65,536 characters; what has no one character that stands
# for it folded becomes this one, which is none, and its line goes the slow way.
_TABLED = 1 << 16
_UNTABLED = "\uffff"
# Begun with a plain character, which is sought faster than a class.
_FOLDED_NUMBER = re.compile(r"00*(?:[.,]00*)*")


def fold(text: str) -> str:
    """The folded form of `text`."""
    return " ".join(fold_lines([text.replace("\n", " ")])[0])


def fold_lines(texts: Sequence[str]) -> list[list[str]]:
    """The words of the folded form of each of `texts`, which have no line feed in them; `[""]` for
    one without a word."""
    if not texts:
        return []
    units = "\n".join(texts).encode("utf-16-le", "surrogatepass")
    folded = _TABLE.take(np.frombuffer(units, "<u2")).tobytes().decode("utf-16-le")
    folded = _FOLDED_NUMBER.sub("0", folded).replace(".", " ").replace(",", " ")
    lines = folded.replace("ß", "ss").split("\n")
    words = [line.split() or [""] for line in lines]
    if _UNTABLED in folded:
        for number, line in enumerate(lines):
            if _UNTABLED in line:
                words[number] = fold_any(texts[number]).split(" ")
    return words


def fold_any(text: str) -> str:
    """The definition of the folded form, for every character that there is."""
    return _NOT_WORD.sub(" ", _NUMBER.sub("0", text.casefold())).strip()


def hash_key(key: str) -> str:
    """64 bits of BLAKE2b over a folded line, in hex: its name in the memory of a source."""
    digest = _EMPTY.copy()
    digest.update(key.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _table() -> NDArray[np.uint16]:
    """What stands for each character in the fast way until numbers are joined."""
    folded = [chr(code).casefold() for code in range(_TABLED)]
    known = np.array([ord(form) if len(form) == 1 else ord(_UNTABLED) for form in folded])
    is_word = np.frombuffer(bytes(map(str.isalnum, folded)), bool)
    is_digit = np.frombuffer(bytes(map(str.isdecimal, folded)), bool)
    table = np.where(is_word, known, ord(" "))
    table[is_digit] = ord("0")
    table[known == ord(_UNTABLED)] = ord(_UNTABLED)
    # Halves of the characters beyond the table.
    table[0xD800:0xE000] = ord(_UNTABLED)
    # The one of those that fold to several which is common; spelt out at the end.
    table[[ord(character) for character in "ßẞ"]] = ord("ß")
    for character in ".,\n":
        table[ord(character)] = ord(character)
    return table.astype("<u2")


_TABLE = _table()
