"""A text as lines: the unit that every layer judges."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.clean.fold import fold_lines

# Beyond this many characters a line is prose (or data): rules look at its two ends only, so that no
# line can make a pattern slow.
LONG_LINE_CHARACTERS = 400

# A line of at least so many words is a sentence of its own: it needs more evidence to be furniture.
LONG_LINE_WORDS = 12

_TERMINAL = frozenset(".!?…。！？।؟۔;")
_CLOSERS = "\"'”’»)]*  "
# A full stop behind a word of two letters or more: no initial, no `U.S.`
SENTENCE_BREAK = re.compile(r"\w\w[.!?…][\"'”’)]?\s(?=\S)")


@dataclass(frozen=True, slots=True)
class Block:
    """What a page knows of a line beyond its words.

    `tag` is the nearest block element, `hints` the roles that tags and class names around it
    claim (a bit mask, see `hints`), `link_share` the part of its characters inside links, `inside`
    whether it stands in the page's main container. `own_hints` are those of its block alone,
    `parent` and `grandparent` the numbers of the elements around the block, `parent_prose` and
    `grandparent_prose` the parts of the page's prose that they hold; `program` is the number of
    the `<pre>` around it, -1 where there is none; `look` numbers the tags and names that its block
    and the one around it have (see `looks`).
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
    look: int


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


def make_line(start: int, text: str, words: list[str], block: Block | None = None) -> Line:
    """`text`, which has no white space at its ends and folds to `words`, as the line that begins
    at `start`."""
    key = " ".join(words)
    number = count_words(key)
    last = text[-1]
    ends = last in _TERMINAL or (last in _CLOSERS and text.rstrip(_CLOSERS)[-1:] in _TERMINAL)
    prose = number >= 2 * LONG_LINE_WORDS or (
        number >= LONG_LINE_WORDS * 2 // 3 and (ends or SENTENCE_BREAK.search(text) is not None)
    )
    return Line(start, start + len(text), text, key, words, number, ends, prose, block)


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
    starts: list[int] = []
    shown: list[str] = []
    surroundings: list[Block | None] = []
    position = 0
    for number, raw in enumerate(text.splitlines(keepends=True)):
        stripped = raw.strip()
        if stripped:
            starts.append(position + len(raw) - len(raw.lstrip()))
            shown.append(stripped)
            surroundings.append(blocks[number] if blocks else None)
        position += len(raw)
    return list(map(make_line, starts, shown, fold_lines(shown), surroundings))
