"""What a line looks like: its length, its end, its capitals and digits, its first words and signs.

All lines of an article at once, a column each: their characters are counted by looking up what
each is in one table and adding up line by line.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log1p

import numpy as np
from numpy.typing import NDArray

from pipeline.clean.lines import Line
from pipeline.clean.words import words as word_list

Matrix = NDArray[np.float32]

# A line's form shows in its beginning; the rest of a long one is left unread.
FORM_CHARACTERS = 160
FORM_WORDS = 12
MIN_ASCII_SHARE = 0.8

# Columns: logarithms of the words and the characters, the ends of a sentence and other answers of
# yes and no, what is counted in the line's beginning, and the part of small words.
COLUMNS = 15
WORDS, _LENGTH, ENDS, _FUNCTION = 0, 1, 2, 8
_CHARACTERS = slice(5, 8)
_ANSWERS = [ENDS, 3, 4, 9, 10, 11, 12, 13, 14]

_FUNCTION_WORDS = word_list("features", "function_words")
_QUOTES = frozenset("\"'“‘„«»")
_BARS = frozenset("|©→›»")
_BULLETS = frozenset("•*-–—·►▶■▪→»>|")

# What a character is, in eight bytes that are 1 or 0: their sums over the beginning of a line stand
# side by side in one number. Capitals, letters and digits, in this order, of ASCII and of all.
_OF_ASCII, _OF_ALL, _CAPITAL, _ASCII, _SPACE, _BYTES = slice(0, 3), slice(3, 6), 3, 6, 7, 8
assert FORM_CHARACTERS < 1 << 8


def describe_form(lines: Sequence[Line]) -> Matrix:
    """One row a line."""
    number = len(lines)
    texts = [line.text for line in lines]
    heads = [text[:FORM_CHARACTERS] for text in texts]
    firsts = [text[0] for text in texts]
    lasts = [text[-1] for text in texts]
    together = "".join(heads)
    bars = [bar for bar in _BARS if bar in together]
    # As bytes, which become numbers several times as fast as what Python has for yes and no.
    answers = bytes(
        [
            *[line.ends_sentence for line in lines],
            *[last in ":," for last in lasts],
            *[last in "?!" for last in lasts],
            *map(str.islower, firsts),
            *[first in _QUOTES for first in firsts],
            *[first in _BULLETS for first in firsts],
            *map(str.isdigit, firsts),
            *["http" in head or "www." in head or "@" in head for head in heads],
            *([any(bar in head for bar in bars) for head in heads] if bars else bytes(number)),
        ]
    )
    form = np.empty((number, COLUMNS), np.float32)
    form[:, WORDS] = [log1p(line.words) for line in lines]
    form[:, _LENGTH] = [log1p(len(text)) for text in texts]
    form[:, _ANSWERS] = np.frombuffer(answers, np.uint8).reshape(-1, number).T
    form[:, _CHARACTERS] = _count_characters(together, [len(head) for head in heads])
    form[:, _FUNCTION] = [_function_words(line.tokens[:FORM_WORDS]) for line in lines]
    return form


def _function_words(words: Sequence[str]) -> float:
    """The part of `words` that are a language's small ones."""
    return sum(map(_FUNCTION_WORDS.__contains__, words)) / len(words)


def _count_characters(text: str, lengths: Sequence[int]) -> NDArray[np.float64]:
    """Of each of the pieces of `text` that have these `lengths`, and do not begin with white space:
    the parts of its first words that begin with a capital, of its letters that are capitals, and of
    its characters that are digits. Of letters, capitals and digits those of ASCII alone count where
    these are nearly all, as in most texts of western languages."""
    kinds = _kinds(text)
    is_of = kinds.view(np.uint8).reshape(-1, _BYTES)
    sizes = np.array(lengths)
    begins = sizes.cumsum() - sizes
    counts = np.add.reduceat(kinds, begins).view(np.uint8).reshape(-1, _BYTES)
    western = counts[:, _ASCII] >= MIN_ASCII_SHARE * sizes
    counts = np.where(western[:, None], counts[:, _OF_ASCII], counts[:, _OF_ALL])
    blank = is_of[:, _SPACE]
    opens_word = 1 - blank
    opens_word[1:] &= blank[:-1]
    opens_word[begins] = 1
    words = np.add.reduceat(opens_word, begins).astype(np.intp)
    first = words.cumsum() - words
    capital = is_of[opens_word.nonzero()[0], _CAPITAL]
    capital[np.arange(len(capital)) - first.repeat(words) >= FORM_WORDS] = 0
    shares = np.empty((len(sizes), 3))
    shares[:, 0] = np.add.reduceat(capital, first) / np.minimum(words, FORM_WORDS)
    shares[:, 1] = counts[:, 0] / np.maximum(counts[:, 1], 1)
    shares[:, 2] = counts[:, 2] / sizes
    return shares


def _kinds(text: str) -> NDArray[np.uint64]:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    kinds = _TABLE.take(codes, mode="clip")
    beyond = codes >= len(_TABLE)
    if beyond.any():
        distinct, places = np.unique(codes[beyond], return_inverse=True)
        kinds[beyond] = _look_at("".join(map(chr, distinct.tolist())))[places]
    return kinds


def _look_at(characters: str) -> NDArray[np.uint64]:
    """The eight bytes of each of `characters`, as one number."""
    looks = (str.isupper, str.isalpha, str.isdigit, str.isascii, str.isspace)
    flags = np.array([np.frombuffer(bytes(map(look, characters)), np.uint8) for look in looks])
    is_of = np.concatenate((flags[:3] * flags[3], flags))
    return np.ascontiguousarray(is_of.T).view(np.uint64)[:, 0]


# The characters that scripts in use are written with; others are looked at as they come.
_TABLE = _look_at("".join(map(chr, range(1 << 16))))
