"""A text as lines: the unit that every layer judges."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple

# Beyond this many characters a line is prose (or data): rules look at its two ends only, so that no
# line can make a pattern slow.
LONG_LINE_CHARACTERS = 400

# A line of at least so many words is a sentence of its own: it needs more evidence to be furniture.
LONG_LINE_WORDS = 12

_TERMINAL = (".", "!", "?", "…", "。", "！", "？", "।", "؟", "۔", ";")
_CLOSERS = "\"'”’»)]*  "
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
# A full stop behind a word of two letters or more: no initial, no `U.S.`
SENTENCE_BREAK = re.compile(r"\w\w[.!?…][\"'”’)]?\s(?=\S)")
_TYPOGRAPHY = "‘’‚“”„«»‹›–—…•·\xa0"
_ASCII_FOLD = bytes(ord(chr(c).lower() if chr(c).isalnum() else " ") for c in range(128)).ljust(256)
_ASCII_DIGITS = b"0123456789"
_NOT_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Block:
    """What a page knows of a line beyond its words.

    `tag` is the nearest block element, `hints` the roles that tags and class names around it
    claim (a bit mask, see `hints`), `link_share` the part of its characters inside links, `inside`
    whether it stands in the page's main container. `own_hints` are those of its block alone,
    `parent` and `grandparent` the numbers of the elements around the block, `parent_prose` and
    `grandparent_prose` the parts of the page's prose that they hold; `program` is the number of
    the `<pre>` around it, -1 where there is none.
    """

    tag: str
    hints: int
    link_share: float
    inside: bool
    own_hints: int
    parent: int
    grandparent: int
    parent_prose: float
    grandparent_prose: float
    program: int


class Line(NamedTuple):
    """One line that has a visible character.

    `start`, `end` bound its visible text (no white space at the ends) in the rendered text; `key`
    is its folded form, `tokens` that cut at its blanks, `words` its length in words.
    `is_paragraph`: it is prose, being long, or of some length and with the end of a sentence in it.
    """

    start: int
    end: int
    text: str
    key: str
    tokens: list[str]
    words: int
    ends_sentence: bool
    is_paragraph: bool
    block: Block | None = None


def make_line(start: int, text: str, block: Block | None = None) -> Line:
    """`text`, which has no white space at its ends, as the line that begins at `start`."""
    return _line(start, text, _plain(text), block)


def _line(start: int, text: str, plain: str, block: Block | None) -> Line:
    key = _fold(plain)
    tokens = key.split(" ")
    words = count_words(key)
    ends = text.rstrip(_CLOSERS).endswith(_TERMINAL)
    prose = words >= 2 * LONG_LINE_WORDS or (
        words >= LONG_LINE_WORDS * 2 // 3 and (ends or SENTENCE_BREAK.search(text) is not None)
    )
    return Line(start, start + len(text), text, key, tokens, words, ends, prose, block)


def fold(text: str) -> str:
    """The form in which lines are compared: case folded, numbers `0`, punctuation a blank."""
    return _fold(_plain(text))


def _plain(text: str) -> str:
    """`text` with its quotes and dashes as blanks, one for one: most texts are ASCII then."""
    if not text.isascii():
        for character in _TYPOGRAPHY:
            text = text.replace(character, " ")
    return text


def _fold(plain: str) -> str:
    if not plain.isascii():
        return _NOT_WORD.sub(" ", _DIGITS.sub("0", plain.casefold())).strip()
    # The same, faster: most lines come this way.
    data = plain.encode("ascii")
    if len(data.translate(None, _ASCII_DIGITS)) < len(data):
        data = _DIGITS.sub("0", plain).encode("ascii")
    return " ".join(data.translate(_ASCII_FOLD).decode("ascii").split())


def hash_key(key: str) -> str:
    """64 bits of BLAKE2b over a folded line, in hex: its name in the memory of a source."""
    return blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def count_words(key: str) -> int:
    """Words of a folded line; scripts without blanks count two characters as a word."""
    if not key:
        return 0
    words = key.count(" ") + 1
    if len(key) > 12 * words and not key.isascii():
        return max(words, len(key) // 2)
    return words


def split_lines(text: str, blocks: Sequence[Block] | None = None) -> list[Line]:
    """The lines of `text` that show anything, in order; `blocks` are those of a rendered page, one
    for each of its lines."""
    lines: list[Line] = []
    plain = _plain(text)
    position = 0
    for number, raw in enumerate(text.splitlines(keepends=True)):
        stripped = raw.strip()
        if stripped:
            start = position + (len(raw) - len(raw.lstrip()))
            own = plain[start : start + len(stripped)]
            lines.append(_line(start, stripped, own, blocks[number] if blocks else None))
        position += len(raw)
    return lines
