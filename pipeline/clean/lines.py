"""A text as lines: the unit that every layer judges."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

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
_NOT_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Block:
    """What a page knows of a line beyond its words.

    `tag` is the nearest block element, `hints` the roles that tags and class names around it
    claim (a bit mask, see `hints`), `link_share` the part of its characters inside links, `inside`
    whether it stands in the page's main container.
    """

    tag: str
    hints: int
    link_share: float
    inside: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One line that has a visible character. `start`, `end` bound its visible text (no white space
    at the ends) in the rendered text; `key` is its folded form, `words` its length in words."""

    start: int
    end: int
    text: str
    key: str
    words: int
    block: Block | None = None

    @property
    def ends_sentence(self) -> bool:
        return self.text.rstrip(_CLOSERS).endswith(_TERMINAL)

    @property
    def is_paragraph(self) -> bool:
        """Prose: long, or of some length and with the end of a sentence in it."""
        if self.words >= 2 * LONG_LINE_WORDS:
            return True
        return self.words >= LONG_LINE_WORDS * 2 // 3 and (
            self.ends_sentence or SENTENCE_BREAK.search(self.text) is not None
        )


def fold(text: str) -> str:
    """The form in which lines are compared: case folded, numbers `0`, punctuation a blank."""
    return _NOT_WORD.sub(" ", _DIGITS.sub("0", text.casefold())).strip()


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
    position = 0
    for number, raw in enumerate(text.splitlines(keepends=True)):
        stripped = raw.strip()
        if stripped:
            start = position + (len(raw) - len(raw.lstrip()))
            key = fold(stripped)
            block = blocks[number] if blocks is not None else None
            end = start + len(stripped)
            lines.append(Line(start, end, stripped, key, count_words(key), block))
        position += len(raw)
    return lines
