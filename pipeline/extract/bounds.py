"""How much of a text is read by the model, and what is hidden from it.

A text of any size and any characters must be read in bounded time. What a cap leaves out is said
in a note; the text itself and all offsets stay as they are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.limits import DEFAULT_LIMITS

# A long read has about 40,000 characters; at the measured 6,000 tokens a second the two caps
# together keep the longest article near one second. The first is a setting.
MAX_CHARACTERS = DEFAULT_LIMITS.analysed_characters
MAX_TOKENS = 6_000

# The longest words of news are addresses of web pages. The tokenizer's work grows with the square
# of a word's length, so a longer run without white space is hidden from it.
MAX_WORD_CHARACTERS = 150

# Rules that walk the parse skip longer sentences: no writer's sentence has so many words, and the
# work of a rule grows with the square of a sentence's length.
MAX_SENTENCE_TOKENS = 200

_LONG_WORD = re.compile(rf"\S{{{MAX_WORD_CHARACTERS + 1},}}")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Bounded:
    """What the model reads: a prefix of the text, of the same offsets, and what was left out."""

    text: str
    notes: tuple[str, ...]


def bounded(text: str, most: int = MAX_CHARACTERS) -> Bounded:
    """The readable part of `text`, of `most` characters. Never raises."""
    notes = []
    readable = text
    if len(readable) > most:
        readable = readable[: _end_of_last_word(readable, most)]
        notes.append(f"analysed the first {len(readable)} of {len(text)} characters")
    readable, hidden = _LONG_WORD.subn(lambda run: " " * len(run[0]), readable)
    if hidden:
        notes.append(f"not analysed: {hidden} runs of over {MAX_WORD_CHARACTERS} characters")
    # Lone surrogates are no text; the tokenizer cannot encode them.
    return Bounded(_SURROGATE.sub("?", readable), tuple(notes))


def _end_of_last_word(text: str, limit: int) -> int:
    """Where the last white space before `limit` begins, or `limit` where no word ends near it."""
    for position in range(limit, max(0, limit - MAX_WORD_CHARACTERS), -1):
        if text[position].isspace():
            return position
    return limit
